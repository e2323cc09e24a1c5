"""Passing on the open duties of agencies that ended while their cycle ran (merger, split, abolition)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.ladder import Shift, fit_ladder
from danvan_workflow.duty.notice_state import NoticeReason
from danvan_workflow.duty.requirements import Requirements
from danvan_workflow.duty.roll import RollEntry, barred, collectors_on
from danvan_workflow.duty.rung import from_json, to_json
from danvan_workflow.register.register import Register
from danvan_workflow.services.cycle.open_cycle import duty_values, needs_of
from danvan_workflow.services.cycle.tasks import list_tasks
from danvan_workflow.services.letters import outbox_rows
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import cycles, events, notices
from danvan_workflow.store.rows import insert_new
from danvan_workflow.store.tables import CycleRow, DutyRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PassedOn:
    """One duty that went over: from whom, to whom."""

    agency: str
    agency_name: str
    heirs: tuple[str, ...]


def pass_on_duties(runtime: Runtime, cycle_id: str, now: dt.datetime) -> tuple[PassedOn, ...]:
    """Hand every duty that nobody has answered yet and whose agency no longer exists on the day of `now` to its successors.

    A duty already answered stays with its closed agency: what it sent stands; a waived one stays waived. Pending notices to the
    old agency are withdrawn. The heirs stand on the list of tasks from that moment on: what they report of them counts.
    Doing it again changes nothing.
    """
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        day = vietnam_date(now)
        passed = [
            _pass_on(runtime, uow, cycle, duty, day, now)
            for duty in cycles.duties_of(uow, cycle_id)
            if duty.owes
            and not duty.submissions
            and not duty.passed_on_at
            and not duty.waived_at
            and runtime.register.get(duty.agency).ended_before(day)
        ]
        if passed:
            list_tasks(runtime, uow, runtime.plan_of(cycle).plan, day, now)
        uow.commit()
        return tuple(passed)


def _pass_on(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, duty: DutyRow, day: dt.date, now: dt.datetime) -> PassedOn:
    heirs = tuple(code for code, _ in runtime.register.successors(duty.agency, day))
    for code in heirs:
        _inherit(runtime, uow, cycle, duty, code, day)
    duty.passed_on_at = now
    duty.passed_on_to = list(heirs)
    own = collectors_on(runtime.plan_of(cycle).plan, runtime.register, day)
    _tell_heirs(runtime, uow, cycle, [code for code in heirs if code not in own], now)
    notices.cancel_pending(uow, [duty.id], NoticeReason.SUCCESSOR)
    events.record(uow, EventKind.DUTY_PASSED_ON, now, cycle_id=cycle.cycle_id, agency=duty.agency, heirs=list(heirs))
    return PassedOn(duty.agency, duty.agency_name, heirs)


def _inherit(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, duty: DutyRow, code: str, day: dt.date) -> None:
    heritage = {duty.agency, *duty.inherited_from}
    known = cycles.find_duty(uow, cycle.cycle_id, code)
    if known is not None:
        _add_heritage(runtime, cycle, known, heritage)
        return
    plan = runtime.plan_of(cycle).plan
    excluded = barred(plan.group(duty.group_id), runtime.register, day)
    entry = RollEntry(
        agency=code,
        name=runtime.register.get(code).name,
        group=duty.group_id,
        owes=code not in excluded,
        reason=excluded.get(code) or f"kế thừa nghĩa vụ của {duty.agency_name}",
        inherited_from=tuple(sorted(heritage)),
        collects=code in collectors_on(plan, runtime.register, day),
    )
    last_day = heir_last_day(plan.heirs_due.working_days, duty.last_day, day, runtime.calendar.shift)
    ladder = to_json(fit_ladder(from_json(duty.ladder), last_day, day, runtime.calendar.shift))
    values = duty_values(cycle.cycle_id, last_day, entry, _needs(runtime, cycle, entry), ladder)
    values |= {"heir_since": _took_over(runtime.register, duty.agency, code)}
    if cycle.ad_hoc:
        values |= {"sections": duty.sections, "indicators": duty.indicators}
    insert_new(uow, DutyRow, [values])
    uow.session.flush()


def heir_last_day(working_days: int, last_day: dt.date, told_on: dt.date, shift: Shift) -> dt.date:
    """The last day of a duty for who takes it over: the predecessor's, but never fewer working days than the plan gives.

    They are counted from the day on which the heir is told, which is never before it exists.
    """
    return max(last_day, shift(told_on, working_days))


def _took_over(register: Register, predecessor: str, heir: str) -> dt.date:
    ended, began = register.get(predecessor).valid_to, register.get(heir).valid_from
    return max(ended + dt.timedelta(days=1) if ended else dt.date.min, began or dt.date.min)


def _add_heritage(runtime: Runtime, cycle: CycleRow, known: DutyRow, heritage: set[str]) -> None:
    """One that owes already owes no second report, but what its predecessor alone owed (a lead unit) it owes now."""
    known.inherited_from = sorted({*known.inherited_from, *heritage})
    if cycle.ad_hoc or known.submissions:
        return
    lineage = tuple(known.inherited_from)
    needs = _needs(runtime, cycle, RollEntry(known.agency, known.agency_name, known.group_id, known.owes, known.reason, lineage))
    known.sections, known.indicators = list(needs.sections), list(needs.indicators)


def _needs(runtime: Runtime, cycle: CycleRow, entry: RollEntry) -> Requirements:
    plan = runtime.plan_of(cycle).plan
    return needs_of(plan, plan.obligation(cycle.obligation), entry, runtime.catalogue_of(plan))


def _tell_heirs(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, heirs: list[str], now: dt.datetime) -> None:
    uow.session.flush()
    found = [cycles.find_duty(uow, cycle.cycle_id, code) for code in heirs]
    for heir in found:
        if heir is not None and heir.owes:
            outbox_rows.queue_passed_on(runtime, uow, cycle, heir, now)
