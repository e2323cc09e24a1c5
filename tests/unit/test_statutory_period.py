"""Periods: ids, names, limits, and what they refuse."""

import datetime as dt

import pytest

from danvan_workflow.errors import InvalidInput
from danvan_workflow.statutory.period import Period, PeriodKind

EVERY_KIND = [
    # id, kind, number, label, first day, last day
    ("2025-m03", PeriodKind.MONTH, 3, "tháng 3 năm 2025", dt.date(2025, 3, 1), dt.date(2025, 3, 31)),
    ("2024-m02", PeriodKind.MONTH, 2, "tháng 2 năm 2024", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
    ("2025-q1", PeriodKind.QUARTER, 1, "quý I năm 2025", dt.date(2025, 1, 1), dt.date(2025, 3, 31)),
    ("2025-q4", PeriodKind.QUARTER, 4, "quý IV năm 2025", dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
    ("2025-6m", PeriodKind.SIX_MONTHS, 1, "6 tháng đầu năm 2025", dt.date(2025, 1, 1), dt.date(2025, 6, 30)),
    ("2025-h2", PeriodKind.SECOND_HALF, 1, "6 tháng cuối năm 2025", dt.date(2025, 7, 1), dt.date(2025, 12, 31)),
    ("2025-9m", PeriodKind.NINE_MONTHS, 1, "9 tháng năm 2025", dt.date(2025, 1, 1), dt.date(2025, 9, 30)),
    ("2025-annual", PeriodKind.YEAR, 1, "năm 2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
]


@pytest.mark.parametrize(("text", "kind", "number", "label", "first", "last"), EVERY_KIND)
def test_a_period_has_an_id_a_name_and_calendar_limits(
    text: str, kind: PeriodKind, number: int, label: str, first: dt.date, last: dt.date
) -> None:
    period = Period.parse(text)
    assert period == Period(kind, first.year, number)
    assert str(period) == text
    assert period.label() == label
    assert (period.first_day, period.last_day) == (first, last)
    assert period.last_month == (last.year, last.month)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2025", "2025-", "2025-Q1", "2025-q0", "2025-q5", "2025-m3", "2025-m00", "2025-m13", "2025-q01", "2025-6M"),
        *(" 2025-q1", "2025-q1\n", "2025-12m", "25-q1", "1999-q1", "2101-q1", "2025-m٠٣", "2025-annual1", "2025-quý1"),
    ],
)
def test_what_is_no_period_id_is_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Period.parse(text)
    (problem,) = caught.value.problems
    assert problem.value == text
    assert "YYYY-q1" in problem.accepted


@pytest.mark.parametrize(("kind", "number"), [(PeriodKind.QUARTER, 5), (PeriodKind.MONTH, 0), (PeriodKind.YEAR, 2)])
def test_a_number_the_year_does_not_have_is_refused(kind: PeriodKind, number: int) -> None:
    with pytest.raises(InvalidInput):
        Period(kind, 2025, number)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        *(("2025-q1", None), ("2025-6m", "2025-q1"), ("2025-9m", "2025-6m"), ("2025-annual", "2025-9m")),
        *(("2025-q2", None), ("2025-h2", None), ("2025-m06", None)),
    ],
)
def test_cumulative_periods_form_one_chain_within_the_year(text: str, before: str | None) -> None:
    previous = Period.parse(text).previous()
    assert (str(previous) if previous else None) == before


def test_the_same_period_of_last_year_keeps_kind_and_number() -> None:
    assert Period.parse("2025-q3").same_period_last_year() == Period.parse("2024-q3")
    assert Period.parse("2025-m12").same_period_last_year() == Period.parse("2024-m12")


def test_periods_have_no_order_of_their_own_but_a_key_by_their_end() -> None:
    quarter, half, year = (Period.parse(t) for t in ("2025-q1", "2025-6m", "2025-annual"))
    with pytest.raises(TypeError):
        _ = quarter < half  # type: ignore[operator]
    assert sorted([year, half, quarter], key=lambda p: p.chronological_key) == [quarter, half, year]
