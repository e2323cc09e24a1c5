"""Things held up in the middle, so that a process can be killed exactly there: a letter on its way, a write to a table."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from danvan_workflow.notify.sink import Sink

Answer = Callable[..., Awaitable[str]]


class HeldBox(Sink):
    """A mail server that can hold up one letter: `before` it has taken it in, or `after`, when nobody has been told yet."""

    def __init__(self, maildir: Path) -> None:
        super().__init__(maildir)
        self._reached, self._released = threading.Event(), threading.Event()
        self._where, self._still = "", 0
        handler = self._controller.handler
        self._rcpt: Answer = handler.handle_RCPT
        self._data: Answer = handler.handle_DATA
        handler.handle_RCPT, handler.handle_DATA = self._on_recipient, self._on_letter

    def hold(self, where: str, letter: int = 3) -> None:
        """Hold up the letter of this number from now on."""
        self._reached.clear()
        self._released.clear()
        self._where, self._still = where, letter

    def is_reached(self) -> bool:
        """True while a letter is held up."""
        return self._reached.is_set()

    def release(self) -> None:
        """Let it go on."""
        self._where = ""
        self._released.set()

    async def _on_recipient(self, *arguments: Any) -> str:
        if self._where == "before" and self._is_the_one():
            await self._wait()
        return await self._rcpt(*arguments)

    async def _on_letter(self, *arguments: Any) -> str:
        answer = await self._data(*arguments)
        if self._where == "after" and self._is_the_one():
            await self._wait()
        return answer

    def _is_the_one(self) -> bool:
        self._still -= 1
        return self._still == 0

    async def _wait(self) -> None:
        self._reached.set()
        while not self._released.is_set():
            await asyncio.sleep(0.05)


class HeldTable:
    """A table of our database whose readers go on and whose writers wait, until released."""

    def __init__(self, connection: psycopg.Connection, table: str) -> None:
        self._connection = connection
        connection.autocommit = False
        connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        row = connection.execute("SELECT %s::regclass::oid", [table]).fetchone()
        assert row is not None
        self._table = row[0]

    def who_waits(self) -> set[int]:
        """The writers that stand before it, by the id of their process; of one that is dead the database may not know yet."""
        query = "SELECT client_port FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE relation = %s AND NOT granted"
        self._connection.execute("SELECT pg_stat_clear_snapshot()")  # what was seen once is shown until the transaction's end
        ports = {port for (port,) in self._connection.execute(query, [self._table])}
        return {link.pid for link in psutil.net_connections("tcp4") if link.pid and link.laddr.port in ports}

    def somebody_waits(self) -> bool:
        """True where a writer stands before it."""
        return bool(self.who_waits())

    def kill_who_waits(self) -> None:
        """SIGKILL to the writer alone, as when a machine runs out of memory."""
        for process in self.who_waits():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def release(self) -> None:
        """Let the writers go on; a server that was killed has done so itself."""
        with suppress(psycopg.Error):
            self._connection.rollback()
        self._connection.close()
