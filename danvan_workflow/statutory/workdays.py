"""The official work calendar: which days offices work, and how to count in them."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from danvan_workflow.errors import NotCovered, Problem, Severity
from danvan_workflow.statutory.calendar_year import SATURDAY, CalendarEntry, CalendarYear, EntryKind, read_calendar_year
from danvan_workflow.statutory.records import data_folder

FOLDER = "danvan_workflow/statutory/data/workdays"
WHAT_TO_ADD = "ngày nghỉ lễ, tết, ngày nghỉ bù, ngày nghỉ hoán đổi và ngày làm bù theo thông báo chính thức của năm đó"


class WorkCalendar:
    """The working days of the covered years. Immutable; every question outside the years is refused with NotCovered."""

    __slots__ = ("_by_day", "_ordered", "_workdays", "_years")

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        self._years = tuple(sorted(years, key=lambda year: year.year))
        covered = [year.year for year in self._years]
        if not covered or covered != list(range(covered[0], covered[-1] + 1)):
            raise NotCovered(
                f"Lịch làm việc phải gồm các năm liền nhau, hiện có: {covered}. Hãy thêm tệp của năm thiếu vào {FOLDER}."
            )
        self._ordered = tuple(day for year in self._years for day in year.workdays())
        self._workdays = frozenset(self._ordered)
        self._by_day = {entry.day: entry for year in self._years for entry in year.entries}

    @staticmethod
    def default() -> WorkCalendar:
        """The pinned calendar of the package, read on the first call."""
        return _default()

    @classmethod
    def from_folder(cls, folder: Path | Traversable) -> WorkCalendar:
        """The calendar of a folder of `<year>.yaml` files, in the format of the package's own."""
        return cls(_read_folder(folder))

    def overlaid(self, folder: Path | Traversable) -> WorkCalendar:
        """This calendar with the years of `folder` in place of its own, and any further ones added.

        So a province enters a new official notice without waiting for a release.
        """
        years = {year.year: year for year in (*self._years, *_read_folder(folder))}
        return WorkCalendar(years.values())

    @property
    def first_covered_day(self) -> dt.date:
        """1 January of the first covered year."""
        return dt.date(self._years[0].year, 1, 1)

    @property
    def last_covered_day(self) -> dt.date:
        """31 December of the last covered year."""
        return dt.date(self._years[-1].year, 12, 31)

    @property
    def years(self) -> tuple[CalendarYear, ...]:
        """The covered years, in order."""
        return self._years

    def is_workday(self, day: dt.date) -> bool:
        """True where offices work on `day`."""
        self._require(day)
        return day in self._workdays

    def entry(self, day: dt.date) -> CalendarEntry | None:
        """What the calendar file says of `day`; None for a day like any other of its weekday."""
        self._require(day)
        return self._by_day.get(day)

    def day_off_name(self, day: dt.date) -> str:
        """Why `day` is off, in Vietnamese; empty for a working day."""
        if self.is_workday(day):
            return ""
        entry = self._by_day.get(day)
        if entry is not None and entry.kind is not EntryKind.UNDECIDED:
            return entry.name
        return "thứ Bảy" if day.weekday() == SATURDAY else "Chủ nhật"

    def shift(self, day: dt.date, working_days: int) -> dt.date:
        """The day that lies `working_days` working days after (negative: before) `day`; 0 gives `day` itself.

        From a day off, one step forward is the next working day and one step back the last one before.
        """
        self._require(day)
        if working_days == 0:
            return day
        start = bisect_right(self._ordered, day) - 1 if working_days > 0 else bisect_left(self._ordered, day)
        position = start + working_days
        if position < 0:
            raise _not_covered(self._years[0].year - 1)
        if position >= len(self._ordered):
            raise _not_covered(self._years[-1].year + 1)
        return self._ordered[position]

    def next_workday(self, day: dt.date) -> dt.date:
        """`day` itself where it is a working day, else the first one after it."""
        return day if self.is_workday(day) else self.shift(day, 1)

    def previous_workday(self, day: dt.date) -> dt.date:
        """`day` itself where it is a working day, else the last one before it."""
        return day if self.is_workday(day) else self.shift(day, -1)

    def workdays_between(self, start: dt.date, end: dt.date) -> int:
        """How many working days lead from `start` to `end`: `start` is not counted, `end` is; negative backwards.

        `shift(start, workdays_between(start, end)) == end` for every working day `end`.
        """
        self._require(start)
        self._require(end)
        if start <= end:
            return bisect_right(self._ordered, end) - bisect_right(self._ordered, start)
        return bisect_left(self._ordered, end) - bisect_left(self._ordered, start)

    def doubtful_entries(self, first: dt.date, last: dt.date) -> tuple[CalendarEntry, ...]:
        """The entries between two days, both included, that are assumed rather than announced."""
        return tuple(entry for day, entry in sorted(self._by_day.items()) if entry.assumed and first <= day <= last)

    def _require(self, day: dt.date) -> None:
        if not self._years[0].year <= day.year <= self._years[-1].year:
            raise _not_covered(day.year)


def freshness_problems(calendar: WorkCalendar, today: dt.date) -> tuple[Problem, ...]:
    """What the calendar lacks on `today`: an error for each year missing up to the end of next year, a warning for
    each of this and next year whose official notices are not all entered."""
    last = calendar.last_covered_day.year
    missing = (_missing_year(year) for year in range(last + 1, today.year + 2))
    pending = (
        Problem(year.note, f"{FOLDER}/{year.year}.yaml", accepted="thông báo chính thức của năm", severity=Severity.WARNING)
        for year in calendar.years
        if not year.announced and today.year <= year.year <= today.year + 1
    )
    return (*missing, *pending)


def _read_folder(folder: Path | Traversable) -> Iterator[CalendarYear]:
    for item in sorted(folder.iterdir(), key=lambda found: found.name):
        if item.name.endswith(".yaml"):
            yield read_calendar_year(item.read_bytes(), f"workdays/{item.name}")


@cache
def _default() -> WorkCalendar:
    return WorkCalendar.from_folder(data_folder() / "workdays")


def _missing_year(year: int) -> Problem:
    return Problem(f"lịch làm việc chưa có năm {year}", f"{FOLDER}/{year}.yaml", accepted=WHAT_TO_ADD)


def _not_covered(year: int) -> NotCovered:
    return NotCovered(f"Lịch làm việc chưa có năm {year}. Hãy thêm tệp {FOLDER}/{year}.yaml: {WHAT_TO_ADD}.")
