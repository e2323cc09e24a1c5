"""The tasks of the plan (nhiệm vụ): listed when a cycle opens, brought forward by submissions, overdue by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from danvan_workflow.duty.roll import build_roll
from danvan_workflow.duty.submission import TaskProgress, TaskState
from danvan_workflow.duty.tasks import TaskItem, TaskWord, state_on
from danvan_workflow.plan.check_ladder import delivers
from danvan_workflow.plan.models import Plan, Task
from danvan_workflow.plan.schedule import due_phrase
from danvan_workflow.register.register import Register
from danvan_workflow.services.cycle.task_succession import heritages, inherited_word, standing
from danvan_workflow.services.cycle.task_words import task_words
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import DayOffPolicy, last_admissible_day, vietnam_date
from danvan_workflow.store import cycles, tasks
from danvan_workflow.store.tables import SubmissionRow, TaskItemRow
from danvan_workflow.store.task_reports import told_tasks
from danvan_workflow.store.unit_of_work import UnitOfWork


def list_tasks(runtime: Runtime, uow: UnitOfWork, plan: Plan, as_of: dt.date, now: dt.datetime) -> int:
    """Put the plan's tasks of the agencies that exist on `as_of` on the list; those on it keep their state.

    Whoever stands in the place of ended agencies goes on from where they were, unless it has told of the task itself: an heir may
    report before it stands on the list.
    """
    listed, told = tasks.tasks_of(uow, plan.id), told_tasks(uow, plan.id, now)
    before, known = heritages(listed, runtime.register, as_of), task_words(runtime, uow, plan, listed, now)

    def start(task: str, code: str) -> TaskWord:
        own = told.get((task, code))
        return TaskWord(own.state, own.percent, own.evidence) if own else inherited_word(before.get((task, code), ()), known)

    rows = [
        _row(plan.id, task, code, name, _due_on(runtime, task), start(task.id, code), now)
        for task in plan.tasks
        for code, name in _doers(plan, task, runtime.register, as_of)
    ]
    return tasks.add_tasks(uow, rows)


def _row(
    plan: str, task: Task, code: str, name: str, due_on: dt.date | None, start: TaskWord, now: dt.datetime
) -> dict[str, Any]:
    return {
        "plan": plan,
        "task": task.id,
        "agency": code,
        "agency_name": name,
        "due_on": due_on,
        "state": start.state.value,
        "evidence": start.evidence,
        "percent": start.percent,
        "submission_id": None,
        "updated_at": now,
    }


def _doers(plan: Plan, task: Task, register: Register, as_of: dt.date) -> Iterator[tuple[str, str]]:
    groups = {group.id for group in plan.groups}
    named = [who for who in task.who if who in groups]
    for entry in build_roll(plan, named, register, as_of).owing:
        yield entry.agency, entry.name
    for code in (who for who in task.who if who not in groups):
        for heir, _ in register.successors(code, as_of):
            yield heir, register.get(heir).name


def _due_on(runtime: Runtime, task: Task) -> dt.date | None:
    if task.due is None:
        return None
    return last_admissible_day(due_phrase(task.due), None, DayOffPolicy.NEXT_WORKING_DAY, runtime.calendar)


def take_progress(
    uow: UnitOfWork, plan: str, agency: str, progress: tuple[TaskProgress, ...], submission: int, now: dt.datetime
) -> tuple[str, ...]:
    """Write what a submission says of its agency's tasks; returns the ids of tasks that the agency doesn't have."""
    items = tasks.tasks_of_agency(uow, plan, agency) if progress else {}
    for said in progress:
        if item := items.get(said.task):
            item.state, item.percent, item.evidence = said.state, said.percent, said.evidence
            item.submission_id, item.updated_at = submission, now
    return tuple(said.task for said in progress if said.task not in items)


def settle_delivered(uow: UnitOfWork, plan: Plan, obligation: str, version: SubmissionRow, now: dt.datetime) -> None:
    """A whole delivery (a plan, a list of persons) is the task of the same day done: nobody has to say so a second time.

    One that lacks something shows that the task is under way, where its sender says no more of it.
    """
    whole, told = version.is_complete and not version.error_count, {said.task for said in version.tasks}
    for task in plan.tasks:
        if delivers(plan.obligation(obligation), task) and (whole or task.id not in told):
            take_progress(uow, plan.id, version.agency, (_delivered(task, version, whole=bool(whole)),), version.id, now)


def _delivered(task: Task, version: SubmissionRow, *, whole: bool) -> TaskProgress:
    if whole:
        return TaskProgress(task.id, TaskState.DONE, 100, version.document_number)
    return TaskProgress(task.id, TaskState.IN_PROGRESS, None, "Đã gửi, còn thiếu nội dung hoặc phải sửa")


def plan_in_force(runtime: Runtime, plan_id: str) -> Plan:
    """The plan whose tasks are listed; UnknownName where there is no such plan."""
    with runtime.uow() as uow:
        return runtime.plan_in_force(plan_id, cycles.cycles_of(uow, [plan_id]))


def task_list(runtime: Runtime, plan: Plan, now: dt.datetime) -> tuple[TaskItem, ...]:
    """The plan's tasks at those who stand for them on the day of `now`, overdue first, then by day and title."""
    titles, today = {task.id: task for task in plan.tasks}, vietnam_date(now)
    with runtime.uow() as uow:
        rows = standing(tasks.tasks_of(uow, plan.id), runtime.register, today)
        known = task_words(runtime, uow, plan, rows, now)
        items = [_item(row, titles, known[row.task, row.agency], today) for row in rows]
    far = dt.date.max
    return tuple(sorted(items, key=lambda i: (not i.state.is_overdue, i.due_on or far, i.title, i.agency_name)))


def _item(row: TaskItemRow, titles: dict[str, Task], known: TaskWord, today: dt.date) -> TaskItem:
    task = titles.get(row.task)
    return TaskItem(
        row.task,
        task.title if task else row.task,
        row.agency,
        row.agency_name,
        row.due_on,
        state_on(today, known.state, row.due_on),
        known.percent,
        known.evidence,
        task.evidence if task else "",
        known.told_in,
    )
