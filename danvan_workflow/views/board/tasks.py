"""The tasks of a plan at its agencies as of a moment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from danvan_workflow.duty.submission import TaskState
from danvan_workflow.duty.tasks import TaskItem
from danvan_workflow.errors import UserError
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.schedule import planned_cycles
from danvan_workflow.services.cycle.tasks import plan_in_force, task_list
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.text import sort_key


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task at one agency.

    `cycles` names the cycles in whose reports the agency tells of it, where it has no day of its own; empty for every cycle.
    """

    item: TaskItem
    days_late: int
    cycles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many tasks are in each state; `due` are all but those that don't apply."""

    due: int
    done: int
    in_progress: int
    not_started: int
    not_reported: int
    overdue: int
    overdue_unreported: int
    not_applicable: int

    @property
    def told(self) -> int:
        """Those of which anybody told anything: without one, no rate says anything."""
        return self.due - self.not_reported - self.overdue_unreported

    @property
    def all_overdue(self) -> int:
        """Those whose day has passed, whether anybody told of them or not."""
        return self.overdue + self.overdue_unreported


@dataclass(frozen=True, slots=True)
class TaskBoard:
    """The tasks of a plan as of a moment. `order` are the plan's tasks, `units` the agencies (code → name) by name.

    `counts` are those of the whole plan, however `lines` were narrowed.
    """

    plan: str
    title: str
    now: dt.datetime
    order: tuple[str, ...]
    units: Mapping[str, str]
    counts: TaskCounts
    lines: tuple[TaskLine, ...]


def task_board(runtime: Runtime, plan_id: str, now: dt.datetime) -> TaskBoard:
    """The tasks of a plan, as its newest opened cycle lists them; UnknownName where there is no such plan."""
    plan = plan_in_force(runtime, plan_id)
    between = runtime.calendar.workdays_between
    labels, named, today = _labels(runtime, plan), {task.id: task for task in plan.tasks}, vietnam_date(now)
    lines = tuple(
        TaskLine(
            item,
            max(between(item.due_on, today), 0) if item.due_on and item.state.is_overdue else 0,
            tuple(labels.get(key, key) for key in named[item.task].cycles) if item.task in named else (),
        )
        for item in task_list(runtime, plan, now)
    )
    units = {line.item.agency: line.item.agency_name for line in lines}
    by_name = dict(sorted(units.items(), key=lambda unit: sort_key(unit[1])))
    return TaskBoard(plan.id, plan.short_title, now, tuple(named), by_name, count_tasks(lines), lines)


def _labels(runtime: Runtime, plan: Plan) -> dict[str, str]:
    try:
        return {cycle.key: cycle.label for cycle in planned_cycles(plan, runtime.calendar)}
    except UserError:
        return {}  # beyond the calendar: the keys stand for themselves


def count_tasks(lines: Iterable[TaskLine]) -> TaskCounts:
    """The counts of these lines."""
    states = Counter(line.item.state for line in lines)
    return TaskCounts(
        due=states.total() - states[TaskState.NOT_APPLICABLE],
        done=states[TaskState.DONE],
        in_progress=states[TaskState.IN_PROGRESS],
        not_started=states[TaskState.NOT_STARTED],
        not_reported=states[TaskState.NOT_REPORTED],
        overdue=states[TaskState.OVERDUE],
        overdue_unreported=states[TaskState.OVERDUE_UNREPORTED],
        not_applicable=states[TaskState.NOT_APPLICABLE],
    )
