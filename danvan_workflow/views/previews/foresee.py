"""What an act would do, seen before it is done: the act itself runs in a transaction that is then taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar

from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.notify.kinds import notice_label
from danvan_workflow.services.letters.writing import letter
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import notices
from danvan_workflow.store.tables import NoticeRow
from danvan_workflow.store.unit_of_work import UnitOfWork

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ForeseenLetter:
    """A letter as it would be written now."""

    kind: str
    recipient: str
    recipient_name: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A letter that waits and would not be sent any more."""

    kind: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Foreseen(Generic[Result]):
    """What the act would return, which letters would go out, which would be withdrawn."""

    result: Result
    letters: tuple[ForeseenLetter, ...]
    withdrawn: tuple[Withdrawn, ...]


def foresee(runtime: Runtime, cycle_id: str, now: dt.datetime, act: Callable[[Runtime], Result]) -> Foreseen[Result]:
    """Do the act on a runtime that forgets it. What the act refuses is refused here in the same words; nothing is stored."""
    with runtime.uow() as uow:
        waited = {row.id: row.state is NoticeState.PENDING for row in notices.notices_of(uow, cycle_id)}
        result = act(_Trial(runtime, uow))
        uow.session.flush()
        uow.session.expire_all()
        rows = notices.notices_of(uow, cycle_id)
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        waiting = [row for row in rows if row.state is NoticeState.PENDING and not waited.get(row.id)]
        written = [(row, letter(runtime, uow, cycle, plan, row, now)) for row in waiting]
        return Foreseen(
            result,
            tuple(
                ForeseenLetter(notice_label(row.kind), row.recipient, row.recipient_name, message.subject, message.text)
                for row, message in written
            ),
            tuple(_withdrawn(row) for row in rows if waited.get(row.id) and row.state is NoticeState.SKIPPED),
        )


def _withdrawn(row: NoticeRow) -> Withdrawn:
    return Withdrawn(notice_label(row.kind), row.recipient)


class _Trial(Runtime):
    """The same installation; every transaction is part of one that nobody commits."""

    def __init__(self, real: Runtime, outer: UnitOfWork) -> None:
        self.__dict__.update(real.__dict__)
        self._outer = outer

    def uow(self) -> UnitOfWork:
        """A part of the outer transaction."""
        return _Part(self._outer)


class _Part(UnitOfWork):
    """Commits by letting the outer transaction see it, and ends with that one."""

    def __init__(self, outer: UnitOfWork) -> None:
        self.session = outer.session

    def __enter__(self) -> Self:
        return self

    def commit(self) -> None:
        self.session.flush()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """An error goes on to the outer transaction, which takes everything back."""
