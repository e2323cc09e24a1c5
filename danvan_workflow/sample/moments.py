"""When an agency sends: in office hours of working days, before or after the last admissible day."""

from __future__ import annotations

import datetime as dt
import random

from danvan_workflow.sample.models import SampleCycle
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.statutory.workdays import WorkCalendar

MOST_DAYS = 8
LATEST = 9
OFFICE_MINUTES = (*range(7 * 60 + 30, 11 * 60 + 30), *range(13 * 60 + 30, 17 * 60))


def on_time(cycle: SampleCycle, source: random.Random, calendar: WorkCalendar) -> dt.datetime:
    """A moment from the opening (where that is possible, from the end of the data window) to the last admissible day."""
    days = _days(cycle, calendar)
    later_is_likelier = range(1, len(days) + 1)
    return _at_office(source.choices(days, later_is_likelier)[0], source)


def late(cycle: SampleCycle, source: random.Random, calendar: WorkCalendar) -> dt.datetime:
    """A moment one to nine working days after the last admissible day."""
    return _at_office(calendar.shift(cycle.last_day, source.randint(1, LATEST)), source)


def corrected(sent_at: dt.datetime, source: random.Random, calendar: WorkCalendar) -> dt.datetime:
    """A moment one to three working days after the first version."""
    return _at_office(calendar.shift(sent_at.astimezone(VIETNAM).date(), source.randint(1, 3)), source)


def _days(cycle: SampleCycle, calendar: WorkCalendar) -> list[dt.date]:
    """The last working days of the time allowed; the last day itself where there is none."""
    first = cycle.opens_on
    if cycle.data_last_day and first <= cycle.data_last_day < cycle.last_day:
        first = cycle.data_last_day + dt.timedelta(days=1)
    span = (first + dt.timedelta(days=n) for n in range((cycle.last_day - first).days + 1))
    return [day for day in span if calendar.is_workday(day)][-MOST_DAYS:] or [cycle.last_day]


def _at_office(day: dt.date, source: random.Random) -> dt.datetime:
    minute = source.choice(OFFICE_MINUTES)
    return dt.datetime.combine(day, dt.time(minute // 60, minute % 60, source.randrange(60)), tzinfo=VIETNAM).astimezone(dt.UTC)
