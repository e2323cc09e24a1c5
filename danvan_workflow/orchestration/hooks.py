"""The two connection types behind their forms: a connection as a database address, and whether it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from airflow.sdk import BaseHook, Connection

from danvan_workflow.orchestration.provider import SOURCE_TYPE, STORE_TYPE

if TYPE_CHECKING:  # loaded by the first connection
    from sqlalchemy import Connection as DatabaseConnection


def connection_url(connection: Connection) -> str:
    """The address of a connection; without a host it is a SQLite file. It holds the password: never print it."""
    if not connection.host:
        return f"sqlite:///{connection.schema or ''}"
    engine = connection.extra_dejson.get("engine") or "postgresql"
    account = f"{quote(connection.login or '', safe='')}:{quote(connection.password or '', safe='')}@" if connection.login else ""
    port = f":{connection.port}" if connection.port else ""
    return f"{engine}://{account}{connection.host}{port}/{connection.schema or ''}"


class _DatabaseHook(BaseHook):
    """A database named by a connection."""

    conn_name_attr = "conn_id"
    default_conn_name = ""

    def __init__(self, conn_id: str = "") -> None:
        super().__init__()
        self.conn_id = conn_id or self.default_conn_name

    def url(self) -> str:
        """The address for SQLAlchemy."""
        return connection_url(self.get_connection(self.conn_id))

    def get_conn(self) -> DatabaseConnection:
        """An open SQLAlchemy connection; close it."""
        from danvan_workflow.store.engine import open_engine

        return open_engine(self.url()).connect()

    def test_connection(self) -> tuple[bool, str]:
        """What the button “Test” of the form shows."""
        try:
            self.get_conn().close()
        except Exception as error:  # whatever the driver raises is the answer
            return False, f"Không kết nối được: {type(error).__name__}. Kiểm tra máy chủ, cổng, tài khoản và mật khẩu."
        return True, "Kết nối được."


class StoreHook(_DatabaseHook):
    """The database of the reporting cycles."""

    default_conn_name = "danvan_kho"
    conn_type = STORE_TYPE
    hook_name = "Kho số liệu dân vận"


class SourceHook(_DatabaseHook):
    """A province's own database, from which figures are collected."""

    default_conn_name = "danvan_nguon_he_thong_tinh"
    conn_type = SOURCE_TYPE
    hook_name = "Nguồn số liệu của tỉnh"
