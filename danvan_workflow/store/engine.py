"""Opening the database."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from danvan_workflow.errors import StoreUnavailable
from danvan_workflow.store.failures import unavailable


def open_engine(database_url: str) -> Engine:
    """An engine for SQLite (foreign keys on, WAL, waits 30 s for a lock) or PostgreSQL (psycopg 3). Connects at first use."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise StoreUnavailable(
            "Địa chỉ cơ sở dữ liệu không đọc được. Chấp nhận: sqlite:////đường/dẫn/tệp.sqlite hoặc postgresql://máy-chủ/tên-csdl."
        ) from None
    if url.get_backend_name() == "postgresql" and url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    file = _file_of(url)
    if file:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        engine = create_engine(url)
    except NoSuchModuleError:
        raise StoreUnavailable(f"Không có trình điều khiển cho “{url.drivername}”. Dùng sqlite hoặc postgresql.") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        if file:
            event.listen(engine, "do_connect", _make_private)
    return engine


def _file_of(url: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory, one named by a URI, and any other kind."""
    name = url.database if url.get_backend_name() == "sqlite" else None
    return Path(name) if name and not name.startswith((":", "file:")) else None


def _make_private(_dialect: Any, _record: Any, arguments: Sequence[Any], _named: Any) -> None:
    """A new database is for its owner's eyes; SQLite gives its other files the same mode."""
    with contextlib.suppress(OSError):  # it is there already; what can't be written is told by SQLite
        os.close(os.open(arguments[0], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """FULL: a claim that a power cut takes back is a letter sent twice."""
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def schema_is_current(engine: Engine, sql: Path) -> bool:
    """True where the database has the newest of the numbered migrations in `sql`/versions; StoreUnavailable for a newer one.

    Asked at every start, so without Alembic, whose import costs more than the answer.
    """
    known = {file.name.partition("_")[0] for file in (sql / "versions").glob("[0-9]*.py")}
    try:
        with engine.connect() as connection:
            present = inspect(connection).has_table("alembic_version") and connection.scalar(
                text("SELECT version_num FROM alembic_version")
            )
    except DBAPIError as error:
        raise unavailable(engine, error) from error
    if present and present not in known:
        raise StoreUnavailable(
            f"Cơ sở dữ liệu ở bản {present}, mới hơn phần mềm đang chạy (bản {max(known)}). Cài lại phần mềm bản mới, "
            "hoặc dùng bản sao lưu lập trước khi nâng cấp; dữ liệu đã lưu không thay đổi."
        )
    return bool(present == max(known))
