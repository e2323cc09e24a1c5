"""The plan's tasks as an officer sees them: overdue first, by task or by unit, a page at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import openpyxl
import pytest
from airflow.api_fastapi.app import get_auth_manager
from board_story import DELIVERY, LANG_SON, plans_to_deliver
from builders import at

from danvan_workflow.orchestration.console import access

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
WHERE = f"/nhiem-vu?ke-hoach={LANG_SON}"
TASK = "Xây dựng kế hoạch thực hiện công tác dân vận chính quyền của xã, phường và gửi về Sở Nội vụ trước ngày 10/3/2026"


@pytest.fixture(scope="module")
def spring(console: Any) -> Any:
    """Lạng Sơn on 12/3/2026: of 65 communal plans one came, one is half done, the rest are silent."""
    console.done, console.halfway, console.silent = plans_to_deliver(console.office)
    console.now = at("2026-03-12")
    return console


def ask(console: Any, path: str, account: str = "nguoixem") -> httpx.Response:
    return httpx.get(console.address(path), cookies={"_token": console.token(account)}, headers={"accept": "text/html"})


def name(console: Any, agency: str) -> str:
    return str(console.office.runtime.register.get(agency).name.replace("Ủy ban nhân dân", "UBND"))


def cells(page: Page, heading: str) -> list[str]:
    row = page.locator(".tasks tr", has=page.get_by_role("rowheader", name=heading, exact=True)).first
    return [" ".join(text.split()) for text in row.locator("td").all_inner_texts()]


def test_counts_stand_on_top_and_what_is_overdue_comes_first(spring: Any, visit: Callable[..., Page]) -> None:
    page = visit(WHERE, as_="nguoixem")
    assert page.locator("h1").inner_text() == "Nhiệm vụ: Dân vận chính quyền 2026 – Lạng Sơn"
    cards = [" ".join(text.split()) for text in page.locator(".cards > *").all_inner_texts()]
    assert cards == [
        "64 Quá hạn, trong đó 63 chưa báo cáo",
        "2.055 Chưa báo cáo",
        "1 Chưa làm",
        "1 Đang làm",
        "1 Hoàn thành: dưới 0,1% của 2.122 việc phải làm",
        "1 Không áp dụng",
    ]
    assert page.locator("h2").first.inner_text() == TASK
    said = " ".join(page.locator("section").first.locator("p").inner_text().split())
    assert said == "64 quá hạn 1/65 hoàn thành. Minh chứng cần có: Văn bản kế hoạch đã gửi về Sở Nội vụ."
    assert cells(page, name(spring, spring.halfway)) == [
        "thứ Hai, ngày 09/3/2026",
        "quá hạn 3 ngày làm việc",
        "40%",
        "=Dự thảo lần 2",
    ]


def test_a_task_that_a_report_told_of_leads_to_that_report(spring: Any, visit: Callable[..., Page]) -> None:
    page = visit(WHERE)
    links = {
        text: page.get_by_role("link", name=text, exact=True).first.get_attribute("href")
        for text in (name(spring, spring.done), name(spring, spring.silent))
    }
    assert list(links.values()) == [
        f"/dan-van/co-quan/{spring.done}?ky={DELIVERY}",
        f"/dan-van/co-quan/{spring.silent}",
    ]


def test_the_list_can_be_read_by_unit(spring: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"{WHERE}&don-vi={spring.halfway}")
    page.get_by_label("Xếp theo").select_option("Cơ quan, đơn vị")
    page.get_by_role("columnheader", name="Nhiệm vụ", exact=True).first.wait_for()
    assert page.locator("h2").all_inner_texts() == [spring.office.runtime.register.get(spring.halfway).name]
    assert page.locator(".tasks tbody th").first.inner_text() == TASK


def test_filters_work_without_scripts_and_without_diacritics(spring: Any) -> None:
    def found(query: str) -> str:
        match = re.search(r"Hiện ([\d.]+)/2\.123 việc", ask(spring, f"{WHERE}&{query}").text)
        assert match, query
        return match[1]

    assert found("tinh-trang=overdue_unreported") == "63"
    assert found("tinh-trang=done") == "1"
    assert found("tim=xay+dung+ke+hoach+thuc+hien+cong+tac+dan+van+chinh+quyen+cua+xa") == "65"
    assert found(f"don-vi={spring.done}&tinh-trang=not_applicable") == "1"
    assert found("don-vi=L540&tinh-trang=khong-co") == "2.123"
    assert "Không có việc nào như vậy." in ask(spring, f"{WHERE}&tim=sao+hoa").text


def test_a_long_list_comes_in_pages_that_keep_the_filter(spring: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"{WHERE}&theo=don-vi&tinh-trang=not_reported")
    assert "Trang 1/11" in page.locator(".pager").first.inner_text()
    page.get_by_role("link", name="Trang sau").first.click()
    page.get_by_text("Trang 2/11").first.wait_for()
    assert page.get_by_label("Tình trạng").input_value() == "not_reported"
    assert page.locator(".tasks tbody tr").count() == 200
    assert ask(spring, f"{WHERE}&trang=0").status_code == 400


def test_the_workbook_has_all_that_is_found(spring: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"{WHERE}&tinh-trang=overdue_unreported")
    with page.expect_download() as waiting:
        page.get_by_text("Tải danh sách Excel").click()
    assert waiting.value.suggested_filename == "nhiem-vu_lang-son-2026_2026-03-12.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    assert [cell.value for cell in book["Nhiệm vụ"]["F"]][4:] == ["quá hạn, chưa báo cáo"] * 63


def test_before_the_first_cycle_the_page_says_when_the_list_comes(spring: Any) -> None:
    page = ask(spring, "/nhiem-vu?ke-hoach=binh-dinh-2025").text
    assert "Chưa có nhiệm vụ nào; danh sách được lập khi mở kỳ báo cáo đầu tiên của kế hoạch." in page


def test_the_tasks_of_a_plan_that_may_not_be_read_are_not_shown(spring: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = get_auth_manager()

    class Strict:
        def is_authorized_dag(self, *, details: Any, **rest: Any) -> bool:
            return not details.id.startswith("lang_son_2026__") and manager.is_authorized_dag(details=details, **rest)

    monkeypatch.setattr(access, "get_auth_manager", Strict)
    for path in (WHERE, WHERE.replace("/nhiem-vu", "/nhiem-vu.xlsx")):
        assert ask(spring, path).status_code == 404
    assert f'value="{LANG_SON}"' not in ask(spring, "/nhiem-vu").text


def test_on_a_phone_every_task_is_a_card(spring: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"{WHERE}&tinh-trang=overdue_unreported", size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    row = page.locator(".tasks tr", has=page.get_by_role("link", name=name(spring, spring.silent), exact=True)).first
    assert row.locator("td").first.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Hạn: "'
    assert [one.is_visible() for one in row.locator("td").all()] == [True, True, False, False]  # nothing said, nothing shown
