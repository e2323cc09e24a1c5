"""Read the templates of bodies (departments.csv, bodies.yaml) and the bodies of wards (wards.yaml)."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any, TypeVar

import yaml

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.register.bodies import PLACEHOLDERS, Body
from danvan_workflow.register.fields import SHARE_FORMS, Record, parse_share, unknown_fields
from danvan_workflow.register.models import Agency, AgencyKind, Succession
from danvan_workflow.register.names import clean, within_sentence

DEPARTMENTS_REASON = "Danh mục sở, ban, ngành điển hình, chưa theo quyết định của tỉnh"
DEPARTMENTS_ENDED_REASON = "Ngày sắp xếp các sở: giả định 01/3/2025, chưa theo quyết định của tỉnh"
_Result = TypeVar("_Result")
_BRACES = re.compile(r"\{(\w*)\}")
_COLUMNS = ("code", "name", "short_name", "kind", "valid_from", "valid_to", "successors")
_BODY_KEYS = (*_COLUMNS, "parent", "only", "reason")
_WARD_KEYS = ("code", "name", "short_name", "valid_from", "valid_to", "successors", "source", "reason")


def read_departments(text: str, file: str = "departments.csv") -> tuple[Body, ...]:
    """The provincial departments of `departments.csv`."""
    problems: list[Problem] = []
    rows = csv.DictReader(text.splitlines())
    problems += unknown_fields(rows.fieldnames or (), _COLUMNS, file, 1)
    bodies = tuple(_department(Record(row, problems, file, rows.line_num)) for row in rows)
    return _unless(problems, bodies)


def _department(record: Record) -> Body:
    dated = record.text("valid_from") or record.text("valid_to")
    reason = DEPARTMENTS_ENDED_REASON if dated else DEPARTMENTS_REASON
    heirs = [code for code in record.text("successors").split("|") if code]
    body = _body(record, heirs, reason)
    return replace(body, name=_template(body.name), short_name=_template(body.short_name))


def _template(name: str) -> str:
    """Where the province stands in a name: in place of "tỉnh" (Thanh tra tỉnh), or only after the full one (Sở Nội vụ)."""
    without = name.removesuffix(" tỉnh")
    return f"{name} {{place}}" if without == name else f"{without} {{unit}}"


def read_bodies(text: str, file: str = "bodies.yaml") -> tuple[tuple[Body, ...], tuple[Agency, ...]]:
    """The other provincial bodies and the ministries of `bodies.yaml`."""
    problems: list[Problem] = []
    content = _mapping(text, file)
    entries = _entries(content, "bodies", _BODY_KEYS, file, problems)
    bodies = tuple(
        replace(
            _body(record, _listed(record, entry, "successors"), content.get("reason", "")),
            only=frozenset(_listed(record, entry, "only")),
        )
        for record, entry in entries
    )
    ministries = tuple(_ministry(record) for record, _ in _entries(content, "ministries", _BODY_KEYS, file, problems))
    return _unless(problems, (bodies, ministries))


def _body(record: Record, heirs: list[str], reason: str) -> Body:
    return Body(
        code=record.code("code"),
        name=_wording(record, "name"),
        short_name=_wording(record, "short_name"),
        kind=record.choice("kind", AgencyKind),
        valid_from=record.day("valid_from"),
        valid_to=record.day("valid_to"),
        successors=_shares(record, heirs),
        parent=record.code("parent", required=False),
        reason=record.text("reason") or reason,
    )


def _wording(record: Record, field: str) -> str:
    text = record.required(field)
    if set(_BRACES.findall(text)) - PLACEHOLDERS or set("{}") & set(_BRACES.sub("", text)):
        record.refuse(field, "chỗ điền không có nghĩa", ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS)))
        return ""
    return text


def _listed(record: Record, entry: Mapping[str, Any], field: str) -> list[str]:
    found = entry.get(field, [])
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        record.refuse(field, "phải là một danh sách mã", "[SNV, STC]")
        return []
    return found


def _ministry(record: Record) -> Agency:
    name = record.required("name")
    return Agency(record.code("code"), name, record.required("short_name"), AgencyKind.MINISTRY, unit_name=name)


def _shares(record: Record, heirs: Collection[str]) -> tuple[tuple[str, Fraction], ...]:
    named = [heir.partition(":") for heir in heirs]
    even = Fraction(1, len(named)) if named else Fraction(1)
    try:
        return tuple((code.strip(), parse_share(share.strip()) if colon else even) for code, colon, share in named)
    except ValueError:
        record.refuse("successors", "không đọc được tỷ lệ kế thừa", f"mã cơ quan, dấu hai chấm, {SHARE_FORMS}")
        return ()


def read_wards(
    text: str, units: Mapping[str, Agency], file: str = "wards.yaml"
) -> tuple[tuple[Agency, ...], tuple[Succession, ...]]:
    """Those who report inside wards, and their successions; `units` are the wards by code."""
    problems: list[Problem] = []
    content = _mapping(text, file)
    agencies: list[Agency] = []
    successions: list[Succession] = []
    for ward in content.get("wards", {}):
        if ward not in units:
            problems.append(Problem("không có đơn vị cấp xã này", file, place="wards", value=ward))
            continue
        for record, entry in _entries(content["wards"], ward, _WARD_KEYS, file, problems):
            agency = _ward_agency(record, units[ward], content.get("reason", ""))
            agencies.append(agency)
            successions += _ward_successions(record, agency, _listed(record, entry, "successors"))
    return _unless(problems, (tuple(agencies), tuple(successions)))


def _ward_agency(record: Record, ward: Agency, reason: str) -> Agency:
    name, source = record.required("name"), record.text("source")
    return Agency(
        code=f"{ward.code}-{record.code('code')}",
        name=f"{name} {within_sentence(ward.unit_name)}",
        short_name=record.required("short_name"),
        kind=AgencyKind.WARD_OFFICIAL,
        province=ward.province,
        parent=ward.code,
        valid_from=record.day("valid_from"),
        valid_to=record.day("valid_to"),
        assumed=not source,
        reason=source or record.text("reason") or reason,
        unit_name=name,
        province_name=ward.province_name,
    )


def _ward_successions(record: Record, agency: Agency, heirs: list[str]) -> Iterator[Succession]:
    for code, share in _shares(record, heirs):
        if agency.valid_to is None:
            record.refuse("successors", "cơ quan chưa kết thúc thì chưa có kế thừa", "ghi thêm valid_to")
            return
        day = agency.valid_to + timedelta(days=1)
        yield Succession(agency.code, code, share, day, True, agency.reason)


def _mapping(text: str, file: str) -> dict[str, Any]:
    # BaseLoader keeps every scalar a text: a code is never read as a number, a date or a truth value.
    try:
        content = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else None
        raise InvalidInput([Problem("không đọc được YAML từ chỗ này", file, line, value=what)]) from None
    if not isinstance(content, dict):
        raise InvalidInput([Problem("tệp phải là một bảng khóa - giá trị", file)])
    return content


def _entries(
    content: Mapping[str, Any], key: str, accepted: Collection[str], file: str, problems: list[Problem]
) -> list[tuple[Record, Mapping[str, Any]]]:
    found: list[tuple[Record, Mapping[str, Any]]] = []
    for entry in content.get(key, []):
        if not isinstance(entry, dict):
            problems.append(Problem("phải là một bảng khóa - giá trị", file, place=key, value=str(entry)))
            continue
        problems += unknown_fields(list(entry), accepted, file, None)
        texts: dict[str, str] = defaultdict(str, {k: clean(v) for k, v in entry.items() if isinstance(v, str)})
        found.append((Record(texts, problems, file), entry))
    return found


def _unless(problems: list[Problem], result: _Result) -> _Result:
    if problems:
        raise InvalidInput(problems)
    return result
