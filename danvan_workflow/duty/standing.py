"""One duty as it stands at a moment, and the counts of many: read by letters, pages, the command line and the report alike."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from danvan_workflow.duty.states import DutyState, DutyStatus, VersionFacts, duty_status
from danvan_workflow.statutory.deadline import vietnam_date

WorkdaysBetween = Callable[[dt.date, dt.date], int]
"""`between(a, b)`: the working days after `a` up to and with `b`, as `WorkCalendar.workdays_between`."""


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """What is known of a duty: `versions` oldest first, as many of them as are to be seen."""

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
    )


def days_late(duty: DutyStanding, workdays_between: WorkdaysBetween, now: dt.datetime) -> int:
    """Working days from the last day to the first version, or to today while nothing came; 0 for one in time.

    What comes on a day off right after the last day is late by 0 working days.
    """
    if duty.status.on_time or not (duty.first_sent_at or duty.status.overdue):
        return 0
    return max(workdays_between(duty.last_day, vietnam_date(duty.first_sent_at or now)), 0)


def lateness(duty: DutyStanding, days: int) -> str:
    """How late a duty is, in words, where it is `days` working days late; empty for one in time or that owes nothing."""
    if not duty.counts_as_owing or duty.status.on_time or not (duty.first_sent_at or duty.status.overdue):
        return ""
    return f"{'trễ' if duty.first_sent_at else 'quá hạn'} {days or 'chưa đến 1'} ngày làm việc"


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts an officer asks for. `owing` = sent + missing; exempt ones and those passed on stand apart."""

    owing: int
    sent: int
    on_time: int
    late: int
    incomplete: int
    wrong: int
    returned: int
    missing: int
    exempt: int
    passed_on: int


def count(duties: Iterable[DutyStanding]) -> Counts:
    """The counts of those who owe."""
    owing = [duty for duty in duties if duty.owes]
    states = Counter(duty.status.state for duty in owing)
    sent = [duty for duty in owing if duty.status.state.is_sent]
    return Counts(
        owing=sum(duty.counts_as_owing for duty in owing),
        sent=len(sent),
        on_time=sum(duty.status.on_time is True for duty in sent),
        late=sum(duty.status.on_time is False for duty in sent),
        incomplete=states[DutyState.INCOMPLETE],
        wrong=states[DutyState.WRONG],
        returned=states[DutyState.RETURNED],
        missing=states[DutyState.MISSING],
        exempt=states[DutyState.EXEMPT],
        passed_on=states[DutyState.PASSED_ON],
    )
