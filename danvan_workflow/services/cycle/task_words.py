"""What is known of the tasks of a plan: what agencies said of them, what their figures say, which reports were issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from danvan_workflow.consolidate.wording import percentage
from danvan_workflow.duty.submission import TaskState
from danvan_workflow.duty.tasks import TaskFigure, TaskWord, as_its_figure_says, without_its_document
from danvan_workflow.plan.models import Plan, Task
from danvan_workflow.plan.own_reports import own_report_cycles
from danvan_workflow.render.numbers import short_day
from danvan_workflow.services.cycle.deliveries import deliveries
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.indicators import Catalogue, Indicator
from danvan_workflow.store import cycles, reports, tasks
from danvan_workflow.store.tables import CycleRow, TaskItemRow
from danvan_workflow.store.task_reports import GivenFigure, newest_figures, told_tasks
from danvan_workflow.store.unit_of_work import UnitOfWork

Key = tuple[str, str]
"""(task, agency), or (indicator, agency)"""


def task_words(
    runtime: Runtime, uow: UnitOfWork, plan: Plan, rows: Sequence[TaskItemRow], now: dt.datetime
) -> Mapping[Key, TaskWord]:
    """What is known at `now` of each of these rows of the plan; a returned version tells nothing."""
    bound, chosen = {task.id: task for task in plan.tasks}, runtime.catalogue_of(plan)
    said, figures = _said(uow, plan.id, rows, now), newest_figures(uow, plan.id, _codes(plan, chosen), now)
    own = {task.id: _own_report(uow, plan, task, now) for task in plan.tasks if task.consolidation}
    came, found = deliveries(uow, plan, now), dict[Key, TaskWord]()
    for key in ((row.task, row.agency) for row in rows):
        task = bound.get(key[0])
        figure = _figure(chosen, task.indicator or "", key[1], figures) if task else None
        word = own.get(key[0]) or as_its_figure_says(came.get(key) or said[key], figure, task.at_least if task else None)
        found[key] = without_its_document(word) if key in came and came[key] is None else word
    return found


# -- in words -------------------------------------------------------------------------------------------------------


def _said(uow: UnitOfWork, plan: str, rows: Sequence[TaskItemRow], now: dt.datetime) -> dict[Key, TaskWord]:
    """As the rows hold it; where the version behind a row came later or was returned, as another that counts says it."""
    sources = tasks.sources_of_tasks(uow, plan)
    others = told_tasks(uow, plan, now) if not all(source.counts(now) for source in sources.values()) else {}
    found: dict[Key, TaskWord] = {}
    for row in rows:
        key, source = (row.task, row.agency), sources.get(row.submission_id or 0)
        if source and not source.counts(now):
            told = others.get(key)
            found[key] = TaskWord(told.state, told.percent, told.evidence, told.cycle_id) if told else TaskWord()
            continue
        came = bool(source and not source.kind.has_figures and row.state is TaskState.DONE)
        found[key] = TaskWord(row.state, row.percent, row.evidence, source.cycle_id if source else "", came)
    return found


# -- in figures -----------------------------------------------------------------------------------------------------


def _codes(plan: Plan, chosen: Catalogue) -> set[str]:
    """The indicators that tasks are bound to, a ratio's two parts among them."""
    bound = [chosen[code] for code in (task.indicator for task in plan.tasks) if code is not None and code in chosen]
    return {code for one in bound for code in (one.code, one.numerator, one.denominator) if code}


def _figure(chosen: Catalogue, code: str, agency: str, figures: Mapping[Key, GivenFigure]) -> TaskFigure | None:
    if code not in chosen:
        return None
    indicator = chosen[code]
    if indicator.is_ratio:
        return _ratio(indicator, agency, figures)
    given = figures.get((indicator.code, agency))
    return TaskFigure(indicator.code, given.value, given.label, given.cycle_id) if given else None


def _ratio(indicator: Indicator, agency: str, figures: Mapping[Key, GivenFigure]) -> TaskFigure | None:
    """Worked out of its two parts, where one report gave both."""
    part, whole = (figures.get((code, agency)) for code in (indicator.numerator, indicator.denominator))
    if not part or not whole or part.cycle_id != whole.cycle_id or part.value is None or whole.value is None:
        return None
    value: Decimal | None = percentage(part.value, whole.value, indicator.decimals)
    return None if value is None else TaskFigure(indicator.code, value, part.label, part.cycle_id)


# -- in reports -----------------------------------------------------------------------------------------------------


def _own_report(uow: UnitOfWork, plan: Plan, task: Task, now: dt.datetime) -> TaskWord:
    """A task that is the consolidating itself: done once each of its cycles has its report, under way from the first opening."""
    keys = own_report_cycles(plan, task)
    opened = [cycle for cycle in cycles.cycles_of(uow, [plan.id]) if cycle.key in keys]
    issued = reports.first_issues(uow, [cycle.cycle_id for cycle in opened])
    there = {cycle: issued[cycle.cycle_id] for cycle in opened if cycle.cycle_id in issued and issued[cycle.cycle_id] <= now}
    if not opened:
        return TaskWord(TaskState.NOT_STARTED)
    state = TaskState.DONE if keys == {cycle.key for cycle in there} else TaskState.IN_PROGRESS
    return TaskWord(state, 100 if state is TaskState.DONE else None, _issued(there))


def _issued(there: Mapping[CycleRow, dt.datetime]) -> str:
    told = "; ".join(f"{cycle.label} (ngày {short_day(vietnam_date(issued))})" for cycle, issued in there.items())
    return f"Đã phát hành báo cáo: {told}" if told else ""
