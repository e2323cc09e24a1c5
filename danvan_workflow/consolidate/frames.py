"""The frames of a cycle: what their columns hold, and who speaks for an indicator.

facts   agency, group, indicator, status, value   one row for each answer; a blank has no row
owing   agency, group, indicator                  one row for each answer that is asked for

`value` holds Decimal objects (or None), never floats: sums are exact. Statuses are those of FigureStatus; where figures were
settled (`counted`), also those of Apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from danvan_workflow.consolidate.figures import Apart
from danvan_workflow.duty.submission import FigureStatus
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.statutory.indicators import Catalogue

FACT_COLUMNS = ["agency", "group", "indicator", "status", "value"]
OWING_COLUMNS = ["agency", "group", "indicator"]
SENT_COLUMNS = ["agency", "indicator"]
ZERO = Decimal(0)

FactRow = tuple[str, str, str, str, Decimal | None]
OwingRow = tuple[str, str, str]


def facts_frame(rows: Iterable[FactRow]) -> pd.DataFrame:
    """Facts from rows (agency, group, indicator, status, value)."""
    return checked_facts(_frame(rows, FACT_COLUMNS))


def owing_frame(rows: Iterable[OwingRow]) -> pd.DataFrame:
    """What is asked for, from rows (agency, group, indicator)."""
    return _frame(rows, OWING_COLUMNS)


def _frame(rows: Iterable[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    held = list(rows)
    return pd.DataFrame({name: pd.Series([row[i] for row in held], dtype=object) for i, name in enumerate(columns)})


def checked_facts(facts: pd.DataFrame) -> pd.DataFrame:
    """The facts without blanks and with a number for every explicit zero.

    InvalidInput where an agency answers an indicator twice (it would be counted twice) or a value is not a Decimal.
    """
    doubled = facts[facts.duplicated(SENT_COLUMNS)]
    exact = [isinstance(value, Decimal) for value in facts["value"]]
    inexact = facts[facts["value"].notna() & ~pd.Series(exact, index=facts.index, dtype=bool)]
    problems = [*_problems(doubled, "một cơ quan có hai số liệu cho một chỉ tiêu", "mỗi cơ quan một số liệu")]
    problems += _problems(inexact, "số liệu không phải số thập phân chính xác", "Decimal")
    if problems:
        raise InvalidInput(problems)
    known = facts["value"].notna()
    nil = facts["status"].isin([FigureStatus.ZERO, FigureStatus.NIL]) & ~known
    kept = facts.assign(value=facts["value"].astype(object).where(~nil, ZERO).where(known | nil, None))
    return kept[known | nil | (facts["status"] == FigureStatus.NOT_APPLICABLE)].reset_index(drop=True)


def _problems(rows: pd.DataFrame, message: str, accepted: str) -> list[Problem]:
    columns = zip(rows["agency"], rows["indicator"], rows["value"], strict=True)
    return [Problem(message, place=f"{agency}, {code}", value=str(v), accepted=accepted) for agency, code, v in columns]


def numbers(facts: pd.DataFrame) -> pd.DataFrame:
    """The facts that are added up: “not applicable” is an answer and no number, and some numbers are set apart."""
    outside = [FigureStatus.NOT_APPLICABLE, Apart.CHECKING, Apart.LEFT_OUT, Apart.BESIDE]
    return facts[~facts["status"].isin(outside)]


def with_apart(facts: pd.DataFrame, *kinds: Apart) -> pd.DataFrame:
    """The facts with the numbers of these kinds as numbers that are added up."""
    return facts.assign(status=facts["status"].where(~facts["status"].isin(kinds), FigureStatus.VALUE.value))


def is_lead(frame: pd.DataFrame, indicators: Catalogue) -> pd.Series[bool]:
    """True where the row's agency leads the sector of the row's indicator (`L52-TTT` for an indicator owned by `TTT`)."""
    pairs = pd.MultiIndex.from_frame(frame[SENT_COLUMNS])
    owned = [item for item in indicators.values() if item.has_lead]
    leads = [(agency, item.code) for agency in _with_suffix(frame["agency"]) for item in owned if item.is_led_by(agency)]
    return pd.Series(pairs.isin(leads) if leads else False, index=frame.index, dtype=bool)


def _with_suffix(agencies: pd.Series[str]) -> list[str]:
    """The agencies that can be a lead at all: bodies of a province are few beside its units."""
    return [agency for agency in agencies.unique() if "-" in agency]


def split_by_speaker(
    facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """(facts that are added up, owing behind them, the leads' own figures set aside as cross-check).

    Where units owe an indicator, they speak and the lead's figure is set aside; where only the lead owes it, the lead speaks.
    """
    by_units = _codes_of_units(facts, owing, indicators)
    speaks = _speaks(facts, indicators, by_units)
    aside = facts[~speaks & is_lead(facts, indicators)] if len(facts) else facts
    return facts[speaks], owing[_speaks(owing, indicators, by_units)], aside


def _codes_of_units(facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue) -> set[str]:
    """Indicators that units owe; of those that nobody owes, the ones that units answered."""
    owed = set(owing.loc[~is_lead(owing, indicators), "indicator"]) if len(owing) else set()
    answered = set(facts.loc[~is_lead(facts, indicators), "indicator"]) if len(facts) else set()
    return owed | (answered - set(owing["indicator"]))


def _speaks(frame: pd.DataFrame, indicators: Catalogue, by_units: set[str]) -> pd.Series[bool]:
    if frame.empty:
        return pd.Series(False, index=frame.index, dtype=bool)
    has_lead = frame["indicator"].isin([code for code, item in indicators.items() if item.has_lead])
    return ~has_lead | (is_lead(frame, indicators) != frame["indicator"].isin(by_units))
