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
from danvan_workflow.store.tables import AcceptanceRow, CycleRow, FigureRow, FindingRow, SubmissionRow, TaskProgressRow
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
    """The newest figure of each (indicator, agency) in the plan's cycles; what is being checked is none."""
    query = (
        select(SubmissionRow.id, SubmissionRow.agency, CycleRow, FigureRow)
        .join(SubmissionRow, FigureRow.submission_id == SubmissionRow.id)
        .join(CycleRow, CycleRow.cycle_id == SubmissionRow.cycle_id)
        .where(CycleRow.plan == plan, FigureRow.indicator.in_(set(codes)), *_counts(now))
        .order_by(func.coalesce(CycleRow.data_last_day, CycleRow.effective_last_day), SubmissionRow.received_at)
    )
    doubted = _doubted(uow, plan)
    return {
        (figure.indicator, agency): _given(cycle, figure)
        for key, agency, cycle, figure in uow.session.execute(query)
        if (key, figure.indicator) not in doubted
    }


def _given(cycle: CycleRow, figure: FigureRow) -> GivenFigure:
    return GivenFigure(cycle.cycle_id, cycle.label, None if figure.status == FigureStatus.NOT_APPLICABLE else figure.value)


def _doubted(uow: UnitOfWork, plan: str) -> set[tuple[int, str]]:
    """(version, indicator) of every term of an error finding, but for what was accepted."""
    ours = select(SubmissionRow.id).join(CycleRow, CycleRow.cycle_id == SubmissionRow.cycle_id).where(CycleRow.plan == plan)
    findings = select(FindingRow.submission_id, FindingRow.terms).where(FindingRow.severity == Severity.ERROR)
    accepted = select(AcceptanceRow.submission_id, AcceptanceRow.indicator).where(AcceptanceRow.submission_id.in_(ours))
    broken = uow.session.execute(findings.where(FindingRow.submission_id.in_(ours)))
    return {(key, code) for key, terms in broken for code in terms} - {(key, code) for key, code in uow.session.execute(accepted)}


def _counts(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """The newest version of a duty at `now`, unless it was returned."""
    other = aliased(SubmissionRow)
    newest = select(func.max(other.version)).where(other.duty_id == SubmissionRow.duty_id, other.received_at <= now)
    return (
        SubmissionRow.version == newest.correlate(SubmissionRow).scalar_subquery(),
        SubmissionRow.state != SubmissionState.RETURNED,
    )
