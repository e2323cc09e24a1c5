"""How much an agency does in a year, and which part of it a period has seen."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from danvan_workflow.sample.models import SampleDuty
from danvan_workflow.statutory.indicators import Catalogue, Indicator, IndicatorKind
from danvan_workflow.statutory.period import Period, PeriodKind

PER_MILLE = 1000
UNKNOWN_FLOW, UNKNOWN_STOCK = (3, 24), (1, 5)
DISTRICT = re.compile(r"(huyện|thị xã|thành phố)\b", re.IGNORECASE)
COMMUNE = re.compile(r"(xã|phường|thị trấn|đặc khu)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Level:
    """What a year brings for one indicator: a span for each level of agency, or so many per mille of another indicator.

    One that is only drawn where it is asked for (`asked`) leaves the numbers of all others as they are.
    """

    code: str
    spans: Mapping[str, tuple[int, int]]
    of: str = ""
    between: tuple[int, int] = (0, 0)
    pace: str = "even"
    asked: bool = False


def level_of_agency(duty: SampleDuty) -> str:
    """`official`, `department`, `district` or `commune`, by code and name."""
    unit, _, body = duty.agency.partition("-")
    if body:
        return "official" if len(unit) > 4 else "department"
    words = duty.name.removeprefix("Ủy ban nhân dân").lstrip()
    if COMMUNE.match(words):
        return "commune"
    return "district" if DISTRICT.match(words) else "department"


def year_of(duty: SampleDuty, catalogue: Catalogue, source: random.Random) -> dict[str, int]:
    """What the agency does in a whole year, for every countable indicator of the catalogue."""
    kind = level_of_agency(duty)
    year: dict[str, int] = {}
    for level in levels().values():
        if not level.asked or (level.code in catalogue and level.of in ("", *year)):
            year[level.code] = _drawn(level, kind, year, source)
    for code, indicator in catalogue.items():
        if code not in year and not indicator.is_ratio:
            year[code] = source.randint(*_unknown(indicator))
    return year


def _drawn(level: Level, kind: str, year: Mapping[str, int], source: random.Random) -> int:
    if level.of:
        return year[level.of] * source.randint(*level.between) // PER_MILLE
    return source.randint(*level.spans[kind])


def _unknown(indicator: Indicator) -> tuple[int, int]:
    if indicator.kind is IndicatorKind.YES_NO:
        return (1, 1)
    return UNKNOWN_FLOW if indicator.kind is IndicatorKind.FLOW else UNKNOWN_STOCK


_EVEN = {PeriodKind.SIX_MONTHS: 480, PeriodKind.SECOND_HALF: 520, PeriodKind.NINE_MONTHS: 740, PeriodKind.YEAR: 1000}
_EARLY = {PeriodKind.QUARTER: 700, PeriodKind.SIX_MONTHS: 900, PeriodKind.NINE_MONTHS: 960}
_LATE = {PeriodKind.MONTH: 60, PeriodKind.QUARTER: 120, PeriodKind.SIX_MONTHS: 350, PeriodKind.NINE_MONTHS: 600}


def part_of_year(pace: str, kind: PeriodKind) -> int:
    """How many per mille of the year's number a period of that kind has."""
    even = _EVEN.get(kind, 240 if kind is PeriodKind.QUARTER else 85)
    table = {"early": _EARLY, "late": _LATE}.get(pace, {})
    return PER_MILLE if pace == "whole" else table.get(kind, even)


def at_period(year: Mapping[str, int], period: Period | None, catalogue: Catalogue) -> dict[str, int]:
    """The numbers that a period reports of a year's; stocks and yes-or-no stand as they are."""
    if period is None:
        return dict(year)
    numbers = {code: value * part_of_year(_pace(code, catalogue), period.kind) // PER_MILLE for code, value in year.items()}
    for level in levels().values():
        if level.code in numbers and level.of and not numbers.get(level.of):
            numbers[level.code] = 0
    return numbers


def _pace(code: str, catalogue: Catalogue) -> str:
    if code in levels():
        return "whole" if levels()[code].pace == "early" and _is_yes_no(code, catalogue) else levels()[code].pace
    return "even" if catalogue.get(code).kind is IndicatorKind.FLOW else "whole"


def _is_yes_no(code: str, catalogue: Catalogue) -> bool:
    return code in catalogue and catalogue[code].kind is IndicatorKind.YES_NO


@cache
def levels() -> dict[str, Level]:
    """The levels of data/levels.yaml, by indicator."""
    text = files("danvan_workflow.sample").joinpath("data/levels.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {row["code"]: _level(row) for row in yaml.load(text, Loader=loader)}


def _level(row: Mapping[str, Any]) -> Level:
    spans = {name: _pair(row[name]) for name in ("department", "district", "commune", "official") if name in row}
    return Level(
        row["code"], spans, row.get("of", ""), _pair(row.get("between", (0, 0))), row.get("pace", "even"), row.get("asked", False)
    )


def _pair(values: Sequence[int]) -> tuple[int, int]:
    low, high = values
    return low, high
