"""One duty as it stands at a moment: read by letters, pages, the command line and the report alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from danvan_workflow.duty.states import DutyState, DutyStatus, VersionFacts, duty_status
from danvan_workflow.statutory.deadline import vietnam_date

WorkdaysBetween = Callable[[dt.date, dt.date], int]
"""`between(a, b)`: the working days after `a` up to and with `b`, as `WorkCalendar.workdays_between`."""


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """What is known of a duty: `versions` oldest first, as many of them as are to be seen.

    `heir_since` is the day on which the agency took the duty over in mid-cycle; None for who stood on the frozen roll.
    """

    agency: str
    name: str
    group: str
    owes: bool
    reason: str
    last_day: dt.date
    waived: bool
    passed_on: bool
    inherited_from: tuple[str, ...]
    passed_on_to: tuple[str, ...]
    versions: tuple[VersionFacts, ...]
    heir_since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DutyStanding:
    """One agency of the roll as it stands. `missing` holds section ids, indicator codes and phrases of what is not there.

    `sent_at`, `version`, `missing`, `errors` and `warnings` are those of the newest version; `first_sent_at` decides about time.
    """

    agency: str
    name: str
    group: str
    owes: bool
    reason: str
    status: DutyStatus
    version: int | None
    sent_at: dt.datetime | None
    first_sent_at: dt.datetime | None
    last_day: dt.date
    missing: tuple[str, ...]
    errors: int
    warnings: int
    is_sample: bool
    inherited_from: tuple[str, ...]
    passed_on_to: tuple[str, ...]
    heir_since: dt.date | None = None

    @property
    def counts_as_owing(self) -> bool:
        """True for those on the roll who owe, were not excused and did not pass the duty on."""
        return self.owes and self.status.state not in (DutyState.EXEMPT, DutyState.PASSED_ON)

    @property
    def is_open(self) -> bool:
        """True where this agency still has something to send or to mend."""
        return self.owes and self.status.state.is_open


def stand(facts: DutyFacts, now: dt.datetime) -> DutyStanding:
    """How a duty stands at `now` (aware)."""
    newest = facts.versions[-1] if facts.versions else None
    return DutyStanding(
        agency=facts.agency,
        name=facts.name,
        group=facts.group,
        owes=facts.owes,
        reason=facts.reason,
        status=duty_status(facts.last_day, facts.versions, now, exempt=facts.waived, passed_on=facts.passed_on),
        version=newest.number if newest else None,
        sent_at=newest.sent_at if newest else None,
        first_sent_at=facts.versions[0].sent_at if newest else None,
        last_day=facts.last_day,
        missing=newest.missing if newest else (),
        errors=newest.error_count if newest else 0,
        warnings=newest.warning_count if newest else 0,
        is_sample=bool(newest and newest.is_sample),
        inherited_from=facts.inherited_from,
        passed_on_to=facts.passed_on_to,
        heir_since=facts.heir_since,
    )


def days_late(duty: DutyStanding, workdays_between: WorkdaysBetween, now: dt.datetime) -> int:
    """Working days from the last day to the first version, or to today while nothing came; 0 for one in time.

    What comes on a day off right after the last day is late by 0 working days.
    """
    if duty.status.on_time or not (duty.first_sent_at or duty.status.overdue):
        return 0
    return max(workdays_between(duty.last_day, vietnam_date(duty.first_sent_at or now)), 0)


def lateness(duty: DutyStanding, days: int, number: Callable[[int], str] = str) -> str:
    """How late a duty is, in words, where it is `days` working days late; empty for one in time or that owes nothing."""
    if not duty.counts_as_owing or duty.status.on_time or not (duty.first_sent_at or duty.status.overdue):
        return ""
    return f"{'trễ' if duty.first_sent_at else 'quá hạn'} {number(days) if days else f'chưa đến {number(1)}'} ngày làm việc"
