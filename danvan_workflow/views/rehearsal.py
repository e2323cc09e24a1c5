"""A rehearsal: exactly who would get which rung of the ladder when, if nothing more came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from danvan_workflow.duty.ladder import rung_moment, rungs_due, rungs_told, sending_day
from danvan_workflow.duty.rung import Audience, Rung, from_json
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.models import ContactRole
from danvan_workflow.services.letters.outbox_rows import collector_on, contacts_of, long_past, told_rungs
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import cycles, notices
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import DutyRow


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """A letter as a rehearsal shows it: who would get what, when."""

    moment: dt.datetime
    rung: int
    kind: str
    agency: str
    agency_name: str
    recipient: str


def rehearse(runtime: Runtime, cycle_id: str, now: dt.datetime) -> tuple[PlannedLetter, ...]:
    """Exactly who would get which rung from `now` on if nothing more came in, by moment and agency. Sends and writes nothing."""
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        told = told_rungs(notices.notices_of(uow, cycle_id), cycle)
        open_duties = [d for d in cycles.duties_of(uow, cycle_id) if duty_standing(d, now).is_open]
    if long_past(runtime, cycle, plan, now):
        return ()
    letters = [item for duty in open_duties for item in _planned(runtime, plan, duty, told.get(duty.id, []), now)]
    return tuple(sorted(letters, key=lambda item: (item.moment, item.rung, item.agency)))


def _planned(
    runtime: Runtime, plan: Plan, duty: DutyRow, told: list[tuple[int, dt.date]], now: dt.datetime
) -> Iterator[PlannedLetter]:
    day = sending_day(now, plan.ladder.send_at)
    ladder = from_json(duty.ladder)
    done = rungs_told(ladder, told, duty.last_day)
    due = rungs_due(ladder, duty.last_day, done, day, runtime.calendar.shift)
    for rung in ladder:
        moment = rung_moment(rung, duty.last_day, runtime.calendar.shift, plan.ladder.send_at)
        if rung.number in done or rung in due.skipped or (moment <= now and rung != due.send):
            continue
        for address in _addresses(runtime, plan, duty, rung, vietnam_date(max(moment, now))):
            yield PlannedLetter(max(moment, now), rung.number, rung.kind, duty.agency, duty.agency_name, address)


def _addresses(runtime: Runtime, plan: Plan, duty: DutyRow, rung: Rung, day: dt.date) -> Iterator[str]:
    role = {Audience.FOCAL: ContactRole.FOCAL, Audience.HEAD: ContactRole.HEAD, Audience.LEADER: ContactRole.LEADER}[
        rung.audience
    ]
    agencies = collector_on(runtime, plan, day) if rung.audience is Audience.LEADER else (duty.agency,)
    for agency in agencies:
        yield from (contact.email for contact in contacts_of(runtime, agency, role, day))
