"""A mail server that delivers nowhere: it keeps every letter in a Maildir, and listens on this machine alone unless told else.

For tests, for a demonstration and for a rehearsal with real mail. Nothing is deduplicated: a letter sent twice is there twice.
Runs in a `with` block, or as a process: `python -m danvan_workflow.notify.sink --maildir DIR --port 1025`.
"""

from __future__ import annotations

import argparse
import mailbox
import signal
import sys
from asyncio import Server
from collections.abc import Collection, Mapping, Sequence
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
_STOP = (signal.SIGINT, signal.SIGTERM)
NUMBER_HEADER = "X-Danvan-Sink-Number"
RECIPIENT_HEADER = "X-Danvan-Sink-Recipient"


class _Envelope(Protocol):
    """What is used of aiosmtpd's envelope, which has no types of its own."""

    rcpt_tos: list[str]
    content: bytes


class _Line(Protocol):
    """The connection, to cut it."""

    def abort(self) -> None: ...


class _Server(Protocol):
    """What is used of aiosmtpd's server."""

    transport: _Line


class _Handler:
    """Answers the server's questions and stores what arrives."""

    def __init__(self, maildir: Path, refuse: Mapping[str, int], hang_up: Collection[str]) -> None:
        maildir.parent.mkdir(parents=True, exist_ok=True)
        self._box = mailbox.Maildir(maildir, create=True)
        self._count = len(self._box)
        self._refuse = dict(refuse)
        self._hang_up = frozenset(hang_up)

    async def handle_RCPT(self, server: object, session: object, envelope: _Envelope, address: str, options: object) -> str:
        code = self._refuse.get(address, 250)
        if code != 250:
            return f"{code} refused by the sink"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Server, session: object, envelope: _Envelope) -> str:
        self._count += 1
        trace = f"{NUMBER_HEADER}: {self._count}\r\n{RECIPIENT_HEADER}: {', '.join(envelope.rcpt_tos)}\r\n"
        self._box.add(trace.encode() + envelope.content)
        if self._hang_up.intersection(envelope.rcpt_tos):
            server.transport.abort()
        return "250 OK"


class _AnyPort(Controller):
    """A controller that finds out which port the system gave it for port 0."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class Sink:
    """The server in a thread of its own, inside a `with` block.

    `refuse` maps addresses to the code they are answered with (550 never, 451 not now). For an address in `hang_up` the letter
    is stored and the line is cut before the answer. Further arguments go to aiosmtpd's SMTP (authentication, TLS).
    """

    def __init__(
        self,
        maildir: Path,
        port: int = 0,
        refuse: Mapping[str, int] | None = None,
        hang_up: Collection[str] = (),
        host: str = HOST,
        **smtp: object,
    ) -> None:
        self.maildir = maildir
        self._controller = _AnyPort(_Handler(maildir, refuse or {}, hang_up), hostname=host, port=port)
        self._controller.SMTP_kwargs |= smtp

    @property
    def port(self) -> int:
        """The port it listens on; known inside the `with` block."""
        return int(self._controller.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._controller.stop()

    def messages(self) -> list[EmailMessage]:
        """What has arrived, in the order of arrival."""
        return read_maildir(self.maildir)


def read_maildir(maildir: Path) -> list[EmailMessage]:
    """The letters of a sink's Maildir, in the order of arrival; works beside a running sink."""
    parser = BytesParser(policy=policy.default)
    letters = [parser.parsebytes(path.read_bytes()) for folder in ("new", "cur") for path in (maildir / folder).glob("*")]
    return sorted(letters, key=lambda letter: int(letter[NUMBER_HEADER]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sink until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(
        prog="python -m danvan_workflow.notify.sink", description="Máy chủ thư thử: nhận và giữ lại."
    )
    parser.add_argument("--maildir", type=Path, required=True, help="thư mục Maildir để lưu thư")
    parser.add_argument("--port", type=int, default=1025, help="cổng; 0 để hệ thống tự chọn")
    parser.add_argument("--host", default=HOST, help="địa chỉ để nghe; 0.0.0.0 trong container (mặc định: chỉ máy này)")
    options = parser.parse_args(arguments)
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)
    with Sink(options.maildir, options.port, host=options.host) as sink:
        sys.stdout.write(f"Đang nhận thư tại {options.host}:{sink.port}, lưu vào {options.maildir}\n")
        sys.stdout.flush()
        signal.sigwait(_STOP)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
