"""yagmail's client with bounds on every answer of the server: a whole answer has a time and a length, however it trickles in."""

from __future__ import annotations

import socket
import time
from functools import cache
from typing import Protocol, cast

import yagmail

LONGEST_ANSWER = 64 * 1024
STEP = 4_096


class Session(Protocol):
    """What is used of an SMTP session. `patience` is how many seconds the next whole answer may take."""

    patience: float

    def ehlo_or_helo_if_needed(self) -> None: ...
    def mail(self, sender: str) -> tuple[int, bytes]: ...
    def rcpt(self, recip: str) -> tuple[int, bytes]: ...
    def docmd(self, cmd: str) -> tuple[int, bytes]: ...
    def send(self, s: bytes) -> None: ...
    def getreply(self) -> tuple[int, bytes]: ...
    def rset(self) -> tuple[int, bytes]: ...
    def close(self) -> None: ...


class ServerLines:
    """The lines of a server's answers; TimeoutError and ConnectionError where one takes too long, or has no end."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._read = sock, bytearray()
        self._until, self._left = 0.0, LONGEST_ANSWER

    def begin(self, patience: float) -> None:
        """A new answer is waited for."""
        self._until, self._left = time.monotonic() + patience, LONGEST_ANSWER

    def readline(self, _most: int = -1) -> bytes:
        """The next line with its end; what is there where the server has gone."""
        while (end := self._read.find(b"\n")) < 0:
            self._sock.settimeout(max(self._until - time.monotonic(), 0.001))
            step = self._sock.recv(STEP)
            if not step:
                break
            self._read += step
            self._count(len(step))
        line = bytes(self._read[: end + 1] if end >= 0 else self._read)
        del self._read[: len(line)]
        return line

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise ConnectionError("an answer without an end")
        if time.monotonic() > self._until:
            raise TimeoutError("an answer that takes too long")

    def close(self) -> None:
        """Nothing is held beside the socket."""


class _Bounded:
    """Laid over the session of the standard library, whose own bound is for each piece that arrives."""

    sock: socket.socket
    file: ServerLines | None
    timeout: float
    patience = 0.0

    def getreply(self) -> tuple[int, bytes]:
        """The next whole answer."""
        if self.file is None:
            self.file = ServerLines(self.sock)
        self.file.begin(self.patience or self.timeout)
        answer: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        self.sock.settimeout(self.timeout)
        return answer


@cache
def _bounded(kind: type) -> type:
    return type("BoundedSession", (_Bounded, kind), {})


class Client(yagmail.SMTP):  # type: ignore[misc]
    """Connects, secures and logs in, as yagmail does."""

    @property
    def connection(self) -> type:
        """The kind of session that yagmail opens."""
        return _bounded(cast(type, super().connection))
