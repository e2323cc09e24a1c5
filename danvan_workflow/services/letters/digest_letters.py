"""The letter of the ladder to the leaders of the collector: one about all those who still owe."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from danvan_workflow.duty.counts import beside, count
from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.duty.standing import DutyStanding, days_late, lateness
from danvan_workflow.duty.states import DutyState
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.notify.writer import two_digits
from danvan_workflow.services.letters.context import LetterContext
from danvan_workflow.services.letters.occasion import Occasion
from danvan_workflow.services.letters.salutation import to_leaders
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store import cycles, notices
from danvan_workflow.store.standing import duty_standing

IN_LETTERS = {
    DutyState.MISSING: "chưa gửi",
    DutyState.INCOMPLETE: "đã gửi, còn thiếu nội dung",
    DutyState.WRONG: "đã gửi, có số liệu phải kiểm tra lại",
    DutyState.RETURNED: "đã gửi, đang được trả lại để hoàn thiện",
    DutyState.ACCEPTED: "đã gửi đủ",
}
"""How an agency stands, where no colour and no legend beside it explain the short word."""


@dataclass(frozen=True, slots=True)
class OwingAgency:
    """An agency in a list: its state and how late it is in Vietnamese words (empty: not late), contact, letters it had."""

    agency: str
    state: str
    lateness: str
    contact: str
    notices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationLeader(LetterContext):
    """Who still owes, how many of the roll, of how many, and how many of the heirs (empty: none of them does)."""

    never_empty: ClassVar[tuple[str, ...]] = ("rows", "total")
    last_day: dt.date
    rows: tuple[OwingAgency, ...]
    unfinished: int
    total: int
    heirs: str


def escalation_leader(occasion: Occasion) -> EscalationLeader:
    """The letter to the leaders of the collector."""
    duties, told = _standings(occasion), _told(occasion)
    counts = count(duties)
    return EscalationLeader(
        shared=occasion.shared(sample=any(d.is_sample for d in duties), salutation=to_leaders(occasion.collector_name)),
        last_day=occasion.cycle.effective_last_day,
        rows=tuple(_row(occasion, duty, told[duty.agency]) for duty in duties if duty.is_open),
        unfinished=counts.open,
        total=counts.owing,
        heirs=beside(counts, lambda c: c.open, two_digits) if counts.heirs and counts.heirs.open else "",
    )


def _standings(occasion: Occasion) -> list[DutyStanding]:
    """The duties of the cycle, as they stand now."""
    return [duty_standing(duty, occasion.now) for duty in cycles.duties_of(occasion.uow, occasion.cycle.cycle_id)]


def open_state(duty: DutyStanding, today: dt.date) -> str:
    """How an agency stands, with its own last day where that is yet to come."""
    own_day = f", hạn riêng đến hết ngày {short_date(duty.last_day)}" if duty.is_open and duty.last_day >= today else ""
    return IN_LETTERS[duty.status.state] + own_day


def _told(occasion: Occasion) -> Counter[str]:
    """How many letters of the ladder each agency got."""
    rows = notices.notices_of(occasion.uow, occasion.cycle.cycle_id)
    return Counter(row.agency for row in rows if row.state is NoticeState.SENT and row.rung is not None)


def _row(occasion: Occasion, duty: DutyStanding, told: int) -> OwingAgency:
    contacts = occasion.runtime.register.contacts(duty.agency, occasion.today)
    days = days_late(duty, occasion.runtime.calendar.workdays_between, occasion.now)
    return OwingAgency(
        agency=duty.name,
        state=open_state(duty, occasion.today),
        lateness=lateness(duty, days, two_digits),
        contact=contacts[0].email if contacts else "",
        notices=told,
    )


WRITERS = {NoticeKind.ESCALATION_LEADER: escalation_leader}
