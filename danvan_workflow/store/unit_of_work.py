"""One transaction around one act: it rolls back unless `commit()` was called."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from danvan_workflow.errors import StoreConflict
from danvan_workflow.store.failures import is_failure, unavailable


class UnitOfWork:
    """Use as `with UnitOfWork(engine) as uow: …; uow.commit()`. Leaving without commit changes nothing.

    A database that is away, full or without our tables raises StoreUnavailable, in which the address but never the password is
    named; a row that somebody else was quicker to write raises StoreConflict.
    """

    session: Session

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        self.session = Session(self._engine, expire_on_commit=False)
        return self

    def commit(self) -> None:
        """Make everything since the last commit permanent, all or nothing."""
        self.session.commit()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.session.expunge_all()  # what was read stays readable after the transaction
        self._roll_back()
        if isinstance(error, (IntegrityError, StaleDataError)):
            raise StoreConflict("Một tiến trình khác vừa ghi cùng dữ liệu; lần ghi này chưa được lưu, hãy chạy lại.") from error
        if isinstance(error, DBAPIError) and is_failure(error):
            raise unavailable(self._engine, error) from error

    def _roll_back(self) -> None:
        """A connection that is lost can't be rolled back, which changes nothing: what wasn't committed is gone with it."""
        try:
            self.session.rollback()
            self.session.close()
        except DBAPIError:
            self.session.invalidate()
