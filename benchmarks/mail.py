"""Letters through the embedded mail server, beside ready-made messages by the same transport: `python -m benchmarks.mail`."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import select

from benchmarks.made_up import AGENCIES, CYCLE, write_plan
from benchmarks.measure import Timing, take_turns, timed
from benchmarks.table import ms, table, times
from danvan_workflow.duty.notice_state import NoticeReason, NoticeState
from danvan_workflow.notify import email
from danvan_workflow.notify.email import EmailTransport
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.notify.messages import Message
from danvan_workflow.notify.mime import mime_bytes
from danvan_workflow.notify.sink import Sink
from danvan_workflow.services.cycle.open_cycle import open_cycle
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import SHIPPED, Settings, SmtpSettings
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.store.tables import NoticeRow

ROUNDS = 5
OPENING = dt.datetime(2026, 6, 1, 8, 0, tzinfo=VIETNAM)
TEMPLATE = SHIPPED / "dags" / "plans" / "lang-son-2026.yaml"
SENDER = "bao-cao@danvan.example"


def office(home: Path, transport: EmailTransport | MemoryTransport) -> Runtime:
    """An installation with the made-up province, its cycle open and nothing sent."""
    runtime = Runtime(
        Settings(home=home, database_url=f"sqlite:///{home}/danvan.sqlite", plans=home / "plans"), transport=transport
    )
    runtime.prepare()
    write_plan(home / "plans", TEMPLATE, runtime.register)
    open_cycle(runtime, CYCLE, OPENING)
    return runtime


def written(runtime: Runtime, transport: MemoryTransport) -> list[Message]:
    """The letters of the first rung, written once."""
    send_rung(runtime, CYCLE, 1, OPENING)
    messages = list(transport.sent)
    assert len(messages) == AGENCIES
    return messages


def measure(home: Path) -> str:
    """The table."""
    memory = MemoryTransport()
    runtime = office(home, memory)
    messages = written(runtime, memory)
    with Sink(home / "mail") as sink, EmailTransport(SmtpSettings("127.0.0.1", sink.port, SENDER)) as transport:
        runtime._transport = transport
        raw = {message.message_id: mime_bytes(message, SENDER) for message in messages}

        def outbox() -> Timing:
            _queue_again(runtime)
            return timed(rung)

        def rung() -> None:
            assert send_rung(runtime, CYCLE, 1, OPENING).sent == AGENCIES

        def ready_bytes() -> None:
            with patch.object(email, "mime_bytes", lambda message, *_: raw[message.message_id]):
                for message in messages:
                    transport.send(message)

        def writing() -> None:
            for message in messages:
                mime_bytes(message, SENDER)

        def made() -> None:
            for message in messages:
                transport.send(message)

        cases = {
            "ready-made bytes, the same transport": lambda: timed(ready_bytes),
            "ready texts, made into MIME and sent": lambda: timed(made),
            "of it making MIME": lambda: timed(writing),
            "a rung from the outbox: claimed, written from templates, sent, marked": outbox,
        }
        costs = take_turns(cases, ROUNDS)
        base = costs["ready-made bytes, the same transport"].best_wall
        rows = [
            [name, ms(c.best_wall / AGENCIES), f"{AGENCIES / c.best_wall * 1000:,.0f}", times(c.best_wall, base)]
            for name, c in costs.items()
        ]
    return table(["", "ms a letter (best)", "letters/s", "/ ready-made"], rows)


def _queue_again(runtime: Runtime) -> None:
    """Put the letters of the first rung back into the outbox, as if nobody had sent them."""
    with runtime.uow() as uow:
        for row in uow.session.scalars(select(NoticeRow).filter_by(cycle_id=CYCLE, rung=1)):
            row.state, row.status_code, row.sent_at = NoticeState.PENDING, NoticeReason.QUEUED, None
        uow.commit()


def report() -> str:
    """The section of the document."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    return "\n".join(
        [
            "## Mail",
            "",
            f"{AGENCIES} letters (text and HTML) over one connection to the embedded mail server, which keeps each in a file.",
            "",
            found,
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
