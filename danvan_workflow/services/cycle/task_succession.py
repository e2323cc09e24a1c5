"""Tasks over mergers: the word with which an heir takes a task over, and who stands on the list on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from danvan_workflow.duty.submission import TaskState
from danvan_workflow.duty.tasks import TaskWord
from danvan_workflow.register.register import Register
from danvan_workflow.store.tables import TaskItemRow

Key = tuple[str, str]
"""(task, agency)"""
_BEGUN = frozenset({TaskState.DONE, TaskState.IN_PROGRESS})


def heritages(rows: Iterable[TaskItemRow], register: Register, day: dt.date) -> Mapping[Key, Sequence[TaskItemRow]]:
    """For each task and heir on `day`, the items of the ended agencies that it stands for."""
    found: defaultdict[Key, list[TaskItemRow]] = defaultdict(list)
    heirs_of = _heirs(register, day)
    for row in rows:
        for heir in heirs_of(row.agency):
            found[row.task, heir].append(row)
    return found


def inherited_word(items: Sequence[TaskItemRow], known: Mapping[Key, TaskWord]) -> TaskWord:
    """The word of an heir: done where all had done it, under way where one had begun, still to do where all said so.

    Whoever had said nothing is named beside what the others did; where nobody had begun and one was silent, nothing is known.
    """
    words = {item: known[item.task, item.agency] for item in items}
    states = {word.state for word in words.values()}
    asked = states - {TaskState.NOT_APPLICABLE}
    if not asked:
        return TaskWord(TaskState.NOT_APPLICABLE if states else TaskState.NOT_REPORTED)
    if asked.isdisjoint(_BEGUN):
        return TaskWord(TaskState.NOT_STARTED if asked == {TaskState.NOT_STARTED} else TaskState.NOT_REPORTED)
    told = [f"{item.agency_name}: {evidence}" for item, word in words.items() if (evidence := _evidence(word))]
    return TaskWord(TaskState.DONE if asked == {TaskState.DONE} else TaskState.IN_PROGRESS, evidence="; ".join(told))


def _evidence(word: TaskWord) -> str:
    if word.state is TaskState.NOT_REPORTED:
        return word.state.label
    return word.evidence if word.state in _BEGUN else ""


def standing(rows: Sequence[TaskItemRow], register: Register, day: dt.date) -> list[TaskItemRow]:
    """The items that stand on `day`: those of the living, and of ended agencies whose heirs aren't listed yet."""
    listed, heirs_of = {(row.task, row.agency) for row in rows}, _heirs(register, day)

    def stands(row: TaskItemRow) -> bool:
        if row.agency not in register or register.exists(row.agency, day):
            return True
        if register.get(row.agency).begins_after(day):
            return False
        return not any((row.task, heir) in listed for heir in heirs_of(row.agency))

    return [row for row in rows if stands(row)]


def _heirs(register: Register, day: dt.date) -> Callable[[str], tuple[str, ...]]:
    @cache
    def heirs_of(code: str) -> tuple[str, ...]:
        if code not in register or register.exists(code, day):
            return ()
        return tuple(heir for heir, _ in register.successors(code, day))

    return heirs_of
