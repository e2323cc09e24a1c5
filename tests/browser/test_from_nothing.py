"""A fresh clone and nothing else: the command of `make ui` on an empty folder, signed in with what it prints, page by page."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from airflow_home import REPOSITORY
from processes import Process, wait_until

from danvan_workflow.embedded.home import OFFICER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

pytestmark = pytest.mark.slow

NAVIGATION = ("Bảng theo dõi", "Kỳ báo cáo", "Cơ quan", "Nhiệm vụ", "Kỳ đột xuất")
EXAMPLE, CYCLE = "binh-dinh-2025", "binh-dinh-2025.dinh-ky.2025-q1"
FAULTS = ("Hệ thống chưa trả lời", "Trang gặp lỗi", "no such table", "Không làm được")
ADDRESSES = ("/", "/ky/", "/co-quan/", "/nhiem-vu", "/dot-xuat")


@dataclass(frozen=True)
class Started:
    """Airflow as somebody has it who typed the command: what was printed."""

    said: str

    @property
    def url(self) -> str:
        """The address that was printed."""
        return self._printed(r"Airflow: (http://\S+)")

    @property
    def password(self) -> str:
        """The officer's, in the file that was printed."""
        accounts: dict[str, str] = json.loads(Path(self._printed(r"mật khẩu ghi trong (\S+)")).read_text())
        return accounts[OFFICER]

    def _printed(self, pattern: str) -> str:
        found = re.search(pattern, self.said)
        assert found, self.said
        return found[1]


@contextmanager
def started(home: Path, *variables: str) -> Iterator[Started]:
    """What `make ui` with these variables runs, on any free port: 8080 may be somebody else's."""
    # the tests themselves may have been started by make, which a make beneath it tells of in lines of its own
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "DANVAN_", "MAKE"))}
    show = ["make", "--no-print-directory", "-n", "ui", *variables]
    printed = subprocess.run(show, cwd=REPOSITORY, env=environment, check=True, capture_output=True, text=True).stdout
    _, *words = shlex.split(printed.splitlines()[-1])
    command = [sys.executable, *words, "--home", str(home), "--port", "0"]
    process = Process("ui", command, {**environment, "PYTHONUNBUFFERED": "1"}, home.with_suffix(f".{len(variables)}.log"))
    process.start()
    try:
        wait_until(lambda: "Ctrl-C" in process.tail() or not process.is_running, "`make ui` says nothing", 300)
        assert process.is_running, process.tail()
        yield Started(process.tail())
    finally:
        process.stop()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in place of var/: it isn't there yet."""
    return tmp_path_factory.mktemp("moi") / "var"


def signed_in(browser: Browser, shown: Started) -> Page:
    page = browser.new_page(locale="vi-VN", viewport={"width": 1280, "height": 860})
    page.set_default_timeout(30_000)
    page.goto(shown.url)
    page.fill("input[name=username]", OFFICER)
    page.fill("input[name=password]", shown.password)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Dân vận").click()
    return page


def opened(page: Page, name: str) -> FrameLocator:
    """A page of the console, by its name in the navigation."""
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name=name, exact=True).first.click()
    frame.locator("nav a[aria-current=page]", has_text=name).wait_for()
    return frame


def text_of(frame: FrameLocator) -> str:
    """What the page says; none of our error pages."""
    said = frame.locator("main").inner_text()
    assert not [fault for fault in FAULTS if fault in said], said
    return said


def fits_a_phone(page: Page, shown: Started, *more: str) -> None:
    """Nothing is wider than 360 pixels."""
    page.set_viewport_size({"width": 360, "height": 740})
    wide = {}
    for path in (*ADDRESSES, *more):
        page.goto(f"{shown.url}/dan-van{path}")
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in wide.items() if width > 360} == {}


def test_after_the_command_alone_every_page_answers_and_says_what_to_do_next(home: Path, browser: Browser) -> None:
    with started(home) as shown:
        page = signed_in(browser, shown)
        said = {name: text_of(opened(page, name)) for name in NAVIGATION}
        for name in NAVIGATION[:4]:
            assert "Chưa có kỳ báo cáo nào được mở" in said[name]
            assert "Dân vận chính quyền 2026 – Lạng Sơn" in said[name]
            assert f"make ui EXAMPLE={EXAMPLE}" in said[name]
        assert "Tên báo cáo" in said["Kỳ đột xuất"]
        fits_a_phone(page, shown)
        page.close()


def test_with_the_example_there_is_a_cycle_to_look_at_and_it_is_marked(home: Path, browser: Browser) -> None:
    with started(home, f"EXAMPLE={EXAMPLE}") as shown:
        assert "dữ liệu mẫu" in shown.said
        page = signed_in(browser, shown)
        assert "báo cáo mẫu" in text_of(opened(page, "Bảng theo dõi"))
        frame = opened(page, "Kỳ báo cáo")
        assert "dữ liệu mẫu" in text_of(frame)
        frame.locator(f'main a[href$="/ky/{CYCLE}"]').click()
        frame.get_by_role("heading", name="Các mốc của kỳ").wait_for()
        assert "đã phát hành" in text_of(frame)
        assert "dữ liệu mẫu" in text_of(frame)
        frame.get_by_role("link", name="Trình duyệt").click()
        frame.get_by_role("link", name=re.compile(r"\.docx")).first.wait_for()
        text_of(frame)
        assert "Quy Nhơn" in text_of(opened(page, "Cơ quan"))
        assert "Hoàn thành" in text_of(opened(page, "Nhiệm vụ"))
        fits_a_phone(page, shown, f"/ky/{CYCLE}")
        page.close()
    assert not [file for file in (home / "thu").rglob("*") if file.is_file()], "a letter left the process"
