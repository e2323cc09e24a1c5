"""What the watchdog looks at, as the database has it now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.events import DECIDED, EventKind
from danvan_workflow.duty.milestones import MilestoneMark
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.cycle.milestones import mark_of
from danvan_workflow.services.letters.outbox_rows import told_rungs
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import watch
from danvan_workflow.store.questions import Question, open_question
from danvan_workflow.store.tables import CycleRow, DecisionRow, DutyRow, EventRow, NoticeRow
from danvan_workflow.store.unit_of_work import UnitOfWork

LOGGED = (EventKind.MILESTONE, EventKind.APPROVAL_REQUESTED, *DECIDED)


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """A cycle that isn't issued yet. `duties` are those that owe and aren't waived; `told` is what `told_rungs` says of them.

    `question` is what a leader was asked and hasn't answered, `decided` the last decision, `until` the day until which it waits.
    """

    row: CycleRow
    plan: Plan
    duties: tuple[DutyRow, ...]
    told: Mapping[int, list[tuple[int, dt.date]]]
    marks: tuple[MilestoneMark, ...]
    question: Question | None
    decided: DecisionRow | None
    until: dt.date | None

    @property
    def name(self) -> str:
        """The cycle in a sentence."""
        return f"{self.row.label} ({self.row.cycle_id})"

    @property
    def run(self) -> str:
        """The run that wrote the last mark; empty where none did."""
        return self.marks[-1].run if self.marks else ""


@dataclass(frozen=True, slots=True)
class Facts:
    """`cycles` aren't issued yet; `letters` are the unsettled ones of every cycle, `agencies` the names behind their duties;
    `labels` names every cycle ever opened."""

    cycles: tuple[CycleFacts, ...]
    letters: tuple[NoticeRow, ...]
    agencies: Mapping[int, str]
    labels: Mapping[str, str]


def read_facts(runtime: Runtime, only: str = "") -> Facts:
    """Everything as the database has it now; of one cycle alone where its id is given."""
    with runtime.uow() as uow:
        opened = watch.opened_cycles(uow, only)
        letters = watch.unsettled_letters(uow, only)
        return Facts(
            cycles=tuple(_cycles(runtime, uow, [row for row in opened if row.state is not CycleState.ISSUED])),
            letters=tuple(letters),
            agencies=watch.agency_names(uow, {row.duty_id for row in letters if row.duty_id}),
            labels={row.cycle_id: row.label for row in opened},
        )


def _cycles(runtime: Runtime, uow: UnitOfWork, rows: list[CycleRow]) -> Iterable[CycleFacts]:
    ids = [row.cycle_id for row in rows]
    duties, letters = watch.owing_duties(uow, ids), watch.ladder_letters(uow, ids)
    logs, decisions = watch.events_by_cycle(uow, ids, LOGGED), watch.decisions_by_cycle(uow, ids)
    for row in rows:
        log, decided = logs.get(row.cycle_id, []), decisions.get(row.cycle_id, [])
        yield CycleFacts(
            row=row,
            plan=runtime.plan_of(row).plan,
            duties=tuple(duties.get(row.cycle_id, [])),
            told=told_rungs(letters.get(row.cycle_id, []), row),
            marks=tuple(mark_of(event) for event in log if event.kind is EventKind.MILESTONE),
            question=open_question(row, log),
            decided=decided[-1] if decided else None,
            until=_until(log),
        )


def _until(log: list[EventRow]) -> dt.date | None:
    """The day that the last decision names."""
    said = next((event.detail.get("until") for event in reversed(log) if event.kind in DECIDED), None)
    return dt.date.fromisoformat(said) if said else None
