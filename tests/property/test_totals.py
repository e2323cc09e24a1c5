"""Totals from pandas, from SQL and from a slow, obvious plain-Python reference agree on any facts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import product
from typing import NamedTuple

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_workflow.consolidate.frames import facts_frame, owing_frame
from danvan_workflow.consolidate.tables import totals, totals_by_group
from danvan_workflow.statutory.indicators import Aggregation, Indicator, IndicatorKind, catalogue

OWN = Indicator("ZZ01", "Chỉ số lớn nhất", "điểm", IndicatorKind.FLOW, Aggregation.MAX, decimals=2)
BOOK = catalogue().with_own([OWN])
CODES = ["CD02", "TT01", "TC01", "TC02", "DT04", "DT05", "DT07", "HC03", "HC04", "ZZ01"]
RATIOS = ["DT06", "HC05"]
CHOSEN = BOOK.only([*CODES, *RATIOS])
UNITS = {"N1": "xa", "N2": "xa", "N3": "phuong", "N4": "phuong", "N9-SCT": "so"}
LEADS = {"N9-TTT": "so", "N9-VP": "so"}
AGENCIES = UNITS | LEADS

Row = tuple[str, str, str, str, Decimal | None]


class Total(NamedTuple):
    """What the law below reads of a row of `totals`."""

    indicator: str
    value: Decimal | None
    reporting: int
    owing: int
    not_applicable: int
    missing: tuple[str, ...]


def _value(code: str) -> st.SearchStrategy[Decimal]:
    if code == "CD02":
        return st.sampled_from([Decimal(0), Decimal(1)])
    if code == "ZZ01":
        return st.integers(0, 10**6).map(lambda n: Decimal(n).scaleb(-2))
    return st.integers(0, 10**13).map(Decimal)


@st.composite
def facts(draw: st.DrawFn) -> list[Row]:
    """Any mixture of answers: some agencies leave figures blank, say nil, or that it does not apply."""
    rows: list[Row] = []
    for (agency, group), code in product(AGENCIES.items(), CODES):
        status = draw(st.sampled_from(["value", "value", "value", "zero", "nil", "not_applicable", "blank"]))
        if status == "blank":
            continue
        value = {"value": draw(_value(code)), "not_applicable": None}.get(status, Decimal(0))
        rows.append((agency, group, code, status, value))
    return rows


def everybody_owes() -> pd.DataFrame:
    return owing_frame((agency, group, code) for (agency, group), code in product(AGENCIES.items(), CODES))


def by_units(rows: Iterable[Row]) -> list[Row]:
    """The leads' own figures stand aside: units owe every indicator here."""
    return [row for row in rows if not row[0].endswith("-" + BOOK[row[2]].owner)]


def reference(rows: list[Row], group: str | None = None) -> dict[str, Decimal]:
    """One loop for each number, nothing clever."""
    result: dict[str, Decimal] = {}
    for code in CODES:
        numbers = [row[4] for row in by_units(rows) if row[2] == code and row[4] is not None and group in (None, row[1])]
        if numbers:
            result[code] = max(numbers) if code == "ZZ01" else sum(numbers, Decimal(0))
    for code in RATIOS:
        known = {(row[0], row[2]): row[4] for row in by_units(rows) if row[4] is not None and group in (None, row[1])}
        pairs = [(known.get((a, BOOK[code].numerator)), known.get((a, BOOK[code].denominator))) for a in AGENCIES]
        both = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
        bottom = sum((whole for _, whole in both), Decimal(0))
        if bottom:
            with localcontext(prec=80):
                exact = 100 * sum((part for part, _ in both), Decimal(0)) / bottom
                result[code] = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return result


def in_sql(rows: list[Row]) -> dict[tuple[str, str], Decimal]:
    """GROUP BY in SQLite over scaled integers, as the store keeps figures there."""
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE fact (agency, grp, indicator, status, value INTEGER)")
        scaled = [(*row[:4], None if row[4] is None else int(row[4] * 10_000)) for row in by_units(rows)]
        database.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?)", scaled)
        query = """SELECT grp, indicator, CASE indicator WHEN 'ZZ01' THEN max(value) ELSE sum(value) END
                   FROM fact WHERE status <> 'not_applicable' GROUP BY grp, indicator"""
        return {(group, code): Decimal(value) / 10_000 for group, code, value in database.execute(query)}


def known(table: pd.DataFrame) -> dict[str, Decimal]:
    return {code: value for code, value in zip(table["indicator"], table["value"], strict=True) if value is not None}


@settings(max_examples=30, deadline=None)
@given(facts())
def test_pandas_agrees_with_the_reference(rows: list[Row]) -> None:
    assert known(totals(facts_frame(rows), everybody_owes(), CHOSEN)) == reference(rows)


@settings(max_examples=20, deadline=None)
@given(facts())
def test_pandas_agrees_with_sql_and_the_reference_by_group(rows: list[Row]) -> None:
    table = totals_by_group(facts_frame(rows), everybody_owes(), CHOSEN)
    spoken = {(g, c): v for g, c, v in zip(table["group"], table["indicator"], table["value"], strict=True) if v is not None}
    assert {key: value for key, value in spoken.items() if key[1] not in RATIOS} == in_sql(rows)
    for group in set(AGENCIES.values()):
        assert {code: value for (g, code), value in spoken.items() if g == group} == reference(rows, group)


@settings(max_examples=20, deadline=None)
@given(facts())
def test_every_owing_agency_is_reporting_or_missing(rows: list[Row]) -> None:
    table = totals(facts_frame(rows), everybody_owes(), CHOSEN)
    for row in map(Total._make, table[list(Total._fields)].itertuples(index=False)):
        assert row.reporting + len(row.missing) == row.owing
        assert row.value is None or row.reporting > 0
        leads = {a for a in LEADS if a.endswith("-" + BOOK[row.indicator].owner)}
        assert row.owing + row.not_applicable == len(set(AGENCIES) - leads)


@settings(max_examples=20, deadline=None)
@given(facts(), st.integers(0, 10**6))
def test_the_order_of_the_rows_does_not_matter(rows: list[Row], seed: int) -> None:
    shuffled = pd.DataFrame(facts_frame(rows)).sample(frac=1, random_state=seed % 2**32)
    assert known(totals(shuffled, everybody_owes(), CHOSEN)) == known(totals(facts_frame(rows), everybody_owes(), CHOSEN))
