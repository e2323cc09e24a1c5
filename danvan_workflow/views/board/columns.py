"""The columns of the board: the cycles that were opened, and those of the plan file that are still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from danvan_workflow.errors import UserError
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.schedule import planned_cycles
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store.tables import CycleRow


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A cycle and the id and title of what it belongs to. `opened` is False for one that is still to come."""

    cycle_id: str
    label: str
    obligation: str
    obligation_title: str
    opens_on: dt.date
    last_day: dt.date
    opened: bool


def column_of(row: CycleRow, plan: Plan) -> BoardColumn:
    """The column of an opened cycle, with the last day that holds now."""
    titles = _titles(plan)
    title = titles.get(row.obligation, row.obligation)
    return BoardColumn(row.cycle_id, row.label, row.obligation, title, row.opens_on, row.effective_last_day, opened=True)


def columns_to_come(runtime: Runtime, plan_id: str, today: dt.date, opened: Collection[str]) -> tuple[BoardColumn, ...]:
    """The cycles of the plan file that aren't opened and not over, by opening day.

    None where the file is gone or broken or leaves the calendar: what was opened is shown all the same, the watchdog tells of it.
    """
    try:
        plan = runtime.library.load(plan_id)
        planned = planned_cycles(plan, runtime.calendar)
    except UserError:
        return ()
    titles = _titles(plan)
    return tuple(
        BoardColumn(c.cycle_id, c.label, c.obligation, titles[c.obligation], c.opens_on, c.last_admissible_day, opened=False)
        for c in planned
        if c.cycle_id not in opened and c.last_admissible_day >= today
    )


def _titles(plan: Plan) -> dict[str, str]:
    return {obligation.id: obligation.title for obligation in plan.obligations}
