"""The agenda of a simulated year: which acts fall on which moments, in their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.models import ObligationKind, Plan
from danvan_workflow.plan.schedule import planned_cycles
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest
from danvan_workflow.services.cycle.moments import cycle_moments
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import VIETNAM, date_text, vietnam_date
from danvan_workflow.statutory.office_hours import OFFICE_OPENS, opening_of
from danvan_workflow.statutory.workdays import WorkCalendar
from danvan_workflow.store import cycles

CLOSES_AFTER = 10
"""Working days after the last admissible day: the last samples come on the ninth."""
MIDNIGHT = dt.time(0)
QUESTIONS = (
    "Diễn biến tình hình tư tưởng, dư luận trong cán bộ, công chức và Nhân dân",
    "Kết quả tiếp công dân, đối thoại, giải quyết kiến nghị phát sinh",
    "Khó khăn, vướng mắc và kiến nghị, đề xuất",
)
FIGURES = ("DTH1", "DTH2", "DT08")


class SimulatedAct(IntEnum):
    """What can happen, in the order within one moment."""

    HAND_OVER = 0
    OPEN = 1
    SEND_RUNG = 2
    CONSOLIDATE = 3
    CLOSE = 4


@dataclass(frozen=True, slots=True, order=True)
class SimulatedStep:
    """One act on one cycle at one moment; steps sort into the order in which they happen."""

    moment: dt.datetime
    act: SimulatedAct
    cycle_id: str
    rung: int = 0


def openings(plan: Plan, calendar: WorkCalendar) -> Iterator[SimulatedStep]:
    """The opening of each planned cycle, and of the made-up ad hoc one where the plan has that obligation."""
    for cycle in planned_cycles(plan, calendar):
        yield SimulatedStep(opening_of(cycle.opens_on), SimulatedAct.OPEN, cycle.cycle_id)
    request = made_up_request(plan, calendar)
    if request is not None:
        day, cycle_id = ad_hoc_opening(plan, calendar), ad_hoc_cycle_id(plan, request.key)
        yield SimulatedStep(opening_of(day), SimulatedAct.OPEN, cycle_id)


def steps_after_opening(runtime: Runtime, cycle_id: str) -> Iterator[SimulatedStep]:
    """Every later act on an opened cycle: rungs, handovers, consolidation, close."""
    moments = cycle_moments(runtime, cycle_id)
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        agencies = [duty.agency for duty in cycles.duties_of(uow, cycle_id) if duty.owes]
    closes_at = closing_moment(runtime.calendar, cycle.effective_last_day, cycle.collector_due_on)
    for number, moment in moments.rungs.items():
        yield SimulatedStep(max(moment, moments.opens_at), SimulatedAct.SEND_RUNG, cycle_id, number)
    for day in _days_after_an_end(
        runtime, agencies, vietnam_date(moments.opens_at), _waits_until(runtime.calendar, cycle.effective_last_day)
    ):
        yield SimulatedStep(_at(day, MIDNIGHT), SimulatedAct.HAND_OVER, cycle_id)
    yield SimulatedStep(moments.consolidate_at, SimulatedAct.CONSOLIDATE, cycle_id)
    yield SimulatedStep(closes_at, SimulatedAct.CLOSE, cycle_id)


def closing_moment(calendar: WorkCalendar, last_day: dt.date, collector_due_on: dt.date) -> dt.datetime:
    """When nothing more is waited for in a cycle."""
    return _at(max(_waits_until(calendar, last_day), collector_due_on), OFFICE_OPENS)


def _waits_until(calendar: WorkCalendar, last_day: dt.date) -> dt.date:
    return calendar.shift(last_day, CLOSES_AFTER)


def _days_after_an_end(runtime: Runtime, agencies: list[str], first: dt.date, last: dt.date) -> list[dt.date]:
    ends = {runtime.register.get(code).valid_to for code in agencies}
    days = {end + dt.timedelta(days=1) for end in ends if end is not None}
    return sorted(day for day in days if first < day <= last)


def made_up_request(plan: Plan, calendar: WorkCalendar) -> AdHocRequest | None:
    """An ad hoc request to play with; None where the plan has no such obligation."""
    if not any(obligation.kind is ObligationKind.AD_HOC for obligation in plan.obligations):
        return None
    codes = {*plan.indicators.use, *(own.code for own in plan.indicators.own)}
    return AdHocRequest(
        plan=plan.id,
        key=f"{plan.year}-dot-xuat-01",
        title="Báo cáo đột xuất tình hình dư luận xã hội và giải quyết kiến nghị của Nhân dân",
        basis=f"yêu cầu (giả định) của Sở Nội vụ ngày {date_text(ad_hoc_opening(plan, calendar))}",
        last_day=calendar.shift(ad_hoc_opening(plan, calendar), 8),
        questions=QUESTIONS,
        indicators=tuple(code for code in FIGURES if code in codes),
        by="Mô phỏng",
    )


def ad_hoc_opening(plan: Plan, calendar: WorkCalendar) -> dt.date:
    """The first working day from 5 August on: away from the periodic cycles."""
    return calendar.next_workday(dt.date(plan.year, 8, 5))


def ad_hoc_cycle_id(plan: Plan, key: str) -> str:
    """The full id of a cycle of the plan's ad hoc obligation."""
    obligation = next(o for o in plan.obligations if o.kind is ObligationKind.AD_HOC)
    return str(CycleId(plan.id, obligation.id, key))


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, VIETNAM)
