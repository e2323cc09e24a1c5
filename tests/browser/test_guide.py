"""The officer's guide, followed step by step by somebody who has nothing but the guide; its pictures are taken on the way.

`make pictures` (pytest --update-pictures) writes them into docs/huong-dan.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from province import AD_HOC, DAG_ID, Q1, Q1_RUN, SIX_MONTHS, WATCH, Province, running_province

from danvan_workflow.embedded.home import LEADER, OFFICER
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles, events
from danvan_workflow.store.tables import DutyRow

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "huong-dan"
ACT = {"reason": "Mưa lũ chia cắt địa bàn", "decider": "Trần Thị Bình, Phó Giám đốc Sở Nội vụ", "document_number": "125/SNV-XDCQ"}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """One installation for the whole walk."""
    with running_province(tmp_path_factory.mktemp("tinh")) as running:
        yield running


@pytest.fixture(scope="module")
def store(province: Province) -> Iterator[Runtime]:
    """The installation's database, to see what an act did."""
    runtime = Runtime(province.server.settings)
    yield runtime
    runtime.engine.dispose()


@pytest.fixture(scope="module")
def sign_in(browser: Browser, province: Province) -> Iterator[Callable[[str], Page]]:
    """A browser window of an account, signed in by the page for it; the same window at every call."""
    windows: dict[str, Page] = {}

    def window(account: str) -> Page:
        if account not in windows:
            context = browser.new_context(
                locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1280, "height": 860}, color_scheme="light"
            )
            page = windows[account] = context.new_page()
            page.set_default_timeout(30_000)
            page.goto(province.url)
            page.fill("input[name=username]", account)
            page.fill("input[name=password]", province.home.passwords[account])
            page.keyboard.press("Enter")
            page.wait_for_url(f"{province.url}/")
        return windows[account]

    yield window
    for page in windows.values():
        page.context.close()


@pytest.fixture
def picture(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., None]:
    """Take a picture of the guide: kept where it is asked for, else thrown away."""
    folder = GUIDE if request.config.getoption("--update-pictures") else tmp_path

    def take(page: Page, name: str, **options: Any) -> None:
        page.wait_for_timeout(700)  # what still moves or loads in Airflow's own pages
        page.screenshot(path=folder / f"{name}.png", animations="disabled", **options)
        assert f"]({name}.png)" in (GUIDE / "README.md").read_text("utf-8"), f"the guide shows no picture {name}"

    return take


def board(page: Page, province: Province) -> FrameLocator:
    """The board as it stands inside Airflow."""
    page.goto(f"{province.url}/plugin/bao_cao_dan_van")
    frame = page.frame_locator("iframe")
    frame.get_by_label("Tìm cơ quan").wait_for()
    return frame


def agency_page(page: Page, province: Province, duty: DutyRow) -> FrameLocator:
    """Find an agency on the board and press its state in the six months' cycle."""
    frame = board(page, province)
    frame.get_by_label("Tìm cơ quan").fill(duty.agency_name)
    press(frame, "Lọc")
    frame.get_by_text(re.compile(r"^Hiện 0?1/")).wait_for()
    frame.locator(f'.board a.state[href*="{duty.agency}?ky={SIX_MONTHS}"]').first.click()
    frame.get_by_role("heading", name=duty.agency_name, level=1).wait_for()
    return frame


def press(frame: FrameLocator, name: str) -> None:
    """Press what bears that name, a button or a link: the guide names it."""
    require_named(name)
    found = frame.get_by_role("button", name=name, exact=True).or_(frame.get_by_role("link", name=name, exact=True))
    found.first.click()


def press_at_last(frame: FrameLocator) -> None:
    """Press the button that does what was looked at before."""
    button = frame.locator("button.act")
    require_named(button.inner_text())
    button.click()


def require_named(name: str) -> None:
    """Whoever has nothing but the guide finds what to press."""
    assert f"**{name}**" in (GUIDE / "README.md").read_text("utf-8"), f"the guide doesn't name “{name}”"


def fill_act(frame: FrameLocator, **fields: str) -> None:
    """Reason, decider and document, and what else the form asks."""
    for name, value in {**ACT, **fields}.items():
        frame.locator(f"[name={name}]").fill(value)


def log_of(store: Runtime, cycle_id: str, kind: str) -> list[Any]:
    """The entries of the audit log."""
    with store.uow() as uow:
        return [event for event in events.events_of(uow, cycle_id) if event.kind == kind]


def test_sign_in(province: Province, browser: Browser, picture: Callable[..., None]) -> None:
    page = browser.new_page(locale="vi-VN", viewport={"width": 1280, "height": 640})
    page.goto(province.url)
    page.locator("input[name=password]").wait_for()
    picture(page, "dang-nhap")
    page.close()


