"""What the rows of a run did, kept with the cycle: the time line and the watchdog read it, whatever becomes of the run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import events
from danvan_workflow.store.tables import EventRow
from danvan_workflow.store.unit_of_work import UnitOfWork

KIND = "milestone"
OPEN, DUE, COLLECT, CONSOLIDATE, APPROVE, ISSUE = "open", "due", "collect", "consolidate", "approve", "issue"


class Outcome(StrEnum):
    """How a row of the grid ended."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MilestoneMark:
    """One end of one row. `milestone` is one of the names above, or `rung:<number>`; `run` is Airflow's run id."""

    milestone: str
    outcome: Outcome
    why: str
    run: str
    at: dt.datetime


def note_milestone(
    runtime: Runtime, cycle_id: str, milestone: str, outcome: Outcome, now: dt.datetime, *, why: str = "", run: str = ""
) -> None:
    """Write down how a row ended. A row that ends twice (a retry, a second run) is written down twice."""
    with runtime.uow() as uow:
        events.record(uow, KIND, now, cycle_id=cycle_id, milestone=milestone, outcome=Outcome(outcome).value, why=why, run=run)
        uow.commit()


def milestones_of(uow: UnitOfWork, cycle_id: str) -> tuple[MilestoneMark, ...]:
    """Every end of every row of a cycle, oldest first."""
    return tuple(mark_of(event) for event in events.events_of(uow, cycle_id) if event.kind == KIND)


def mark_of(event: EventRow) -> MilestoneMark:
    """What an event of this kind says."""
    detail = event.detail
    return MilestoneMark(detail["milestone"], Outcome(detail["outcome"]), detail["why"], detail["run"], event.at)
