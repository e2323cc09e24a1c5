"""The tasks of a plan, one row per task and agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from danvan_workflow.store.rows import insert_new
from danvan_workflow.store.tables import TaskItemRow
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
