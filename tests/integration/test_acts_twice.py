"""Every act of the console, sent twice and from two tabs: the same form acts once; another content is never reported as done."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from builders import Office, at
from fastapi import FastAPI
from starlette.testclient import TestClient

from danvan_workflow.duty.events import ActKind, EventKind
from danvan_workflow.orchestration.console.access import signed_in
from danvan_workflow.orchestration.console.app import create_app
from danvan_workflow.orchestration.console.desk import Desk, desk
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import waive
from danvan_workflow.store import events
from danvan_workflow.store.tables import EventRow

pytestmark = pytest.mark.airflow

Q1, AGENCY, NOW = "binh-dinh-2025.dinh-ky.2025-q1", "L540", at("2025-03-18 10:00")
WHO = {"reason": "Mưa lũ chia cắt nhiều xã", "decider": "Trần Thị Bình, Phó Giám đốc", "document_number": "125/SNV-XDCQ"}
PLACE = f"/ky/{Q1}/co-quan/{AGENCY}"


@dataclass(frozen=True)
class Case:
    """An act, what its form says, and for each of its fields another thing that it could have said."""

    kind: EventKind
    address: str
    says: dict[str, str]
    others: tuple[dict[str, str], ...]
    before: Callable[[Office], object] = field(default=lambda _office: None)


def _report(office: Office) -> None:
    office.send(Q1, AGENCY, "2025-03-17", {"DV01": 1, "DV02": 3})


def _waived(office: Office) -> None:
    waive(office.runtime, Q1, AGENCY, Act("Mưa lũ", "Trần Thị Bình"), at("2025-03-17"))


WHOEVER = ({"reason": "Lý do khác"}, {"decider": "Nguyễn Văn An, Giám đốc"}, {"document_number": "126/SNV"})
PAPER = {"sent_on": "2025-03-17", "so.CD01": "3"}
CASES = (
    Case(EventKind.EXTENSION, f"{PLACE}/gia-han", {"new_last_day": "2025-03-25"}, ({"new_last_day": "2025-03-27"},)),
    Case(EventKind.WAIVER, f"{PLACE}/mien", {}, ()),
    Case(EventKind.WAIVER_LIFTED, f"{PLACE}/huy-mien", {}, (), _waived),
    Case(
        EventKind.RETURN,
        f"{PLACE}/tra-lai",
        {"muc.kiem-tra": "1", "sua.kiem-tra": "Nêu rõ hơn."},
        ({"muc.tuyen-truyen": "1", "sua.tuyen-truyen": "Thiếu số lớp."}, {"sua.kiem-tra": "Nêu rõ số đoàn."}),
        _report,
    ),
    Case(EventKind.FIGURES_ACCEPTED, f"{PLACE}/chap-nhan", {"so.DV02": "1"}, ({"so.DV01": "1"},), _report),
    Case(EventKind.MOVED_DEADLINE, f"/ky/{Q1}/doi-han", {"new_last_day": "2025-03-25"}, ({"new_last_day": "2025-03-27"},)),
    Case(EventKind.RECEIVED_ON_BEHALF, f"{PLACE}/nhan-thay", PAPER, ({"so.CD01": "4"}, {"sent_on": "2025-03-16"})),
)


@dataclass
class Console:
    """The pages of an office for one account, without a server."""

    office: Office
    client: TestClient

    def post(self, case: Case, more: dict[str, str]) -> httpx.Response:
        fields = {**WHO, **case.says, **more}
        answer: httpx.Response = self.client.post(case.address, data=fields, follow_redirects=False)
        return answer

    def mark(self, case: Case, more: dict[str, str]) -> str:
        """What the second step is shown with."""
        shown = self.post(case, more)
        assert shown.status_code == 200, shown.text
        return shown.text.split('name="moc" value="')[1].split('"')[0]

    def done(self, case: Case) -> list[EventRow]:
        with self.office.runtime.uow() as uow:
            return [event for event in events.events_of(uow, Q1) if event.kind is case.kind]


@pytest.fixture
def console(office: Office) -> Iterator[Console]:
    """The cycle is open; the account may do everything."""
    office.open(Q1)
    account = SimpleNamespace(name="chuyenvien", require=lambda _allowed: None)
    for right in ("may_read", "may_change", "may_open"):
        setattr(account, right, lambda *_: True)
    app: FastAPI = create_app()
    visitor: Any = account
    app.dependency_overrides = {signed_in: lambda: None, desk: lambda: Desk(office.runtime, visitor, NOW)}
    with TestClient(app) as client:
        yield Console(office, client)


def test_every_act_is_tried() -> None:
    assert {case.kind.value for case in CASES} == {*(kind.value for kind in ActKind), "received_on_behalf"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind.value)
def test_the_same_form_sent_twice_is_done_once_and_both_times_said_to_be(console: Console, case: Case) -> None:
    case.before(console.office)
    mark = {"moc": console.mark(case, {}), "buoc": "lam"}
    answers = [console.post(case, mark) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(console.done(case)) == 1


TABS = [(case, other) for case in CASES for other in (*case.others, *WHOEVER)]


@pytest.mark.parametrize(("case", "other"), TABS, ids=[f"{case.kind.value}-{'-'.join(other)}" for case, other in TABS])
def test_a_second_tab_with_another_content_is_not_reported_as_done(console: Console, case: Case, other: dict[str, str]) -> None:
    case.before(console.office)
    mark = console.mark(case, {})
    assert console.mark(case, other) == mark  # both tabs were shown before either was confirmed
    first = console.post(case, {"moc": mark, "buoc": "lam"})
    second = console.post(case, {**other, "moc": mark, "buoc": "lam"})
    assert first.status_code == 303
    assert second.status_code in (200, 422), second.headers
    assert len(console.done(case)) == 1


def test_two_days_in_two_tabs_and_the_second_is_shown_again_with_its_own_day(console: Console) -> None:
    case, other = CASES[0], {"new_last_day": "2025-03-27"}
    mark = console.mark(case, {})
    console.post(case, {"moc": mark, "buoc": "lam"})
    again = console.post(case, {**other, "moc": mark, "buoc": "lam"})
    assert "Xem lại rồi xác nhận" in again.text
    assert "27/3/2025" in again.text
    confirmed = console.post(case, {**other, "moc": again.text.split('name="moc" value="')[1].split('"')[0], "buoc": "lam"})
    assert confirmed.status_code == 303
    assert console.office.duties(Q1)[AGENCY].last_day == dt.date(2025, 3, 27)


def test_the_page_of_the_agency_names_the_checked_values_and_offers_to_accept_them(console: Console) -> None:
    _report(console.office)
    page = console.client.get(f"/co-quan/{AGENCY}?ky={Q1}").text
    assert "Số liệu đang kiểm tra" in page
    assert f"{PLACE}/chap-nhan" in page
    form = console.client.get(f"{PLACE}/chap-nhan").text
    assert 'name="so.DV02"' in form
    case = next(case for case in CASES if case.kind is EventKind.FIGURES_ACCEPTED)
    assert "chưa chọn số liệu nào" in console.client.post(case.address, data=WHO).text.lower()
    every = dict.fromkeys(re.findall(r'name="(so\.\w+)"', form), "1")
    shown = console.post(case, every)
    assert "báo cáo không còn lỗi phải sửa" in shown.text
    done = console.post(case, {**every, "moc": shown.text.split('name="moc" value="')[1].split('"')[0], "buoc": "lam"})
    after = console.client.get(done.headers["location"]).text
    assert "Đã chấp nhận số liệu" in after
    assert "Số liệu được chấp nhận" in after
    assert "Số liệu đang kiểm tra" not in after
    assert WHO["reason"] in after
    assert f"{PLACE}/chap-nhan" not in after
    assert "không có số liệu nào đang kiểm tra" in console.client.get(f"{PLACE}/chap-nhan").text
