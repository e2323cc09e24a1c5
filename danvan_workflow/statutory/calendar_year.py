"""One year of the official work calendar, as its file says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.reading.forms import Day, Whole, YesNo
from danvan_workflow.statutory.records import Confidence, read_record
from danvan_workflow.statutory.sources import Cited

SATURDAY = 5


class EntryKind(StrEnum):
    """Why a day differs from its weekday, or why it might."""

    HOLIDAY = "holiday"
    COMPENSATION = "compensation"
    SWAPPED_OFF = "swapped_off"
    EXTRA_WORKDAY = "extra_workday"
    UNDECIDED = "undecided"

    @property
    def label(self) -> str:
        """The Vietnamese name of the kind."""
        return _LABELS[self]


_LABELS = {
    EntryKind.HOLIDAY: "nghỉ lễ, tết",
    EntryKind.COMPENSATION: "nghỉ bù",
    EntryKind.SWAPPED_OFF: "nghỉ hoán đổi",
    EntryKind.EXTRA_WORKDAY: "làm bù",
    EntryKind.UNDECIDED: "chưa đủ căn cứ nghỉ",
}
OFF = frozenset({EntryKind.HOLIDAY, EntryKind.COMPENSATION, EntryKind.SWAPPED_OFF})


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A named day of the calendar. `swapped_with`: the other day of a swap. An undecided day keeps its weekday."""

    day: Day
    name: str
    kind: EntryKind
    source: Cited
    confidence: Confidence
    assumed: YesNo = False
    reason: str = ""
    swapped_with: Day | None = None


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The named days of a year; `announced` is False until the official notices of the year are all entered."""

    year: Whole
    note: str
    entries: tuple[CalendarEntry, ...]
    announced: YesNo = False

    def workdays(self) -> Iterator[dt.date]:
        """The working days, in order."""
        off = {entry.day for entry in self.entries if entry.kind in OFF}
        worked = {entry.day for entry in self.entries if entry.kind is EntryKind.EXTRA_WORKDAY}
        for day in days_of_year(self.year):
            if day in worked or (day.weekday() < SATURDAY and day not in off):
                yield day


def days_of_year(year: int) -> Iterator[dt.date]:
    """Every day of a year, in order."""
    first = dt.date(year, 1, 1)
    count = (dt.date(year, 12, 31) - first).days + 1
    return (first + dt.timedelta(days=n) for n in range(count))


def read_calendar_year(content: bytes, file: str) -> CalendarYear:
    """The year that a file describes, its days in order; InvalidInput with every contradiction in it."""
    said = read_record(content, file, CalendarYear)
    year = replace(said, entries=tuple(sorted(said.entries, key=lambda entry: entry.day)))
    problems = list(_contradictions(year, file))
    if problems:
        raise InvalidInput(problems)
    return year


def _contradictions(year: CalendarYear, file: str) -> Iterator[Problem]:
    by_day: dict[dt.date, CalendarEntry] = {}
    for entry in year.entries:
        if entry.day in by_day:
            yield _problem(file, entry, "ngày ghi hai lần", "mỗi ngày một mục")
        by_day[entry.day] = entry
    for entry in year.entries:
        yield from _entry_problems(year, entry, file)
        yield from _swap_problems(year, entry, by_day, file)


def _entry_problems(year: CalendarYear, entry: CalendarEntry, file: str) -> Iterable[Problem]:
    weekend = entry.day.weekday() >= SATURDAY
    if entry.day.year != year.year:
        yield _problem(file, entry, "ngày không thuộc năm của tệp", f"một ngày của năm {year.year}")
    if entry.kind in (EntryKind.COMPENSATION, EntryKind.SWAPPED_OFF) and weekend:
        yield _problem(file, entry, f"{entry.kind.label} rơi vào ngày nghỉ hằng tuần", "một ngày từ thứ Hai đến thứ Sáu")
    if entry.kind is EntryKind.EXTRA_WORKDAY and not weekend:
        yield _problem(file, entry, "ngày làm bù không phải ngày nghỉ hằng tuần", "thứ Bảy hoặc Chủ nhật")
    if entry.assumed and not entry.reason:
        yield _problem(file, entry, "mục giả định chưa nêu lý do", "lý do ở khóa `reason`")


def _swap_problems(
    year: CalendarYear, entry: CalendarEntry, by_day: dict[dt.date, CalendarEntry], file: str
) -> Iterable[Problem]:
    swapped = entry.kind in (EntryKind.SWAPPED_OFF, EntryKind.EXTRA_WORKDAY)
    if swapped != (entry.swapped_with is not None):
        yield _problem(file, entry, "ngày hoán đổi và khóa `swapped_with` phải đi cùng nhau", "ngày kia của cặp")
    elif entry.swapped_with is not None and entry.swapped_with.year == year.year:
        other = by_day.get(entry.swapped_with)
        if other is None or other.swapped_with != entry.day or other.kind is entry.kind:
            yield _problem(file, entry, "cặp hoán đổi không khớp", "một ngày nghỉ hoán đổi và một ngày làm bù trỏ lẫn nhau")


def _problem(file: str, entry: CalendarEntry, message: str, accepted: str) -> Problem:
    return Problem(message, file, None, "entries", entry.day.isoformat(), accepted)
