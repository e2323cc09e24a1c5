"""A province made up for measuring: 160 real agencies that owe 60 figures each for one cycle."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.reading.strict_yaml import parse
from danvan_workflow.register.models import AgencyKind
from danvan_workflow.register.register import Register
from danvan_workflow.sample.drafts import sample_drafts
from danvan_workflow.sample.models import SampleCycle, SampleDuty, Shares
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.store import cycles

AGENCIES, INDICATORS = 160, 60
PROVINCE, PLAN = "N52", "do-toc-do-2026"
EARLIER, CYCLE = (f"{PLAN}.dinh-ky.{key}" for key in ("2026-q1", "2026-6m"))
BASE_DATE = dt.date(2026, 2, 9)
ALL_ON_TIME = Shares(**{name: int(name == "on_time") for name in Shares.__dataclass_fields__})  # type: ignore[arg-type]
OFFICES = [AgencyKind(name) for name in ("office", "department", "inspectorate", "authority", "service_unit", "media")]


def write_plan(folder: Path, template: Path, register: Register) -> None:
    """The plan of the province: one obligation, two cycles of a year, made of a plan of the repository."""
    tree: Any = parse(template.read_text("utf-8"), template.name).tree
    for name in ("targets", "tasks", "lead_units"):
        tree[name] = []
    codes = [code for code, indicator in catalogue().items() if not indicator.is_ratio][:INDICATORS]
    sections = [section for section in tree["sections"] if section.get("indicators")]
    for number, section in enumerate(sections):
        section["indicators"] = codes[number :: len(sections)]
    tree["sections"] = sections
    ratios = [code for code, i in catalogue().items() if i.is_ratio and {i.numerator, i.denominator} <= set(codes)]
    tree["indicators"] = {"use": codes + ratios}
    tree["rules"] = []
    tree["groups"] = _groups(register)
    tree["obligations"] = [_obligation(tree, [section["id"] for section in sections])]
    tree["recipients"] = [{"text": "Như trên"}]
    tree["report"]["recipients"] = [{"text": "Như trên"}]
    tree |= {"id": PLAN, "base_date": BASE_DATE.isoformat()}
    tree["issuer"]["unit"], tree["collector"]["agency"] = PROVINCE, f"{PROVINCE}-SNV"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{PLAN}.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), "utf-8")


def _groups(register: Register) -> list[dict[str, Any]]:
    """The communes of the province, its departments, and central and other bodies up to 160 in all."""
    communes = [agency.code for agency in register.members([AgencyKind.COMMUNE], PROVINCE, BASE_DATE)]
    offices = [agency.code for agency in register.members(OFFICES, PROVINCE, BASE_DATE)]
    others = [kind for kind in AgencyKind if kind not in (AgencyKind.COMMUNE, *OFFICES)]
    bodies = [agency.code for agency in register.members(others, PROVINCE, BASE_DATE)]
    rest = [*offices, *bodies][: AGENCIES - len(communes)]
    return [
        {"id": "cap-xa", "title": "Ủy ban nhân dân các xã, phường", "include": communes, "source": "I"},
        {"id": "co-quan-tinh", "title": "Các cơ quan cấp tỉnh", "include": rest, "source": "I"},
    ]


def _obligation(tree: Any, sections: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = next(o for o in tree["obligations"] if o["kind"] == "periodic_report")
    cycle = next(c for c in found["cycles"] if c["key"] == "2026-6m")
    made = [{**cycle, "key": key, "period": key} for key in ("2026-q1", "2026-6m")]
    return {**found, "id": "dinh-ky", "sections": sections, "cycles": made, "reporters": ["cap-xa", "co-quan-tinh"]}


def drafts(runtime: Runtime, cycle_id: str) -> tuple[SubmissionDraft, ...]:
    """A complete submission of every agency of the opened cycle, all in time."""
    with runtime.uow() as uow:
        row, plan = runtime.cycle_plan(uow, cycle_id)
        duties = [
            SampleDuty(d.agency, d.agency_name, d.group_id, tuple(d.sections), tuple(d.indicators))
            for d in cycles.duties_of(uow, cycle_id)
        ]
    assert len(duties) == AGENCIES
    assert {len(duty.indicators) for duty in duties} == {INDICATORS}
    before = None if cycle_id == EARLIER else _reported(drafts(runtime, EARLIER))
    cycle = SampleCycle(cycle_id, ObligationKind(row.kind), row.period, row.opens_on, row.last_day, row.data_last_day, row.label)
    return sample_drafts(plan, cycle, duties, runtime.catalogue_of(plan), 0, ALL_ON_TIME, before)


def _reported(earlier: tuple[SubmissionDraft, ...]) -> dict[str, dict[str, Decimal]]:
    """What each agency reported: later figures of the year don't fall below."""
    return {d.agency: {f.indicator: f.value for f in d.figures if f.value is not None} for d in earlier}
