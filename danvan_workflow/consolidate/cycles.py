"""What only a whole cycle decides: published totals, who is missing, dates, who may report at all (V17, V19, V20)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from danvan_workflow.consolidate.findings import Finding, finding
from danvan_workflow.consolidate.tables import lead_check, totals
from danvan_workflow.consolidate.wording import list_text
from danvan_workflow.statutory.indicators import Catalogue, catalogue
from danvan_workflow.statutory.rules import Rule, rules_named

Window = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class CycleDates:
    """The dates of a report; None where one isn't known. `workdays_after_cutoff` is counted from cut-off to deadline."""

    signed_on: dt.date | None = None
    sent_on: dt.date | None = None
    window: Window | None = None
    statutory_window: Window | None = None
    cutoff: dt.date | None = None
    deadline: dt.date | None = None
    workdays_after_cutoff: int | None = None


def check_cycle(
    facts: pd.DataFrame,
    owing: pd.DataFrame,
    published: Mapping[str, Decimal],
    *,
    dates: CycleDates | None = None,
    reporters: Iterable[str] = (),
    roll: Collection[str] = (),
    names: Mapping[str, str] | None = None,
    indicators: Catalogue | None = None,
    rules: Sequence[Rule] | None = None,
) -> list[Finding]:
    """Findings over a cycle: `facts` are the accepted figures, `published` the totals that the report states.

    `roll` are the agencies that exist and owe on the period's dates, `names` how to call agencies.
    """
    chosen = {rule.id: rule for rule in (rules_named(["V17", "V19", "V20"]) if rules is None else rules)}
    book, called = indicators or catalogue(), names or {}
    found: list[_Found] = [
        *_totals(facts, owing, published, book, called),
        *_leads(facts, owing, book, called),
        *_dates(dates or CycleDates()),
        *_strangers(reporters, roll, called),
    ]
    return [finding(chosen[rule_id], place, **values) for rule_id, place, values in found if rule_id in chosen]


_Found = tuple[str, str, dict[str, str | Decimal]]


def _totals(
    facts: pd.DataFrame, owing: pd.DataFrame, published: Mapping[str, Decimal], book: Catalogue, names: Mapping[str, str]
) -> Iterator[_Found]:
    """V17a for a total that differs from the figures behind it, V17b once for each set of missing agencies."""
    gaps: dict[tuple[tuple[str, ...], str], list[str]] = {}
    table = totals(facts, owing, book)
    columns = (table[name] for name in ("indicator", "value", "missing", "coverage"))
    for code, value, missing, coverage in zip(*columns, strict=True):
        stated = published.get(code)
        if stated is None:
            continue
        if stated != value:
            expected = "chưa có số liệu" if value is None else value
            yield "V17a", code, {"indicator": book[code].label, "value": stated, "expected": expected}
        if missing:
            gaps.setdefault((missing, coverage), []).append(code)
    for (missing, coverage), codes in gaps.items():
        values: dict[str, str | Decimal] = {"value": coverage, "list": list_text(names.get(a, a) for a in missing)}
        yield "V17b", codes[0], {"indicator": _labels(codes, book), **values}


def _labels(codes: Sequence[str], book: Catalogue) -> str:
    """One indicator by name, several by code."""
    return book[codes[0]].label if len(codes) == 1 else f"{len(codes)} chỉ tiêu ({', '.join(codes)})"


def _leads(facts: pd.DataFrame, owing: pd.DataFrame, book: Catalogue, names: Mapping[str, str]) -> Iterator[_Found]:
    table = lead_check(facts, owing, book)
    wrong = table[~table["agrees"].astype(bool)]
    columns = (wrong[name] for name in ("indicator", "units", "lead", "lead_value"))
    for code, units, lead, value in zip(*columns, strict=True):
        yield "V17c", code, {"indicator": book[code].label, "value": units, "base": names.get(lead, lead), "expected": value}


def _strangers(reporters: Iterable[str], roll: Collection[str], names: Mapping[str, str]) -> Iterator[_Found]:
    for agency in reporters:
        if agency not in roll:
            yield "V20", "", {"value": names.get(agency, agency)}


def _dates(dates: CycleDates) -> Iterator[_Found]:
    if dates.signed_on and dates.sent_on and dates.signed_on > dates.sent_on:
        yield "V19a", "", {"value": _day(dates.signed_on), "expected": _day(dates.sent_on)}
    if dates.window and dates.statutory_window and dates.window != dates.statutory_window:
        yield "V19b", "", {"value": _span(dates.window), "expected": _span(dates.statutory_window)}
    if dates.cutoff and dates.deadline and dates.workdays_after_cutoff is not None and dates.workdays_after_cutoff < 1:
        yield "V19c", "", {"value": _day(dates.deadline), "expected": _day(dates.cutoff)}


def _day(day: dt.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _span(window: Window) -> str:
    return f"từ ngày {_day(window[0])} đến ngày {_day(window[1])}"
