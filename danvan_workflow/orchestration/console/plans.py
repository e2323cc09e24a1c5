"""The plans that a visitor may look at, and the one that a page shows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from danvan_workflow.errors import UnknownName
from danvan_workflow.orchestration.console.desk import Desk
from danvan_workflow.store.tables import CycleRow
from danvan_workflow.web.rights import NotAllowed


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A plan, with the obligations (id → title) whose DAGs the visitor may read and their opened cycles, by opening day."""

    id: str
    title: str
    obligations: Mapping[str, str]
    cycles: tuple[CycleRow, ...]

    def running(self, today: dt.date) -> tuple[bool, dt.date]:
        """Greater for the plan that an officer works on: one with a cycle open today, then the one opened last."""
        return max(((today <= c.effective_last_day, c.opens_on) for c in self.cycles), default=(False, dt.date.min))


def readable_plans(desk: Desk) -> tuple[PlanChoice, ...]:
    """The plans of the folder and those with opened cycles, by id; of a file that is broken only what was opened counts."""
    titles: dict[str, str] = {}
    obligations: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for loaded in desk.runtime.library.load_all().plans:
        titles[loaded.plan.id] = loaded.plan.short_title
        for obligation in loaded.plan.obligations:
            if desk.visitor.may_read(loaded.plan.id, obligation.id):
                obligations[loaded.plan.id][obligation.id] = obligation.title
    for cycle in desk.cycles:
        obligations[cycle.plan].setdefault(cycle.obligation, cycle.obligation)
    return tuple(
        PlanChoice(plan, titles.get(plan, plan), readable, tuple(cycle for cycle in desk.cycles if cycle.plan == plan))
        for plan, readable in sorted(obligations.items())
    )


def chosen(plans: tuple[PlanChoice, ...], plan_id: str, desk: Desk) -> PlanChoice:
    """The plan asked for; without one that which is being worked on.

    UnknownName names the readable ones alone: to a visitor the others don't exist. NotAllowed where none is readable.
    """
    if not plans:
        raise NotAllowed(f"Tài khoản “{desk.visitor.name}” chưa được xem kế hoạch nào. Đề nghị người quản trị Airflow cấp quyền.")
    if not plan_id:
        return max(plans, key=lambda choice: choice.running(desk.today))
    found = next((choice for choice in plans if choice.id == plan_id), None)
    if found is None:
        raise UnknownName("kế hoạch", plan_id, [choice.id for choice in plans])
    return found
