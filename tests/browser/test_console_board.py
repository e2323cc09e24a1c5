"""The board as an officer sees it: states, counts, filters, rights, the file, the phone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import httpx
import openpyxl
import pytest
from airflow.api_fastapi.app import get_auth_manager
from board_story import LATE, NINE, PLAN, Q1, SILENT, first_quarter, rest_of_the_year
from builders import at

from danvan_workflow.orchestration.console import access
from danvan_workflow.store import cycles

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
HIDDEN, HIDDEN_DAG = "gia-lai-2024", "gia_lai_2024__dinh_ky"


@pytest.fixture(scope="module")
def september(console: Any) -> Any:
    """Bình Định on 12/9/2025, and a plan of which one obligation has an opened cycle."""
    first_quarter(console.office)
    rest_of_the_year(console.office)
    console.office.open(f"{HIDDEN}.dinh-ky.2024-6m")
    console.now = at("2025-09-12")
    return console


def ask(console: Any, path: str, account: str = "nguoixem") -> httpx.Response:
    return httpx.get(console.address(path), cookies={"_token": console.token(account)}, headers={"accept": "text/html"})


def row(page: Page, name: str) -> Any:
    return page.locator(".board tr", has=page.get_by_role("rowheader", name=name, exact=True))


def cell(page: Page, name: str, place: int) -> str:
    return " ".join(row(page, name).locator("td").nth(place).inner_text().split())


@pytest.fixture
def hide(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let Airflow refuse DAGs whose ids begin so, and answer as ever for all others."""

    def hide(beginning: str) -> None:
        manager = get_auth_manager()

        class Strict:
            def is_authorized_dag(self, *, details: Any, **rest: Any) -> bool:
                return not details.id.startswith(beginning) and manager.is_authorized_dag(details=details, **rest)

        monkeypatch.setattr(access, "get_auth_manager", Strict)

    return hide


def test_without_a_word_the_plan_that_runs_is_shown(september: Any, visit: Callable[..., Page]) -> None:
    page = visit("/", as_="nguoixem")
    assert page.locator("h1").inner_text() == "Bảng theo dõi: Dân vận chính quyền 2025 – Bình Định"
    said = page.locator("main").inner_text()
    assert "9 tháng năm 2025, hạn thứ Sáu, ngày 19/9/2025: 20/73 cơ quan đã gửi (27,4%)" in said
    assert "Đếm lúc 08 giờ 00 phút, ngày 12/9/2025" in said
    assert "Hiện 73/73 cơ quan." in said


def test_the_counts_stand_by_cycle_and_by_group(september: Any, visit: Callable[..., Page]) -> None:
    page = visit("/")
    quarter = page.locator(".counts").first.locator("tr", has_text="Quý I năm 2025")
    assert [text.strip() for text in quarter.locator("td").all_inner_texts()] == [
        "30",
        "22\nvà 2/2 cơ quan kế thừa",
        *"21 1 1 1 1 1 1 7".split(),
        "73,3%",
        "95,5%",
    ]
    assert quarter.locator("progress").first.evaluate("bar => [bar.value, bar.max]") == [22, 30]
    page.get_by_text("Số liệu theo nhóm").click()
    districts = page.locator("details .counts").first.locator("tr", has_text="Ủy ban nhân dân các huyện")
    assert districts.locator("td").all_inner_texts()[:4] == ["10", "9", "8", "1"]


def test_a_line_tells_the_year_of_a_ward_and_of_its_city(september: Any, visit: Callable[..., Page]) -> None:
    page = visit("/")
    assert cell(page, "UBND phường Quy Nhơn", 0) == "đã gửi trễ 2 ngày làm việc 22/3/2025 UBND thành phố Quy Nhơn"
    assert cell(page, "UBND phường Quy Nhơn", 2) == "đã gửi 10/9/2025"
    assert cell(page, "UBND xã An Vinh", 0) == "chưa gửi quá hạn 122 ngày làm việc UBND huyện An Lão"
    assert cell(page, "UBND phường Quy Nhơn", 3) == "chưa mở"
    heading = page.locator(".board thead th").nth(4).inner_text()
    assert " ".join(heading.split()) == "Năm 2025 mở 03/11/2025, hạn 24/11/2025"


