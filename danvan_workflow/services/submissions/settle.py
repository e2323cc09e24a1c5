"""What is owed is settled by a version that is complete and in which no error stands."""

from __future__ import annotations

import datetime as dt

from danvan_workflow.duty.notice_state import NoticeReason
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.cycle.tasks import settle_delivered
from danvan_workflow.store import notices
from danvan_workflow.store.tables import CycleRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def settle(uow: UnitOfWork, cycle: CycleRow, plan: Plan, version: SubmissionRow, now: dt.datetime) -> None:
    """Bring on the tasks that the report delivers; a sound version withdraws the reminders that wait."""
    settle_delivered(uow, plan, cycle.obligation, version, now)
    if version.is_complete and not version.error_count:
        notices.cancel_pending(uow, [version.duty_id], NoticeReason.SUBMISSION, rungs_only=True)
        notices.cancel_pending(uow, [version.duty_id], NoticeReason.SUBMISSION, kinds=(NoticeKind.DEADLINE_CHANGED,))
