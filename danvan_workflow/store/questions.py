"""The question that waits for a leader's answer, out of the audit log of a cycle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.events import DECIDED, EventKind
from danvan_workflow.store.tables import CycleRow, EventRow


@dataclass(frozen=True, slots=True)
class Question:
    """A snapshot put before the leaders."""

    snapshot_id: int
    number: int
    at: dt.datetime


def open_question(cycle: CycleRow, log: Sequence[EventRow]) -> Question | None:
    """The question that waits for its answer, out of the cycle's audit log; of an issued cycle none does."""
    if cycle.state is CycleState.ISSUED:
        return None
    last = next((event for event in reversed(log) if event.kind in (EventKind.APPROVAL_REQUESTED, *DECIDED)), None)
    if last is None or last.kind is not EventKind.APPROVAL_REQUESTED:
        return None
    first = _since(log, last.detail["snapshot_id"])
    return Question(last.detail["snapshot_id"], last.detail["snapshot"], first.at)


def _since(log: Sequence[EventRow], snapshot_id: int) -> EventRow:
    """The request from which on this snapshot waits: the oldest one behind the last decision."""
    decided = max((n for n, event in enumerate(log) if event.kind in DECIDED), default=-1)
    return next(
        e for e in log[decided + 1 :] if e.kind is EventKind.APPROVAL_REQUESTED and e.detail["snapshot_id"] == snapshot_id
    )
