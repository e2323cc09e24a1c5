"""The letter of the ladder to the leaders of the collector: one about all those who still owe."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.services.letters.context import LetterContext
from danvan_workflow.services.letters.occasion import Occasion
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store import cycles, notices
from danvan_workflow.store.standing import duty_standing


@dataclass(frozen=True, slots=True)
class OwingAgency:
    """An agency in a list: its state in a Vietnamese word, working days late (0: not late), contact, letters it had."""

    agency: str
    state: str
    working_days_late: int
    contact: str
    notices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationLeader(LetterContext):
    """Who still owes, of how many."""

    never_empty: ClassVar[tuple[str, ...]] = ("rows", "total")
    last_day: dt.date
    rows: tuple[OwingAgency, ...]
    total: int


def escalation_leader(occasion: Occasion) -> EscalationLeader:
    """The letter to the leaders of the collector."""
    owing, told = owing_duties(occasion), _told(occasion)
    return EscalationLeader(
        shared=occasion.shared(sample=any(duty.is_sample for duty in owing)),
        last_day=occasion.cycle.effective_last_day,
        rows=tuple(_row(occasion, duty, told[duty.agency]) for duty in owing if duty.is_open),
        total=len(owing),
    )


def owing_duties(occasion: Occasion) -> list[DutyStanding]:
    """The duties of the cycle that count as owing, as they stand now."""
    found = (duty_standing(duty, occasion.now) for duty in cycles.duties_of(occasion.uow, occasion.cycle.cycle_id))
    return [duty for duty in found if duty.counts_as_owing]


def open_state(duty: DutyStanding, today: dt.date) -> str:
    """How an agency stands that still owes, with its own last day where that is yet to come."""
    own_day = f", hạn riêng đến hết ngày {short_date(duty.last_day)}" if duty.last_day >= today else ""
    return duty.status.state.label + own_day


def _told(occasion: Occasion) -> Counter[str]:
    """How many letters of the ladder each agency got."""
    rows = notices.notices_of(occasion.uow, occasion.cycle.cycle_id)
    return Counter(row.agency for row in rows if row.state is NoticeState.SENT and row.rung is not None)


def _row(occasion: Occasion, duty: DutyStanding, told: int) -> OwingAgency:
    contacts = occasion.runtime.register.contacts(duty.agency, occasion.today)
    return OwingAgency(
        agency=duty.name,
        state=open_state(duty, occasion.today),
        working_days_late=max(occasion.runtime.calendar.workdays_between(duty.last_day, occasion.today), 0),
        contact=contacts[0].email if contacts else "",
        notices=told,
    )


WRITERS = {NoticeKind.ESCALATION_LEADER: escalation_leader}