def test_who_has_sent_and_who_has_not(province: Province, sign_in: Callable[..., Page], picture: Callable[..., None]) -> None:
    page = sign_in(OFFICER)
    page.get_by_role("link", name="Dân vận").click()
    frame = page.frame_locator("iframe")
    assert "Bình Định" in frame.locator("h1").inner_text()
    picture(page, "bang-theo-doi")
    frame.get_by_label("Tìm cơ quan").fill("thanh pho quy nhon")
    press(frame, "Lọc")
    frame.get_by_text("Hiện 1/26 cơ quan").wait_for()
    assert "thành phố Quy Nhơn" in frame.locator(".board tbody th a").inner_text()
    with page.expect_download() as download:
        frame.get_by_role("link", name="Tải bảng Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_a_cycle_from_its_opening_to_its_end(
    province: Province, sign_in: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = sign_in(OFFICER)
    frame = board(page, province)
    frame.get_by_role("link", name="6 tháng đầu năm 2025").first.click()
    frame.get_by_role("heading", name="Các mốc của kỳ").wait_for()
    picture(page, "ky-bao-cao")
    page.goto(f"{province.url}/dags/{DAG_ID}")
    page.get_by_text("Nhắc lần cuối trước 1 ngày").first.wait_for()
    picture(page, "luoi")


def test_an_extension(province: Province, sign_in: Callable[..., Page], store: Runtime, picture: Callable[..., None]) -> None:
    page, late = sign_in(OFFICER), first_duty(store, sent=False)
    frame = agency_page(page, province, late)
    press(frame, "Gia hạn")
    fill_act(frame, new_last_day="2025-06-24")
    picture(page, "gia-han")
    press(frame, "Xem trước")
    frame.get_by_role("heading", name="Xác nhận").wait_for()
    assert "24/6/2025" in frame.locator("main").inner_text()
    press_at_last(frame)
    frame.get_by_text("Đã gia hạn").wait_for()
    assert first_duty(store, sent=False).last_day == dt.date(2025, 6, 24)  # a Tuesday
    [entry] = log_of(store, SIX_MONTHS, "extension")
    assert (entry.by, entry.detail["entered_by"]) == (ACT["decider"], OFFICER)


def test_a_return_section_by_section(
    province: Province, sign_in: Callable[..., Page], store: Runtime, picture: Callable[..., None]
) -> None:
    page, sent = sign_in(OFFICER), first_duty(store, sent=True)
    frame = agency_page(page, province, sent)
    press(frame, "Trả lại để sửa")
    first = frame.locator("fieldset .pick").first
    first.get_by_role("checkbox").check()
    first.get_by_role("textbox").fill("Ghi rõ số văn bản đã ban hành trong kỳ.")
    picture(page, "tra-lai")
    fill_act(frame, reason="")
    press(frame, "Xem trước")
    frame.get_by_role("heading", name="Thư", exact=True).wait_for()
    assert "Ghi rõ số văn bản đã ban hành trong kỳ." in frame.locator(".letter").first.inner_text()
    press_at_last(frame)
    frame.get_by_text("Đã trả lại báo cáo").wait_for()
    [entry] = log_of(store, SIX_MONTHS, "return")
    assert (entry.agency, entry.detail["entered_by"]) == (sent.agency, OFFICER)


def test_a_report_that_came_on_paper(
    province: Province, sign_in: Callable[..., Page], store: Runtime, picture: Callable[..., None]
) -> None:
    page, late = sign_in(OFFICER), first_duty(store, sent=False)
    frame = agency_page(page, province, late)
    press(frame, "Nhận thay báo cáo")
    frame.get_by_role("heading", name=re.compile("Nhận thay"), level=1).wait_for()
    picture(page, "nhan-thay")
    assert late.agency_name in frame.locator("main").inner_text()


def test_a_waiver_and_its_lifting(province: Province, sign_in: Callable[..., Page], store: Runtime) -> None:
    frame = agency_page(sign_in(OFFICER), province, first_duty(store, sent=False))
    for button, kind in (("Miễn báo cáo kỳ này", "waiver"), ("Hủy miễn", "waiver_lifted")):
        press(frame, button)
        fill_act(frame)
        press(frame, "Xem trước")
        frame.get_by_role("heading", name="Xác nhận").wait_for()
        press_at_last(frame)
        frame.get_by_role("status").wait_for()
        assert len(log_of(store, SIX_MONTHS, kind)) == 1


def test_a_new_last_day_for_the_whole_cycle(
    province: Province, sign_in: Callable[..., Page], store: Runtime, picture: Callable[..., None]
) -> None:
    page = sign_in(OFFICER)
    frame = board(page, province)
    frame.get_by_role("link", name="6 tháng đầu năm 2025").first.click()
    press(frame, "Đổi hạn của cả kỳ")
    fill_act(frame, new_last_day="2025-06-23")
    press(frame, "Xem trước")
    frame.get_by_role("heading", name="Xác nhận").wait_for()
    picture(page, "doi-han")
    press_at_last(frame)
    frame.get_by_text("Đã đổi hạn của cả kỳ").wait_for()
    with store.uow() as uow:
        assert cycles.get_cycle(uow, SIX_MONTHS).effective_last_day == dt.date(2025, 6, 23)  # a Monday
    assert first_duty(store, sent=False).last_day == dt.date(2025, 6, 24)  # its own day is the later one


def test_the_leader_approves(
    province: Province, sign_in: Callable[..., Page], store: Runtime, picture: Callable[..., None]
) -> None:
    letter = newest_letter(province, "phê duyệt")
    [link] = re.findall(r"https?://\S+/trinh-duyet", letter)
    page = sign_in(LEADER)
    page.goto(link)
    page.get_by_role("heading", level=1).wait_for()
    picture(page, "trinh-duyet")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile(r"\.docx")).first.click()
    assert download.value.path().read_bytes()[:2] == b"PK"
    page.goto(f"{province.url}/required_actions")
    page.get_by_role("link", name=re.compile("duyệt bản tổng hợp")).first.click()
    page.get_by_role("button", name="Duyệt", exact=True).wait_for()
    picture(page, "phe-duyet")
    page.get_by_role("button", name="Duyệt", exact=True).click()
    province.wait_for(Q1_RUN, "phat_hanh", "success")
    with store.uow() as uow:
        assert cycles.get_cycle(uow, Q1).state == "issued"
    [decision] = log_of(store, Q1, "decision_approve")
    assert decision.by == LEADER


