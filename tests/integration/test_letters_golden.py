"""Every kind of letter as the services send it, read whole from a golden file; and that a letter keeps its identity."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import Office, at
from offices import MakeRuntime

from danvan_workflow.errors import TransportError
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.notify.messages import Message, message_id
from danvan_workflow.register.register import Register
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend, return_submission
from danvan_workflow.services.approval.decide import record_decision, request_approval
from danvan_workflow.services.approval.reminder import remind_leaders
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.outbox import send_pending
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.services.watch.alert import KIND, alert
from danvan_workflow.services.watch.look import watch
from danvan_workflow.settings import Settings, SmtpSettings, read_settings

Golden = Callable[[str, str], None]
Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
"""Opened Wed 26/2/2025; the last day is Wed 19/3, the collector's own day Wed 26/3."""
PARTLY, RETURNED, EXTENDED = "L540", "L542", "L543"
ON_DUTY = "truc@snv.example"
ACT = Act("Mưa lũ kéo dài", "Nguyễn Văn An, Giám đốc", "125/SNV")
ALL = pytest.mark.parametrize("kind", [*map(str, NoticeKind), KIND])


@pytest.fixture(scope="module")
def letters(prepared: tuple[Path, Register], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Message]:
    """The first quarter of Bình Định up to its issue: one letter of each kind."""
    office = _office(prepared, tmp_path_factory.mktemp("letters"))
    _ask_and_chase(office)
    _approve_and_issue(office)
    sent = {message.message_id: message for message in office.transport.sent}
    found = {row.kind: sent[row.message_id] for row in reversed(office.notices(Q1, state="sent"))}
    for row in office.notices(Q1, state="sent", agency=PARTLY):
        found[row.kind] = sent[row.message_id]
    return found | {KIND: next(message for message in office.transport.sent if message.to == ON_DUTY)}


def _office(prepared: tuple[Path, Register], home: Path) -> Office:
    (home / "danvan.sqlite").write_bytes(prepared[0].read_bytes())
    settings = Settings(home, f"sqlite:///{home / 'danvan.sqlite'}", base_url="https://baocao.binh-dinh.example")
    transport = MemoryTransport()
    runtime = Runtime(dataclasses.replace(settings, alert_to=(ON_DUTY,)), transport=transport)
    runtime.__dict__["register"] = prepared[1]
    return Office(runtime, transport)


def _ask_and_chase(office: Office) -> None:
    office.open(Q1)
    _rung(office, 1, "2025-02-26")
    pass_on_duties(office.runtime, Q1, at("2025-03-03"))
    _rung(office, 2, "2025-03-10")
    extend(office.runtime, Q1, EXTENDED, dt.date(2025, 3, 25), ACT, at("2025-03-11"))
    part = office.draft(Q1, PARTLY, "2025-03-17", {"DV01": 1, "DV02": 3})  # more recognised than registered
    part = dataclasses.replace(part, narratives=part.narratives[:3], figures=part.figures[:-2])
    receive_submission(office.runtime, part, at("2025-03-17"))
    office.send(Q1, RETURNED, "2025-03-17")
    faults = {part.narratives[0].section: "chưa nêu hạn chế và nguyên nhân", part.narratives[1].section: ""}
    return_submission(office.runtime, Q1, RETURNED, faults, ACT, at("2025-03-17 10:00"))
    for number, day in ((4, "2025-03-18"), (5, "2025-03-20"), (6, "2025-03-24")):
        _rung(office, number, day)


def _approve_and_issue(office: Office) -> None:
    snapshot = consolidate_cycle(office.runtime, Q1, at("2025-03-26")).snapshot_id
    request_approval(office.runtime, Q1, snapshot, at("2025-03-26 09:00"))
    remind_leaders(office.runtime, at("2025-03-27"))
    _rung(office, 7, "2025-03-28")
    office.send(Q1, RETURNED, "2025-03-28 14:00", {"TT01": 5})
    alert(office.runtime, watch(office.runtime, at("2025-03-31 07:30")), at("2025-03-31 07:30"))  # Mon
    record_decision(office.runtime, Q1, snapshot, "approve", "Lê Minh Tuấn, Giám đốc", "", at("2025-03-31"))
    issue_report(office.runtime, Q1, snapshot, at("2025-03-31 09:00"))


