"""Nhận thay: a report typed from paper, or read from a file, checked before it is stored; and all that must not be stored."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from builders import TEXT, at
from openpyxl import load_workbook

from danvan_workflow.duty.submission import SubmissionDraft, TaskProgress, TaskState
from danvan_workflow.intake.submission_file import write_submission_text
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import waive
from danvan_workflow.services.submissions.assess import stored_draft
from danvan_workflow.store import cycles, events

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
CYCLE = "binh-dinh-2025.dinh-ky.2025-q1"
PHONE = {"width": 390, "height": 844}
DECIDER, REASON = "Trần Thị Bình, Phó Giám đốc", "Cơ quan gửi bản giấy vì mất mạng"
WHO = {"reason": REASON, "decider": DECIDER, "document_number": "12/BC-UBND", "sent_on": "2025-03-17"}


@pytest.fixture(scope="module")
def opened(console: Any) -> Any:
    console.office.open(CYCLE)
    console.now = at("2025-03-18 10:00")
    return console


def place(agency: str) -> str:
    return f"/ky/{CYCLE}/co-quan/{agency}/nhan-thay"


def post(console: Any, agency: str, files: Any = None, account: str = "chuyenvien", **fields: str) -> httpx.Response:
    cookies = {"_token": console.token(account)}
    return httpx.post(console.address(place(agency)), data=fields, files=files or {}, cookies=cookies, timeout=60)


def versions(console: Any, agency: str) -> list[SubmissionDraft]:
    with console.office.runtime.uow() as uow:
        duty = cycles.find_duty(uow, CYCLE, agency)
        assert duty is not None
        return [stored_draft(row) for row in duty.submissions]


def mark_of(answer: httpx.Response) -> str:
    return answer.text.split('name="moc" value="')[1].split('"')[0]


def upload(draft: SubmissionDraft) -> dict[str, tuple[str, bytes, str]]:
    return {"tep": ("bao-cao.json", write_submission_text(draft).encode(), "application/json")}


# -- typing ---------------------------------------------------------------------------------------------------------


def test_an_officer_types_a_report_from_paper_and_sees_what_is_missing_before(opened: Any, visit: Visit, tmp_path: Path) -> None:
    page = visit("/co-quan/L540")
    page.get_by_role("link", name="Nhận thay báo cáo").click()
    page.get_by_label("Ngày cơ quan gửi").fill("2025-03-17")
    page.get_by_label("Số, ký hiệu văn bản").fill("12/BC-UBND")
    page.get_by_label("Người gửi hoặc người ký").fill("Nguyễn Văn An")
    duty = opened.office.duties(CYCLE)["L540"]
    for section in duty.sections:
        if section == "kiem-tra":
            continue
        page.locator(f'[name="bai.{section}"]').fill(TEXT)
    for code in duty.indicators:
        page.locator(f'[name="so.{code}"]').fill("0")
    page.locator('[name="so.TC01"]').fill("1.234")
    page.locator('[name="so.TC02"]').fill("1.300")
    page.locator('[name="so.CD02"]').fill("có")
    page.locator('[name="so.DTH1"]').fill("KPS")
    page.get_by_label("Lý do nhận thay").fill(REASON)
    page.get_by_label("Người quyết định").fill(DECIDER)
    page.get_by_label("Người quyết định").press("Enter")  # the keyboard alone: the same as “Xem trước”
    text = page.locator("main").inner_text()
    assert "Còn thiếu 1 nội dung" in text
    assert "II.9." in text
    assert "đúng hạn" in text
    assert "Xác nhận đã nhận" in text  # the receipt that leaves
    assert versions(opened, "L540") == []
    scan = tmp_path / "bản chụp.pdf"
    scan.write_bytes(b"%PDF-1.7 trang 1")
    page.get_by_label("Bản chụp văn bản").set_input_files(scan)
    page.get_by_role("button", name="Nhận báo cáo").click()
    assert "Đã nhận thay báo cáo" in page.get_by_role("status").inner_text()
    (draft,) = versions(opened, "L540")
    said = {figure.indicator: (figure.status.value, str(figure.value)) for figure in draft.figures}
    assert (said["TC01"][0], float(said["TC01"][1]), said["DTH1"][0], said["CD01"][0]) == ("value", 1234.0, "nil", "zero")
    assert (draft.via, draft.sender, draft.document_number) == ("paper", "Nguyễn Văn An", "12/BC-UBND")
    assert draft.sent_at == at("2025-03-17 17:00")
    assert [(file.name, file.media_type) for file in draft.attachments] == [("bản chụp.pdf", "application/pdf")]
    with opened.office.runtime.uow() as uow:
        event = [event for event in events.events_of(uow, CYCLE) if event.agency == "L540"][-1]
    assert (event.kind, event.by, event.detail["entered_by"]) == ("received_on_behalf", DECIDER, "chuyenvien")
    assert (event.detail["reason"], event.detail["document_number"], event.detail["version"]) == (REASON, "12/BC-UBND", 1)
    assert [row.state for row in opened.office.notices(CYCLE, agency="L540", kind="receipt")] == ["sent"]


def test_what_cannot_be_read_is_told_at_its_field_and_nothing_typed_is_lost(opened: Any, visit: Visit) -> None:
    page = visit(place("L542"))
    page.locator('[name="so.TC01"]').fill("1,234")
    page.locator('[name="so.TC02"]').fill("năm")
    page.locator('[name="bai.tuyen-truyen"]').fill("Dòng một\n<script>alert(1)</script>")
    page.locator('[name="kps.kiem-tra"]').check()
    page.locator("main form").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Xem trước").click()
    assert "không rõ dấu" in page.locator("[id='loi-so.TC01']").inner_text()
    assert "không phải là số" in page.locator("[id='loi-so.TC02']").inner_text()
    assert "Chưa nêu lý do" in page.get_by_role("alert").inner_text()
    assert page.locator('[name="so.TC01"]').input_value() == "1,234"
    assert page.locator('[name="bai.tuyen-truyen"]').input_value() == "Dòng một\n<script>alert(1)</script>"
    assert page.locator('[name="kps.kiem-tra"]').is_checked()
    page.get_by_role("alert").get_by_role("link", name="không rõ dấu").click()
    assert page.url.endswith("#so.TC01")
    assert versions(opened, "L542") == []


def test_a_nil_report_is_whole(opened: Any) -> None:
    seen = post(opened, "L543", nil_report="1", **WHO)
    assert seen.status_code == 200
    assert "đủ, đúng" in seen.text
    assert post(opened, "L543", nil_report="1", buoc="lam", moc=mark_of(seen), **WHO).status_code == 303
    assert versions(opened, "L543")[0].nil_report


def test_the_same_form_sent_twice_is_one_version(opened: Any) -> None:
    fields = {**WHO, "so.CD01": "3"}
    mark = mark_of(post(opened, "L544", **fields))
    notes = [post(opened, "L544", buoc="lam", moc=mark, **fields).headers["location"] for _ in range(2)]
    assert all("xong=nhan-thay" in note for note in notes)
    assert len(versions(opened, "L544")) == 1


def test_a_correction_begins_with_the_version_before_and_says_what_it_replaces(opened: Any, visit: Visit) -> None:
    opened.office.send(CYCLE, "L545", "2025-03-16 09:00", {"CD01": 5})
    page = visit(place("L545"))
    page.get_by_role("link", name="điền sẵn theo bản số 1", exact=True).click()
    assert page.locator('[name="so.CD01"]').input_value() == "5"
    page.locator('[name="so.CD01"]').fill("6")
    page.get_by_label("Lý do nhận thay").fill(REASON)
    page.get_by_label("Người quyết định").fill(DECIDER)
    page.get_by_role("button", name="Xem trước").click()
    assert "Bản này thay cho bản số 1" in page.locator("main").inner_text()
    page.get_by_role("button", name="Nhận báo cáo").click()
    assert [str(next(f.value for f in d.figures if f.indicator == "CD01"))[0] for d in versions(opened, "L545")] == ["5", "6"]


def test_the_same_content_again_is_said_to_change_nothing(opened: Any) -> None:
    fields = {**WHO, "nil_report": "1"}
    post(opened, "L546", buoc="lam", moc=mark_of(post(opened, "L546", **fields)), **fields)
    later = {**fields, "sent_on": "2025-03-18", "sender": "Người khác"}
    seen = post(opened, "L546", **later)
    assert "giống hệt bản số 1" in seen.text
    answer = post(opened, "L546", buoc="lam", moc=mark_of(seen), **later)
    assert "xong=khong-doi" in answer.headers["location"]
    assert len(versions(opened, "L546")) == 1


def test_what_is_not_the_reports_time_or_size_is_refused(opened: Any) -> None:
    for wrong in ({"sent_on": "2025-03-19"}, {"sent_on": "2020-03-17"}, {"sent_on": ""}, {"document_number": "1" * 101}):
        assert post(opened, "L547", **{**WHO, "so.CD01": "3", **wrong}).status_code == 422
    assert "Biểu còn trống" in post(opened, "L547", **WHO).text
    assert versions(opened, "L547") == []


# -- files ----------------------------------------------------------------------------------------------------------


def test_a_file_fills_the_form_and_nothing_of_it_is_lost_on_the_way(opened: Any, visit: Visit, tmp_path: Path) -> None:
    task = TaskProgress("doi-thoai", TaskState.DONE, 100, "TB số 12")
    draft = opened.office.draft(CYCLE, "L548", "2025-03-17 09:00", {"TC01": 7, "TC02": 9}, tasks=(task,), sender="Lê Văn Cường")
    file = tmp_path / "bao-cao.json"
    file.write_text(write_submission_text(draft), "utf-8")
    page = visit(place("L548"))
    page.get_by_label("Lý do nhận thay").fill(REASON)
    page.get_by_label("Tệp của cơ quan").set_input_files(file)
    page.get_by_role("button", name="Điền biểu từ tệp").click()
    assert page.locator('[name="so.TC01"]').input_value() == "7"
    assert page.get_by_label("Người gửi hoặc người ký").input_value() == "Lê Văn Cường"
    assert page.get_by_label("Lý do nhận thay").input_value() == REASON
    assert "tiến độ 1 nhiệm vụ" in page.locator("main").inner_text()
    page.get_by_label("Người quyết định").fill(DECIDER)
    page.get_by_role("button", name="Xem trước").click()
    assert "Không thấy chỗ nào thiếu hoặc sai" in page.locator("main").inner_text()
    page.get_by_role("button", name="Nhận báo cáo").click()
    (stored,) = versions(opened, "L548")
    assert {f.indicator: f.value for f in stored.figures} == {f.indicator: f.value for f in draft.figures}
    assert (stored.tasks, stored.narratives, stored.via) == (draft.tasks, draft.narratives, "paper")


def test_a_chosen_file_is_read_by_either_button_and_never_passed_over(opened: Any) -> None:
    draft = opened.office.draft(CYCLE, "L549", "2025-03-17 09:00", {"TC01": 7})
    alone = post(opened, "L549", upload(draft), buoc="xem", **WHO)
    assert 'name="so.TC01" value="7"' in alone.text
    beside = post(opened, "L549", upload(draft), buoc="xem", **{**WHO, "so.TC01": "8"})
    assert beside.status_code == 422
    assert "chưa điền vào biểu" in beside.text
    assert 'name="so.TC01" value="8"' in beside.text


def put(content: bytes, key: str, value: object) -> bytes:
    """The workbook after somebody filled in one row."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["Báo cáo"]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == key)
    sheet.cell(row, 4, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_the_workbook_is_downloaded_filled_in_and_read_back(opened: Any, visit: Visit, tmp_path: Path) -> None:
    page = visit(place("L52-STC"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải biểu Excel trống").click()
    file = tmp_path / download.value.suggested_filename
    assert file.name == f"bieu-bao-cao_{CYCLE}_L52-STC.xlsx"
    download.value.save_as(file)
    file.write_bytes(put(put(file.read_bytes(), "TC01", 1234.5), "muc:tuyen-truyen", "KPS"))
    page.get_by_label("Tệp của cơ quan").set_input_files(file)
    page.get_by_role("button", name="Điền biểu từ tệp").click()
    assert page.locator('[name="so.TC01"]').input_value() == "1234,5"
    assert page.locator('[name="kps.tuyen-truyen"]').is_checked()
    assert page.get_by_label("Ngày cơ quan gửi").input_value() == "2025-03-18"
    assert versions(opened, "L52-STC") == []


def test_a_workbook_with_a_formula_is_refused_by_its_cell_and_what_was_typed_stays(opened: Any) -> None:
    cookies = {"_token": opened.token("nguoixem")}
    empty = httpx.get(opened.address(place("L550") + "/bieu.xlsx"), cookies=cookies)
    assert (empty.status_code, empty.headers["x-content-type-options"]) == (200, "nosniff")
    for content, said in ((put(empty.content, "TC01", "=1+1"), "có công thức"), (b"PK no zip", "Không phải tệp Excel")):
        answer = post(opened, "L550", {"tep": ("bieu.xlsx", content, "")}, buoc="tep", **{**WHO, "so.CD01": "8"})
        assert answer.status_code == 422
        assert said in answer.text
        assert 'name="so.CD01" value="8"' in answer.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "không có nội dung"),
        (b"\x00\xff\xfe\x80abc", "Không đọc được tệp này"),
        ("format: '1'\ncycle: khac".encode("utf-16"), "Không đọc được tệp này"),
        (b"format: '1'\nformat: '1'\n", "ghi hai lần"),
        (b"{" * 5_000, "JSON"),
        (b"[1, 2]", "khóa: giá trị"),
        (b"a: &a [*a]", ""),
        (b"figures: {CD01: 1}", "thiếu khóa bắt buộc"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_and_what_was_typed_stays(opened: Any, content: bytes, said: str) -> None:
    files = {"tep": ("bao-cao.yaml", content, "text/yaml")}
    answer = post(opened, "L550", files, buoc="tep", **{**WHO, "so.CD01": "8"})
    assert answer.status_code == 422, answer.text
    assert said in answer.text
    assert 'name="so.CD01" value="8"' in answer.text
    assert REASON in answer.text
    assert versions(opened, "L550") == []


def test_a_file_of_another_agency_or_cycle_is_refused(opened: Any) -> None:
    draft = opened.office.draft(CYCLE, "L549", "2025-03-17 09:00")
    assert "Tệp là của cơ quan khác" in post(opened, "L550", upload(draft), buoc="tep", **WHO).text
    content = json.loads(write_submission_text(draft)) | {"agency": "L550", "cycle": "binh-dinh-2025.dinh-ky.2025-6m"}
    files = {"tep": ("x.json", json.dumps(content).encode(), "application/json")}
    assert "Tệp là của kỳ khác" in post(opened, "L550", files, buoc="tep", **WHO).text


def test_figures_and_sections_that_the_plan_does_not_have_are_named(opened: Any) -> None:
    draft = opened.office.draft(CYCLE, "L550", "2025-03-17 09:00")
    content = json.loads(write_submission_text(draft))
    content["figures"]["XX99"] = 1
    content["narratives"].append({"section": "la-gi", "text": "x"})
    files = {"tep": ("x.json", json.dumps(content).encode(), "application/json")}
    answer = post(opened, "L550", files, buoc="tep", **WHO)
    assert answer.status_code == 422
    assert "XX99" in answer.text
    assert "la-gi" in answer.text


def test_a_file_of_thirty_megabytes_is_refused_and_what_was_typed_stays(opened: Any) -> None:
    files = {"tep": ("lon.json", b" " * (30 * 1024 * 1024), "application/json")}
    answer = post(opened, "L550", files, buoc="tep", **{**WHO, "so.CD01": "8"})
    assert answer.status_code == 422
    assert "quá lớn: 30 MB" in answer.text
    assert 'name="so.CD01" value="8"' in answer.text
    files = {"tep": ("rat-lon.json", b" " * (65 * 1024 * 1024), "application/json")}
    assert post(opened, "L550", files, buoc="tep", **WHO).status_code == 413


def test_a_scan_that_is_no_picture_of_a_paper_is_refused(opened: Any) -> None:
    fields = {**WHO, "so.CD01": "3"}
    mark = mark_of(post(opened, "L551", **fields))
    for content in (b"MZ\x90\x00", b"<svg onload=alert(1)>", b"%PDF-1.7" + b" " * (21 * 1024 * 1024)):
        files = {"ban_chup": ("ban-chup.pdf", content, "application/pdf")}
        answer = post(opened, "L551", files, buoc="lam", moc=mark, **fields)
        assert answer.status_code == 422
        assert "Bản chụp không nhận được" in answer.text
        assert 'name="so.CD01" value="3"' in answer.text
    assert versions(opened, "L551") == []


# -- who may --------------------------------------------------------------------------------------------------------


def test_a_viewer_and_another_site_may_not(opened: Any) -> None:
    fields = {**WHO, "so.CD01": "3", "buoc": "lam"}
    assert post(opened, "L551", account="nguoixem", **fields).status_code == 403
    cookies = {"_token": opened.token("chuyenvien")}
    foreign = {"origin": "https://xau.example"}
    assert httpx.post(opened.address(place("L551")), data=fields, cookies=cookies, headers=foreign).status_code == 403
    assert httpx.get(opened.address(place("L551")), cookies={"_token": opened.token("nguoixem")}).status_code == 403
    assert versions(opened, "L551") == []


def test_an_excused_agency_sends_nothing(opened: Any) -> None:
    waive(opened.office.runtime, CYCLE, "L52-SCT", Act(REASON, DECIDER), at("2025-03-17"))
    answer = post(opened, "L52-SCT", **{**WHO, "so.CD01": "3"})
    assert answer.status_code == 422
    assert "đang được miễn" in answer.text


def test_the_form_fits_a_phone_and_every_field_has_a_label(opened: Any, visit: Visit) -> None:
    page = visit(place("L551"), size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    bare = "e => e.filter(x => x.type !== 'hidden' && !x.labels.length).map(x => x.name)"
    assert page.locator("main input, main textarea, main select").evaluate_all(bare) == []
