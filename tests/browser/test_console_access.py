"""Who gets in, and what the console says to those who do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from danvan_workflow.duty.events import EventKind
from danvan_workflow.orchestration.console import desk
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

CYCLE = "binh-dinh-2025.dinh-ky.2025-q1"


@pytest.fixture(scope="module")
def opened(console: Any) -> Any:
    console.office.open(CYCLE)
    return console


def ask(console: Any, path: str, account: str = "", **headers: str) -> httpx.Response:
    cookies = {"_token": console.token(account)} if account else None
    return httpx.get(console.address(path), headers=headers, cookies=cookies)


def test_a_stranger_is_sent_to_the_sign_in_page_and_a_program_is_told_401(opened: Any) -> None:
    answer = ask(opened, "/ky/", accept="text/html")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/auth/login?next=http")
    assert ask(opened, "/ky/").status_code == 401
    assert ask(opened, "/khong-co").status_code in (401, 404)
    assert ask(opened, "/ky/", accept="text/html", cookie="_token=abc").status_code in (302, 401, 403)


def test_whoever_signs_in_reads_the_cycles(opened: Any, visit: Callable[..., Page]) -> None:
    page = visit("/ky/", as_="nguoixem")
    assert page.locator("h1").inner_text() == "Kỳ báo cáo"
    assert "19/3/2025" in page.locator("main").inner_text()


def test_an_address_that_is_none_is_answered_in_vietnamese(opened: Any) -> None:
    answer = ask(opened, "/khong-co", "nguoixem")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


def test_a_store_without_tables_is_told_with_the_way_to_make_them(
    opened: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bare = Runtime(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path}/danvan.sqlite"))
    monkeypatch.setattr(desk, "runtime_of", lambda _settings: bare)
    answer = ask(opened, "/", "chuyenvien")
    assert answer.status_code == 503
    assert "danvan doctor --fix" in answer.text
    assert "dung lượng đĩa" not in answer.text
    assert "ít phút" not in answer.text
    bare.engine.dispose()


def test_pages_load_nothing_from_elsewhere_and_stand_in_no_foreign_frame(opened: Any) -> None:
    policy = ask(opened, "/ky/", "nguoixem").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy


def test_the_page_stands_in_airflows_navigation(opened: Any, visit: Callable[..., Page]) -> None:
    page = visit(f"{opened.url}/plugin/bao_cao_dan_van")
    frame = page.frame_locator("iframe")
    assert frame.locator("nav").inner_text().startswith("Bảng theo dõi")


def test_a_fault_of_ours_is_told_in_vietnamese_without_its_story(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from danvan_workflow.orchestration.console import cycles

    monkeypatch.setattr(cycles, "render", lambda *_, **__: 1 / 0)
    answer = ask(opened, "/ky/", "nguoixem")
    assert answer.status_code == 500
    assert "báo người quản trị" in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_a_register_that_was_imported_since_is_read_anew(opened: Any) -> None:
    from danvan_workflow.store import events

    runtime = opened.office.runtime
    ask(opened, "/ky/", "nguoixem")
    before = runtime.register
    ask(opened, "/ky/", "nguoixem")
    assert runtime.register is before
    with runtime.uow() as uow:
        events.record(uow, EventKind.REGISTER_IMPORTED, opened.now)
        uow.commit()
    ask(opened, "/ky/", "nguoixem")
    assert runtime.register is not before
