"""The list of tasks as it is read: narrowed, under headings with overdue first, a page at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from danvan_workflow.duty.submission import TaskState
from danvan_workflow.duty.tasks import TaskItem
from danvan_workflow.views.board.filter import bears
from danvan_workflow.views.board.tasks import TaskBoard, TaskCounts, TaskLine, count_tasks


class Grouping(StrEnum):
    """What stands in the headings of the list."""

    TASK = "viec"
    UNIT = "don-vi"


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The lines under one heading, with the counts of all of them."""

    key: str
    title: str
    counts: TaskCounts
    lines: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True)
class TasksWanted:
    """What is looked for; an empty part asks for nothing."""

    unit: str = ""
    state: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.unit or self.state or self.text)


def narrowed_tasks(board: TaskBoard, wanted: TasksWanted) -> TaskBoard:
    """The board with the lines that are wanted; a unit or state that is none asks for nothing."""

    def fits(item: TaskItem) -> bool:
        return (
            (wanted.unit not in board.units or item.agency == wanted.unit)
            and (wanted.state not in set(TaskState) or item.state == wanted.state)
            and bears(wanted.text, (item.title, item.agency_name, item.agency))
        )

    return replace(board, lines=tuple(line for line in board.lines if fits(line.item)))


def grouped_tasks(board: TaskBoard, by: Grouping) -> tuple[TaskGroup, ...]:
    """The lines under headings: those with something overdue first, then in the order of the plan or of the names.

    Within one heading: overdue first, then by day, then in the other order.
    """
    tasks = {task: place for place, task in enumerate(board.order)}
    units = {unit: place for place, unit in enumerate(board.units)}

    def place(line: TaskLine) -> tuple[int, int]:
        task, unit = tasks.get(line.item.task, len(tasks)), units[line.item.agency]
        return (task, unit) if by is Grouping.TASK else (unit, task)

    found: dict[str, list[TaskLine]] = {}
    for line in sorted(board.lines, key=place):
        found.setdefault(line.item.task if by is Grouping.TASK else line.item.agency, []).append(line)
    groups = [_group(key, lines, by) for key, lines in found.items()]
    return tuple(sorted(groups, key=lambda group: not group.counts.all_overdue))


def _group(key: str, lines: list[TaskLine], by: Grouping) -> TaskGroup:
    first = lines[0].item
    title = first.title if by is Grouping.TASK else first.agency_name
    ordered = sorted(lines, key=lambda line: (-line.days_late, line.item.due_on or dt.date.max))
    return TaskGroup(key, title, count_tasks(lines), tuple(ordered))


def page_of(groups: tuple[TaskGroup, ...], page: int, size: int) -> tuple[TaskGroup, ...]:
    """One page of the list: `size` lines of it, each under its heading; pages count from 1."""
    found: list[TaskGroup] = []
    start = (page - 1) * size
    for group in groups:
        lines = group.lines[max(start, 0) : max(start + size, 0)]
        if lines:
            found.append(replace(group, lines=lines))
        start -= len(group.lines)
    return tuple(found)