def _rung(office: Office, number: int, day: str) -> None:
    send_rung(office.runtime, Q1, number, at(day))


@ALL
def test_subject_and_text_read_as_agreed(letters: dict[str, Message], kind: str, golden: Golden) -> None:
    golden(f"notices/{kind}.txt", f"Subject: {letters[kind].subject}\n\n{letters[kind].text}")


@ALL
def test_the_page_reads_as_agreed(letters: dict[str, Message], kind: str, golden: Golden) -> None:
    golden(f"notices/{kind}.html", letters[kind].html)


def test_no_golden_letter_is_of_a_kind_that_nobody_sends(letters: dict[str, Message]) -> None:
    kept = {path.stem for path in (Path(__file__).parent.parent / "golden" / "notices").iterdir()}
    assert kept == set(letters) == {*map(str, NoticeKind), KIND}


# -- the identity of a letter -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "domain"),
    [
        ({}, "danvan.example"),
        ({"DANVAN_SMTP_HOST": "mail"}, "danvan.example"),
        ({"DANVAN_SMTP_HOST": "mail", "DANVAN_SMTP_SENDER": "dan-van@Noivu.GiaLai.example"}, "noivu.gialai.example"),
        ({"DANVAN_SMTP_SENDER": "dan-van@noivu.example", "DANVAN_MESSAGE_ID_DOMAIN": "dv.gialai.example"}, "dv.gialai.example"),
        ({"DANVAN_MESSAGE_ID_DOMAIN": "hai dong\nBcc: ai"}, "danvan.example"),
    ],
)
def test_the_domain_of_a_letter_is_named_or_that_of_the_sender(environ: dict[str, str], domain: str, tmp_path: Path) -> None:
    assert read_settings({"DANVAN_HOME": str(tmp_path), **environ}).message_id_domain == domain


def test_a_queued_letter_keeps_the_identity_that_it_was_queued_with(make_runtime: MakeRuntime) -> None:
    transport = MemoryTransport()
    office = Office(make_runtime(transport), transport)
    _from(office, "dan-van@noivu.binh-dinh.example")
    office.open(Q1)
    office.send(Q1, PARTLY, "2025-03-17")
    _from(office, "dan-van@snv.gia-lai.example")
    send_pending(office.runtime, Q1, at("2025-03-17 10:00"))
    [row], [sent] = office.notices(Q1, state="sent"), transport.sent
    assert sent.message_id == row.message_id == message_id(row.key, "noivu.binh-dinh.example")
    office.send(Q1, RETURNED, "2025-03-18")
    assert office.notices(Q1, state="pending")[-1].message_id.endswith("@snv.gia-lai.example>")


def _from(office: Office, sender: str) -> None:
    office.runtime.settings = dataclasses.replace(office.runtime.settings, mail=SmtpSettings("mail", 25, sender))


def test_a_digest_with_nobody_left_to_name_is_not_sent(office: Office) -> None:
    office.open(Q1)
    send_rung(office.runtime, Q1, 1, at("2025-02-26"))
    leader = next(c for c in office.runtime.register.contacts("L52-SNV", dt.date(2025, 3, 28)) if c.role.value == "leader")
    office.runtime._transport = MemoryTransport({leader.email: TransportError("451 bận", permanent=False)})
    send_rung(office.runtime, Q1, 7, at("2025-03-28"))
    office.send_all(Q1, "2025-03-28 09:00")
    office.runtime._transport = office.transport
    assert send_pending(office.runtime, Q1, at("2025-03-28 10:00")).failed == 1
    [digest] = office.notices(Q1, kind="escalation_leader")
    assert (digest.state, digest.status_code) == ("pending", "unwritable")
    assert "thông báo “Báo lãnh đạo cơ quan tổng hợp” thiếu dữ liệu" in digest.detail
