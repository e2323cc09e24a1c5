"""Writing rows that may be there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite

from danvan_workflow.store.tables import Base
from danvan_workflow.store.unit_of_work import UnitOfWork


def insert_new(uow: UnitOfWork, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert those rows that break no unique key, leave the others as they are; returns how many went in.

    The rows name the same columns.
    """
    if not rows:
        return 0
    target = table.__table__
    assert isinstance(target, Table)
    dialect = uow.session.get_bind().dialect.name
    statement: Any = postgresql.insert(target) if dialect == "postgresql" else sqlite.insert(target)
    counted = statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    result: CursorResult[Any] = uow.session.connection().execute(counted, [dict(row) for row in rows])
    return result.rowcount


def insert_all(uow: UnitOfWork, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows in one statement; a broken unique key refuses them all."""
    if rows:
        uow.session.connection().execute(table.__table__.insert(), list(rows))  # type: ignore[attr-defined]
