"""The acts on one agency, done by hand in a browser; who may not, what is refused, and what the log keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from builders import at

from danvan_workflow.errors import Refused
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.store import cycles, events
from danvan_workflow.store.tables import EventRow

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
CYCLE = "binh-dinh-2025.dinh-ky.2025-q1"
PHONE = {"width": 390, "height": 844}
DECIDER, NUMBER, REASON = "Trần Thị Bình, Phó Giám đốc", "125/SNV-XDCQ", "Mưa lũ chia cắt nhiều xã"
ACTS = ["gia-han", "mien", "huy-mien", "tra-lai"]
WHO = {"reason": REASON, "decider": DECIDER, "document_number": NUMBER}


@pytest.fixture(scope="module")
def opened(console: Any) -> Any:
    """A cycle that was opened, and every agency asked for its report; each test takes an agency of its own."""
    console.office.open(CYCLE)
    send_rung(console.office.runtime, CYCLE, 1, at("2025-02-26"))
    console.now = at("2025-03-18 10:00")
    return console


def place(agency: str, act: str) -> str:
    return f"/ky/{CYCLE}/co-quan/{agency}/{act}"


def post(console: Any, agency: str, act: str, account: str = "chuyenvien", **fields: str) -> httpx.Response:
    """As a program with the account's token sends the form."""
    return httpx.post(console.address(place(agency, act)), data=fields, cookies={"_token": console.token(account)})


def log_of(console: Any, agency: str) -> list[EventRow]:
    with console.office.runtime.uow() as uow:
        return [event for event in events.events_of(uow, CYCLE) if event.agency == agency]


def last_day(console: Any, agency: str) -> dt.date:
    with console.office.runtime.uow() as uow:
        duty = cycles.find_duty(uow, CYCLE, agency)
        assert duty is not None
        return duty.last_day


def fill_who(page: Page) -> None:
    page.get_by_label("Lý do").first.fill(REASON)
    page.get_by_label("Người quyết định").fill(DECIDER)
    page.get_by_label("Số văn bản").fill(NUMBER)


def sent_to(console: Any, agency: str, kind: str) -> list[str]:
    return [row.state for row in console.office.notices(CYCLE, agency=agency, kind=kind)]


# -- gia hạn --------------------------------------------------------------------------------------------------------


def test_an_officer_gives_an_extension_and_sees_before_what_it_does(opened: Any, visit: Visit) -> None:
    page = visit("/co-quan/L540")
    page.get_by_role("link", name="Gia hạn").click()
    page.get_by_label("Ngày cuối cùng mới").fill("2025-03-25")
    fill_who(page)
    page.get_by_role("button", name="Xem trước").click()
    text = page.locator("main").inner_text()
    assert "hết thứ Tư, ngày 19/3/2025" in text
    assert "hết thứ Ba, ngày 25/3/2025" in text
    assert "vanthu@" in text  # who gets the letter
    assert "thứ Ba, ngày 25/3/2025" in page.locator(".letter").first.inner_text()
    assert last_day(opened, "L540") == dt.date(2025, 3, 19)  # nothing is done yet
    page.get_by_role("button", name="Gia hạn").click()
    assert "Đã gia hạn" in page.get_by_role("status").inner_text()
    assert "25/3/2025" in page.locator("ul.cards").inner_text()
    event = log_of(opened, "L540")[-1]
    assert (event.kind, event.by, event.detail["document_number"]) == ("extension", DECIDER, NUMBER)
    assert (event.detail["entered_by"], event.detail["reason"]) == ("chuyenvien", REASON)
    assert sent_to(opened, "L540", "deadline_changed") == ["sent"]  # it left after the page was answered


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(opened: Any, visit: Visit) -> None:
    page = visit(place("L542", "gia-han"))
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_label("Ngày cuối cùng mới").fill("2025-03-19")
    page.get_by_label("Người quyết định").fill(DECIDER)
    page.get_by_role("button", name="Xem trước").click()
    assert "Chưa nêu lý do" in page.locator("#loi-reason").inner_text()
    assert page.get_by_label("Người quyết định").input_value() == DECIDER
    assert page.get_by_label("Ngày cuối cùng mới").input_value() == "2025-03-19"
    page.get_by_label("Lý do").fill(REASON)
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("button", name="Xem trước").click()
    assert "Gia hạn phải muộn hơn hạn hiện nay" in page.locator("#loi-new_last_day").inner_text()
    assert page.get_by_label("Lý do").input_value() == REASON
    assert last_day(opened, "L542") == dt.date(2025, 3, 19)


