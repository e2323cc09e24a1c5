"""Kỳ báo cáo: the list, and one cycle with its time line, agencies, letters, acts, documents, grounds; moving its last day."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from board_story import PLAN, Q1
from builders import at
from cycle_story import consolidated, in_march
from known_dags import add_run, make_known

from danvan_workflow.orchestration.console import access
from danvan_workflow.views.cycle.status import cycle_status

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
DAG, RUN = "binh_dinh_2025__dinh_ky", "scheduled__2025-q1"
PATH = f"/ky/{Q1}"


@pytest.fixture(scope="module")
def march(console: Any) -> Any:
    """Friday 21/3/2025, two days after the last day."""
    in_march(console.office)
    console.now = at("2025-03-21 09:00")
    return console


@pytest.fixture(scope="module")
def known(march: Any) -> Any:
    """The same, with Airflow knowing the DAG, the cycle's run and one of which nobody opened the cycle."""
    make_known(DAG)
    add_run(DAG, RUN, key="2025-q1")
    add_run(DAG, "manual__sau-thang", conf={"cycle_id": f"{PLAN}.dinh-ky.2025-6m"})
    return march


@pytest.fixture
def nobody_may_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Strict:
        def is_authorized_dag(self, **_: Any) -> bool:
            return False

    monkeypatch.setattr(access, "get_auth_manager", Strict)


def ask(console: Any, path: str, account: str = "nguoixem") -> httpx.Response:
    return httpx.get(console.address(path), cookies={"_token": console.token(account)}, headers={"accept": "text/html"})


def send(console: Any, path: str, form: dict[str, str], account: str = "chuyenvien") -> httpx.Response:
    return httpx.post(console.address(path), data=form, cookies={"_token": console.token(account)})


def words(page: Page, selector: str) -> str:
    return " ".join(page.locator(selector).inner_text().split())


