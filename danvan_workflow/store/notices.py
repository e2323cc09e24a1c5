"""The outbox: a row first, then a claim by conditional update, then the sending, then the mark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update

from danvan_workflow.duty.notice_state import NoticeReason, NoticeState
from danvan_workflow.store.rows import insert_new
from danvan_workflow.store.tables import NoticeRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def plan_notices(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> int:
    """Put notices into the outbox; one whose key is there already is left alone. Returns how many are new."""
    return insert_new(uow, NoticeRow, rows)


def notices_of(uow: UnitOfWork, cycle_id: str) -> list[NoticeRow]:
    """All notices of a cycle, oldest first."""
    return list(uow.session.scalars(select(NoticeRow).filter_by(cycle_id=cycle_id).order_by(NoticeRow.id)))


def rungs_sent(uow: UnitOfWork, duty_id: int) -> int:
    """How many letters of the ladder an agency got for its own duty; digests about several aren't counted."""
    query = select(func.count()).select_from(NoticeRow).filter_by(duty_id=duty_id, state=NoticeState.SENT)
    return uow.session.scalar(query.where(NoticeRow.rung.is_not(None))) or 0


def pending(uow: UnitOfWork, cycle_id: str) -> list[NoticeRow]:
    """Notices that wait to be sent."""
    query = select(NoticeRow).filter_by(cycle_id=cycle_id, state=NoticeState.PENDING).order_by(NoticeRow.id)
    return list(uow.session.scalars(query))


def claim(uow: UnitOfWork, notice_id: int, now: dt.datetime) -> bool:
    """Take a pending notice for sending; False where another worker took it first. Commits at once."""
    statement = (
        update(NoticeRow)
        .where(NoticeRow.id == notice_id, NoticeRow.state == NoticeState.PENDING)
        .values(state=NoticeState.SENDING, status_code=NoticeReason.CLAIMED, claimed_at=now, attempts=NoticeRow.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    taken: int = uow.session.execute(statement).rowcount  # type: ignore[attr-defined]
    uow.commit()
    return taken == 1


def mark(uow: UnitOfWork, notice_id: int, state: NoticeState, status_code: NoticeReason, **values: Any) -> None:
    """Write down how the sending of a claimed notice ended. Commits at once."""
    statement = update(NoticeRow).where(NoticeRow.id == notice_id).values(state=state, status_code=status_code, **values)
    uow.session.execute(statement.execution_options(synchronize_session=False))
    uow.commit()


def change_state(
    uow: UnitOfWork, notice_id: int, before: NoticeState, state: NoticeState, status_code: NoticeReason, **times: dt.datetime
) -> bool:
    """Give a notice another state; False where it isn't in the state `before` any more."""
    statement = (
        update(NoticeRow)
        .where(NoticeRow.id == notice_id, NoticeRow.state == before)
        .values(state=state, status_code=status_code, **times)
        .execution_options(synchronize_session=False)
    )
    changed: int = uow.session.execute(statement).rowcount  # type: ignore[attr-defined]
    return changed == 1


def cancel_pending(
    uow: UnitOfWork,
    duty_ids: Sequence[int],
    status_code: NoticeReason,
    *,
    rungs_only: bool = False,
    below: int | None = None,
    kinds: Collection[str] = (),
    but: Collection[str] = (),
) -> int:
    """Withdraw what still waits for these duties (the report came, the duty was waived or passed on, its last day moved).

    `rungs_only` spares receipts, returns and other letters that stand outside of the ladder, `below` all but the rungs below
    this one; `kinds` takes these kinds alone, `but` spares these.
    """
    statement = (
        update(NoticeRow)
        .where(NoticeRow.duty_id.in_(duty_ids), NoticeRow.state == NoticeState.PENDING, NoticeRow.kind.not_in(but))
        .values(state=NoticeState.SKIPPED, status_code=status_code)
        .execution_options(synchronize_session=False)
    )
    if rungs_only:
        statement = statement.where(NoticeRow.rung.is_not(None))
    if below is not None:
        statement = statement.where(NoticeRow.rung < below)
    if kinds:
        statement = statement.where(NoticeRow.kind.in_(kinds))
    withdrawn: int = uow.session.execute(statement).rowcount  # type: ignore[attr-defined]
    return withdrawn


def restore_withdrawn(uow: UnitOfWork, duty_id: int, status_code: NoticeReason, *, rungs: Collection[str] = ()) -> int:
    """Let letters that were withdrawn for this reason wait again: those outside of the ladder, and rungs of these kinds."""
    statement = (
        update(NoticeRow)
        .where(NoticeRow.duty_id == duty_id, NoticeRow.state == NoticeState.SKIPPED, NoticeRow.status_code == status_code)
        .where(NoticeRow.rung.is_(None) | NoticeRow.kind.in_(rungs))
        .values(state=NoticeState.PENDING, status_code=NoticeReason.QUEUED)
        .execution_options(synchronize_session=False)
    )
    restored: int = uow.session.execute(statement).rowcount  # type: ignore[attr-defined]
    return restored
