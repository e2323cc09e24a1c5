"""How a cycle stands as of a moment: every duty's state, the counts, the notices by rung."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.duty.counts import Counts, count
from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.services.letters.tally import RungCount, letters_by_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import cycles, events, notices
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.views.cycle.standing import state_line


@dataclass(frozen=True, slots=True)
class CycleStatus:
    """A cycle as of `now`."""

    cycle_id: str
    label: str
    kind: ObligationKind
    state: CycleState
    state_line: str
    last_day: dt.date
    collector_due_on: dt.date
    duties: tuple[DutyStanding, ...]
    counts: Counts
    notices: tuple[RungCount, ...]

    @property
    def complete(self) -> bool:
        """True where nobody has anything left to send or to mend."""
        return not any(duty.is_open for duty in self.duties)


def cycle_status(runtime: Runtime, cycle_id: str, now: dt.datetime) -> CycleStatus:
    """The state of an opened cycle; UnknownName for any other."""
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        views = tuple(duty_standing(duty, now) for duty in cycles.duties_of(uow, cycle_id))
        return CycleStatus(
            cycle_id,
            cycle.label,
            cycle.kind,
            cycle.state,
            state_line(cycle, events.events_of(uow, cycle_id), vietnam_date(now)),
            cycle.effective_last_day,
            cycle.collector_due_on,
            views,
            count(views),
            letters_by_rung(runtime.plan_of(cycle).plan, notices.notices_of(uow, cycle_id)),
        )
