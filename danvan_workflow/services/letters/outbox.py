"""The outbox: which letters are owed, each once, and sending what waits.

A row exists before its letter: unique key, claimed by a conditional update, sent with a Message-ID made of the key, then marked.
A row left in `sending` has an unknown outcome: the watchdog shows it to a person, nothing sends it again by itself.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum, auto

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.ladder import RungsDue, rungs_due, rungs_told, sending_day
from danvan_workflow.duty.notice_state import NoticeReason, NoticeState
from danvan_workflow.duty.rung import Audience, Rung, from_json
from danvan_workflow.errors import TransportError, UserError
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.notify.transport import OutcomeUnknown, Unreachable
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.letters.outbox_rows import OutboxRow, digest_rows, rung_rows, told_of, told_rungs
from danvan_workflow.services.letters.payloads import ApprovalAsked
from danvan_workflow.services.letters.writing import letter
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles, events, notices
from danvan_workflow.store.questions import open_question
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import CycleRow, DutyRow, NoticeRow
from danvan_workflow.store.unit_of_work import UnitOfWork

MOST_UNREACHABLE = 3  # failures of the line, one after the other


@dataclass(frozen=True, slots=True)
class SendResult:
    """How many letters left, how many were not needed or withheld, how many the server refused or may have lost.

    `why` says of a rung why none left.
    """

    sent: int = 0
    skipped: int = 0
    failed: int = 0
    why: str = ""


def queue_due_rungs(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, plan: Plan, now: dt.datetime) -> None:
    """Put the letters into the outbox that the ladders of the duties still owed ask for at `now`."""
    day = sending_day(now, plan.ladder.send_at)
    told = told_rungs(notices.notices_of(uow, cycle.cycle_id), cycle)
    digest: list[tuple[DutyRow, Rung]] = []
    rows: list[OutboxRow] = []
    reminded: defaultdict[int, list[int]] = defaultdict(list)
    for duty in cycles.duties_of(uow, cycle.cycle_id):
        if not duty_standing(duty, now).is_open:
            continue
        ladder = from_json(duty.ladder)
        done = rungs_told(ladder, told.get(duty.id, []), duty.last_day)
        due = rungs_due(ladder, duty.last_day, done, day, runtime.calendar.shift)
        for rung in due.skipped:
            rows += rung_rows(runtime, cycle, duty, rung, now, _why_skipped(due))
        if due.send and due.send.audience is Audience.LEADER:
            digest.append((duty, due.send))
        elif due.send:
            reminded[due.send.number].append(duty.id)
            rows += rung_rows(runtime, cycle, duty, due.send, now)
    rows += digest_rows(runtime, cycle, plan, digest, now)
    for number, duties in reminded.items():  # only those below: what waits at this rung was queued by somebody else just now
        notices.cancel_pending(uow, duties, NoticeReason.HIGHER_RUNG, below=number)
    notices.plan_notices(uow, rows)


def _why_skipped(due: RungsDue) -> NoticeReason:
    if due.stale:
        return NoticeReason.STALE
    return NoticeReason.PAST_DUE if due.past_due else NoticeReason.HIGHER_RUNG


def send_pending(runtime: Runtime, cycle_id: str, now: dt.datetime) -> SendResult:
    """Send what waits in the outbox for a cycle, one letter after the other, each claimed first."""
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        waiting = [row.id for row in notices.pending(uow, cycle_id)]
    outcomes: list[Fate] = []
    for notice_id in waiting:
        outcomes.append(_send_one(runtime, cycle, plan, notice_id, now))
        if outcomes[-MOST_UNREACHABLE:] == [Fate.UNREACHABLE] * MOST_UNREACHABLE:
            break  # each further letter would wait as long again; all of them wait for the next sending
    failed = sum(outcome in (Fate.FAILED, Fate.UNREACHABLE) for outcome in outcomes)
    return SendResult(sent=outcomes.count(Fate.SENT), failed=failed)


class Fate(Enum):
    """What became of one letter in a batch. OTHERS: another worker has it, or it was withdrawn."""

    SENT = auto()
    FAILED = auto()
    UNREACHABLE = auto()
    OTHERS = auto()


def _send_one(runtime: Runtime, cycle: CycleRow, plan: Plan, notice_id: int, now: dt.datetime) -> Fate:
    """Claim the letter, write it, hand it over, mark what became of it."""
    transport = runtime.transport()
    with runtime.uow() as uow:
        if not notices.claim(uow, notice_id, now):
            return Fate.OTHERS
        row = uow.session.get_one(NoticeRow, notice_id)
        if reason := _outdated(uow, cycle, row):
            notices.mark(uow, notice_id, NoticeState.SKIPPED, reason)
            return Fate.OTHERS
        try:
            message = letter(runtime, uow, cycle, plan, row, now)
        except UserError as error:  # what the letter lacks can be mended (a template, a name): it waits, the others go on
            notices.mark(uow, notice_id, NoticeState.PENDING, NoticeReason.UNWRITABLE, detail=str(error))
            return Fate.FAILED
        try:
            transport.send(message)
        except OutcomeUnknown as error:
            notices.mark(
                uow, notice_id, NoticeState.UNKNOWN, NoticeReason.OUTCOME_UNKNOWN, detail=str(error), subject=message.subject
            )
            return Fate.FAILED
        except TransportError as error:
            again = NoticeState.FAILED if error.permanent else NoticeState.PENDING
            code = NoticeReason.REFUSED_FOR_GOOD if error.permanent else NoticeReason.TRY_AGAIN
            notices.mark(uow, notice_id, again, code, detail=str(error), subject=message.subject)
            return Fate.UNREACHABLE if isinstance(error, Unreachable) else Fate.FAILED
        notices.mark(uow, notice_id, NoticeState.SENT, NoticeReason.SENT, sent_at=now, subject=message.subject, detail="")
        return Fate.SENT


def _outdated(uow: UnitOfWork, cycle: CycleRow, row: NoticeRow) -> NoticeReason | None:
    """Why a letter that waited has nothing true to say any more; empty where it has.

    A rung about a last day that none of its duties has any more (a request says the new day, and is made once); a question to
    the leaders that was answered meanwhile.
    """
    if row.kind in (NoticeKind.APPROVAL_REQUEST, NoticeKind.APPROVAL_REMINDER):
        question = open_question(cycle, events.events_of(uow, cycle.cycle_id))
        return (
            None if question and question.snapshot_id == ApprovalAsked.from_json(row.payload).snapshot else NoticeReason.DECIDED
        )
    if row.rung is None or row.kind == NoticeKind.REQUEST:
        return None
    duties = [(uow.session.get_one(DutyRow, duty), day) for duty, day in told_of(row, cycle)]
    return NoticeReason.NEW_DEADLINE if all(duty.last_day != day for duty, day in duties) else None


def note_failures(uow: UnitOfWork, cycle_id: str, result: SendResult, now: dt.datetime) -> None:
    """Keep in the audit log that letters could not be sent."""
    if result.failed:
        events.record(uow, EventKind.LETTERS_FAILED, now, cycle_id=cycle_id, failed=result.failed)
