"""A cycle of the past to look at, played into the very store that people work in: whole, marked, and only once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.events import EventKind
from danvan_workflow.errors import Refused
from danvan_workflow.plan.models import ObligationKind, Plan
from danvan_workflow.plan.schedule import PlannedCycle, find_cycle, plan_cycle, planned_cycles
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.simulation.simulate import simulate_cycle
from danvan_workflow.services.simulation.year import closing_moment
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.statutory.workdays import WorkCalendar
from danvan_workflow.store import cycles, events

MADE = EventKind.EXAMPLE_MADE


@dataclass(frozen=True, slots=True)
class Example:
    """The cycle that there is to look at; `made` is False where an earlier call had made it."""

    cycle_id: str
    label: str
    made: bool


def example_cycles(plan: Plan, calendar: WorkCalendar, now: dt.datetime) -> tuple[PlannedCycle, ...]:
    """The cycles of a plan that can serve as an example: over to their last letter, so that no real one will come.

    Periodic reports come first. Raises NotCovered where calendar or law don't reach a date of the plan.
    """
    over = [cycle for cycle in planned_cycles(plan, calendar) if _is_over(cycle, calendar, now)]
    return tuple(sorted(over, key=lambda cycle: cycle.kind is not ObligationKind.PERIODIC_REPORT))


def make_example(runtime: Runtime, plan_id: str, cycle: str, now: dt.datetime) -> Example:
    """Play a cycle from its opening to its issued report with sample reports; without a `cycle` the plan's first that is over.

    No letter leaves the process. What was broken off is taken up again. Refused for a cycle that isn't over, and for one that was
    opened otherwise: an example never mixes with real reports.
    """
    runtime.keep_letters()
    runtime.prepare()
    planned = _wanted(runtime, runtime.library.load(plan_id), cycle, now)
    with runtime.uow() as uow:
        there = cycles.find_cycle(uow, planned.cycle_id)
        begun = any(event.kind is MADE for event in events.events_of(uow, planned.cycle_id))
        if there and not begun:
            raise Refused(
                f"Kỳ {planned.cycle_id} đã được mở trong hệ thống này và không phải là kỳ mẫu; nêu kỳ khác, "
                "hoặc xem ngay kỳ ấy ở trang Kỳ báo cáo."
            )
        if there and there.state is CycleState.ISSUED:
            return Example(planned.cycle_id, planned.label, made=False)
        if not begun:
            events.record(uow, MADE, now, cycle_id=planned.cycle_id)
            uow.commit()
    simulate_cycle(runtime, plan_id, planned.cycle_id)
    return Example(planned.cycle_id, planned.label, made=True)


def _wanted(runtime: Runtime, plan: Plan, cycle: str, now: dt.datetime) -> PlannedCycle:
    over = example_cycles(plan, runtime.calendar, now)
    if not cycle:
        if not over:
            raise Refused(f"Kế hoạch {plan.id} chưa có kỳ nào đã qua hẳn để làm kỳ mẫu; chọn kế hoạch khác.")
        return over[0]
    planned = plan_cycle(plan, *find_cycle(plan, cycle), runtime.calendar)
    if planned not in over:
        known = ", ".join(f"{plan.id}/{other.obligation}/{other.key}" for other in over) or "không có"
        raise Refused(
            f"Kỳ {planned.cycle_id} chưa qua (hạn nộp {short_date(planned.last_admissible_day)}) nên không làm kỳ mẫu được: "
            f"dữ liệu mẫu sẽ lẫn với báo cáo thật. Các kỳ dùng được: {known}."
        )
    return planned


def _is_over(cycle: PlannedCycle, calendar: WorkCalendar, now: dt.datetime) -> bool:
    return closing_moment(calendar, cycle.last_admissible_day, cycle.collector_due_on) <= now