def until(holds: Callable[[], bool]) -> None:
    """Letters leave after the answer: what the page's own request began ends in its own time."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


# -- the list ------------------------------------------------------------------------------------------------------


def test_opened_cycles_stand_on_top_with_their_counts_and_planned_ones_below(march: Any, visit: Callable[..., Page]) -> None:
    page = visit("/ky/", as_="nguoixem")
    opened = words(page, "table.cycles >> nth=0")
    assert "Quý I năm 2025" in opened
    assert "26/3/2025 đã hết hạn nộp, chờ tổng hợp (hạn tổng hợp 26/3/2025) 20/30 (66,7%) và 2/2 cơ quan kế thừa" in opened
    planned = page.locator("table.cycles").nth(1).locator("tbody tr")
    assert planned.nth(3).inner_text().split("\n")[0] == "6 tháng đầu năm 2025"
    assert "chưa đến ngày mở" in planned.nth(3).inner_text()
    assert "4 kỳ đã qua mà không mở" in words(page, "summary")


def test_a_cycle_that_was_not_opened_in_time_is_told_apart(march: Any, visit: Callable[..., Page]) -> None:
    march.now = at("2025-06-05")
    page = visit("/ky/")
    march.now = at("2025-03-21 09:00")
    row = page.locator("tr", has_text="Bình Định").filter(has_text="6 tháng")
    assert "đến ngày mở mà chưa mở" in row.inner_text()


def test_who_may_not_read_a_dag_does_not_see_its_cycles(march: Any, nobody_may_read: None) -> None:
    assert "Quý I năm 2025" not in ask(march, "/ky/").text
    assert ask(march, PATH).status_code == 403
    assert ask(march, f"{PATH}/doi-han").status_code == 403


# -- one cycle -----------------------------------------------------------------------------------------------------


def test_the_time_line_tells_what_was_planned_what_happened_and_what_comes(march: Any, visit: Callable[..., Page]) -> None:
    page = visit(PATH, as_="nguoixem")
    stops = [" ".join(text.split()) for text in page.locator("ol.stops > li").all_inner_texts()]
    assert stops[0].startswith("1 Mở kỳ đã thực hiện 08 giờ 00 phút, thứ Tư, ngày 26/02/2025 Chốt danh sách: 31 cơ quan")
    assert "Gửi yêu cầu đã thực hiện" in stops[1]
    assert "29 thư đã gửi, 1 thư không gửi được." in stops[1]
    assert "Bỏ qua: không có thư nào phải gửi ở mốc này." in stops[4]
    assert stops[5].startswith(
        "6 Hạn nộp đã thực hiện hết thứ Tư, ngày 19/3/2025 20/30 cơ quan và 2/2 cơ quan kế thừa đã gửi đúng hạn."
    )
    assert stops[8] == "Bây giờ: 09 giờ 00 phút, thứ Sáu, ngày 21/3/2025"
    assert "Báo người đứng đầu sau 3 ngày làm việc sắp tới 08 giờ 00 phút, thứ Hai, ngày 24/3/2025" in stops[9]
    assert "Sẽ gửi 7 thư về 7 cơ quan" in stops[9]
    assert "Sẽ gửi 1 thư về 7 cơ quan" in stops[13]  # the leader gets one letter about all


def test_the_picture_is_for_the_eye_alone_and_the_list_holds_the_same(march: Any, visit: Callable[..., Page]) -> None:
    page = visit(PATH)
    picture = page.locator("svg.time-line")
    assert picture.get_attribute("aria-hidden") == "true"
    assert picture.locator("g.stop").count() == 11  # approval and issue have no day yet
    assert picture.locator("text.now").text_content() == "bây giờ"
    xs = [float(text.get_attribute("x") or 0) for text in picture.locator("g.stop text").all()]
    assert xs == sorted(xs)
    assert not visit(PATH, size=PHONE).locator("svg.time-line").is_visible()


def test_what_is_to_come_can_be_read_letter_by_letter(march: Any, visit: Callable[..., Page]) -> None:
    page = visit(PATH)
    page.locator("#moc-rung-6 summary").click()
    assert "Ủy ban nhân dân huyện An Lão" in words(page, "#moc-rung-6 .letters")
    assert "@" in words(page, "#moc-rung-6 .letters")


def test_every_place_that_the_page_points_to_is_there(march: Any, visit: Callable[..., Page]) -> None:
    page = visit(PATH)
    targets = [link.get_attribute("href") for link in page.locator("nav.inside a").all()]
    assert len(targets) == 9
    for target in targets:
        assert page.locator(f"h2{target}").count() == 1, target


def test_agencies_are_found_by_state_and_without_diacritics(march: Any, visit: Callable[..., Page]) -> None:
    page = visit(PATH)
    page.get_by_label("Tìm cơ quan").fill("hoai nhon")
    page.get_by_role("button", name="Lọc").click()
    table = page.locator("section[aria-labelledby=co-quan] table")
    assert words(page, "section[aria-labelledby=co-quan] caption") == "1 trong 33 cơ quan trong danh sách"
    assert "Ủy ban nhân dân thị xã Hoài Nhơn" in table.inner_text()
    assert page.get_by_role("link", name="Ủy ban nhân dân thị xã Hoài Nhơn").get_attribute("href") == (
        f"/dan-van/co-quan/L543?ky={Q1}"
    )
    page = visit(f"{PATH}?tinh-trang=returned&nhom=cap-huyen")
    names = page.locator("section[aria-labelledby=co-quan] tbody th").all_inner_texts()
    assert names == ["Ủy ban nhân dân huyện Phù Mỹ", "Ủy ban nhân dân huyện Phù Cát"]


def test_what_is_missing_is_named(march: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"{PATH}?tim=hoai+nhon")
    cell = page.locator("td[data-name='Còn thiếu']")
    cell.locator("summary").click()
    assert cell.locator("li").count() == 10
    assert cell.locator("li").first.inner_text().startswith("II.3. Tiếp công dân, đối thoại với Nhân dân")


def test_findings_stand_by_rule_with_their_sentences(march: Any, visit: Callable[..., Page]) -> None:
    page = visit(PATH)
    found = page.locator("section[aria-labelledby=kiem-tra] details").first
    assert "lỗi Quy tắc V" in " ".join(found.locator("summary").inner_text().split())
    found.locator("summary").click()
    assert "Ủy ban nhân dân huyện Hoài Ân" in found.inner_text()


def test_letters_say_what_became_of_them_and_why(march: Any, visit: Callable[..., Page]) -> None:
    page = visit(PATH)
    asked = page.locator("section[aria-labelledby=thu] details", has_text="Gửi yêu cầu")
    assert "29 thư đã gửi" in asked.locator("summary").inner_text()
    asked.locator("summary").click()
    assert "550 hộp thư không tồn tại" in asked.locator("tr", has_text="không gửi được").inner_text()
    chased = page.locator("section[aria-labelledby=thu] details", has_text="Báo người đứng đầu")
    assert "7 sẽ gửi" in chased.locator("summary").inner_text()


def test_each_date_says_what_it_rests_on(march: Any, visit: Callable[..., Page]) -> None:
    grounds = words(visit(PATH), "section[aria-labelledby=can-cu]")
    assert "Hạn nộp trước ngày 20/3/2025: ngày cuối cùng được nhận là thứ Tư, ngày 19/3/2025 mục III.1 của kế hoạch" in grounds
    assert "Số liệu của kỳ từ 15/12/2024 đến hết 14/3/2025 " in grounds
    assert "Nghị định số 09/2019/NĐ-CP" in grounds
    assert "Ngày mở kỳ thứ Tư, ngày 26/02/2025, trước hạn 15 ngày làm việc giả định Văn bản không quy định ngày gửi" in grounds


def test_acts_and_the_audit_log_are_on_the_page(march: Any, visit: Callable[..., Page]) -> None:
    page = visit(PATH)
    acts = words(page, "section[aria-labelledby=quyet-dinh]")
    assert "Gia hạn đến hết ngày 25/3/2025 Ủy ban nhân dân huyện Tây Sơn" in acts
    assert "Mưa lũ kéo dài Nguyễn Văn An, Giám đốc 125/SNV" in acts
    page.locator("section[aria-labelledby=nhat-ky] summary").click()
    assert "Mở kỳ báo cáo" in words(page, ".log")


@pytest.mark.parametrize("path", ["/ky/", PATH, f"{PATH}/doi-han"])
def test_nothing_is_wider_than_a_phone(march: Any, visit: Callable[..., Page], path: str) -> None:
    page = visit(path, size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


# -- Airflow's page of the run -------------------------------------------------------------------------------------


def test_the_tab_of_a_run_shows_its_cycle(known: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"/luot/{DAG}/{RUN}?tinh-trang=returned", as_="nguoixem")
    assert page.locator("h1").inner_text() == "Quý I năm 2025"
    assert page.locator("section[aria-labelledby=co-quan] tbody th").count() == 2


def test_a_run_without_an_opened_cycle_says_so(known: Any) -> None:
    assert "Airflow đang chuẩn bị mở kỳ" in ask(known, f"/luot/{DAG}/manual__sau-thang").text
    assert "không thuộc kỳ báo cáo nào" in ask(known, f"/luot/{DAG}/manual__khac").text
    assert "không thuộc kỳ báo cáo nào" in ask(known, "/luot/danvan_truc_ban/manual__1").text


def test_the_tab_follows_the_rights_on_the_dag(known: Any, nobody_may_read: None) -> None:
    for run in (RUN, "manual__sau-thang", "manual__khac"):  # of a cycle that nobody opened, and of a run that is none, too
        assert ask(known, f"/luot/{DAG}/{run}").status_code == 403


def test_within_airflow_the_tab_is_found_and_leads_back_out_of_its_frame(known: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"{known.url}/dags/{DAG}/runs/{RUN}/plugin/ky_bao_cao")
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Quý I năm 2025"
    frame.get_by_role("link", name="Lượt chạy trong Airflow").click()
    page.wait_for_url(f"{known.url}/dags/{DAG}/runs/{RUN}")


# -- moving the last day -------------------------------------------------------------------------------------------

MOVE = {
    "new_last_day": "2025-03-28",
    "reason": "Mưa lũ <b>kéo dài</b>",
    "decider": "Nguyễn Văn An, Giám đốc Sở Nội vụ",
    "document_number": "140/SNV-XDCQ",
}


def test_who_only_reads_gets_no_button_and_is_refused(march: Any, visit: Callable[..., Page]) -> None:
    assert visit(PATH).get_by_role("link", name="Đổi hạn của cả kỳ").count() == 1
    assert visit(PATH, as_="nguoixem").get_by_role("link", name="Đổi hạn của cả kỳ").count() == 0
    assert ask(march, f"{PATH}/doi-han").status_code == 403
    assert send(march, f"{PATH}/doi-han", {**MOVE, "buoc": "lam"}, "nguoixem").status_code == 403


def test_everything_wrong_is_said_at_once_beside_its_field(march: Any) -> None:
    answer = send(march, f"{PATH}/doi-han", {"buoc": "xem", "new_last_day": "2027-01-01"})
    assert answer.status_code == 422
    for sentence in ("Ngày quá xa", "Chưa nêu lý do", "Chưa nêu người quyết định"):
        assert sentence in answer.text
    answer = send(march, f"{PATH}/doi-han", {**MOVE, "buoc": "xem", "new_last_day": "2025-03-19"})
    assert answer.status_code == 422
    assert "Hạn nộp của kỳ đã là ngày này" in answer.text
    assert "Mưa lũ &lt;b&gt;kéo dài&lt;/b&gt;" in answer.text


def test_the_last_day_of_all_is_moved_after_a_look_at_what_follows(march: Any, visit: Callable[..., Page]) -> None:
    sent = len(march.office.notices(Q1, kind="deadline_changed", state="sent"))
    page = visit(f"{PATH}/doi-han")
    for name, value in MOVE.items():
        page.locator(f"#{name}").fill(value)
    page.get_by_role("button", name="Xem trước").click()
    facts = words(page, "dl.facts")
    assert "Hạn nộp hiện nay hết thứ Tư, ngày 19/3/2025 Hạn nộp mới hết thứ Sáu, ngày 28/3/2025" in facts
    assert "Hạn tổng hợp mới thứ Sáu, ngày 04/4/2025 (hiện nay: 26/3/2025) Cơ quan đổi hạn 25 cơ quan" in facts
    assert "Nhắc trước 3 ngày làm việc: 08 giờ 00 phút, thứ Ba, ngày 25/3/2025" in facts
    assert "7 thư báo hạn mới" in page.locator("main").inner_text()
    assert cycle_status(march.office.runtime, Q1, march.now).last_day.isoformat() == "2025-03-19"  # nothing done yet
    page.get_by_role("button", name="Đổi hạn").click()
    assert words(page, ".note") == "Đã đổi hạn của cả kỳ. Lịch nhắc theo hạn mới."
    assert "Hạn nộp: hết thứ Sáu, ngày 28/3/2025 (hạn ban đầu 19/3/2025)" in words(page, "main")
    assert "Hạn mới: hết ngày 28/3/2025. Quyết định: Nguyễn Văn An" in words(page, "ol.stops")
    acts = words(page, "section[aria-labelledby=quyet-dinh]")
    assert "Đổi hạn của cả kỳ đến hết ngày 28/3/2025 cả kỳ" in acts
    assert "Mưa lũ <b>kéo dài</b>" in acts
    assert "140/SNV-XDCQ chuyenvien" in acts
    until(lambda: len(march.office.notices(Q1, kind="deadline_changed", state="sent")) == sent + 7)


def test_a_form_sent_twice_or_about_another_state_moves_nothing(march: Any) -> None:
    answer = send(march, f"{PATH}/doi-han", {**MOVE, "buoc": "lam", "moc": "2025-03-19/4"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/dan-van{PATH}?xong=doi-han")
    answer = send(march, f"{PATH}/doi-han", {**MOVE, "new_last_day": "2025-04-02", "buoc": "lam", "moc": "2025-03-19/4"})
    assert answer.status_code == 200
    assert "Trong lúc chờ xác nhận, kỳ này đã có thay đổi." in answer.text
    assert cycle_status(march.office.runtime, Q1, march.now).last_day.isoformat() == "2025-03-28"


# -- documents -----------------------------------------------------------------------------------------------------


def test_drafts_can_be_opened_and_are_files_to_keep(march: Any, visit: Callable[..., Page]) -> None:
    made = consolidated(march.office)
    march.now = at("2025-03-26 09:00")
    page = visit(PATH, as_="nguoixem")
    files = page.locator("section[aria-labelledby=bao-cao] tbody tr")
    assert [row.locator("td").last.inner_text() for row in files.all()] == ["dự thảo", "dự thảo"]
    link = files.first.locator("a").get_attribute("href")
    answer = httpx.get(f"{march.url}{link}", cookies={"_token": march.token("nguoixem")})
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats-officedocument.wordprocessingml")
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{made.files[0].name}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content[:2] == b"PK"
    assert ask(march, f"{PATH}/tep/99999").status_code == 404
