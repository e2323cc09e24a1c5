"""What the watchdog looks at, read in a handful of queries however many cycles and agencies there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload, load_only, selectinload

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.events import DECIDED, EventKind
from danvan_workflow.duty.milestones import MilestoneMark
from danvan_workflow.duty.notice_state import UNSETTLED
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.cycle.milestones import mark_of
from danvan_workflow.services.letters.outbox_rows import told_rungs
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store.questions import Question, open_question
from danvan_workflow.store.tables import CycleRow, DecisionRow, DutyRow, EventRow, NoticeRow
from danvan_workflow.store.unit_of_work import UnitOfWork


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
        opened = list(uow.session.scalars(_opened(only)))
        letters = list(uow.session.scalars(_unsettled(only)))
        return Facts(
            cycles=tuple(_cycles(runtime, uow, [row for row in opened if row.state is not CycleState.ISSUED])),
            letters=tuple(letters),
            agencies=_agencies(uow, {row.duty_id for row in letters if row.duty_id}),
            labels={row.cycle_id: row.label for row in opened},
        )


def _opened(only: str) -> Select[Any]:
    query = select(CycleRow).options(joinedload(CycleRow.plan_version)).order_by(CycleRow.cycle_id)
    return query.where(CycleRow.cycle_id == only) if only else query


def _unsettled(only: str) -> Select[Any]:
    query = select(NoticeRow).where(NoticeRow.state.in_(UNSETTLED)).order_by(NoticeRow.id)
    return query.where(NoticeRow.cycle_id == only) if only else query


def _cycles(runtime: Runtime, uow: UnitOfWork, rows: list[CycleRow]) -> Iterable[CycleFacts]:
    ids = [row.cycle_id for row in rows]
    duties = _by_cycle(uow.session.scalars(_owing(ids)))
    ladder_rows = _by_cycle(uow.session.scalars(_ladder_letters(ids)))
    logs = _by_cycle(
        uow.session.scalars(
            _of(EventRow, ids).where(EventRow.kind.in_((EventKind.MILESTONE, EventKind.APPROVAL_REQUESTED, *DECIDED)))
        )
    )
    decisions = _by_cycle(uow.session.scalars(_of(DecisionRow, ids)))
    for row in rows:
        log = logs[row.cycle_id]
        yield CycleFacts(
            row=row,
            plan=runtime.plan_of(row).plan,
            duties=tuple(duties[row.cycle_id]),
            told=told_rungs(ladder_rows[row.cycle_id], row),
            marks=tuple(mark_of(event) for event in log if event.kind is EventKind.MILESTONE),
            question=open_question(row, log),
            decided=decisions[row.cycle_id][-1] if decisions[row.cycle_id] else None,
            until=_until(log),
        )


def _until(log: list[EventRow]) -> dt.date | None:
    """The day that the last decision names."""
    said = next((event.detail.get("until") for event in reversed(log) if event.kind in DECIDED), None)
    return dt.date.fromisoformat(said) if said else None


def _of(table: type[Any], ids: list[str]) -> Select[Any]:
    return select(table).where(table.cycle_id.in_(ids)).order_by(table.id)


def _owing(ids: list[str]) -> Select[Any]:
    """The duties that may still be open, with their versions; what they must hold isn't asked here."""
    unread = defer(DutyRow.sections), defer(DutyRow.indicators), defer(DutyRow.persons)
    return _of(DutyRow, ids).where(DutyRow.owes, DutyRow.waived_at.is_(None)).options(selectinload(DutyRow.submissions), *unread)


def _ladder_letters(ids: list[str]) -> Select[Any]:
    """The letters of the ladders, in whatever state."""
    wanted = load_only(NoticeRow.cycle_id, NoticeRow.duty_id, NoticeRow.rung, NoticeRow.kind, NoticeRow.payload)
    return _of(NoticeRow, ids).where(NoticeRow.rung.is_not(None)).options(wanted)


def _agencies(uow: UnitOfWork, duties: set[int]) -> dict[int, str]:
    found = uow.session.execute(select(DutyRow.id, DutyRow.agency_name).where(DutyRow.id.in_(duties)))
    return {duty: name for duty, name in found}


def _by_cycle(rows: Iterable[Any]) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.cycle_id].append(row)
    return found
