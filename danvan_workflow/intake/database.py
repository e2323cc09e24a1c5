"""Reading a foreign database: a read-only transaction, rows as they come, and what to say when it goes away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, TextClause, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from danvan_workflow.errors import InvalidInput, Problem, SourceUnavailable

MOST_ROWS = 1_000_000
AT_ONCE = 500
CONNECT_SECONDS = 10
STATEMENT_MILLISECONDS = 300_000
WRONG_QUERY = ("no such table", "no such column", "syntax error", "no such function", "ambiguous column")

Row = Mapping[str, object]


@dataclass(slots=True)
class RawReading:
    """The rows that were read, the columns of the result, and why no more came (empty: everything came)."""

    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    failure: str = ""


def read_rows(address: str, query: TextClause, parameters: Mapping[str, object], file: str) -> RawReading:
    """Every row of the query, until the end or until the source goes away.

    SourceUnavailable where the source can't be reached at all, InvalidInput where the query doesn't fit it.
    """
    reading = RawReading()
    used = {name: parameters[name] for name in query.compile().params}
    with read_only(address) as connection:
        try:
            result = connection.execution_options(yield_per=AT_ONCE).execute(query, used)
            reading.columns = tuple(result.keys())
            for row in result.mappings():
                reading.rows.append(dict(row))
                if len(reading.rows) > MOST_ROWS:
                    raise InvalidInput(
                        [Problem(f"câu truy vấn trả về hơn {MOST_ROWS} dòng", file, accepted="lọc theo kỳ báo cáo")]
                    )
        except SQLAlchemyError as error:
            if _is_query_fault(error):
                raise InvalidInput([Problem("câu truy vấn không chạy được ở nguồn", file, value=cause(error, address))]) from None
            reading.failure = cause(error, address)
    return reading


@contextmanager
def read_only(address: str) -> Iterator[Connection]:
    """A connection in a transaction that can't write."""
    engine = source_engine(address)
    try:
        connection = engine.connect()
    except SQLAlchemyError as error:
        engine.dispose()
        raise SourceUnavailable(away(address, cause(error, address))) from None
    try:
        _forbid_writing(connection)
        yield connection
    finally:
        _close(connection, engine)


def source_engine(address: str, *, create: bool = False) -> Engine:
    """An engine for a source. A SQLite file has to be there already, unless it is to be created (samples)."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise SourceUnavailable(
            "Địa chỉ nguồn dữ liệu không đọc được. Chấp nhận: sqlite:////đường/dẫn hoặc postgresql://…"
        ) from None
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and not create and not Path(url.database or "").is_file():
        raise SourceUnavailable(away(address, "không có tệp này"))
    try:
        return create_engine(url, poolclass=NullPool, connect_args=_connect_arguments(url))
    except (NoSuchModuleError, ImportError):
        raise SourceUnavailable(away(address, f"chưa cài trình điều khiển cho {url.drivername}")) from None


def _connect_arguments(url: URL) -> dict[str, object]:
    return {"connect_timeout": CONNECT_SECONDS} if url.get_backend_name() == "postgresql" else {}


def _forbid_writing(connection: Connection) -> None:
    match connection.dialect.name:
        case "sqlite":
            connection.exec_driver_sql("PRAGMA query_only=ON")
        case "postgresql":
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {STATEMENT_MILLISECONDS}")


def _close(connection: Connection, engine: Engine) -> None:
    """A connection that broke can't be closed properly, which changes nothing."""
    try:
        connection.close()
    except SQLAlchemyError:
        connection.invalidate()
    engine.dispose()


def _is_query_fault(error: SQLAlchemyError) -> bool:
    words = str(getattr(error, "orig", "")).casefold()
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    return state.startswith("42") or any(sign in words for sign in WRONG_QUERY)


def away(address: str, why: str) -> str:
    """The sentence for a source that can't be read."""
    return f"Không đọc được nguồn dữ liệu {named(address)}: {why}. Kiểm tra máy chủ, tài khoản, đường truyền rồi thu thập lại."


def named(address: str) -> str:
    """The source without its account: kind, server, name. No password can stand in it."""
    try:
        url = make_url(address)
    except ArgumentError:
        return "đã khai báo"
    port = f":{url.port}" if url.port else ""
    return f"{url.get_backend_name()}://{url.host or ''}{port}/{url.database or ''}"


def cause(error: SQLAlchemyError, address: str) -> str:
    """The driver's first line, in which the password is masked should it ever stand there."""
    said = str(getattr(error, "orig", None) or error) if isinstance(error, DBAPIError) else type(error).__name__
    line = next(iter(said.strip().splitlines()), type(error).__name__)
    password = make_url(address).password
    return line.replace(password, "***") if password else line