def test_an_ad_hoc_cycle(province: Province, sign_in: Callable[..., Page], store: Runtime, picture: Callable[..., None]) -> None:
    province.server.api.unpause(AD_HOC)
    page = sign_in(OFFICER)
    frame = board(page, province)
    press(frame, "Kỳ đột xuất")
    frame.get_by_label("Tên báo cáo").fill("Tình hình dư luận sau sắp xếp đơn vị hành chính")
    frame.get_by_label("Căn cứ").fill("Công văn số 215/UBND-NC ngày 10/6/2025")
    frame.locator("[name=last_day]").fill("2025-06-24")
    frame.locator("[name=questions]").fill("Dư luận chung ra sao?\nCó vụ việc nào phát sinh không?")
    picture(page, "dot-xuat")
    frame.locator("[name=decider]").fill(ACT["decider"])
    press(frame, "Xem trước")
    frame.get_by_text("Có vụ việc nào phát sinh không?").first.wait_for()
    press_at_last(frame)
    frame.get_by_role("status").wait_for()
    province.wait_for("manual__2025-dx-01", "mo_ky", "success", dag_id=AD_HOC)
    with store.uow() as uow:
        opened = cycles.get_cycle(uow, "dak-lak-2025.dot-xuat.2025-dx-01")
    assert opened.effective_last_day == dt.date(2025, 6, 24)


def test_the_daily_round(province: Province, sign_in: Callable[..., Page], picture: Callable[..., None]) -> None:
    province.server.api.unpause(WATCH)
    province.server.api.trigger(WATCH, "thu-tay", {}, None)
    province.wait_for("thu-tay", "soat_ton_dong", "failed", dag_id=WATCH)  # other plans' cycles should have opened
    page = sign_in(OFFICER)
    page.goto(f"{province.url}/dags/{WATCH}/runs/thu-tay")  # not the log: it names folders of this machine
    page.get_by_text("Soát việc tồn đọng").first.wait_for()
    picture(page, "truc-ban")


def test_the_guide_shows_what_was_pictured() -> None:
    shown = set(re.findall(r"\]\(([a-z-]+)\.png\)", (GUIDE / "README.md").read_text("utf-8")))
    assert shown == {file.stem for file in GUIDE.glob("*.png")}


def first_duty(store: Runtime, *, sent: bool) -> DutyRow:
    """The first district of the six months' roll that has sent, or that hasn't."""
    with store.uow() as uow:
        duties = cycles.duties_of(uow, SIX_MONTHS)
    return next(d for d in duties if d.owes and bool(d.submissions) is sent and "huyện" in d.agency_name)


def newest_letter(province: Province, words: str) -> str:
    """The text of the last letter in the box whose subject has these words."""
    files = sorted(province.home.mailbox.glob("*/*"), key=lambda file: file.stat().st_mtime, reverse=True)
    letters = (email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files if file.is_file())
    found = next(letter for letter in letters if words in str(letter["Subject"]).lower())
    body = found.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
