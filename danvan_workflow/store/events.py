"""The audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from danvan_workflow.duty.events import EventKind
from danvan_workflow.store.tables import EventRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def record(
    uow: UnitOfWork, kind: EventKind, now: dt.datetime, *, cycle_id: str = "", agency: str = "", by: str = "", **detail: Any
) -> None:
    """Append one event in the transaction of the act it tells of."""
    uow.session.add(EventRow(at=now, cycle_id=cycle_id, agency=agency, kind=kind, by=by, detail=detail))


def events_of(uow: UnitOfWork, cycle_id: str) -> list[EventRow]:
    """What happened in a cycle, oldest first."""
    return list(uow.session.scalars(select(EventRow).filter_by(cycle_id=cycle_id).order_by(EventRow.id)))


def events_of_cycles(uow: UnitOfWork, cycle_ids: Collection[str], kinds: Collection[EventKind]) -> list[EventRow]:
    """The events of these kinds in these cycles, oldest first."""
    query = select(EventRow).where(EventRow.cycle_id.in_(cycle_ids), EventRow.kind.in_(kinds)).order_by(EventRow.id)
    return list(uow.session.scalars(query))


def events_since(uow: UnitOfWork, kind: EventKind, moment: dt.datetime) -> list[EventRow]:
    """The events of a kind from a moment on, of all cycles, oldest first."""
    return list(uow.session.scalars(select(EventRow).where(EventRow.kind == kind, EventRow.at >= moment).order_by(EventRow.id)))


def find_form(uow: UnitOfWork, kind: EventKind, cycle_id: str, agency: str, form: str) -> EventRow | None:
    """The first event of a kind that came of this very form."""
    query = select(EventRow).filter_by(kind=kind, cycle_id=cycle_id, agency=agency).order_by(EventRow.id)
    return uow.session.scalars(query.where(EventRow.detail["form"].as_string() == form).limit(1)).one_or_none()


def newest(uow: UnitOfWork, kind: EventKind) -> int:
    """The id of the last event of a kind; 0 where there is none."""
    return uow.session.scalar(select(func.max(EventRow.id)).filter_by(kind=kind)) or 0
