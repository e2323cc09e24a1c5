"""A task of the plan (nhiệm vụ) as it stands at one agency on one day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.duty.submission import TaskState

_UNDONE = frozenset({TaskState.NOT_STARTED, TaskState.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class TaskItem:
    """One task at one agency. `state` is OVERDUE where the day has passed and it isn't done."""

    task: str
    title: str
    agency: str
    agency_name: str
    due_on: dt.date | None
    state: TaskState
    percent: int | None
    evidence: str
    expected: str


def state_on(day: dt.date, said: TaskState, due_on: dt.date | None) -> TaskState:
    """The state on a day: what was said last, or OVERDUE from the day after `due_on` while the task isn't done.

    >>> state_on(dt.date(2025, 3, 16), TaskState.IN_PROGRESS, dt.date(2025, 3, 15)).label
    'quá hạn'
    """
    return TaskState.OVERDUE if due_on and day > due_on and said in _UNDONE else said
