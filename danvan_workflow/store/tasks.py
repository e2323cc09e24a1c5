"""The tasks of a plan, one row per task and agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.store.rows import insert_new
from danvan_workflow.store.tables import CycleRow, SubmissionRow, TaskItemRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def add_tasks(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> int:
    """Put tasks on the list; those on it already keep their state. Returns how many are new."""
    return insert_new(uow, TaskItemRow, rows)


def tasks_of(uow: UnitOfWork, plan: str) -> list[TaskItemRow]:
    """The tasks of a plan, by task and agency."""
    return list(uow.session.scalars(select(TaskItemRow).filter_by(plan=plan).order_by(TaskItemRow.task, TaskItemRow.agency)))


def tasks_of_agency(uow: UnitOfWork, plan: str, agency: str) -> dict[str, TaskItemRow]:
    """The tasks of one agency, by task id; what is written into them is stored with the transaction."""
    return {row.task: row for row in uow.session.scalars(select(TaskItemRow).filter_by(plan=plan, agency=agency))}


@dataclass(frozen=True, slots=True)
class TaskSource:
    """The version that a task's row was written from; `is_returned` where it, or the one that replaced it, went back."""

    cycle_id: str
    kind: ObligationKind
    is_returned: bool
    received_at: dt.datetime

    def counts(self, now: dt.datetime) -> bool:
        """True where the version had come by `now` and wasn't returned."""
        return not self.is_returned and self.received_at <= now


def sources_of_tasks(uow: UnitOfWork, plan: str) -> dict[int, TaskSource]:
    """The versions that told of the plan's tasks last, by their keys."""
    newest, other = aliased(SubmissionRow), aliased(SubmissionRow)
    last = select(func.max(other.version)).where(other.duty_id == newest.duty_id).correlate(newest).scalar_subquery()
    query = (
        select(SubmissionRow.id, SubmissionRow.cycle_id, newest.state, SubmissionRow.received_at, CycleRow.kind)
        .select_from(SubmissionRow)
        .join(newest, (newest.duty_id == SubmissionRow.duty_id) & (newest.version == last))
        .join(TaskItemRow, TaskItemRow.submission_id == SubmissionRow.id)
        .join(CycleRow, CycleRow.cycle_id == SubmissionRow.cycle_id)
        .where(TaskItemRow.plan == plan)
        .distinct()
    )
    found = uow.session.execute(query)
    return {
        version: TaskSource(cycle_id, kind, state is SubmissionState.RETURNED, received_at)
        for version, cycle_id, state, received_at, kind in found
    }
