"""What the watchdog finds: one thing that stands still, or soon will, with what to do about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from danvan_workflow.statutory.deadline import VIETNAM, date_text

GRACE = dt.timedelta(minutes=30)
"""How long after its moment something may still be on its way."""
NAMED = 8


class Urgency(StrEnum):
    """`stuck`: a person must act now. `soon`: there is time, but it will not mend itself."""

    STUCK = "stuck"
    SOON = "soon"


class Code(StrEnum):
    """What can be wrong."""

    RUNG_MISSING = "rung_missing"
    NO_CONTACT = "no_contact"
    AGENCY_ENDED = "agency_ended"
    LETTER_UNSURE = "letter_unsure"
    LETTER_UNKNOWN = "letter_unknown"
    LETTER_FAILED = "letter_failed"
    LETTER_WAITING = "letter_waiting"
    NOT_OPENED = "not_opened"
    MILESTONE_MISSING = "milestone_missing"
    MILESTONE_FAILED = "milestone_failed"
    OVERDUE = "overdue"
    APPROVAL_WAITING = "approval_waiting"
    NOT_ASKED = "not_asked"
    NOT_ISSUED = "not_issued"
    PLAN_BROKEN = "plan_broken"
    PLAN_ENDS = "plan_ends"
    AGENCY_ENDS = "agency_ends"
    CONTACT_ENDS = "contact_ends"
    CALENDAR_ENDS = "calendar_ends"
    LAW_ENDS = "law_ends"
    UNWATCHED = "unwatched"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One finding. `sentence` is Vietnamese and ends with what to do; `since` is when it began (`soon`: when it will).

    `plan` says whose it is, where it belongs to one plan; `run` is Airflow's run id, where a run wrote one down.
    """

    code: Code
    sentence: str
    severity: Urgency
    since: dt.datetime
    cycle_id: str = ""
    agency: str = ""
    plan: str = ""
    run: str = ""


def in_order(troubles: Iterable[Trouble]) -> tuple[Trouble, ...]:
    """What is stuck first, the oldest of it first."""
    return tuple(sorted(troubles, key=lambda t: (t.severity is Urgency.SOON, t.since, t.cycle_id, t.code, t.agency)))


def names(found: Sequence[str], limit: int = NAMED) -> str:
    """A list for a sentence; what is too much is counted.

    >>> names(["Sở Y tế", "Sở Tài chính", "Sở Xây dựng"], limit=2)
    'Sở Y tế, Sở Tài chính và 1 nơi khác'
    """
    more = len(found) - limit
    return ", ".join(found[:limit]) + (f" và {more} nơi khác" if more > 0 else "")


def moment(at: dt.datetime) -> str:
    """
    >>> moment(dt.datetime(2025, 3, 10, 1, 0, tzinfo=dt.UTC))
    '08:00 ngày 10/3/2025'
    """
    local = at.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {date_text(local.date())}"


def midnight(day: dt.date) -> dt.datetime:
    """The first moment of a day in Việt Nam."""
    return dt.datetime.combine(day, dt.time(), VIETNAM)