@pytest.mark.parametrize("day", ["", "hôm qua", "2025-02-30", "2025-03-19", "2024-03-25", "9999-12-31"])
def test_a_day_that_is_none_or_no_later_one_is_refused(opened: Any, day: str) -> None:
    answer = post(opened, "L543", "gia-han", new_last_day=day, **WHO)
    assert answer.status_code == 422
    assert "Chưa ghi gì" in answer.text
    assert last_day(opened, "L543") == dt.date(2025, 3, 19)


def test_a_day_gone_by_is_given_only_to_a_report_that_came(opened: Any) -> None:
    opened.office.send(CYCLE, "L544", "2025-03-20 09:00")
    before, opened.now = opened.now, at("2025-03-24")
    try:
        assert post(opened, "L544", "gia-han", new_last_day="2025-03-21", **WHO).status_code == 200
        assert "Hạn mới đã qua" in post(opened, "L544", "gia-han", new_last_day="2025-03-21", **WHO).text
        refused = post(opened, "L545", "gia-han", new_last_day="2025-03-21", **WHO)
    finally:
        opened.now = before
    assert refused.status_code == 422
    assert "Ngày này đã qua" in refused.text


def test_a_day_off_and_a_day_after_the_consolidation_are_pointed_out(opened: Any) -> None:
    answer = post(opened, "L543", "gia-han", new_last_day="2025-03-30", **WHO)
    assert "là ngày nghỉ" in answer.text
    assert "được tổng hợp ngày" in answer.text


def test_the_same_form_sent_twice_does_it_once(opened: Any, visit: Visit) -> None:
    first = post(opened, "L546", "gia-han", new_last_day="2025-03-25", **WHO)
    mark = first.text.split('name="moc" value="')[1].split('"')[0]
    for _ in range(2):
        answer = post(opened, "L546", "gia-han", new_last_day="2025-03-25", buoc="lam", moc=mark, **WHO)
        assert answer.status_code == 303
        assert "xong=gia-han" in answer.headers["location"]
    assert [event.kind for event in log_of(opened, "L546")] == ["extension"]


def test_the_same_form_sent_twice_at_once_does_it_once(opened: Any) -> None:
    acts: dict[str, dict[str, str]] = {"gia-han": {"new_last_day": "2025-03-25"}, "mien": {}}
    for agency, (act, more) in zip(("L52-VP", "L52-STP"), acts.items(), strict=True):
        mark = post(opened, agency, act, **WHO, **more).text.split('name="moc" value="')[1].split('"')[0]
        fields = {**WHO, **more, "buoc": "lam", "moc": mark}
        with ThreadPoolExecutor(8) as pool:
            waiting = [pool.submit(post, opened, agency, act, **fields) for _ in range(8)]
        assert {future.result().status_code for future in waiting} == {303}
        assert len(log_of(opened, agency)) == 1


