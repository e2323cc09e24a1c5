"""What a returned version said of tasks no longer stands, on the list and in the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.duty.submission import TaskProgress
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.register import Register
from danvan_workflow.services.cycle.task_succession import heritages, inherited_state
from danvan_workflow.services.cycle.tasks import settle_delivered, take_progress
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import submissions, tasks
from danvan_workflow.store.tables import DutyRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def take_back_progress(uow: UnitOfWork, register: Register, plan: Plan, duty: DutyRow, now: dt.datetime) -> None:
    """Put the tasks that the versions of a returned duty spoke of back to what the agency's other reports say of them.

    Without any they stand as they did when the agency came onto the list.
    """
    gone, items = {version.id for version in duty.submissions}, tasks.tasks_of_agency(uow, plan.id, duty.agency)
    taken = {task: item for task, item in items.items() if item.submission_id in gone}
    before = heritages(tasks.tasks_of(uow, plan.id), register, vietnam_date(now)) if taken else {}
    for task, item in taken.items():
        item.state, item.evidence = inherited_state(before.get((task, duty.agency), ()))
        item.percent, item.submission_id, item.updated_at = None, None, now
    for version in _standing(uow, plan, duty) if taken else ():
        said = tuple(TaskProgress(p.task, p.state, p.percent, p.evidence) for p in version.tasks if p.task in taken)
        take_progress(uow, plan.id, duty.agency, said, version.id, now)
        if version.is_complete and not version.error_count:
            obligation = version.duty.cycle.obligation
            settle_delivered(uow, plan, obligation, duty.agency, version.document_number, version.id, now)


def _standing(uow: UnitOfWork, plan: Plan, duty: DutyRow) -> Iterator[SubmissionRow]:
    """The agency's versions in the plan's other cycles, in the order of sending; none of a cycle whose newest was returned."""
    found = submissions.versions_of_agency(uow, plan.id, duty.agency)
    newest = {version.duty_id: version for version in sorted(found, key=lambda version: version.version)}
    for version in found:
        if version.duty_id != duty.id and newest[version.duty_id].state is not SubmissionState.RETURNED:
            yield version
