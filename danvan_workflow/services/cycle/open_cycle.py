"""Opening a cycle: the roll is frozen, one duty per agency, each with its deadline, its requirements and its ladder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from danvan_workflow.duty.ad_hoc import AdHocContent
from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.ladder import fit_ladder
from danvan_workflow.duty.requirements import Requirements, requirements
from danvan_workflow.duty.roll import Roll, RollEntry, build_roll
from danvan_workflow.duty.rung import make_ladder, to_json
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.models import Obligation, ObligationKind, Plan
from danvan_workflow.plan.schedule import PlannedCycle, find_cycle, plan_cycle
from danvan_workflow.services.cycle.tasks import list_tasks
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.store import cycles, events
from danvan_workflow.store.rows import insert_all, insert_new
from danvan_workflow.store.tables import CycleRow, DutyRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenedCycle:
    """How many owe and how many stand outside; `created` is False where the cycle had been opened before."""

    cycle_id: str
    created: bool
    owing: int
    outside: int


def open_cycle(runtime: Runtime, cycle_id: str, now: dt.datetime) -> OpenedCycle:
    """Open a cycle of a plan file; opening it again changes nothing.

    The roll is read as of the cycle's opening day, whatever `now` is, so that a late opening gives the same roll.
    """
    runtime.prepare()
    with runtime.uow() as uow:
        if cycles.find_cycle(uow, cycle_id) is None:
            loaded = runtime.library.open(CycleId.parse(cycle_id).plan)
            obligation, spec = find_cycle(loaded.plan, cycle_id)
            planned = plan_cycle(loaded.plan, obligation, spec, runtime.calendar)
            version = cycles.keep_plan_version(uow, loaded.plan.id, loaded.sha256, loaded.text, now)
            if add_cycle(uow, planned, version, now):
                freeze_roll(runtime, uow, loaded.plan, obligation, planned, now)
                list_tasks(runtime, uow, loaded.plan, planned.opens_on, now)
                uow.commit()
                return opened_result(uow, cycle_id, created=True)
        return opened_result(uow, cycle_id, created=False)


def add_cycle(uow: UnitOfWork, planned: PlannedCycle, version: int, now: dt.datetime, ad_hoc: AdHocContent | None = None) -> bool:
    """Insert the cycle's row; False where somebody else was quicker."""
    row = {
        "cycle_id": planned.cycle_id,
        "plan": planned.plan,
        "obligation": planned.obligation,
        "key": planned.key,
        "kind": planned.kind.value,
        "label": planned.label,
        "period": planned.period,
        "data_first_day": planned.data_first_day,
        "data_last_day": planned.data_last_day,
        "opens_on": planned.opens_on,
        "due_phrase": planned.due_phrase,
        "last_day": planned.last_admissible_day,
        "effective_last_day": planned.last_admissible_day,
        "collector_due_on": planned.collector_due_on,
        "assumed": planned.assumed,
        "plan_version_id": version,
        "state": "open",
        "opened_at": now,
        "roll_as_of": planned.opens_on,
        "ad_hoc": ad_hoc,
    }
    return insert_new(uow, CycleRow, [row]) == 1


def freeze_roll(
    runtime: Runtime,
    uow: UnitOfWork,
    plan: Plan,
    obligation: Obligation,
    planned: PlannedCycle,
    now: dt.datetime,
    *,
    groups: Iterable[str] = (),
    asked: Requirements | None = None,
) -> Roll:
    """Write the duties of the roll as of the opening day. `asked` replaces what the plan asks for (ad hoc)."""
    roll = build_roll(plan, tuple(groups) or obligation.reporters, runtime.register, planned.opens_on)
    ladder = ladder_of(runtime, plan, planned, vietnam_date(now))
    chosen = runtime.catalogue_of(plan)
    rows = [
        duty_values(
            planned.cycle_id, planned.last_admissible_day, entry, asked or needs_of(plan, obligation, entry, chosen), ladder
        )
        for entry in roll.entries
    ]
    insert_all(uow, DutyRow, rows)
    events.record(
        uow,
        EventKind.CYCLE_OPENED,
        now,
        cycle_id=planned.cycle_id,
        owing=len(roll.owing),
        outside=len(roll.outside),
        roll_as_of=roll.as_of.isoformat(),
    )
    return roll


def ladder_of(runtime: Runtime, plan: Plan, planned: PlannedCycle, today: dt.date) -> list[Any]:
    """The plan's ladder as it is frozen on duties; a cycle opened late but not over begins with the request all the same.

    An ad hoc cycle asks on the day it is opened, whatever its last day.
    """
    ladder = make_ladder((rung.offset, rung.to, rung.kind) for rung in plan.ladder.rungs)
    at_once = planned.kind is ObligationKind.AD_HOC
    if (at_once or planned.opens_on < today) and today <= planned.last_admissible_day:
        ladder = fit_ladder(ladder, planned.last_admissible_day, today, runtime.calendar.shift, at_once=at_once)
    return list(to_json(ladder))


def needs_of(plan: Plan, obligation: Obligation, entry: RollEntry, chosen: Catalogue) -> Requirements:
    """What an entry of the roll owes, lead units included."""
    ratios = {code for code, indicator in chosen.items() if indicator.is_ratio}
    return requirements(plan, obligation, entry.group, {entry.agency, *entry.inherited_from}, ratios)


def duty_values(cycle_id: str, last_day: dt.date, entry: RollEntry, needs: Requirements, ladder: list[Any]) -> dict[str, Any]:
    """The row of a duty. The collector's own has no ladder: it would write to itself."""
    return {
        "cycle_id": cycle_id,
        "agency": entry.agency,
        "agency_name": entry.name,
        "group_id": entry.group,
        "owes": entry.owes,
        "reason": entry.reason,
        "last_day": last_day,
        "sections": list(needs.sections),
        "indicators": list(needs.indicators),
        "persons": [{"role": need.role, "count": need.count} for need in needs.persons],
        "ladder": ladder if entry.owes and not entry.collects else [],
        "inherited_from": list(entry.inherited_from),
        "passed_on_to": [],
        "passed_on_at": None,
        "waived_at": None,
        "heir_since": None,
    }


def opened_result(uow: UnitOfWork, cycle_id: str, *, created: bool) -> OpenedCycle:
    """The counts of an opened cycle."""
    duties = cycles.duties_of(uow, cycle_id)
    owing = sum(duty.owes for duty in duties)
    return OpenedCycle(cycle_id, created, owing, len(duties) - owing)
