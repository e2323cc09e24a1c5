"""Thirty-four provinces made up for measuring: a plan for each, over the agencies that the province really has."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path
from typing import Any

import yaml

from danvan_workflow.reading.strict_yaml import parse
from danvan_workflow.register.build import national_register
from danvan_workflow.register.models import AgencyKind
from danvan_workflow.register.register import Register

DAY = dt.date(2026, 2, 9)
OFFICES = ["office", "department", "inspectorate", "authority"]


def write_country(folder: Path, template: Path, count: int, due: dt.date, opens: dt.date) -> list[str]:
    """Plan files of the first `count` provinces, each with a cycle that opens and is due on the given days; their ids."""
    register, tree = national_register(), parse(template.read_text("utf-8"), template.name).tree
    folder.mkdir(parents=True, exist_ok=True)
    provinces = sorted(a.code for a in register.as_of(DAY) if a.kind is AgencyKind.PROVINCE)[:count]
    for province in provinces:
        plan = _plan(copy.deepcopy(tree), register, province, due, opens)
        (folder / f"{plan['id']}.yaml").write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), "utf-8")
    return [_plan_id(province) for province in provinces]


def _plan_id(province: str) -> str:
    return f"tinh-{province.lower()}-2026"


def _plan(tree: Any, register: Register, province: str, due: dt.date, opens: dt.date) -> dict[str, Any]:
    name = register.get(province).name
    found = next(obligation for obligation in tree["obligations"] if obligation["id"] == "dinh-ky")
    assumed = {"assumed": True, "reason": "Kỳ để đo"}
    dated = {
        "key": "2026-annual",
        "period": "2026-annual",
        "due": {"by": due.isoformat()},
        "opens_on": opens.isoformat(),
        **assumed,
    }
    sections = [section for section in tree["sections"] if not section["id"].endswith("-toan-tinh")]
    tree |= {
        "id": _plan_id(province),
        "title": f"Kế hoạch để đo, {name}",
        "short_title": f"Để đo – {name}",
        "issuer": {"unit": province, "name": f"Ủy ban nhân dân {name}", "place": name},
        "collector": {**tree["collector"], "agency": f"{province}-SNV", "name": f"Sở Nội vụ {name}"},
        "groups": _groups(province),
        "sections": sections,
        "lead_units": [],
        "tasks": [],
        "targets": [],
        "rules": [],
        "recipients": [{"text": "Như trên"}],
    }
    tree["report"]["recipients"] = [{"text": "Như trên"}]
    tree["obligations"] = [{**found, "upward_to": province, "sections": [s["id"] for s in sections], "cycles": [dated]}]
    return dict(tree)


def _groups(province: str) -> list[dict[str, Any]]:
    collector = [{"agency": f"{province}-SNV", "reason": "Là cơ quan tổng hợp"}]
    offices = {"id": "so-ban-nganh", "title": "Các sở, ban, ngành", "kinds": OFFICES, "of": province, "source": "I"}
    communes = {"id": "cap-xa", "title": "Ủy ban nhân dân các xã, phường", "kinds": ["commune"], "of": province, "source": "I"}
    return [{**offices, "exclude": collector}, communes]
