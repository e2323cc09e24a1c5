"""What an agency says of the tasks of the plan."""

from __future__ import annotations

import random
from collections.abc import Iterator

from danvan_workflow.duty.submission import Figure, TaskProgress, TaskState
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.models import Plan, Task
from danvan_workflow.sample.models import SampleCycle, SampleDuty
from danvan_workflow.sample.texts import number_text
from danvan_workflow.statutory.period import Period, PeriodKind

SEEN = {PeriodKind.QUARTER: 25, PeriodKind.SIX_MONTHS: 50, PeriodKind.NINE_MONTHS: 75, PeriodKind.YEAR: 95}


def tasks_of(
    plan: Plan, cycle: SampleCycle, duty: SampleDuty, figures: tuple[Figure, ...], source: random.Random
) -> tuple[TaskProgress, ...]:
    """The tasks that this cycle asks the agency about; none outside the periodic reports."""
    if not cycle.period or not cycle.kind.has_figures:
        return ()
    mine = [task for task in plan.tasks if task.id in duty.tasks]
    known = {figure.indicator: figure for figure in figures}
    return tuple(_progress(task, cycle, known, source) for task in _asked(mine, cycle))


def _asked(tasks: list[Task], cycle: SampleCycle) -> Iterator[Task]:
    found = CycleId.find(cycle.cycle_id)
    key = found.key if found else ""
    return (task for task in tasks if not task.cycles or key in task.cycles)


def _progress(task: Task, cycle: SampleCycle, known: dict[str, Figure], source: random.Random) -> TaskProgress:
    seen = SEEN.get(Period.parse(cycle.period or "").kind, 50) + source.randint(-5, 5)
    once = bool(task.cycles) or (task.due is not None and task.due.before is not None and task.due.before <= cycle.last_day)
    evidence = _evidence(task, known)
    if once or seen >= 95:
        return TaskProgress(task.id, TaskState.DONE, 100, evidence)
    return TaskProgress(task.id, TaskState.IN_PROGRESS, seen, evidence)


def _evidence(task: Task, known: dict[str, Figure]) -> str:
    figure = known.get(task.indicator or "")
    if figure is None or not figure.value:
        return "Nêu tại phần lời văn của báo cáo."
    return f"Số liệu {figure.indicator} của báo cáo: {number_text(figure.value)}."