def test_each_state_is_a_link_to_that_agency_in_that_cycle(september: Any, visit: Callable[..., Page]) -> None:
    page = visit("/")
    links = row(page, "UBND phường Quy Nhơn").locator("td a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert links == [
        f"/dan-van/co-quan/{LATE}?ky={Q1}",
        f"/dan-van/co-quan/{LATE}?ky={Q1.replace('q1', '6m')}",
        f"/dan-van/co-quan/N21583?ky={NINE}",
    ]


@pytest.fixture
def aside(september: Any) -> Iterator[None]:
    """The department that collects, as a plan may leave it out of its own roll."""
    why = "Là cơ quan tổng hợp báo cáo nên không gửi báo cáo cho chính mình"

    def set_aside(*, owes: bool, reason: str) -> None:
        with september.office.runtime.uow() as uow:
            duty = cycles.find_duty(uow, NINE, "N52-SNV")
            assert duty is not None
            duty.owes, duty.reason = owes, reason
            uow.commit()

    set_aside(owes=False, reason=why)
    yield
    set_aside(owes=True, reason="")


def test_a_dash_gives_its_reason_to_those_who_hear_the_page(aside: None, visit: Callable[..., Page]) -> None:
    page = visit("/")
    dash = row(page, "Sở Nội vụ tỉnh Gia Lai").locator(".dash").first
    assert dash.get_attribute("title") == "Là cơ quan tổng hợp báo cáo nên không gửi báo cáo cho chính mình"
    assert "không phải gửi: Là cơ quan tổng hợp" in (dash.text_content() or "")


def test_many_marks_of_one_line_are_folded_and_open_with_the_keyboard(september: Any, visit: Callable[..., Page]) -> None:
    page = visit("/")
    folded = row(page, "Sở Nông nghiệp và Môi trường tỉnh Gia Lai").locator("details")
    assert folded.locator("summary").inner_text().split("\n") == ["đã gửi: 1 đã chuyển giao: 2"]
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    assert folded.get_by_text("Sở Tài nguyên và Môi trường tỉnh Bình Định").is_visible()


# -- filters ----------------------------------------------------------------------------------------------------------


