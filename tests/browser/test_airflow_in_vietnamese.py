"""Airflow's own pages in a real browser: Vietnamese for who prefers it, English for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser.conftest import Console
    from playwright.sync_api import Browser, Page

# what Chrome in Vietnam asks for, as installed: Airflow alone would answer in French
CHROME = ["vi-VN", "vi", "fr-FR", "fr", "en-US", "en"]
VIETNAMESE = ["Trang chủ", "Quy trình", "Bộ dữ liệu", "Tra cứu", "Quản trị", "Dân vận", "Tài liệu", "Tài khoản"]
ENGLISH = ["Home", "Dags", "Assets", "Browse", "Admin", "Docs", "User"]
IS_CUT_OFF = "label => label.scrollWidth > label.clientWidth"


def test_the_navigation_is_vietnamese_and_not_cut_off(visit: Callable[..., Page], console: Console) -> None:
    page = visit(f"{console.url}/", locale="vi-VN")
    labels = {name: page.get_by_text(name, exact=True).first for name in VIETNAMESE}
    for label in labels.values():
        label.wait_for()
    assert [name for name, label in labels.items() if label.evaluate(IS_CUT_OFF)] == []
    page.get_by_text("Tình trạng hệ thống").wait_for()


def test_an_english_browser_reads_english(visit: Callable[..., Page], console: Console) -> None:
    page = visit(f"{console.url}/", locale="en-US")
    for name in [*ENGLISH, "Welcome"]:
        page.get_by_text(name, exact=True).first.wait_for()
    assert "Trang chủ" not in page.locator("body").inner_text()


@pytest.fixture
def as_installed(browser: Browser, console: Console) -> Iterator[Page]:
    """A page in a browser with the languages of Chrome in Vietnam."""
    wanted = ",".join(f"{tongue};q={1 - place / 10:.1f}" for place, tongue in enumerate(CHROME))
    context = browser.new_context(locale="vi-VN", extra_http_headers={"Accept-Language": wanted})
    context.add_init_script(f"Object.defineProperty(Navigator.prototype, 'languages', {{get: () => {CHROME}}})")
    context.add_cookies([{"name": "_token", "value": console.token("chuyenvien"), "url": console.url}])
    yield context.new_page()
    context.close()


def test_chrome_in_vietnam_reads_vietnamese_and_not_french(as_installed: Page, console: Console) -> None:
    fetched: list[str] = []
    as_installed.on("request", lambda request: fetched.append(request.url))
    as_installed.goto(f"{console.url}/")
    as_installed.get_by_text("Trang chủ").first.wait_for()
    assert any("/static/i18n/locales/fr/common.json" in url for url in fetched)
    assert "Accueil" not in as_installed.locator("body").inner_text()
