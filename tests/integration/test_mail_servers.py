"""Mail servers of every mood: what they say decides what is known of a letter, and none of them holds a batch for hours."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from builders import Office, at

from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.errors import TransportError
from danvan_workflow.notify.email import EmailTransport
from danvan_workflow.notify.messages import Message
from danvan_workflow.notify.transport import OutcomeUnknown, Unreachable
from danvan_workflow.services.letters.outbox import queue_due_rungs, send_pending
from danvan_workflow.settings import SmtpSettings
from danvan_workflow.store import notices

LETTER = Message("vanthu@syt.example", "Thử", "Dòng đầu\n.bắt đầu bằng dấu chấm\n", "<p>Thử</p>", "<1@x.example>")
Q1 = "binh-dinh-2025.dinh-ky.2025-q1"


@dataclass
class Server:
    """Answers as told: to the greeting, to DATA and after the final dot; None hangs up there. What came is kept."""

    greeting: str | None = "220 xin chao"
    data: str | None = "354 go on"
    dot: str | None = "250 OK"
    wait: float = 0.0
    came: list[bytes] = field(default_factory=list)

    def serve(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as lines, contextlib.suppress(OSError):
            self._say(line, self.greeting)
            for said in lines:
                word = said.split()[0].upper() if said.split() else b""
                if word == b"DATA":
                    self._say(line, self.data)
                    if self.data and self.data.startswith("354"):
                        self.came.append(b"".join(itertools.takewhile(lambda one: one != b".\r\n", lines)))
                        time.sleep(self.wait)
                        self._say(line, self.dot)
                else:
                    self._say(line, "221 bye" if word == b"QUIT" else "250 OK")

    def _say(self, line: socket.socket, said: str | None) -> None:
        if said is None:
            line.shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError
        line.sendall(said.encode() + b"\r\n")


@contextlib.contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[SmtpSettings]:
    """A server on a port of its own."""

    def run() -> None:
        with contextlib.suppress(OSError):
            while True:
                serve(door.accept()[0])

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield SmtpSettings(host="127.0.0.1", port=door.getsockname()[1], sender="bao-cao@snv.example")
        door.shutdown(socket.SHUT_RDWR)


def sent(server: Server, timeout: float = 5) -> TransportError | None:
    with listening(server.serve) as settings, EmailTransport(settings, timeout=timeout) as email:
        try:
            email.send(LETTER)
        except TransportError as error:
            return error
    return None


def test_a_dot_at_the_beginning_of_a_line_arrives_as_one_dot() -> None:
    server = Server()
    assert sent(server) is None
    assert len(server.came) == 1
    assert not [line for line in server.came[0].split(b"\r\n") if line == b"."]


@pytest.mark.parametrize("said", ["250 OK", "200 ok", "299 được"])
def test_after_the_dot_2xx_is_yes(said: str) -> None:
    assert sent(Server(dot=said)) is None


@pytest.mark.parametrize(("said", "for_good"), [("451 later", False), ("421 closing", False), ("550 no", True), ("599 no", True)])
def test_after_the_dot_4xx_and_5xx_are_no(said: str, for_good: bool) -> None:
    error = sent(Server(dot=said))
    assert error is not None
    assert not isinstance(error, OutcomeUnknown)
    assert error.permanent is for_good


@pytest.mark.parametrize("said", ["354 go on", "100 hm", "399 hm", "600 hm", "999 hm", "OK", "", None, "x" * 70_000])
def test_after_the_dot_anything_else_is_unknown(said: str | None) -> None:
    """Thirty letters once became sixty: what is no answer was taken for “not now”."""
    assert isinstance(sent(Server(dot=said)), OutcomeUnknown)


@pytest.mark.parametrize("said", ["250 OK", "451 later", "600 hm", "OK", None])
def test_a_letter_cut_off_before_its_body_was_asked_for_can_go_again(said: str | None) -> None:
    server = Server(data=said)
    error = sent(server)
    assert error is not None
    assert not isinstance(error, OutcomeUnknown)
    assert not error.permanent
    assert server.came == []


def test_the_answer_after_the_dot_is_waited_for_as_the_standard_says() -> None:
    """RFC 5321, 4.5.3.2.6: ten minutes; every other answer has its own, shorter time."""
    assert sent(Server(wait=1.0), timeout=0.4) is None


def test_a_server_that_trickles_is_cut_off() -> None:
    def trickle(line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            for sign in b"220 " + b"x" * 400:
                line.sendall(bytes([sign]))
                time.sleep(0.05)

    with listening(trickle) as settings, pytest.raises(Unreachable, match="quá thời gian chờ trả lời"):
        EmailTransport(settings, timeout=0.5).send(LETTER)


def test_a_server_that_floods_is_cut_off() -> None:
    def flood(line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            while True:
                line.sendall(b"220-xin chao\r\n" * 1_000)

    with listening(flood) as settings, pytest.raises(Unreachable):
        EmailTransport(settings, timeout=60).send(LETTER)


class Nobody:
    """A transport whose server is away."""

    def __init__(self) -> None:
        self.asked = 0

    def send(self, _message: Message) -> None:
        self.asked += 1
        raise Unreachable("không kết nối được")

    def close(self) -> None:
        """Nothing is held."""


def test_a_batch_stops_after_three_failures_of_the_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """160 letters would each wait half a minute; the others were never claimed and wait for the next sending."""
    office.open(Q1)
    with office.runtime.uow() as uow:
        cycle, plan = office.runtime.cycle_plan(uow, Q1)
        queue_due_rungs(office.runtime, uow, cycle, plan, at("2025-03-18 10:00"))
        uow.commit()
    away = Nobody()
    monkeypatch.setattr(office.runtime, "transport", lambda: away)
    result = send_pending(office.runtime, Q1, at("2025-03-18 10:00"))
    assert (away.asked, result.sent, result.failed) == (3, 0, 3)
    with office.runtime.uow() as uow:
        waiting = notices.pending(uow, Q1)
        assert not [row for row in notices.notices_of(uow, Q1) if row.state is NoticeState.SENDING]
        assert sum(row.attempts == 0 for row in waiting) == len(waiting) - 3 >= 20
