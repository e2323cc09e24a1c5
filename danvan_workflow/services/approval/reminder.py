"""A leader who was asked and hasn't answered is reminded: once a working day, until a decision or the issue."""

from __future__ import annotations

import datetime as dt

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.errors import DanvanError
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.services.approval.decide import leaders_of
from danvan_workflow.services.letters import outbox, outbox_rows
from danvan_workflow.services.letters.outbox import SendResult
from danvan_workflow.services.letters.payloads import ApprovalWaits
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import cycles, events
from danvan_workflow.store.questions import Question, open_question
from danvan_workflow.store.unit_of_work import UnitOfWork


def remind_leaders(runtime: Runtime, now: dt.datetime) -> SendResult:
    """Remind of every question that waits since an earlier day; on a day off nobody is written to.

    The letter's key has the day: a second call on a day sends nothing again. A cycle that can't be reminded about counts as
    failed and holds up no other.
    """
    today = vietnam_date(now)
    if not runtime.calendar.is_workday(today):
        return SendResult()
    with runtime.uow() as uow:
        asked = [cycle.cycle_id for cycle in cycles.cycles_of(uow) if _waits(_question(uow, cycle.cycle_id), today)]
    results = [_guarded(runtime, cycle_id, now) for cycle_id in asked]
    return SendResult(sent=sum(result.sent for result in results), failed=sum(result.failed for result in results))


def _question(uow: UnitOfWork, cycle_id: str) -> Question | None:
    cycle = cycles.get_cycle(uow, cycle_id)
    return None if cycle.state is CycleState.ISSUED else open_question(cycle, events.events_of(uow, cycle_id))


def _waits(question: Question | None, today: dt.date) -> bool:
    return question is not None and vietnam_date(question.at) < today


def _guarded(runtime: Runtime, cycle_id: str, now: dt.datetime) -> SendResult:
    try:
        return _remind(runtime, cycle_id, now)
    except DanvanError:
        return SendResult(failed=1)


def _remind(runtime: Runtime, cycle_id: str, now: dt.datetime) -> SendResult:
    today = vietnam_date(now)
    with runtime.uow() as uow:
        cycle, question = cycles.get_cycle(uow, cycle_id), _question(uow, cycle_id)
        if question is None:
            return SendResult()
        payload = ApprovalWaits(snapshot=question.snapshot_id, asked_on=vietnam_date(question.at))
        leaders = leaders_of(runtime, cycle, today)
        outbox_rows.queue(runtime, uow, cycle, NoticeKind.APPROVAL_REMINDER, leaders, now, payload=payload, suffix=f"{today}")
        uow.commit()
    return outbox.send_pending(runtime, cycle_id, now)