def names(answer: httpx.Response) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/dan-van/co-quan/[^"]+">([^<]+)</a>', answer.text)


def test_filters_work_without_scripts(september: Any) -> None:
    assert names(ask(september, f"/?ky={Q1}&tinh-trang=missing")) == ["UBND huyện An Lão"]
    assert names(ask(september, f"/?ky={Q1}&tinh-trang=late")) == ["UBND thành phố Quy Nhơn"]
    assert len(names(ask(september, f"/?ky={Q1}&nhom=cap-huyen"))) == 11
    assert names(ask(september, "/?tim=phuong+quy+nhon"))[:2] == ["UBND phường Quy Nhơn Bắc", "UBND phường Quy Nhơn"]
    assert "Không có cơ quan nào như vậy." in ask(september, "/?tim=sao+hoa").text
    assert len(names(ask(september, f"/?ky={HIDDEN}.dinh-ky.2024-6m&nhom=x&tinh-trang=y"))) == 73  # left over: asks for nothing


def test_a_search_is_typed_and_sent_with_the_keyboard(september: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"/?ky={Q1}")
    page.get_by_label("Tìm cơ quan").focus()
    page.keyboard.type("an lao")
    page.keyboard.press("Enter")
    page.get_by_text("Hiện 1/26 cơ quan.").wait_for()
    assert cell(page, "UBND huyện An Lão", 0) == "chưa gửi quá hạn 122 ngày làm việc"
    assert page.get_by_label("Kỳ", exact=True).input_value() == Q1
    page.get_by_text("Bỏ lọc").click()
    page.get_by_text("Hiện 73/73 cơ quan.").wait_for()


def test_a_choice_takes_effect_at_once_and_another_plan_forgets_the_cycle(september: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"/?ky={Q1}")
    page.get_by_label("Kế hoạch").select_option(HIDDEN)
    page.get_by_role("heading", name="Gia Lai").wait_for()
    assert "6 tháng đầu năm 2024" in page.locator(".board thead").inner_text()


def test_what_is_typed_is_shown_as_text(september: Any) -> None:
    page = ask(september, "/?tim=%3Cscript%3Ealert(1)%3C/script%3E%22").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;" in page


# -- rights -----------------------------------------------------------------------------------------------------------


def test_a_plan_whose_dag_may_not_be_read_does_not_exist(september: Any, hide: Callable[[str], None]) -> None:
    assert f'value="{HIDDEN}"' in ask(september, "/").text
    hide("gia_lai_2024__")
    assert f'value="{HIDDEN}"' not in ask(september, "/").text
    for path in (f"/?ke-hoach={HIDDEN}", f"/bang-theo-doi.xlsx?ke-hoach={HIDDEN}"):
        answer = ask(september, path)
        assert answer.status_code == 404
        assert "Không có kế hoạch" in answer.text
        assert "Gia Lai" not in answer.text


def test_of_a_plan_only_the_readable_obligation_is_shown(september: Any, hide: Callable[[str], None]) -> None:
    assert "6 tháng đầu năm 2024" in ask(september, f"/?ke-hoach={HIDDEN}").text
    hide(HIDDEN_DAG)
    page = ask(september, f"/?ke-hoach={HIDDEN}").text
    assert "Chưa có kỳ nào của kế hoạch này được mở" in page
    assert "6 tháng đầu năm 2024" not in page


def test_who_may_read_nothing_is_told_whom_to_ask(september: Any, hide: Callable[[str], None]) -> None:
    hide("")
    answer = ask(september, "/")
    assert answer.status_code == 403
    assert "Tài khoản “nguoixem” chưa được xem kế hoạch nào." in answer.text


# -- the file ---------------------------------------------------------------------------------------------------------


def test_the_workbook_has_the_lines_of_the_page(september: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"/?ke-hoach={PLAN}&ky={Q1}&tinh-trang=missing&tim=an+lao")
    with page.expect_download() as waiting:
        page.get_by_text("Tải bảng Excel").click()
    assert waiting.value.suggested_filename == "bang-theo-doi_binh-dinh-2025_2025-09-12.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    assert [one.value for one in book["Bảng theo dõi"]["B"]][5:] == [SILENT]
    assert [one.value for one in book["Tổng quan"]["B"]][5] == "tình trạng: chưa gửi; tìm: an lao"


# -- small screens and dark rooms -------------------------------------------------------------------------------------


def test_on_a_phone_every_line_is_a_card_and_nothing_runs_out_of_the_screen(september: Any, visit: Callable[..., Page]) -> None:
    page = visit("/?tim=quy+nhon", size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    first = row(page, "UBND phường Quy Nhơn").locator("td").first
    assert first.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Quý I năm 2025: "'
    assert not row(page, "UBND phường Quy Nhơn").locator("td.to-come").is_visible()


CONTRAST = """() => {
  const rgb = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = text => rgb(text).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  return [...document.querySelectorAll('.board .state')].map(mark => {
    const style = getComputedStyle(mark);
    const [a, b] = [light(style.color), light(style.backgroundColor)].sort((x, y) => y - x);
    return [mark.className, (a + .05) / (b + .05)];
  });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_can_be_read_by_day_and_by_night(september: Any, visit: Callable[..., Page], scheme: str) -> None:
    page = visit(f"/?ky={Q1}")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = dict(page.evaluate(CONTRAST))
    states = {"accepted", "missing", "incomplete", "wrong", "returned", "exempt", "passed_on", "late"}
    assert {name.removeprefix("state ") for name in found} == states
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}
