"""How a cycle stands as of a moment: every duty's state, the counts, the notices by rung."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from danvan_workflow.duty.standing import Counts, DutyStanding, count
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles, notices
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import CycleRow, NoticeRow


@dataclass(frozen=True, slots=True)
class RungCount:
    """How many notices of a rung stand in each state."""

    rung: int | None
    kind: str
    sent: int
    pending: int
    failed: int
    skipped: int


@dataclass(frozen=True, slots=True)
class CycleStatus:
    """A cycle as of `now`."""

    cycle_id: str
    label: str
    kind: str
    state: str
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
            cycle.effective_last_day,
            cycle.collector_due_on,
            views,
            count(views),
            _by_rung(cycle, runtime.plan_of(cycle).plan, notices.notices_of(uow, cycle_id)),
        )


def _by_rung(cycle: CycleRow, plan: Plan, rows: list[NoticeRow]) -> tuple[RungCount, ...]:
    """Every rung of the plan's ladder, reached or not, then the notices that stand outside of it."""
    keys: dict[int | str, str] = {n: rung.kind for n, rung in enumerate(plan.ladder.rungs, start=1)}
    keys.update({row.kind: row.kind for row in rows if row.rung is None})
    states: Counter[tuple[int | str, str]] = Counter((row.rung or row.kind, row.state) for row in rows)
    return tuple(
        RungCount(
            rung=key if isinstance(key, int) else None,
            kind=kind,
            sent=states[key, "sent"],
            pending=states[key, "pending"] + states[key, "sending"],
            failed=states[key, "failed"] + states[key, "unknown"],
            skipped=states[key, "skipped"],
        )
        for key, kind in keys.items()
    )
