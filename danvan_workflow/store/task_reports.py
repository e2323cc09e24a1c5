"""What the versions that count tell of the tasks of a plan: in words, and by the figures that tasks are bound to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.duty.submission import FigureStatus, TaskState
from danvan_workflow.errors import Severity
from danvan_workflow.store.tables import CycleRow, FigureRow, FindingRow, SubmissionRow, TaskProgressRow
from danvan_workflow.store.unit_of_work import UnitOfWork

Key = tuple[str, str]
"""(task or indicator, agency)"""


@dataclass(frozen=True, slots=True)
class ToldTask:
    """What a version that counts said of a task."""

    cycle_id: str
    state: TaskState
    percent: int | None
    evidence: str


def told_tasks(uow: UnitOfWork, plan: str, now: dt.datetime) -> dict[Key, ToldTask]:
    """What was said last of each task by a version that counts."""
    query = (
        select(SubmissionRow.agency, CycleRow.cycle_id, TaskProgressRow)
        .join(TaskProgressRow, TaskProgressRow.submission_id == SubmissionRow.id)
        .join(CycleRow, CycleRow.cycle_id == SubmissionRow.cycle_id)
        .where(CycleRow.plan == plan, *_counts(now))
        .order_by(SubmissionRow.received_at, SubmissionRow.id)
    )
    return {
        (said.task, agency): ToldTask(cycle_id, said.state, said.percent, said.evidence)
        for agency, cycle_id, said in uow.session.execute(query)
    }


@dataclass(frozen=True, slots=True)
class GivenFigure:
    """A figure of a version that counts; `value` is None where it doesn't apply."""

    cycle_id: str
    label: str
    value: Decimal | None


def newest_figures(uow: UnitOfWork, plan: str, codes: Collection[str], now: dt.datetime) -> dict[Key, GivenFigure]:
    """The newest figure of each (indicator, agency) in the plan's cycles; what an error finding stands against is none."""
    doubted = select(FindingRow.submission_id).where(
        FindingRow.submission_id == FigureRow.submission_id,
        FindingRow.place == FigureRow.indicator,
        FindingRow.severity == Severity.ERROR,
    )
    query = (
        select(FigureRow.indicator, SubmissionRow.agency, CycleRow.cycle_id, CycleRow.label, FigureRow.value, FigureRow.status)
        .join(SubmissionRow, FigureRow.submission_id == SubmissionRow.id)
        .join(CycleRow, CycleRow.cycle_id == SubmissionRow.cycle_id)
        .where(CycleRow.plan == plan, FigureRow.indicator.in_(set(codes)), ~doubted.exists(), *_counts(now))
        .order_by(func.coalesce(CycleRow.data_last_day, CycleRow.effective_last_day), SubmissionRow.received_at)
    )
    return {
        (code, agency): GivenFigure(cycle, label, None if status == FigureStatus.NOT_APPLICABLE else value)
        for code, agency, cycle, label, value, status in uow.session.execute(query)
    }


def _counts(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """The newest version of a duty at `now`, unless it was returned."""
    other = aliased(SubmissionRow)
    newest = select(func.max(other.version)).where(other.duty_id == SubmissionRow.duty_id, other.received_at <= now)
    return (
        SubmissionRow.version == newest.correlate(SubmissionRow).scalar_subquery(),
        SubmissionRow.state != SubmissionState.RETURNED,
    )
