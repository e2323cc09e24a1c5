"""Kỳ đột xuất: the form, exactly what would go out, and the run of Airflow that opens the cycle."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from airflow.api_fastapi.app import get_auth_manager
from builders import at
from known_dags import make_known, pause

from danvan_workflow.orchestration.console import access
from danvan_workflow.orchestration.console.airflow_runs import find_run
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest, open_ad_hoc

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
DAG, FORM = "gia_lai_2024__dot_xuat", "/dot-xuat?ke-hoach=gia-lai-2024"
TITLE = "Báo cáo nhanh về đối thoại với Nhân dân"
TYPED = {
    "plan": "gia-lai-2024",
    "key": "2024-dx-01",
    "title": TITLE,
    "basis": "Công văn số 15/UBND-NC ngày 10/5/2024",
    "decider": "Nguyễn Văn An, Giám đốc Sở Nội vụ",
    "questions": "Đã đối thoại những việc gì?\n\nKiến nghị gì với tỉnh?",
    "last_day": "2024-05-20",
    "nhom:cap-huyen": "1",
    "chi-tieu:TC01": "1",
}


@pytest.fixture(scope="module")
def monday(console: Any) -> Any:
    """Monday 13/5/2024; Airflow knows the DAG for requests of Gia Lai."""
    console.office.runtime.prepare()
    make_known(DAG)
    console.now = at("2024-05-13 09:00")
    return console


def send(console: Any, form: dict[str, str], account: str = "chuyenvien") -> httpx.Response:
    return httpx.post(console.address("/dot-xuat"), data=form, cookies={"_token": console.token(account)})


def words(page: Page, selector: str) -> str:
    return " ".join(page.locator(selector).inner_text().split())


def fill(page: Page) -> None:
    for name in ("title", "basis", "decider", "questions", "last_day"):
        page.locator(f"#{name}").fill(TYPED[name])
    page.get_by_label("Các sở, ban, ngành").uncheck()


def test_the_usual_groups_are_chosen_and_each_says_how_many_agencies_it_has(monday: Any, visit: Callable[..., Page]) -> None:
    page = visit(FORM)
    groups = page.locator("fieldset").first
    assert "Các sở, ban, ngành (20 cơ quan) Ủy ban nhân dân các huyện, thị xã, thành phố (17 cơ quan)" in " ".join(
        groups.inner_text().split()
    )
    assert [box.is_checked() for box in groups.get_by_role("checkbox").all()] == [True, True, False]


def test_another_plan_is_chosen_from_those_that_allow_requests(monday: Any, visit: Callable[..., Page]) -> None:
    page = visit("/dot-xuat")
    assert page.locator("#ke-hoach option").count() == 2
    page.get_by_label("Theo kế hoạch").select_option("gia-lai-2024")
    page.wait_for_url("**/dot-xuat?ke-hoach=gia-lai-2024")
    assert page.locator("#ke-hoach").input_value() == "gia-lai-2024"


def test_indicators_are_searched_without_diacritics_and_what_is_ticked_stays(monday: Any, visit: Callable[..., Page]) -> None:
    page = visit(FORM)
    page.get_by_label("Tìm chỉ tiêu").fill("tiep cong dan")
    assert page.locator("#chi-tieu label:visible").count() == 4
    page.locator("input[name='chi-tieu:TC01']").check()
    page.get_by_label("Tìm chỉ tiêu").fill("hoi nghi tuyen truyen")
    left = page.locator("#chi-tieu label:visible").all_inner_texts()
    assert len(left) == 3
    assert left[2].strip().startswith("Số lượt tiếp công dân (lượt")


def test_everything_wrong_is_said_at_once_and_what_was_typed_stays(monday: Any) -> None:
    answer = send(monday, {"plan": "gia-lai-2024", "key": "2024-dx-01", "basis": "CV <15>", "buoc": "xem"})
    assert answer.status_code == 422
    for sentence in (
        "Chưa có tên báo cáo",
        "Chưa nêu người yêu cầu",
        "Chưa chọn nhóm cơ quan nào",
        "Chưa có nội dung yêu cầu",
        "Chưa nêu hạn nộp",
    ):
        assert sentence in answer.text
    assert 'value="CV &lt;15&gt;"' in answer.text
    late = send(monday, {**TYPED, "last_day": "2024-05-13", "buoc": "xem"})
    assert "Hạn nộp đã qua" in late.text
    assert "Ngày quá xa" in send(monday, {**TYPED, "last_day": "2027-05-13", "buoc": "xem"}).text
    strange = send(monday, {**TYPED, "nhom:khac": "1", "chi-tieu:XX99": "1", "buoc": "xem"})
    assert "Nhóm cơ quan không có trong kế hoạch (giá trị “khac”)" in strange.text
    assert "Chỉ tiêu không có trong kế hoạch (giá trị “XX99”)" in strange.text


def test_a_paused_dag_is_told_before_anything_is_begun(monday: Any) -> None:
    pause(DAG, True)
    shown, refused = send(monday, {**TYPED, "buoc": "xem"}), send(monday, {**TYPED, "buoc": "lam"})
    pause(DAG, False)
    assert f"DAG {DAG} đang tạm dừng trong Airflow" in shown.text
    assert "Mở kỳ</button>" not in shown.text
    assert (refused.status_code, f"DAG {DAG} đang tạm dừng" in refused.text) == (422, True)
    assert find_run(DAG, "manual__2024-dx-01") is None


def test_a_short_time_and_a_day_off_are_pointed_out(monday: Any) -> None:
    assert "Các cơ quan có chưa đến hai ngày làm việc" in send(monday, {**TYPED, "last_day": "2024-05-14", "buoc": "xem"}).text
    text = send(monday, {**TYPED, "last_day": "2024-05-18", "buoc": "xem"}).text
    assert "Ngày cuối cùng là ngày nghỉ: thứ Bảy, ngày 18/5/2024." in text


def test_from_the_form_to_the_run(monday: Any, visit: Callable[..., Page]) -> None:
    page = visit(FORM)
    fill(page)
    page.get_by_label("Tìm chỉ tiêu").fill("TC01")
    page.locator("input[name='chi-tieu:TC01']").check()
    page.get_by_role("button", name="Xem trước").click()
    facts = words(page, "dl.facts")
    assert "Người yêu cầu Nguyễn Văn An, Giám đốc Sở Nội vụ (tài khoản chuyenvien)" in facts
    assert "Hạn nộp hết thứ Hai, ngày 20/5/2024 Hạn tổng hợp thứ Ba, ngày 21/5/2024 Cơ quan phải báo cáo 17 cơ quan" in facts
    shown = words(page, "main")
    assert "1. Đã đối thoại" not in shown  # numbers come from the list, not from the text
    assert [item.inner_text() for item in page.locator("main > ol > li").all()] == [
        "Đã đối thoại những việc gì?",
        "Kiến nghị gì với tỉnh?",
    ]
    assert "Ủy ban nhân dân huyện Chư Păh" in shown
    assert "17 thư yêu cầu gửi ngay khi kỳ được mở (không trước 08:00)." in shown
    assert "và Công văn số 15/UBND-NC ngày 10/5/2024, Sở Nội vụ tỉnh Gia Lai đề nghị" in shown
    page.get_by_role("button", name="Mở kỳ").click()
    assert words(page, ".note").startswith("Đã gửi yêu cầu mở kỳ đột xuất.")
    assert "Airflow đang chuẩn bị mở kỳ gia-lai-2024.dot-xuat.2024-dx-01." in words(page, "main")
    link = page.get_by_role("link", name="Lượt chạy trong Airflow").get_attribute("href")
    assert link == f"/dags/{DAG}/runs/manual__2024-dx-01"
    run = find_run(DAG, "manual__2024-dx-01")
    assert run is not None
    assert {key: run.conf[key] for key in ("ma_ky", "ten", "nhom", "cau_hoi", "chi_tieu", "han_nop")} == {
        "ma_ky": "2024-dx-01",
        "ten": TITLE,
        "nhom": ["cap-huyen"],
        "cau_hoi": "Đã đối thoại những việc gì?\nKiến nghị gì với tỉnh?",
        "chi_tieu": ["TC01"],
        "han_nop": "2024-05-20",
    }


def test_the_same_form_sent_twice_begins_one_run_and_the_next_one_gets_a_key_of_its_own(
    monday: Any, visit: Callable[..., Page]
) -> None:
    form = {**TYPED, "key": "2024-dx-05", "buoc": "lam"}
    first, second = send(monday, form), send(monday, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"] == f"/dan-van/luot/{DAG}/manual__2024-dx-05?xong=dot-xuat"
    other = send(monday, {**form, "title": "Việc khác"})
    assert (other.status_code, "Đã có lượt chạy cho kỳ “2024-dx-05”" in other.text) == (422, True)
    assert visit(FORM).locator("input[name=key]").input_value() == "2024-dx-02"  # 01 was begun above


def test_once_opened_the_run_shows_the_cycle_and_what_was_asked(monday: Any, visit: Callable[..., Page]) -> None:
    asked = AdHocRequest("gia-lai-2024", "2024-dx-05", TITLE, "Công văn số 15", at("2024-05-20").date(), ("Việc gì?",), ("TC01",))
    open_ad_hoc(monday.office.runtime, asked, at("2024-05-13 09:01"))
    page = visit(f"/luot/{DAG}/manual__2024-dx-05")
    assert page.locator("h1").inner_text() == TITLE
    request = words(page, ".asked")
    assert "Việc gì? Chỉ tiêu: Số lượt tiếp công dân." in request
    assert "Hạn nộp ngày cuối cùng được nhận là thứ Hai, ngày 20/5/2024 Yêu cầu đột xuất, Công văn số 15" in words(
        page, "section[aria-labelledby=can-cu]"
    )


def test_who_may_not_begin_runs_may_open_nothing(monday: Any, visit: Callable[..., Page]) -> None:
    assert "Không có kế hoạch nào cho phép tài khoản này mở kỳ đột xuất" in words(visit("/dot-xuat", as_="nguoixem"), "main")
    assert send(monday, {**TYPED, "key": "2024-dx-09", "buoc": "lam"}, "nguoixem").status_code == 403
    assert find_run(DAG, "manual__2024-dx-09") is None


def test_a_plan_that_may_not_be_opened_is_no_choice(monday: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = get_auth_manager()

    class Strict:
        def is_authorized_dag(self, *, details: Any, **rest: Any) -> bool:
            return details.id != DAG and manager.is_authorized_dag(details=details, **rest)

    monkeypatch.setattr(access, "get_auth_manager", Strict)
    assert send(monday, {**TYPED, "buoc": "xem"}).status_code == 404


@pytest.mark.parametrize("step", ["", "xem"])
def test_nothing_is_wider_than_a_phone(monday: Any, visit: Callable[..., Page], step: str) -> None:
    page = visit(FORM, size=PHONE)
    if step:
        fill(page)
        page.get_by_role("button", name="Xem trước").click()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
