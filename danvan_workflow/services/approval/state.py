"""How the decision on a cycle stands: what the leader was asked last, what was decided last, whether it is issued.

Read from the database alone, so that a run, the command line and a page agree, whoever of them asked or decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.events import decided_event
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles, events, reports
from danvan_workflow.store.questions import Question, open_question
from danvan_workflow.store.tables import EventRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LastDecision:
    """The last decision; ids rise. `until` is the day until which the leader waits for more agencies, None for any other."""

    id: int
    decision: Decision
    snapshot_id: int
    sha256: str
    by: str
    at: dt.datetime
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class ApprovalStanding:
    """`label` names the cycle; `question` is the one that nobody has answered since it was asked; None where there is none."""

    label: str
    issued: bool
    question: Question | None
    decided: LastDecision | None


def standing(runtime: Runtime, cycle_id: str) -> ApprovalStanding:
    """How the decision on an opened cycle stands; UnknownName for any other."""
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        log = events.events_of(uow, cycle_id)
        return ApprovalStanding(
            cycle.label, cycle.state is CycleState.ISSUED, open_question(cycle, log), _last(uow, cycle_id, log)
        )


def _last(uow: UnitOfWork, cycle_id: str, log: Sequence[EventRow]) -> LastDecision | None:
    rows = reports.decisions_of(uow, cycle_id)
    if not rows:
        return None
    row = rows[-1]
    told = next((event.detail for event in reversed(log) if event.kind is decided_event(row.decision)), {})
    until = dt.date.fromisoformat(told["until"]) if told.get("until") else None
    snapshot = reports.get_snapshot(uow, row.snapshot_id)
    return LastDecision(row.id, row.decision, snapshot.id, snapshot.sha256, row.by, row.at, until)
