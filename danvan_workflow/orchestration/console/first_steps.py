"""What stands on the pages of an installation in which no cycle was opened yet: which plans there are, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from danvan_workflow.errors import UserError
from danvan_workflow.orchestration.console.desk import Desk
from danvan_workflow.orchestration.console.plans import readable_plans
from danvan_workflow.services.simulation.example import example_cycles
from danvan_workflow.views.cycle.listing import CycleLine, lines_to_come
from danvan_workflow.views.cycle.standing import CycleStanding


@dataclass(frozen=True, slots=True)
class PlanAhead:
    """A plan and its first cycle that isn't over; None where all are."""

    title: str
    next: CycleLine | None


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The plans that the visitor may look at; `example` is the one that can be looked at with samples, empty for none."""

    plans: tuple[PlanAhead, ...]
    example: str


def first_steps(desk: Desk) -> FirstSteps | None:
    """None where the visitor has an opened cycle to look at."""
    if desk.cycles:
        return None
    lines = lines_to_come(desk.runtime, (), desk.visitor.may_read, desk.now)
    ahead = [line for line in lines if line.standing is not CycleStanding.MISSED]
    plans = readable_plans(desk)
    examples = (plan.id for plan in plans if _has_example(desk, plan.id))
    return FirstSteps(
        tuple(PlanAhead(plan.title, next((line for line in ahead if line.plan == plan.id), None)) for plan in plans),
        next(examples, ""),
    )


def _has_example(desk: Desk, plan_id: str) -> bool:
    try:
        return bool(example_cycles(desk.runtime.library.load(plan_id), desk.runtime.calendar, desk.now))
    except UserError:  # the file leaves law or calendar: the watchdog tells of it
        return False
