"""What the rows of a run did, kept with the cycle: the time line and the watchdog read it, whatever becomes of the run."""

from __future__ import annotations

import datetime as dt

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.milestones import MilestoneMark, Outcome
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import events
from danvan_workflow.store.tables import EventRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def note_milestone(
    runtime: Runtime, cycle_id: str, milestone: str, outcome: Outcome, now: dt.datetime, *, why: str = "", run: str = ""
) -> None:
    """Write down how a row ended. A row that ends twice (a retry, a second run) is written down twice."""
    with runtime.uow() as uow:
        events.record(
            uow,
            EventKind.MILESTONE,
            now,
            cycle_id=cycle_id,
            milestone=milestone,
            outcome=Outcome(outcome).value,
            why=why,
            run=run,
        )
        uow.commit()


def milestones_of(uow: UnitOfWork, cycle_id: str) -> tuple[MilestoneMark, ...]:
    """Every end of every row of a cycle, oldest first."""
    return tuple(mark_of(event) for event in events.events_of(uow, cycle_id) if event.kind is EventKind.MILESTONE)


def mark_of(event: EventRow) -> MilestoneMark:
    """What an event of this kind says."""
    detail = event.detail
    return MilestoneMark(detail["milestone"], Outcome(detail["outcome"]), detail["why"], detail["run"], event.at)
