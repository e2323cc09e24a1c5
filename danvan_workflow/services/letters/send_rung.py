"""A rung of the ladder: those who still owe are told, once."""

from __future__ import annotations

import datetime as dt

from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.services.letters import outbox
from danvan_workflow.services.letters.outbox import SendResult
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import notices


def send_rung(runtime: Runtime, cycle_id: str, rung_number: int, now: dt.datetime) -> SendResult:
    """Queue and send every letter that is due at `now`, of this rung and of agencies whose own date differs; then what waited.

    `rung_number` names the milestone that calls; which rungs are due is decided per duty, so that extensions are followed.
    Calling again sends nothing twice; letters that the server refused for the moment are tried again.
    """
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        outbox.queue_due_rungs(runtime, uow, cycle, plan, now)
        uow.commit()
        skipped = sum(row.rung == rung_number and row.state is NoticeState.SKIPPED for row in notices.notices_of(uow, cycle_id))
    result = outbox.send_pending(runtime, cycle_id, now)
    with runtime.uow() as uow:
        outbox.note_failures(uow, cycle_id, result, now)
        uow.commit()
    return SendResult(sent=result.sent, skipped=skipped, failed=result.failed)
