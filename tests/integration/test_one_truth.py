"""What letter, page and document say of one snapshot and of one cycle is the same, and says what is waited for."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from builders import Office, at
from docx import Document

from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import return_submission
from danvan_workflow.services.approval.decide import record_decision, request_approval
from danvan_workflow.services.consolidation.consolidate_cycle import SnapshotResult, consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.outbox import send_pending
from danvan_workflow.store import reports
from danvan_workflow.views.approval.approval_view import approval_view
from danvan_workflow.views.cycle.listing import opened_lines
from danvan_workflow.views.cycle.record import cycle_record
from danvan_workflow.views.cycle.status import cycle_status
from danvan_workflow.views.cycle.story import read_story

SIX = "binh-dinh-2025.dinh-ky.2025-6m"
"""Opened Thu 29/5/2025; the last day is Thu 19/6, the collector's own day Thu 26/6; districts end on 30/6."""
ACT = Act("Chưa nêu hạn chế", "Nguyễn Văn An, Giám đốc", "12/SNV")
LEADER = "Lê Minh Tuấn, Giám đốc"


@pytest.fixture
def asked(office: Office) -> tuple[Office, SnapshotResult]:
    """Three of 25 have sent (one with a gap, one was returned); the districts have passed their duties on."""
    office.open(SIX)
    office.send(SIX, "L540", "2025-06-17")
    office.send(SIX, "L542", "2025-06-18", {"DV01": 1, "DV02": 3})  # more recognised than registered
    office.send(SIX, "L543", "2025-06-18")
    return_submission(office.runtime, SIX, "L543", (), ACT, at("2025-06-19"))
    pass_on_duties(office.runtime, SIX, at("2025-07-01"))
    snapshot = consolidate_cycle(office.runtime, SIX, at("2025-07-02"))
    request_approval(office.runtime, SIX, snapshot.snapshot_id, at("2025-07-02 09:00"))
    return office, snapshot


def body(office: Office, snapshot: SnapshotResult) -> str:
    """The running text of the report."""
    with office.runtime.uow() as uow:
        [content] = [r.content for r in reports.reports_of(uow, snapshot.snapshot_id) if r.format == "docx"]
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


def test_letter_page_and_report_count_the_same(asked: tuple[Office, SnapshotResult]) -> None:
    office, snapshot = asked
    text = [m.text for m in office.transport.sent if "Trình phê duyệt" in m.subject][-1]
    view = approval_view(office.runtime, SIX, at("2025-08-15"))
    found = view.included
    told = re.search(r"của (\d+)/(\d+) cơ quan và (\d+)/(\d+) cơ quan kế thừa", text)
    assert told
    heirs = found.counts.heirs
    assert heirs is not None
    assert [int(part) for part in told.groups()] == [found.taken_of_roll, found.counts.owing, found.taken_of_heirs, heirs.owing]
    assert (found.taken_of_roll, found.counts.owing, found.counts.sent) == (2, 26, 3)
    report = body(office, snapshot)
    assert "03/26 cơ quan, đơn vị đã gửi báo cáo" in report
    assert f"0/{heirs.owing} cơ quan kế thừa đã gửi báo cáo" in report
    assert f"{heirs.owing} cơ quan, đơn vị chưa gửi, còn trong thời hạn riêng" in report
    for duty in found.taken:
        assert duty.name not in text.split("Cơ quan không có báo cáo")[1].split("Cơ quan có báo cáo")[0]


def test_what_is_decided_later_changes_nothing_in_a_snapshot(asked: tuple[Office, SnapshotResult]) -> None:
    office, _ = asked
    before = approval_view(office.runtime, SIX, at("2025-07-02")).included
    office.send(SIX, "N52-SYT", "2025-07-07")
    after = approval_view(office.runtime, SIX, at("2025-07-20"))
    assert [d.agency for d in after.included.absent] == [d.agency for d in before.absent]
    assert [item.agency for item in after.moved] == ["N52-SYT"]


def test_an_issued_letter_names_the_snapshot_that_it_attaches(asked: tuple[Office, SnapshotResult]) -> None:
    office, snapshot = asked
    decide(office, snapshot.snapshot_id, "return", "2025-07-03")
    office.send(SIX, "N52-SYT", "2025-07-07")
    newer = consolidate_cycle(office.runtime, SIX, at("2025-07-08"))
    request_approval(office.runtime, SIX, newer.snapshot_id, at("2025-07-08"))
    decide(office, newer.snapshot_id, "approve", "2025-07-09")
    issue_report(office.runtime, SIX, newer.snapshot_id, at("2025-07-09 09:00"))
    send_pending(office.runtime, SIX, at("2025-07-09 09:00"))
    issued = [message for message in office.transport.sent if message.attachments]
    assert issued
    for message in issued:
        assert "(phát hành lần 01, theo bản chốt số 02)" in message.text
        assert {re.sub(r".*_ban-(\d+)\..*", r"\1", file.name) for file in message.attachments} == {"02"}


def decide(office: Office, snapshot: int, decision: str, moment: str) -> None:
    record_decision(office.runtime, SIX, snapshot, decision, LEADER, "Rà soát lại", at(moment))


def line(office: Office, moment: str) -> str:
    """The state line: in the list and by the command."""
    [listed] = opened_lines(office.runtime, [SIX], at(moment))
    assert listed.state_line == cycle_status(office.runtime, SIX, at(moment)).state_line
    return listed.state_line


def test_the_state_line_says_what_is_waited_for(office: Office) -> None:
    office.open(SIX)
    assert line(office, "2025-06-19 23:59") == "đang nhận báo cáo"
    assert line(office, "2025-06-20 00:00") == "đã hết hạn nộp, chờ tổng hợp (hạn tổng hợp 26/6/2025)"
    first = consolidate_cycle(office.runtime, SIX, at("2025-06-26"))
    assert line(office, "2025-06-26 08:10") == "đã hết hạn nộp, đã tổng hợp ngày 26/6/2025, chờ trình lãnh đạo"
    request_approval(office.runtime, SIX, first.snapshot_id, at("2025-06-26 09:00"))
    assert line(office, "2025-09-26") == "chờ lãnh đạo duyệt từ 26/6/2025"
    decide(office, first.snapshot_id, "return", "2025-09-26")
    assert line(office, "2025-09-27") == "đã hết hạn nộp, lãnh đạo trả lại ngày 26/9/2025, chờ hoàn thiện"
    decide(office, first.snapshot_id, "wait", "2025-09-29")
    assert line(office, "2025-09-30") == "đã hết hạn nộp, lãnh đạo cho chờ thêm cơ quan từ 29/9/2025"
    decide(office, first.snapshot_id, "approve", "2025-10-01")
    assert line(office, "2025-10-02") == "đã duyệt, chờ phát hành"
    issue_report(office.runtime, SIX, first.snapshot_id, at("2025-10-02"))
    assert line(office, "2025-10-03") == "đã phát hành"


def test_a_cycle_opened_late_says_why_it_did_not_remind(office: Office) -> None:
    office.open(SIX, at("2025-06-17"))  # Tue, after the reminders of seven and three working days
    record = cycle_record(office.runtime, read_story(office.runtime, SIX, at("2025-06-17 10:00")))
    silent = {mailing.title: mailing.silence for mailing in record.mailings if mailing.silence}
    assert set(silent.values()) == {"kỳ mở sau mốc này nên mốc không có trong thang đôn đốc đã chốt"}
    assert list(silent) == ["Nhắc trước 7 ngày làm việc", "Nhắc trước 3 ngày làm việc"]
