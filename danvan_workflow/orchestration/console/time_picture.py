"""The time line as a picture: where each milestone stands on an axis of days. Numbers alone; the template draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from danvan_workflow.duty.milestones import Milestone
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.statutory.wording import short_date, weekday_name
from danvan_workflow.statutory.workdays import WorkCalendar
from danvan_workflow.views.cycle.timeline import Stop, Timeline

WIDTH, EDGE, AXIS, LANE, DOT, NAME = 1000.0, 30.0, 120.0, 26.0, 11.0, 175.0
NAMED = (Milestone.OPEN, Milestone.DUE, Milestone.CONSOLIDATE)
MOST_TICKS = 14


@dataclass(frozen=True, slots=True)
class Dot:
    """A milestone: its number in the list below, and its place."""

    number: int
    x: float
    y: float
    stop: Stop


@dataclass(frozen=True, slots=True)
class Label:
    """A text under the axis; one that would touch its neighbour stands a row lower."""

    x: float
    text: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything in units of a width of 1000. `now_x` is None where the moment lies beyond the edges: `beyond` says which."""

    dots: tuple[Dot, ...]
    off_days: tuple[tuple[float, float], ...]
    ticks: tuple[Label, ...]
    names: tuple[Label, ...]
    now_x: float | None
    beyond: str


class _Axis:
    """From the midnight before the first moment to the one after the last."""

    def __init__(self, moments: list[dt.datetime]) -> None:
        self.first, self.last = _day(min(moments)), _day(max(moments)) + dt.timedelta(days=1)
        self.start = dt.datetime.combine(self.first, dt.time(), VIETNAM)
        self._seconds = (self.last - self.first).total_seconds()

    def x(self, moment: dt.datetime) -> float:
        share = (moment - self.start).total_seconds() / self._seconds
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    def midnight(self, day: dt.date) -> float:
        return self.x(dt.datetime.combine(day, dt.time(), VIETNAM))

    @property
    def days(self) -> list[dt.date]:
        return [self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days)]


def picture(line: Timeline, calendar: WorkCalendar) -> Picture:
    """The picture of a time line; days off are shaded as far as the calendar reaches."""
    axis = _Axis([stop.moment for stop in line.stops if stop.moment])
    inside = axis.first <= _day(line.now) < axis.last
    return Picture(
        dots=tuple(_dots(line, axis)),
        off_days=tuple(_off_days(axis, calendar)),
        ticks=tuple(_ticks(axis)),
        names=tuple(_names(line, axis)),
        now_x=axis.x(line.now) if inside else None,
        beyond="" if inside else "before" if _day(line.now) < axis.first else "after",
    )


def _dots(line: Timeline, axis: _Axis) -> Iterator[Dot]:
    """A dot that would cover its neighbour stands a lane higher."""
    lanes: list[float] = []
    for number, stop in enumerate(line.stops, start=1):
        if stop.moment is None:
            continue
        x = axis.x(stop.moment)
        lane = next((n for n, taken in enumerate(lanes) if x - taken >= 2 * DOT + 2), len(lanes))
        lanes[lane : lane + 1] = [x]
        yield Dot(number, x, AXIS - DOT - 5 - lane * LANE, stop)


def _off_days(axis: _Axis, calendar: WorkCalendar) -> Iterator[tuple[float, float]]:
    """Each run of days off as (x, width)."""
    known = [day for day in axis.days if calendar.first_covered_day <= day <= calendar.last_covered_day]
    for off, run in groupby(known, key=lambda day: not calendar.is_workday(day)):
        days = list(run)
        if off:
            left, right = axis.midnight(days[0]), axis.midnight(days[-1] + dt.timedelta(days=1))
            yield left, round(right - left, 1)


def _ticks(axis: _Axis) -> Iterator[Label]:
    """Days of a short cycle, Mondays of a longer one, every second or third Monday of a long one."""
    days = axis.days
    if len(days) > MOST_TICKS:
        days = [day for day in days if day.weekday() == 0]
    step = -(-len(days) // MOST_TICKS) or 1
    yield from (Label(axis.midnight(day), f"{day.day}/{day.month}") for day in days[::step])


def _names(line: Timeline, axis: _Axis) -> Iterator[Label]:
    taken = -WIDTH
    for stop in line.stops:
        if stop.milestone in NAMED and stop.planned:
            day = _day(stop.planned - dt.timedelta(seconds=1)) if stop.milestone == Milestone.DUE else _day(stop.planned)
            x = min(max(axis.x(stop.planned), NAME / 2), WIDTH - NAME / 2)
            row = int(x - taken < NAME)
            taken = taken if row else x
            yield Label(x, f"{Milestone(stop.milestone).label}: {weekday_name(day)}, {short_date(day)}", row)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(VIETNAM).date()