def test_without_a_mail_server_the_act_stands_and_its_letter_waits(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise Refused("Chưa khai báo máy chủ thư.")

    monkeypatch.setattr(opened.office.runtime, "transport", away)
    mark = post(opened, "L52-SXD", "gia-han", new_last_day="2025-03-25", **WHO).text.split('name="moc" value="')[1].split('"')[0]
    answer = post(opened, "L52-SXD", "gia-han", new_last_day="2025-03-25", buoc="lam", moc=mark, **WHO)
    assert answer.status_code == 303
    assert last_day(opened, "L52-SXD") == dt.date(2025, 3, 25)
    assert sent_to(opened, "L52-SXD", "deadline_changed") == ["pending"]


def test_what_was_foreseen_and_changed_meanwhile_is_shown_again(opened: Any) -> None:
    first = post(opened, "L547", "gia-han", new_last_day="2025-03-25", **WHO)
    mark = first.text.split('name="moc" value="')[1].split('"')[0]
    opened.office.send(CYCLE, "L547", "2025-03-18 09:30")
    answer = post(opened, "L547", "gia-han", new_last_day="2025-03-25", buoc="lam", moc=mark, **WHO)
    assert answer.status_code == 200
    assert "hồ sơ của cơ quan đã thay đổi" in answer.text
    assert last_day(opened, "L547") == dt.date(2025, 3, 19)


def test_back_from_the_second_step_everything_typed_is_there(opened: Any, visit: Visit) -> None:
    page = visit(place("L542", "gia-han"))
    page.get_by_label("Ngày cuối cùng mới").fill("2025-03-26")
    fill_who(page)
    page.get_by_label("Lý do").fill("Dòng một “<b>”\nDòng hai")
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_role("button", name="Sửa lại").click()
    assert page.get_by_label("Lý do").input_value() == "Dòng một “<b>”\nDòng hai"
    assert page.get_by_label("Ngày cuối cùng mới").input_value() == "2025-03-26"
    assert page.get_by_label("Số văn bản").input_value() == NUMBER


def test_a_text_that_cannot_be_kept_is_refused_before(opened: Any) -> None:
    long = {**WHO, "decider": "A" * 201, "document_number": "1" * 101}
    answer = post(opened, "L543", "gia-han", new_last_day="2025-03-25", **long)
    assert answer.status_code == 422
    assert "tối đa 200 ký tự" in answer.text
    assert "tối đa 100 ký tự" in answer.text


# -- miễn, hủy miễn ---------------------------------------------------------------------------------------------------


def test_an_officer_excuses_an_agency_and_takes_it_back(opened: Any, visit: Visit) -> None:
    page = visit("/co-quan/L548")
    page.get_by_role("link", name="Miễn báo cáo kỳ này").click()
    fill_who(page)
    page.get_by_role("button", name="Xem trước").click()
    assert "Không có thư nào được gửi ngay" in page.locator("main").inner_text()
    page.get_by_role("button", name="Miễn báo cáo").click()
    assert page.locator("ul.cards .state").first.inner_text() == "miễn"
    assert page.locator("a.act").all_inner_texts() == ["Hủy miễn"]
    page.get_by_role("link", name="Hủy miễn").click()
    fill_who(page)
    page.get_by_role("button", name="Xem trước").click()
    assert "chậm nhất hết thứ Tư, ngày 19/3/2025" in page.locator("main").inner_text()
    page.get_by_role("button", name="Hủy miễn").click()
    assert page.locator("ul.cards .state").first.inner_text() == "chưa gửi"
    assert [(e.kind, e.by, e.detail["entered_by"]) for e in log_of(opened, "L548")] == [
        ("waiver", DECIDER, "chuyenvien"),
        ("waiver_lifted", DECIDER, "chuyenvien"),
    ]
    opened.office.send(CYCLE, "L548", "2025-03-18 09:00")  # and its report is taken again


def test_letters_that_wait_are_withdrawn_by_a_waiver_and_it_says_which(opened: Any) -> None:
    opened.office.send(CYCLE, "L549", "2025-03-17 09:00")  # its receipt waits
    answer = post(opened, "L549", "mien", **WHO)
    assert "Thư đang chờ được rút lại" in answer.text
    assert "Xác nhận đã nhận" in answer.text
    assert sent_to(opened, "L549", "receipt") == ["pending"]


def test_a_waiver_is_given_once_and_taken_back_once(opened: Any) -> None:
    mark = post(opened, "L550", "mien", **WHO).text.split('name="moc" value="')[1].split('"')[0]
    for _ in range(2):
        assert post(opened, "L550", "mien", buoc="lam", moc=mark, **WHO).status_code == 303
    assert [event.kind for event in log_of(opened, "L550")] == ["waiver"]
    other = post(opened, "L550", "mien", buoc="lam", moc=mark, **{**WHO, "reason": "Lý do khác"})
    assert other.status_code == 422
    assert "đang được miễn" in other.text
    assert post(opened, "L550", "gia-han", new_last_day="2025-03-25", **WHO).status_code == 422
    assert post(opened, "L551", "huy-mien", **WHO).status_code == 422


# -- trả lại --------------------------------------------------------------------------------------------------------


def test_an_officer_returns_two_sections_and_reads_the_letter_before(opened: Any, visit: Visit) -> None:
    draft = opened.office.draft(CYCLE, "L52-SYT", "2025-03-18 09:00", {"DV02": 3})
    texts = tuple(n for n in draft.narratives if n.section != "kiem-tra")
    opened.office.send(CYCLE, "L52-SYT", "2025-03-18 09:00", {"DV02": 3}, narratives=texts)
    page = visit("/co-quan/L52-SYT")
    page.get_by_role("link", name="Trả lại để sửa").click()
    ticked = page.locator(".pick", has=page.locator("input:checked"))
    titles = ticked.locator("> label").all_inner_texts()
    assert [title.strip().split(" ")[0] for title in titles] == ["II.6.", "II.9."]  # models, and the section left out
    assert "chưa có nội dung" in ticked.nth(1).locator("textarea").input_value().lower()
    ticked.nth(1).locator("textarea").fill("Chưa nêu kết quả kiểm tra.")
    page.get_by_label("Người quyết định").fill(DECIDER)
    page.get_by_label("Số văn bản").fill(NUMBER)
    page.get_by_role("button", name="Xem trước").click()
    letter = page.locator(".letter").inner_text()
    assert "Chưa nêu kết quả kiểm tra." in letter
    assert "Số mô hình được công nhận" in letter
    page.get_by_role("button", name="Trả lại báo cáo").click()
    assert page.locator("ul.cards .state").first.inner_text() == "trả lại"
    assert "Trả lại để sửa" not in page.locator(".acts").inner_text()
    event = log_of(opened, "L52-SYT")[-1]
    assert (event.kind, event.by, event.detail["document_number"]) == ("return", DECIDER, NUMBER)
    assert (event.detail["entered_by"], list(event.detail["sections"])) == (
        "chuyenvien",
        ["thi-dua-dan-van-kheo", "kiem-tra"],
    )
    assert sent_to(opened, "L52-SYT", "return") == ["sent"]
    assert "Chưa nêu kết quả kiểm tra." in opened.office.transport.sent[-1].text


def test_a_return_that_cannot_be_made_says_why_and_keeps_what_was_typed(opened: Any) -> None:
    nothing = post(opened, "L52-SCT", "tra-lai", **WHO)
    assert nothing.status_code == 422
    assert "chưa gửi báo cáo kỳ này" in nothing.text
    opened.office.send(CYCLE, "L52-SCT", "2025-03-18 09:00")
    unknown = post(opened, "L52-SCT", "tra-lai", **WHO, **{"muc.la-gi": "1"})
    assert unknown.status_code == 422
    assert "Mục không thuộc báo cáo" in unknown.text
    bare = post(opened, "L52-SCT", "tra-lai", **{"muc.kiem-tra": "1", "sua.kiem-tra": "", "document_number": NUMBER})
    assert bare.status_code == 422
    assert "Chưa nêu lý do" in bare.text
    assert "Chưa nêu người quyết định" in bare.text
    assert f'value="{NUMBER}"' in bare.text
    assert 'name="muc.kiem-tra" value="1" checked' in bare.text
    long = post(opened, "L52-SCT", "tra-lai", **WHO, **{"muc.kiem-tra": "1", "sua.kiem-tra": "A" * 2001})
    assert "Viết quá dài" in long.text
    assert log_of(opened, "L52-SCT")[-1].kind == "submission_received"


def test_a_return_sent_twice_is_one_return_and_one_letter(opened: Any) -> None:
    opened.office.send(CYCLE, "L52-STC", "2025-03-18 09:00")
    said = {"muc.kiem-tra": "1", "sua.kiem-tra": "Nêu rõ hơn.", "decider": DECIDER}
    mark = post(opened, "L52-STC", "tra-lai", **said).text.split('name="moc" value="')[1].split('"')[0]
    for _ in range(2):
        assert post(opened, "L52-STC", "tra-lai", buoc="lam", moc=mark, **said).status_code == 303
    assert [event.kind for event in log_of(opened, "L52-STC")] == ["submission_received", "return"]
    assert sent_to(opened, "L52-STC", "return") == ["sent"]


# -- who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ACTS)
def test_a_viewer_may_neither_see_the_form_nor_send_it(opened: Any, act: str) -> None:
    cookies = {"_token": opened.token("nguoixem")}
    assert httpx.get(opened.address(place("L551", act)), cookies=cookies).status_code == 403
    answer = post(opened, "L551", act, account="nguoixem", buoc="lam", new_last_day="2025-03-25", **WHO)
    assert answer.status_code == 403
    assert "không có quyền" in answer.text
    assert httpx.post(opened.address(place("L551", act)), data=WHO).status_code == 401
    assert log_of(opened, "L551") == []


@pytest.mark.parametrize("act", ACTS)
def test_no_other_site_can_make_an_officers_browser_act(opened: Any, act: str) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://xau.example"}):
        answer = httpx.post(
            opened.address(place("L551", act)),
            data={**WHO, "new_last_day": "2025-03-25", "buoc": "lam"},
            cookies={"_token": opened.token("chuyenvien")},
            headers=headers,
        )
        assert answer.status_code == 403
    assert log_of(opened, "L551") == []


def test_an_agency_or_a_cycle_that_is_none_is_answered_in_vietnamese(opened: Any) -> None:
    cookies = {"_token": opened.token("chuyenvien")}
    for address in (place("L9999", "gia-han"), "/ky/khong.co.ky/co-quan/L540/gia-han"):
        answer = httpx.get(opened.address(address), cookies=cookies)
        assert answer.status_code == 404
        assert "Không có" in answer.text


@pytest.mark.parametrize("act", ["L543/gia-han", "L543/mien", "L52-SCT/tra-lai"])
def test_the_forms_fit_a_phone_and_every_field_has_a_label(opened: Any, visit: Visit, act: str) -> None:
    page = visit(place(*act.split("/")), size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    bare = "e => e.filter(x => x.type !== 'hidden' && !x.labels.length).map(x => x.name)"
    assert page.locator("main input, main textarea, main select").evaluate_all(bare) == []
