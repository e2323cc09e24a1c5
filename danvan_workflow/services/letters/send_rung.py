"""A rung of the ladder: those who still owe are told, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from danvan_workflow.duty.notice_state import NoticeState, silence
from danvan_workflow.services.letters import outbox
from danvan_workflow.services.letters.outbox import SendResult
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles, notices
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import NoticeRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def send_rung(runtime: Runtime, cycle_id: str, rung_number: int, now: dt.datetime) -> SendResult:
    """Queue and send every letter that is due at `now`, of this rung and of agencies whose own date differs; then what waited.

    `rung_number` names the milestone that calls; which rungs are due is decided per duty, so that extensions are followed.
    Calling again sends nothing twice; letters that the server refused for the moment are tried again.
    """
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        outbox.queue_due_rungs(runtime, uow, cycle, plan, now)
        uow.commit()
        rows = [row for row in notices.notices_of(uow, cycle_id) if row.rung == rung_number]
        withheld = sum(row.state is NoticeState.SKIPPED for row in rows)
        why = _silence(uow, cycle_id, rung_number, rows, now)
    result = outbox.send_pending(runtime, cycle_id, now)
    with runtime.uow() as uow:
        outbox.note_failures(uow, cycle_id, result, now)
        uow.commit()
    return SendResult(sent=result.sent, skipped=withheld, failed=result.failed, why="" if result.sent else why)


def _silence(uow: UnitOfWork, cycle_id: str, rung_number: int, rows: Sequence[NoticeRow], now: dt.datetime) -> str:
    duties = [duty for duty in cycles.duties_of(uow, cycle_id) if duty.owes]
    in_ladder = any(rung["number"] == rung_number for duty in duties for rung in duty.ladder)
    still_open = sum(duty_standing(duty, now).is_open for duty in duties)
    withheld = [row.status_code for row in rows if row.state is NoticeState.SKIPPED]
    told = [row.state for row in rows if row.state not in (NoticeState.SKIPPED, NoticeState.PENDING)]
    return silence(withheld, told, in_ladder=in_ladder, has_come=True, still_open=still_open)
