"""Cơ quan: the list, the search, and one agency read to the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from builders import TEXT, at

from danvan_workflow.duty.submission import Attachment, Narrative
from danvan_workflow.services.acts import concede
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.letters.send_rung import send_rung

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
CYCLE = "binh-dinh-2025.dinh-ky.2025-q1"
QUY_NHON, NEW_WARD = "L540", "N21583"
PHONE = {"width": 390, "height": 844}
ACT = Act("Mưa lũ chia cắt nhiều xã", "Trần Thị Bình, Phó Giám đốc", "125/SNV-XDCQ", "chuyenvien")
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def told(console: Any) -> Any:
    """Quy Nhơn was reminded, got an extension, sent twice; the second version has a file and a long text."""
    office = console.office
    office.open(CYCLE)
    send_rung(office.runtime, CYCLE, 1, at("2025-03-10"))
    concede.extend(office.runtime, CYCLE, QUY_NHON, dt.date(2025, 3, 25), ACT, at("2025-03-17"))
    office.send(CYCLE, QUY_NHON, "2025-03-18 09:00", {"TC01": 1, "DV02": 3}, sender="Nguyễn Văn An")
    texts = [Narrative(s, TEXT) for s in office.duties(CYCLE)[QUY_NHON].sections if s != "kiem-tra"]
    texts[0] = Narrative(texts[0].section, f"{TEXT} {HOSTILE} " + "Đã mở lớp tập huấn cho cán bộ cơ sở. " * 30)
    page = Attachment("báo cáo.html", b"<script>alert(1)</script>", "text/html")
    office.send(CYCLE, QUY_NHON, "2025-03-18 10:00", {"TC01": 12345}, narratives=tuple(texts), attachments=(page,))
    console.now = at("2025-03-18 12:00")
    return console


def ask(console: Any, path: str, account: str = "nguoixem") -> httpx.Response:
    return httpx.get(console.address(path), cookies={"_token": console.token(account)})


def test_agencies_are_found_by_a_name_without_diacritics(told: Any, visit: Visit) -> None:
    page = visit("/co-quan/", as_="nguoixem")
    assert page.locator("tbody tr").count() == len(told.office.owing(CYCLE))
    page.get_by_label("Tìm cơ quan").fill("quy nhon")
    page.keyboard.press("Enter")
    page.wait_for_url("**tim=quy+nhon")
    assert page.locator("tbody th").all_inner_texts() == ["Ủy ban nhân dân thành phố Quy Nhơn"]
    assert "địa chỉ ví dụ" in page.locator("tbody").inner_text()
    page.get_by_role("link", name="Ủy ban nhân dân thành phố Quy Nhơn").click()
    assert page.locator("h1").inner_text() == "Ủy ban nhân dân thành phố Quy Nhơn"


def test_a_search_that_finds_nobody_says_so_and_shows_what_was_typed_as_text(told: Any, visit: Visit) -> None:
    page = visit(f"/co-quan/?tim={HOSTILE}")
    assert HOSTILE in page.locator("main").inner_text()
    assert page.locator("main img").count() == 0


def test_one_agency_is_read_from_its_state_to_its_log(told: Any, visit: Visit) -> None:
    page = visit(f"/co-quan/{QUY_NHON}", as_="nguoixem")
    text = page.locator("main").inner_text()
    assert page.locator("ul.cards .state").first.inner_text() == "thiếu"
    assert "25/3/2025" in text  # the extended day
    assert "hạn của kỳ: 19/3/2025" in text
    assert page.locator("table.figures tr", has_text="TC01").locator("td.figure").inner_text() == "12.345"
    assert "Mưa lũ chia cắt nhiều xã" in text
    assert "125/SNV-XDCQ" in text
    assert "tài khoản chuyenvien" in page.locator("ol.log").inner_text()
    assert "II.9." in page.locator("details", has_text="Còn thiếu").inner_text()
    assert "sẽ gửi nếu báo cáo chưa đến" in text
    assert page.locator("h1").count() == 1


def test_a_long_text_is_folded_and_never_becomes_markup(told: Any, visit: Visit) -> None:
    page = visit(f"/co-quan/{QUY_NHON}")
    assert page.locator("main img").count() == 0
    folded = page.locator("details .prose", has_text="tập huấn").last
    assert not folded.is_visible()
    page.locator("summary", has_text=TEXT).last.press("Enter")
    assert folded.is_visible()


def test_an_earlier_version_is_read_by_its_link_with_what_the_next_one_changed(told: Any, visit: Visit) -> None:
    page = visit(f"/co-quan/{QUY_NHON}")
    page.locator("summary", has_text="So với bản số 1").click()
    changed = page.locator("details", has_text="So với bản số 1")
    assert changed.locator("tr", has_text="12.345").locator("td").all_inner_texts()[0] == "1"
    assert changed.locator("ins").count() > 0
    page.get_by_role("link", name="Bản số 1").click()
    assert "Nội dung bản số 1" in page.locator("main").inner_text()
    assert page.locator("ul.findings").first.inner_text()  # more models recognised than registered


def test_a_file_is_handed_out_to_keep_and_never_to_open(told: Any) -> None:
    path = f"/co-quan/{QUY_NHON}/tep?ky={CYCLE}&ban=2&ten=báo cáo.html"
    answer = ask(told, path)
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''b%C3%A1o%20c%C3%A1o.html")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ask(told, path.replace("ban=2", "ban=1")).status_code == 404
    assert httpx.get(told.address(path)).status_code == 401


def test_an_heir_leads_to_the_duties_of_those_before_it(told: Any, visit: Visit) -> None:
    page = visit(f"/co-quan/{NEW_WARD}")
    assert "cơ quan trước đây" in page.locator("main").inner_text()
    page.locator("table", has_text="cơ quan trước đây").get_by_role("link").first.click()
    assert page.locator("h1").inner_text() == "Ủy ban nhân dân thành phố Quy Nhơn"
    assert "Sáp nhập, chia tách" in page.locator("main").inner_text()


def test_an_agency_that_is_none_or_a_cycle_that_is_none_is_answered_in_vietnamese(told: Any) -> None:
    for path in ("/co-quan/L9999", f"/co-quan/{QUY_NHON}?ky=khong.co.ky", f"/co-quan/{QUY_NHON}?ban=77"):
        answer = ask(told, path)
        assert answer.status_code == 404, path
        assert "Không có" in answer.text
    assert ask(told, f"/co-quan/{QUY_NHON}?ban=abc").status_code == 400


def test_only_who_may_change_sees_the_acts(told: Any, visit: Visit) -> None:
    assert visit(f"/co-quan/{QUY_NHON}", as_="nguoixem").locator("a.act").count() == 0
    names = visit(f"/co-quan/{QUY_NHON}", as_="chuyenvien").locator("a.act").all_inner_texts()
    assert names == ["Nhận thay báo cáo", "Gia hạn", "Trả lại để sửa", "Miễn báo cáo kỳ này"]


@pytest.mark.parametrize("path", ["/co-quan/", f"/co-quan/{QUY_NHON}", f"/co-quan/{NEW_WARD}"])
def test_nothing_stands_beyond_the_edge_of_a_phone(told: Any, visit: Visit, path: str) -> None:
    page = visit(path, size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
