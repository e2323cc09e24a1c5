"""The administrative units before and after 1/7/2025, read from the packaged open data set."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from danvan_workflow.register.models import Agency, AgencyKind, Succession
from danvan_workflow.register.names import within_sentence
from danvan_workflow.text import one_line

MAIN_SHARE = Fraction(2, 3)
SPLIT_REASON = "Đơn vị bị chia tách: tài liệu không nêu tỷ lệ; quy ước phần chính 2/3, các phần còn lại chia đều 1/3"
DISTRICT_REASON = (
    "Cấp huyện kết thúc, không có đơn vị kế thừa trực tiếp: quy ước chia theo số đơn vị cấp xã cũ nhập vào từng đơn vị mới"
)


_TYPE = re.compile("^(thị xã|thị trấn|thành phố|xã)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Unit:
    code: str
    name: str
    kind: AgencyKind
    parent: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class _Passing:
    predecessor: str
    successor: str
    part: str
    effective_on: date


def read_units(text: str) -> tuple[Agency, ...]:
    """The People's Committees of all units of `units.csv`, in its order."""
    units = {row["unit_id"]: _unit(row) for row in csv.DictReader(text.splitlines())}
    return tuple(_committee(unit, units[_province_of(unit, units)]) for unit in units.values())


def _unit(row: Mapping[str, str]) -> _Unit:
    kind = AgencyKind(row["level"])
    first, last = _day(row["valid_from"]), _day(row["valid_to"])
    name = _TYPE.sub(lambda found: found[0].capitalize(), one_line(row["name"]))  # the data have “Thị Xã Buôn Hồ”, “xã Bắc Sơn”
    return _Unit(row["unit_id"], name, kind, row["parent_id"], first, last)


@cache
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _province_of(unit: _Unit, units: Mapping[str, _Unit]) -> str:
    while unit.parent:
        unit = units[unit.parent]
    return unit.code


def _committee(unit: _Unit, province: _Unit) -> Agency:
    inside = within_sentence(unit.name)
    return Agency(
        code=unit.code,
        name=f"Ủy ban nhân dân {inside}",
        short_name=f"UBND {inside}",
        kind=unit.kind,
        province=province.code,
        parent=unit.parent,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        unit_name=unit.name,
        province_name=province.name,
    )


def read_unit_successions(text: str, units: Iterable[Agency]) -> tuple[Succession, ...]:
    """The successions of `successions.csv`, with weights, and those of the districts, which follow from them."""
    groups: dict[str, list[_Passing]] = defaultdict(list)
    for row in csv.DictReader(text.splitlines()):
        groups[row["predecessor_id"]].append(_passing(row))
    listed = {code: tuple(_weighted(group)) for code, group in groups.items()}
    direct = [succession for group in listed.values() for succession in group]
    return (*direct, *_district_successions(units, listed))


def _passing(row: Mapping[str, str]) -> _Passing:
    effective = date.fromisoformat(row["effective_date"])
    return _Passing(row["predecessor_id"], row["successor_id"], row["share"], effective)


def _weighted(group: Iterable[_Passing]) -> Iterator[Succession]:
    listed = tuple(group)
    parts = Counter(passing.part for passing in listed)
    for passing in listed:
        share = _share(passing.part, parts)
        reason = SPLIT_REASON if share != 1 else ""
        successor = passing.successor
        yield Succession(passing.predecessor, successor, share, passing.effective_on, bool(reason), reason)


def _share(part: str, parts: Counter[str]) -> Fraction:
    """The weight of one part: the main one takes MAIN_SHARE, the others divide the rest evenly."""
    if part == "whole":
        return Fraction(1)
    if part == "part-main":
        return MAIN_SHARE / parts["part-main"] if parts["part"] else Fraction(1, parts["part-main"])
    return (1 - MAIN_SHARE if parts["part-main"] else Fraction(1)) / parts["part"]


def _district_successions(units: Iterable[Agency], listed: Mapping[str, tuple[Succession, ...]]) -> Iterator[Succession]:
    communes: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        if unit.kind is AgencyKind.COMMUNE and unit.code in listed:
            communes[unit.parent].append(unit.code)
    for unit in units:
        if unit.kind is AgencyKind.DISTRICT and unit.code not in listed:
            yield from _district_succession(unit.code, [listed[code] for code in communes[unit.code]])


def _district_succession(district: str, communes: list[tuple[Succession, ...]]) -> Iterator[Succession]:
    weights: dict[str, Fraction] = defaultdict(Fraction)
    for succession in (succession for commune in communes for succession in commune):
        weights[succession.successor] += succession.share
    for successor, weight in weights.items():
        share, day = weight / len(communes), communes[0][0].effective_on
        yield Succession(district, successor, share, day, True, DISTRICT_REASON)
