"""A task of the plan (nhiệm vụ) as it stands at one agency on one day: what was said of it, and what its figure says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from danvan_workflow.duty.submission import TaskState
from danvan_workflow.render.numbers import number
from danvan_workflow.statutory.wording import in_sentence

_UNDONE = frozenset({TaskState.NOT_STARTED, TaskState.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class TaskItem:
    """One task at one agency. `told_in` is the cycle whose report told of it, empty where none did."""

    task: str
    title: str
    agency: str
    agency_name: str
    due_on: dt.date | None
    state: TaskState
    percent: int | None
    evidence: str
    expected: str
    told_in: str = ""


@dataclass(frozen=True, slots=True)
class TaskWord:
    """What is known of a task at an agency, whatever the day. `is_delivered`: the document itself came; no figure undoes it."""

    state: TaskState = TaskState.NOT_REPORTED
    percent: int | None = None
    evidence: str = ""
    told_in: str = ""
    is_delivered: bool = False


@dataclass(frozen=True, slots=True)
class TaskFigure:
    """The newest figure that an agency gave of a task's indicator; `value` is None where it said “không áp dụng”."""

    indicator: str
    value: Decimal | None
    label: str
    cycle_id: str

    @property
    def sentence(self) -> str:
        """The figure with the period that it is of.

        >>> TaskFigure("CD02", Decimal(1), "Quý I năm 2025", "").sentence
        'Số liệu CD02 của báo cáo quý I năm 2025: 1'
        """
        said = "không áp dụng" if self.value is None else number(self.value)
        return f"Số liệu {self.indicator} của báo cáo {in_sentence(self.label)}: {said}"


def state_on(day: dt.date, said: TaskState, due_on: dt.date | None) -> TaskState:
    """The state on a day: what was said last; from the day after `due_on` overdue while the task isn't known to be done.

    >>> state_on(dt.date(2025, 3, 16), TaskState.IN_PROGRESS, dt.date(2025, 3, 15)).label
    'quá hạn'
    >>> state_on(dt.date(2025, 3, 16), TaskState.NOT_REPORTED, dt.date(2025, 3, 15)).label
    'quá hạn, chưa báo cáo'
    """
    if due_on is None or day <= due_on:
        return said
    if said is TaskState.NOT_REPORTED:
        return TaskState.OVERDUE_UNREPORTED
    return TaskState.OVERDUE if said in _UNDONE else said


def as_its_figure_says(said: TaskWord, figure: TaskFigure | None, at_least: Decimal | None) -> TaskWord:
    """The word on a task once its figure is heard, which decides where the plan states a level (`at_least`).

    Without a level a figure above zero shows that work nobody spoke of is under way; a zero shows nothing.
    """
    if figure is None:
        return said
    if figure.value is None:
        return _told(said, figure, TaskState.NOT_APPLICABLE) if said.state is TaskState.NOT_REPORTED else said
    if at_least is None:
        silent = said.state is TaskState.NOT_REPORTED and figure.value > 0
        return _told(said, figure, TaskState.IN_PROGRESS) if silent else said
    if figure.value >= at_least:
        return replace(_told(said, figure, TaskState.DONE), percent=100)
    if said.is_delivered or said.state is TaskState.NOT_APPLICABLE:
        return said
    begun = figure.value > 0 or said.state is TaskState.IN_PROGRESS
    short = _told(said, figure, TaskState.IN_PROGRESS if begun else TaskState.NOT_STARTED, f", chưa đạt mức {number(at_least)}")
    return short if said.state is short.state else replace(short, percent=None)


def without_its_document(said: TaskWord) -> TaskWord:
    """The word on a task that is the sending in of a document, where none came: neither a word nor a figure stands for it."""
    if said.state is not TaskState.DONE:
        return said
    evidence = "; ".join(part for part in ("Chưa nhận được văn bản", said.evidence) if part)
    return replace(said, state=TaskState.IN_PROGRESS, percent=None, evidence=evidence)


def _told(said: TaskWord, figure: TaskFigure, state: TaskState, besides: str = "") -> TaskWord:
    evidence = "; ".join(part for part in (f"{figure.sentence}{besides}", said.evidence) if part)
    return replace(said, state=state, evidence=evidence, told_in=figure.cycle_id)
