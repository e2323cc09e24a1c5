"""When what happens in a cycle, as it stands now: read again at each look, so that a moved deadline is followed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.duty.ladder import fit_ladder, rung_moment
from danvan_workflow.duty.rung import make_ladder
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import deadline_moment
from danvan_workflow.statutory.office_hours import opening_of
from danvan_workflow.store import cycles
from danvan_workflow.store.standing import duty_standing

END_OF_TIME = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class CycleMoments:
    """Aware moments of a cycle, under the plan as it was frozen with it. `complete`: nobody has anything left to send.

    `rungs` and `offsets` (working days from the last day) are keyed by rung number.
    """

    opens_at: dt.datetime
    rungs: dict[int, dt.datetime]
    offsets: dict[int, int]
    due_at: dt.datetime
    consolidate_at: dt.datetime
    complete: bool


def cycle_moments(runtime: Runtime, cycle_id: str) -> CycleMoments:
    """The moments of an opened cycle; UnknownName for any other. Completeness counts every version received so far."""
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        views = [duty_standing(duty, END_OF_TIME) for duty in cycles.duties_of(uow, cycle_id)]
    ladder = make_ladder((rung.offset, rung.to, rung.kind) for rung in plan.ladder.rungs)
    last_day = cycle.effective_last_day
    # what is asked at short notice is asked on the opening day, which its rung in the plan can't know
    asked = fit_ladder(ladder, last_day, cycle.opens_on, runtime.calendar.shift, at_once=True)[:1] if cycle.ad_hoc else ()
    return CycleMoments(
        opens_at=opening_of(cycle.opens_on),
        rungs={r.number: rung_moment(r, last_day, runtime.calendar.shift, plan.ladder.send_at) for r in (*ladder, *asked)},
        offsets={rung.number: rung.offset for rung in ladder},
        due_at=deadline_moment(last_day),
        consolidate_at=opening_of(cycle.collector_due_on),
        complete=not any(view.is_open for view in views),
    )
