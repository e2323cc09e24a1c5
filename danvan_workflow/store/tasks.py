"""The tasks of a plan, one row per task and agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from danvan_workflow.store.rows import insert_new
from danvan_workflow.store.tables import TaskItemRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def add_tasks(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> int:
    """Put tasks on the list; those on it already keep their state. Returns how many are new."""
    return insert_new(uow, TaskItemRow, rows)


def tasks_of(uow: UnitOfWork, plan: str) -> list[TaskItemRow]:
    """The tasks of a plan, by task and agency."""
    return list(uow.session.scalars(select(TaskItemRow).filter_by(plan=plan).order_by(TaskItemRow.task, TaskItemRow.agency)))


def report_progress(uow: UnitOfWork, plan: str, task: str, agency: str, now: dt.datetime, **values: Any) -> bool:
    """Write what a submission says of a task; False where the agency doesn't have that task."""
    statement = (
        update(TaskItemRow).filter_by(plan=plan, task=task, agency=agency).values(updated_at=now, **values)
    ).execution_options(synchronize_session=False)
    changed: int = uow.session.execute(statement).rowcount  # type: ignore[attr-defined]
    return changed == 1
