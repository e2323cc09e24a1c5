"""The days that data are collected for (thời gian chốt số liệu), by Nghị định 09/2019/NĐ-CP, Điều 12."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from danvan_workflow.errors import NotCovered
from danvan_workflow.reading.forms import Day, Whole, YesNo
from danvan_workflow.statutory.period import Period, PeriodKind
from danvan_workflow.statutory.records import Confidence, read_data
from danvan_workflow.statutory.sources import Cited, LegalSource


@dataclass(frozen=True, slots=True)
class DataWindow:
    """The first and the last day of a period's data, both included; the last one is the cut-off (ngày chốt)."""

    first_day: dt.date
    last_day: dt.date
    source: LegalSource
    assumed: bool = False
    reason: str = ""
    confidence: Confidence = Confidence.B


@dataclass(frozen=True, slots=True)
class _Rule:
    """One dated rule: from `opening_day` of the month before the period to `closing_day` of its last month."""

    period: PeriodKind
    opening_day: Whole
    closing_day: Whole
    source: Cited
    first_day: Day
    last_day: Day | None
    confidence: Confidence
    assumed: YesNo = False
    reason: str = ""

    def window(self, period: Period) -> DataWindow:
        year, month = (period.year, period.months[0] - 1) if period.months[0] > 1 else (period.year - 1, 12)
        opening = dt.date(year, month, self.opening_day)
        closing = dt.date(*period.last_month, self.closing_day)
        return DataWindow(opening, closing, self.source, self.assumed, self.reason, self.confidence)

    def holds(self, day: dt.date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


def data_window(period: Period) -> DataWindow:
    """The data window of a period, by the rule in force on the cut-off day; NotCovered where no rule reaches it.

    >>> window = data_window(Period.parse("2025-q1"))
    >>> window.first_day.isoformat(), window.last_day.isoformat()
    ('2024-12-15', '2025-03-14')
    """
    for rule in _rules():
        if rule.period is period.kind:
            window = rule.window(period)
            if rule.holds(window.last_day):
                return window
    raise NotCovered(
        f"Chưa có quy định về thời gian chốt số liệu cho {period.label()} (kỳ {period}): Nghị định số 09/2019/NĐ-CP có "
        "hiệu lực từ ngày 12/3/2019. Hãy thêm một mục có nguồn và ngày hiệu lực vào "
        "danvan_workflow/statutory/data/windows.yaml."
    )


@dataclass(frozen=True, slots=True)
class _File:
    windows: tuple[_Rule, ...]


@cache
def _rules() -> tuple[_Rule, ...]:
    return read_data("windows.yaml", _File).windows
