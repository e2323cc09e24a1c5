"""What the watchdog looks at: a handful of queries however many cycles and agencies there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import defer, joinedload, load_only, selectinload

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.notice_state import UNSETTLED
from danvan_workflow.store.tables import (
    AgencyRow,
    ContactRow,
    CycleRow,
    DecisionRow,
    DutyRow,
    EventRow,
    NoticeRow,
    SuccessionRow,
)
from danvan_workflow.store.unit_of_work import UnitOfWork

A_YEAR = dt.timedelta(days=365)
OfCycle = TypeVar("OfCycle", DutyRow, NoticeRow, EventRow, DecisionRow)


def opened_cycles(uow: UnitOfWork, only: str = "") -> list[CycleRow]:
    """Every cycle ever opened with the text of its plan, by id; one alone where its id is given."""
    query = select(CycleRow).options(joinedload(CycleRow.plan_version)).order_by(CycleRow.cycle_id)
    return list(uow.session.scalars(query.where(CycleRow.cycle_id == only) if only else query))


def unsettled_letters(uow: UnitOfWork, only: str = "") -> list[NoticeRow]:
    """Letters of every cycle that neither arrived nor were dropped; of one cycle alone where its id is given."""
    query = select(NoticeRow).where(NoticeRow.state.in_(UNSETTLED)).order_by(NoticeRow.id)
    return list(uow.session.scalars(query.where(NoticeRow.cycle_id == only) if only else query))


def owing_duties(uow: UnitOfWork, cycle_ids: Sequence[str]) -> Mapping[str, list[DutyRow]]:
    """By cycle the duties that may still be open, with their versions; what they must hold isn't asked here."""
    unread = defer(DutyRow.sections), defer(DutyRow.indicators), defer(DutyRow.persons)
    query = _of(DutyRow, cycle_ids).where(DutyRow.owes, DutyRow.waived_at.is_(None))
    return _by_cycle(uow.session.scalars(query.options(selectinload(DutyRow.submissions), *unread)))


def ladder_letters(uow: UnitOfWork, cycle_ids: Sequence[str]) -> Mapping[str, list[NoticeRow]]:
    """By cycle the letters of the ladders, in whatever state."""
    wanted = load_only(NoticeRow.cycle_id, NoticeRow.duty_id, NoticeRow.rung, NoticeRow.kind, NoticeRow.payload)
    return _by_cycle(uow.session.scalars(_of(NoticeRow, cycle_ids).where(NoticeRow.rung.is_not(None)).options(wanted)))


def events_by_cycle(uow: UnitOfWork, cycle_ids: Sequence[str], kinds: Collection[EventKind]) -> Mapping[str, list[EventRow]]:
    """By cycle the events of these kinds, oldest first."""
    return _by_cycle(uow.session.scalars(_of(EventRow, cycle_ids).where(EventRow.kind.in_(kinds))))


def decisions_by_cycle(uow: UnitOfWork, cycle_ids: Sequence[str]) -> Mapping[str, list[DecisionRow]]:
    """By cycle the decisions of leaders, oldest first."""
    return _by_cycle(uow.session.scalars(_of(DecisionRow, cycle_ids)))


def agency_names(uow: UnitOfWork, duty_ids: Collection[int]) -> dict[int, str]:
    """What the agencies behind these duties are called."""
    found = uow.session.execute(select(DutyRow.id, DutyRow.agency_name).where(DutyRow.id.in_(duty_ids)))
    return {duty: name for duty, name in found}


def agencies_ending(uow: UnitOfWork, today: dt.date, horizon: dt.date) -> list[AgencyRow]:
    """Agencies of the running year that end between the two days while nobody follows them, in the register's order."""
    heirless = AgencyRow.code.not_in(select(SuccessionRow.predecessor))
    soon = AgencyRow.valid_to.between(today, horizon)
    query = select(AgencyRow).where(soon, heirless, AgencyRow.code.in_(_owing(today)))
    return list(uow.session.scalars(query.order_by(AgencyRow.position)))


def contacts_of_owing(uow: UnitOfWork, today: dt.date) -> list[ContactRow]:
    """Every contact, past ones too, of the agencies of the running year, in the register's order."""
    query = select(ContactRow).where(ContactRow.agency.in_(_owing(today))).order_by(ContactRow.position)
    return list(uow.session.scalars(query))


def _owing(today: dt.date) -> Select[str]:
    """Who owes in a cycle that isn't issued or that opened within the last year."""
    running = or_(CycleRow.state != CycleState.ISSUED, CycleRow.opens_on >= today - A_YEAR)
    return select(DutyRow.agency).join(CycleRow, CycleRow.cycle_id == DutyRow.cycle_id).where(DutyRow.owes, running)


def _of(table: type[OfCycle], cycle_ids: Sequence[str]) -> Select[OfCycle]:
    return select(table).where(table.cycle_id.in_(cycle_ids)).order_by(table.id)


def _by_cycle(rows: Iterable[OfCycle]) -> Mapping[str, list[OfCycle]]:
    found: defaultdict[str, list[OfCycle]] = defaultdict(list)
    for row in rows:
        found[row.cycle_id].append(row)
    return found
