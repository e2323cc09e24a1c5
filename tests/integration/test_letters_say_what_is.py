"""Letters call a thing what it is: what is owed, the day, the report as its first page calls it, whom they count."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import docx
import pytest
from builders import Office, at

from danvan_workflow.notify.messages import Message
from danvan_workflow.services.approval.decide import record_decision, request_approval
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest, open_ad_hoc
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.outbox import send_pending
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.statutory.wording import in_sentence
from danvan_workflow.store import reports

BD_Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
DL_FOCAL = "dak-lak-2025.dau-moi.2025-dau-moi"
GL_6M, GL_PRESS = "gia-lai-2024.dinh-ky.2024-6m", "gia-lai-2024.tuyen-truyen.2024-6m"
LS_6M, LS_PLANS = "lang-son-2026.dinh-ky.2026-6m", "lang-son-2026.ke-hoach.2026-ke-hoach"
PRESS = "L64-STTTT"  # owes both reports of Gia Lai


def asked(office: Office, cycle_id: str) -> list[Message]:
    """The letters that ask for what is owed."""
    office.open(cycle_id)
    office.transport.sent.clear()
    send_rung(office.runtime, cycle_id, 1, office.opening(cycle_id))
    return list(office.transport.sent)


# -- what is owed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cycle_id", "owed"),
    [
        (GL_6M, "gửi báo cáo định kỳ kết quả thực hiện công tác dân vận chính quyền 6 tháng đầu năm 2024 theo"),
        (LS_PLANS, "gửi kế hoạch công tác dân vận năm 2026 của xã, phường theo"),
        (DL_FOCAL, "gửi danh sách lãnh đạo phụ trách và công chức tham mưu năm 2025 theo"),
    ],
)
def test_what_is_owed_is_said_once(office: Office, cycle_id: str, owed: str) -> None:
    letters = asked(office, cycle_id)
    assert letters
    assert [letter.to for letter in letters if owed not in letter.text or owed not in letter.html] == []
    assert [letter.to for letter in letters if "gửi gửi" in letter.text] == []


@pytest.mark.parametrize(
    ("title", "owed"),
    [
        ("Báo cáo tình hình sau sắp xếp", "gửi báo cáo tình hình sau sắp xếp theo"),
        ("Tình hình sau sắp xếp", "gửi báo cáo “Tình hình sau sắp xếp” theo"),
    ],
)
def test_a_request_at_short_notice_is_named_by_its_own_title(office: Office, title: str, owed: str) -> None:
    when = at("2024-08-05")  # Monday
    request = AdHocRequest("gia-lai-2024", "2024-dx-01", title, "", dt.date(2024, 8, 15), questions=("Dư luận ra sao?",))
    cycle_id = open_ad_hoc(office.runtime, request, when).cycle_id
    send_rung(office.runtime, cycle_id, 1, when)
    assert office.transport.sent
    assert [letter.to for letter in office.transport.sent if owed not in letter.text] == []


def test_two_reports_that_an_agency_owes_at_once_are_told_apart_by_their_subjects(office: Office) -> None:
    letters = [*asked(office, GL_6M), *asked(office, GL_PRESS)]
    [one, other] = [letter.subject for letter in letters if letter.to.startswith("vanthu@so-thong-tin-va-truyen-thong")]
    assert one != other
    assert "Đề nghị gửi báo cáo tuyên truyền công tác dân vận, hạn" in other


# -- the day --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cycle_id", "day"),
    [
        # Sat 20/6/2026 is a day off, so that the last day is Mon 22/6.
        (LS_6M, "chậm nhất ngày 20 của tháng cuối kỳ báo cáo (ngày 20/6/2026 là ngày nghỉ), tức là hết thứ Hai, ngày 22/6/2026."),
        (GL_6M, "trước ngày 10/5/2024, tức là hết thứ Năm, ngày 09/5/2024."),
    ],
)
def test_a_last_day_that_is_not_the_one_the_document_names_says_why(office: Office, cycle_id: str, day: str) -> None:
    assert [letter.to for letter in asked(office, cycle_id) if f"Thời hạn gửi: {day}" not in letter.text] == []


# -- the report -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cycle_id", "made"), [(GL_6M, "2024-05-23"), (GL_PRESS, "2024-05-23"), (LS_PLANS, "2026-03-16"), (DL_FOCAL, "2025-06-20")]
)
def test_letters_about_a_report_call_it_what_its_first_page_says(office: Office, cycle_id: str, made: str) -> None:
    office.open(cycle_id)
    snapshot = consolidate_cycle(office.runtime, cycle_id, at(made)).snapshot_id
    request_approval(office.runtime, cycle_id, snapshot, at(f"{made} 09:00"))
    record_decision(office.runtime, cycle_id, snapshot, "approve", "Giám đốc", "", at(f"{made} 10:00"))
    issue_report(office.runtime, cycle_id, snapshot, at(f"{made} 11:00"))
    send_pending(office.runtime, cycle_id, at(f"{made} 11:00"))
    page = [paragraph.text for paragraph in docx.Document(BytesIO(report_file(office, snapshot))).paragraphs]
    title = in_sentence(page[page.index("BÁO CÁO") + 1].strip())
    asking = [letter for letter in office.transport.sent if "chờ đồng chí phê duyệt" in letter.text]
    issued = [letter for letter in office.transport.sent if letter.attachments]
    assert asking
    assert issued
    assert [letter.subject for letter in asking if f"Dự thảo báo cáo {title} (bản chốt số 01)" not in letter.text] == []
    assert {letter.subject.partition(": ")[2] for letter in asking} == {f"Trình phê duyệt báo cáo {title} (bản chốt số 01)"}
    assert [letter.subject for letter in issued if f"gửi quý cơ quan Báo cáo {title} (phát hành lần 01" not in letter.text] == []
    assert {letter.subject.partition(": ")[2] for letter in issued} == {f"Báo cáo {title}"}


def report_file(office: Office, snapshot: int) -> bytes:
    with office.runtime.uow() as uow:
        return next(bytes(report.content) for report in reports.reports_of(uow, snapshot) if report.file_name.endswith(".docx"))


# -- who is counted -------------------------------------------------------------------------------------------------


def test_heirs_who_owe_nothing_more_are_not_said_to_lack(office: Office) -> None:
    office.open(BD_Q1)
    pass_on_duties(office.runtime, BD_Q1, at("2025-03-03"))
    heirs = [code for code, duty in office.duties(BD_Q1).items() if duty.heir_since]
    assert heirs
    office.send_all(BD_Q1, "2025-03-18", heirs)
    send_rung(office.runtime, BD_Q1, 7, at("2025-03-28"))  # Friday, seven working days after Wed 19/3
    [letter] = [letter for letter in office.transport.sent if "Báo cáo lãnh đạo" in letter.subject]
    assert "cơ quan kế thừa" not in letter.subject + letter.text
    assert "/31 cơ quan chưa hoàn thành:" in letter.text


def test_a_receipt_of_a_version_says_nothing_of_the_one_that_replaced_it(office: Office) -> None:
    office.open(GL_6M)
    whole = office.draft(GL_6M, PRESS, "2024-05-07")
    office.send(GL_6M, PRESS, "2024-05-06", narratives=whole.narratives[:2])
    office.send(GL_6M, PRESS, "2024-05-07")
    office.transport.sent.clear()
    send_pending(office.runtime, GL_6M, at("2024-05-08"))
    first, second = sorted((m for m in office.transport.sent if "Đã nhận" in m.subject), key=lambda m: m.subject)
    assert "Cơ quan đã gửi bản số 02 thay cho bản này" in first.text
    assert "đã đầy đủ theo yêu cầu" not in first.text
    assert "đã đầy đủ theo yêu cầu" in second.text
