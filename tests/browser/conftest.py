"""The console in a real API server of Airflow, looked at with a real browser, at a moment that the test chooses."""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from airflow_home import ACCOUNTS, airflow_db, runs_of_one_file  # noqa: F401
from builders import Office, at
from offices import prepared  # noqa: F401

from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.register.register import Register
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
SCREEN, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Airflow and a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.airflow)
            item.add_marker(pytest.mark.browser)


@dataclass
class Console:
    """A running API server, the office whose data it shows, and the moment it believes it is."""

    url: str
    office: Office
    token: Callable[[str], str]
    now: dt.datetime = field(default_factory=lambda: at("2025-03-18"))

    def address(self, path: str = "/") -> str:
        """A page of the console."""
        return f"{self.url}/dan-van{path}"


@pytest.fixture(scope="module")
def empty_office(prepared: tuple[Path, Register], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:  # noqa: F811
    """An office for all tests of a file: what one test changes, the next one sees."""
    home = tmp_path_factory.mktemp("console")
    shutil.copy(prepared[0], home / "danvan.sqlite")
    transport = MemoryTransport()
    runtime = Runtime(Settings(home=home, database_url=f"sqlite:///{home}/danvan.sqlite"), transport=transport)
    runtime.__dict__["register"] = prepared[1]
    yield Office(runtime, transport)
    runtime.engine.dispose()


@pytest.fixture(scope="session")
def api_server(airflow_db: Path) -> Iterator[str]:  # noqa: F811
    """Airflow's API server with all its plugins, on a port of its own."""
    import uvicorn
    from airflow.api_fastapi.app import create_app

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(apps="core"), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def console(api_server: str, empty_office: Office) -> Iterator[Console]:
    """The console over the office of this file."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    from danvan_workflow.orchestration.console import desk

    def token(account: str) -> str:
        return get_auth_manager().generate_jwt(SimpleAuthManagerUser(username=account, role=ACCOUNTS[account]))

    shown = Console(api_server, empty_office, token)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk, "wall", lambda: shown.now)
        patch.setattr(desk, "current_settings", lambda: empty_office.runtime.settings)
        patch.setattr(desk, "runtime_of", lambda _settings: empty_office.runtime)
        yield shown


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium without a window; closed with the file: its event loop would stand in the way of other tests' own."""
    if CHROMIUM is None:
        pytest.skip("needs chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, console: Console) -> Iterator[Callable[..., Page]]:
    """Open a page as an account: `visit("/ky/", as_="nguoixem", size=PHONE)`; a fault of its scripts fails the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def open_page(path: str = "/", as_: str = "chuyenvien", size: dict[str, int] | None = None, locale: str = "vi-VN") -> Page:
        context = browser.new_context(locale=locale, timezone_id="Asia/Ho_Chi_Minh", viewport=size or SCREEN)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies([{"name": "_token", "value": console.token(as_), "url": console.url}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path if path.startswith("http") else console.address(path))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, faults
