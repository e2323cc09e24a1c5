"""Requests that no page of ours makes: refused before anything of them is read, or told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from builders import Office, at
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from danvan_workflow.orchestration.console.access import signed_in
from danvan_workflow.orchestration.console.app import create_app
from danvan_workflow.orchestration.console.desk import Desk, desk
from danvan_workflow.store import cycles
from danvan_workflow.web.posted import posted
from danvan_workflow.web.rights import NotAllowed

pytestmark = pytest.mark.airflow

Q1, AGENCY = "binh-dinh-2025.dinh-ky.2025-q1", "L540"
NUMBERS = (
    f"/ky/{Q1}/tep/%s",
    f"/co-quan/{AGENCY}?ky={Q1}&ban=%s",
    f"/co-quan/{AGENCY}/tep?ky={Q1}&ban=%s&ten=a.pdf",
    f"/ky/{Q1}/co-quan/{AGENCY}/nhan-thay?tu=%s",
    f"/ky/{Q1}/co-quan/{AGENCY}/nhan-thay/bieu.xlsx?tu=%s",
)


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("không có quyền")


@pytest.fixture
def app(office: Office) -> Callable[[bool], FastAPI]:
    """The console for an account that may look at everything, and change what it is told to."""
    office.open(Q1)

    def made(changes: bool) -> FastAPI:
        rights = {"may_read": lambda *_: True, "may_change": lambda *_: changes, "may_open": lambda *_: changes}
        account: Any = SimpleNamespace(name="nguoixem", require=_require, **rights)
        app = create_app()
        here = Desk(office.runtime, account, at("2025-03-18 10:00"))
        app.dependency_overrides = {signed_in: lambda: None, desk: lambda: here}
        return app

    return made


def _taking_forms(app: FastAPI) -> list[str]:
    return [
        route.path.format(cycle_id=Q1, code=AGENCY)
        for route in app.routes
        if isinstance(route, APIRoute) and "POST" in (route.methods or ())
    ]


def test_who_may_not_act_is_refused_before_the_form_is_read(app: Callable[[bool], FastAPI]) -> None:
    """A viewer's form of 1,2 MB once held all of Airflow for half a minute, to be answered 403."""
    console = app(False)

    async def unread() -> None:
        raise AssertionError("the form was read")

    console.dependency_overrides[posted] = unread
    addresses = _taking_forms(console)
    assert len(addresses) >= 8
    with TestClient(console, raise_server_exceptions=False) as client:
        answers = {address: client.post(address, data={"reason": "x"}).status_code for address in addresses}
    assert answers == dict.fromkeys(addresses, 403)


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30, -1])
@pytest.mark.parametrize("address", NUMBERS)
def test_a_number_that_no_row_can_have_is_no_page(app: Callable[[bool], FastAPI], address: str, number: int) -> None:
    with TestClient(app(True), raise_server_exceptions=False) as client:
        assert client.get(address % number).status_code == 404


HOSTILE = {
    "bieu.xlsx": b"PK\x03\x04" + b"\x00" * 500,
    "bao-cao.json": b'{"a": [' + b"[]," * 200_000 + b"[]]}",
    "bao-cao.yaml": b"a: [" + b"1," * 200_000 + b"]",
    "sau.json": b'{"a": ' * 50_000,
    "anh.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_in_a_sentence_and_nothing_typed_is_lost(
    app: Callable[[bool], FastAPI], office: Office, name: str
) -> None:
    typed = {"buoc": "tep", "sent_on": "2025-03-17", "so.CD01": "37", "reason": "Văn thư nhận qua bưu điện"}
    with TestClient(app(True), raise_server_exceptions=False) as client:
        files = {"tep": (name, HOSTILE[name])}
        answer = client.post(f"/ky/{Q1}/co-quan/{AGENCY}/nhan-thay", data=typed, files=files)
    assert answer.status_code == 422
    assert 'id="loi-tep"' in answer.text
    assert 'value="37"' in answer.text
    assert "Văn thư nhận qua bưu điện" in answer.text
    with office.runtime.uow() as uow:
        duty = cycles.find_duty(uow, Q1, AGENCY)
        assert duty is not None
        assert list(duty.submissions) == []
