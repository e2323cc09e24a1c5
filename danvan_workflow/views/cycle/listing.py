"""All cycles in one list: those that were opened with their counts, and those that the plan files have still to come."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from danvan_workflow.duty.counts import Counts, count
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.errors import UserError
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.schedule import planned_cycles
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import boards, cycles, events
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import CycleRow, EventRow
from danvan_workflow.views.cycle.standing import TELLING, CycleStanding, standing_of, state_line


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A cycle in the list; `counts` is None for one that was not opened. `is_sample`: some of its reports are samples.

    `state_line` is the standing with what is waited for.
    """

    cycle_id: str
    label: str
    plan: str
    plan_title: str
    obligation: str
    period: tuple[dt.date, dt.date] | None
    opens_on: dt.date
    last_day: dt.date
    collector_due_on: dt.date
    standing: CycleStanding
    state_line: str
    counts: Counts | None = None
    is_sample: bool = False


def opened_lines(runtime: Runtime, cycle_ids: Collection[str], now: dt.datetime) -> tuple[CycleLine, ...]:
    """These opened cycles: those that still run first, each kind newest first. The queries don't grow with their number."""
    with runtime.uow() as uow:
        rows = cycles.cycles_with_plans(uow, cycle_ids)
        duties = boards.duties_of_cycles(uow, cycle_ids)
        told = events.events_of_cycles(uow, cycle_ids, TELLING)
    views: defaultdict[str, list[DutyStanding]] = defaultdict(list)
    for duty in duties:
        views[duty.cycle_id].append(duty_standing(duty, now))
    logs: defaultdict[str, list[EventRow]] = defaultdict(list)
    for event in told:
        logs[event.cycle_id].append(event)
    lines = [_opened(runtime, row, tuple(views[row.cycle_id]), logs[row.cycle_id], vietnam_date(now)) for row in rows]
    lines.sort(key=lambda line: (line.opens_on, line.cycle_id), reverse=True)
    return tuple(sorted(lines, key=lambda line: line.standing is CycleStanding.ISSUED))


def lines_to_come(
    runtime: Runtime, opened: Collection[str], may_read: Callable[[str, str], bool], now: dt.datetime
) -> tuple[CycleLine, ...]:
    """The cycles of the plan files that were not opened, by opening day; a file that is broken shows none."""
    plans = [loaded.plan for loaded in runtime.library.load_all().plans]
    found = [line for plan in plans for line in _planned(runtime, plan, opened, may_read, vietnam_date(now))]
    return tuple(sorted(found, key=lambda line: (line.opens_on, line.cycle_id)))


def _opened(runtime: Runtime, row: CycleRow, views: tuple[DutyStanding, ...], log: list[EventRow], today: dt.date) -> CycleLine:
    plan = runtime.plan_of(row).plan
    return CycleLine(
        cycle_id=row.cycle_id,
        label=row.label,
        plan=row.plan,
        plan_title=plan.short_title,
        obligation=plan.obligation(row.obligation).title,
        period=_period(row.data_first_day, row.data_last_day),
        opens_on=row.opens_on,
        last_day=row.effective_last_day,
        collector_due_on=row.collector_due_on,
        standing=standing_of(row, log, today),
        state_line=state_line(row, log, today),
        counts=count(views),
        is_sample=any(view.is_sample for view in views),
    )


def _planned(
    runtime: Runtime, plan: Plan, opened: Collection[str], may_read: Callable[[str, str], bool], today: dt.date
) -> Iterator[CycleLine]:
    titles = {obligation.id: obligation.title for obligation in plan.obligations if may_read(plan.id, obligation.id)}
    try:
        planned = planned_cycles(plan, runtime.calendar)
    except UserError:  # the file leaves law or calendar: the watchdog tells of it
        return
    for cycle in planned:
        if cycle.cycle_id not in opened and cycle.obligation in titles:
            standing = _unopened(cycle.opens_on, cycle.last_admissible_day, today)
            yield CycleLine(
                cycle_id=cycle.cycle_id,
                label=cycle.label,
                plan=plan.id,
                plan_title=plan.short_title,
                obligation=titles[cycle.obligation],
                period=_period(cycle.data_first_day, cycle.data_last_day),
                opens_on=cycle.opens_on,
                last_day=cycle.last_admissible_day,
                collector_due_on=cycle.collector_due_on,
                standing=standing,
                state_line=standing.label,
            )


def _unopened(opens_on: dt.date, last_day: dt.date, today: dt.date) -> CycleStanding:
    if today > last_day:
        return CycleStanding.MISSED
    return CycleStanding.UNOPENED if today > opens_on else CycleStanding.PLANNED


def _period(first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date] | None:
    return (first, last) if first and last else None
