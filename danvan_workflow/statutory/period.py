"""The reporting period: what stretch of the year the figures are about."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from danvan_workflow.errors import InvalidInput, Problem

FIRST_YEAR, LAST_YEAR = 2000, 2100
ACCEPTED = "YYYY-m01 … YYYY-m12, YYYY-q1 … YYYY-q4, YYYY-6m, YYYY-h2, YYYY-9m, YYYY-annual (năm 2000 đến 2100)"
_ID = re.compile(r"(?P<year>[0-9]{4})-(?:(?P<kind>m|q)(?P<number>[0-9]{1,2})|(?P<whole>6m|h2|9m|annual))")


class PeriodKind(StrEnum):
    """The kinds of period. The members have no order."""

    MONTH = "month"
    QUARTER = "quarter"
    SIX_MONTHS = "six_months"
    SECOND_HALF = "second_half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"

    @property
    def per_year(self) -> int:
        """How many periods of the kind a year has."""
        return {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4}.get(self, 1)


_WHOLE = {
    "6m": PeriodKind.SIX_MONTHS,
    "h2": PeriodKind.SECOND_HALF,
    "9m": PeriodKind.NINE_MONTHS,
    "annual": PeriodKind.YEAR,
}
_SUFFIX = {kind: suffix for suffix, kind in _WHOLE.items()}
_MONTHS = {
    PeriodKind.SIX_MONTHS: (1, 6),
    PeriodKind.SECOND_HALF: (7, 12),
    PeriodKind.NINE_MONTHS: (1, 9),
    PeriodKind.YEAR: (1, 12),
}
_LABEL = {
    PeriodKind.SIX_MONTHS: "6 tháng đầu năm {}",
    PeriodKind.SECOND_HALF: "6 tháng cuối năm {}",
    PeriodKind.NINE_MONTHS: "9 tháng năm {}",
    PeriodKind.YEAR: "năm {}",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a year. `number` is the month or the quarter, 1 for the other kinds.

    Periods have no `<`: the first quarter, six and nine months and the year begin on the same day. Sort by
    `chronological_key` where an order is wanted.
    """

    kind: PeriodKind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.number <= self.kind.per_year):
            raise _invalid(f"{self.kind} {self.number} năm {self.year}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period of an id; InvalidInput for anything that `str` would not give back.

        >>> Period.parse("2025-q1")
        Period(kind=<PeriodKind.QUARTER: 'quarter'>, year=2025, number=1)
        """
        found = _ID.fullmatch(text)
        if found is None:
            raise _invalid(text)
        kind = {"m": PeriodKind.MONTH, "q": PeriodKind.QUARTER}.get(found["kind"]) or _WHOLE[found["whole"]]
        number = int(found["number"] or 1)
        if not (FIRST_YEAR <= int(found["year"]) <= LAST_YEAR and 1 <= number <= kind.per_year):
            raise _invalid(text)
        period = cls(kind, int(found["year"]), number)
        if str(period) != text:
            raise _invalid(text)
        return period

    def __str__(self) -> str:
        """The id: `2025-m03`, `2025-q1`, `2025-6m`, `2025-h2`, `2025-9m`, `2025-annual`."""
        if self.kind is PeriodKind.MONTH:
            return f"{self.year}-m{self.number:02d}"
        if self.kind is PeriodKind.QUARTER:
            return f"{self.year}-q{self.number}"
        return f"{self.year}-{_SUFFIX[self.kind]}"

    def label(self) -> str:
        """The Vietnamese name, in lower case as it stands within a sentence.

        >>> [Period.parse(i).label() for i in ("2025-m03", "2025-q4", "2025-6m")]
        ['tháng 3 năm 2025', 'quý IV năm 2025', '6 tháng đầu năm 2025']
        """
        if self.kind is PeriodKind.MONTH:
            return f"tháng {self.number} năm {self.year}"
        if self.kind is PeriodKind.QUARTER:
            return f"quý {('I', 'II', 'III', 'IV')[self.number - 1]} năm {self.year}"
        return _LABEL[self.kind].format(self.year)

    @property
    def months(self) -> tuple[int, int]:
        """The first and the last month, both included."""
        if self.kind is PeriodKind.MONTH:
            return self.number, self.number
        if self.kind is PeriodKind.QUARTER:
            return 3 * self.number - 2, 3 * self.number
        return _MONTHS[self.kind]

    @property
    def last_month(self) -> tuple[int, int]:
        """The year and the month in which the period ends (tháng cuối kỳ báo cáo)."""
        return self.year, self.months[1]

    @property
    def first_day(self) -> dt.date:
        """The first calendar day; the days that data are collected for are `data_window`."""
        return dt.date(self.year, self.months[0], 1)

    @property
    def last_day(self) -> dt.date:
        """The last calendar day, included."""
        year, month = self.last_month
        return dt.date(year, month, calendar.monthrange(year, month)[1])

    @property
    def chronological_key(self) -> tuple[dt.date, dt.date]:
        """A key to sort by: the end first, then the beginning."""
        return self.last_day, self.first_day

    def same_period_last_year(self) -> Period:
        """The period that a report compares itself with (cùng kỳ năm trước)."""
        return replace(self, year=self.year - 1)

    def previous(self) -> Period | None:
        """The cumulative period before this one in the same year, whose flows can't exceed this one's.

        None for the first quarter and for the kinds that don't accumulate from January.
        """
        before = _CHAIN.get(str(self).partition("-")[2])
        return Period.parse(f"{self.year}-{before}") if before else None


_CHAIN = {"q1": None, "6m": "q1", "9m": "6m", "annual": "9m"}


def _invalid(value: str) -> InvalidInput:
    return InvalidInput([Problem("kỳ dữ liệu không đúng mẫu", value=value, accepted=ACCEPTED)])
