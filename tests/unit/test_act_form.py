"""The protocol of acts in an app that knows nothing of Airflow: a form, what would happen, the act; and its own layout."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask
from starlette.testclient import TestClient

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.text import clean
from danvan_workflow.web.act_form import ActForm, Done, Preview
from danvan_workflow.web.failures import tell_failures
from danvan_workflow.web.forms import Bound, TypedForm, too_long
from danvan_workflow.web.origin import from_own_pages
from danvan_workflow.web.page import Pages
from danvan_workflow.web.posted import Posted, PostedDep

LAYOUT = '{% extends "base.html.j2" %}{% block chrome %}<header>Cổng của cơ quan</header>{% endblock %}'
FORM = '{% extends "act_form.html.j2" %}{% block fields %}{{ fields.field(form, "line", "Dòng") }}{% endblock %}'
CONFIRM = '{% extends "confirm.html.j2" %}{% block facts %}<dt>Ghi</dt><dd>{{ line }}</dd>{% endblock %}'


@dataclass
class Book:
    """What stands in the book, and what was sent after an act."""

    lines: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)


def writing(pages: Pages) -> ActForm[Book, str]:
    def read(_book: Book, posted: Posted) -> str:
        problems = list(too_long(posted.form, {"line": Bound("dòng", 20)}))
        if problems or not posted.form.value("line"):
            raise InvalidInput(problems or [Problem("chưa viết gì", place="line")])
        return posted.form.value("line")

    def write(book: Book, line: str) -> Done:
        book.lines.append(line)
        return Done("/so?trang=1", "da-ghi", BackgroundTask(book.sent.append, line))

    def repeated(book: Book, posted: Posted) -> Done | None:
        return Done("/so?trang=1", "da-ghi") if book.lines[-1:] == [posted.form.value("line")] else None

    return ActForm(
        pages,
        "Ghi sổ",
        "Ghi",
        "line.html.j2",
        "line_confirm.html.j2",
        show=lambda _book, _form: {},
        read=read,
        preview=lambda _book, line: Preview({"line": line}, ["Nghĩ lại."]),
        act=write,
        mark=lambda book: str(len(book.lines)),
        repeated=repeated,
        changed="Sổ đã có dòng khác.",
    )


def make_app(folder: Path, book: Book) -> FastAPI:
    (folder / "templates").mkdir()
    (folder / "static").mkdir()
    for name, text in {"layout": LAYOUT, "line": FORM, "line_confirm": CONFIRM}.items():
        (folder / "templates" / f"{name}.html.j2").write_text(text, encoding="utf-8")
    pages = Pages(folder, {"da-ghi": "Đã ghi vào sổ."}, home="Về trang đầu", again="Mở lại trang rồi làm lại.")
    app, form = FastAPI(dependencies=[Depends(from_own_pages(pages))]), writing(pages)

    def show(request: Request) -> Response:
        return form.page(request, book, TypedForm())

    def take(request: Request, posted: PostedDep) -> Response:
        return form.take(request, book, posted)

    app.add_api_route("/so", show, methods=["GET"])
    app.add_api_route("/so", take, methods=["POST"])
    pages.mount_static(app)
    tell_failures(app, pages, lambda _request: RedirectResponse("/vao", 302))
    return app


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def client(tmp_path: Path, book: Book) -> TestClient:
    return TestClient(make_app(tmp_path, book), follow_redirects=False)


def mark_in(answer: httpx.Response) -> str:
    found = re.search(r'name="moc" value="([^"]*)"', answer.text)
    assert found
    return found[1]


def test_the_form_stands_in_the_apps_own_layout_over_the_shared_one(client: TestClient) -> None:
    text = client.get("/so").text
    assert "Cổng của cơ quan" in text
    assert '<input id="line"' in text
    style = re.search(r'href="(/static/web/[^"]+\.css)"', text)
    assert style
    assert client.get(style[1]).status_code == 200


def test_the_second_step_stores_nothing_and_takes_along_what_was_typed(client: TestClient, book: Book) -> None:
    answer = client.post("/so", data={"line": "<b>một</b>", "other": "x"})
    assert (answer.status_code, book.lines) == (200, [])
    assert "&lt;b&gt;một&lt;/b&gt;" in answer.text
    assert 'name="other" value="x"' in answer.text
    assert "Nghĩ lại." in answer.text


def test_the_act_is_done_once_and_leads_to_a_page_with_its_note(client: TestClient, book: Book) -> None:
    sent = {"line": "một", "buoc": "lam", "moc": mark_in(client.post("/so", data={"line": "một"}))}
    answer = client.post("/so", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/so?trang=1&xong=da-ghi")
    assert client.post("/so", data=sent).status_code == 303  # a second click
    assert (book.lines, book.sent) == (["một"], ["một"])
    assert "Đã ghi vào sổ." in client.get(answer.headers["location"]).text


def test_what_changed_since_is_shown_again_before_anything_is_done(client: TestClient, book: Book) -> None:
    mark = mark_in(client.post("/so", data={"line": "một"}))
    book.lines.append("của người khác")
    answer = client.post("/so", data={"line": "một", "buoc": "lam", "moc": mark})
    assert (answer.status_code, book.lines) == (200, ["của người khác"])
    assert "Sổ đã có dòng khác." in answer.text
    assert mark_in(answer) != mark


@pytest.mark.parametrize("step", ["xem", "lam"])
def test_what_cannot_be_asked_comes_back_with_everything_typed(client: TestClient, book: Book, step: str) -> None:
    answer = client.post("/so", data={"line": "dài quá " * 5, "buoc": step, "moc": "0"})
    assert (answer.status_code, book.lines) == (422, [])
    assert "tối đa 20 ký tự" in answer.text
    assert 'value="dài quá dài quá' in answer.text


def test_back_from_the_second_step_everything_typed_is_there(client: TestClient) -> None:
    assert 'value="một"' in client.post("/so", data={"line": "một", "buoc": "sua"}).text


@pytest.mark.parametrize("head", [{"sec-fetch-site": "cross-site"}, {"origin": "https://example.com"}])
def test_a_form_of_another_site_is_refused_in_the_words_of_the_app(client: TestClient, book: Book, head: dict[str, str]) -> None:
    answer = client.post("/so", data={"line": "một", "buoc": "lam", "moc": "0"}, headers=head)
    assert (answer.status_code, book.lines) == (403, [])
    assert "Mở lại trang rồi làm lại." in answer.text
    assert "Airflow" not in answer.text


def test_a_field_longer_than_any_may_be_is_refused_before_it_is_cleaned(client: TestClient, book: Book) -> None:
    answer = client.post("/so", data={"line": "ờ" * 200_001})
    assert (answer.status_code, book.lines) == (413, [])
    assert "Có ô dài quá 200.000 ký tự" in answer.text
    assert client.post("/so", data={"line": "ờ" * 200_000}).status_code == 422  # told at its field


def test_forms_are_cleaned_beside_the_event_loop(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the loop runs, everybody's page waits."""
    cleaned: list[str] = []

    def watched(text: str) -> str:
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        cleaned.append(text)
        return clean(text)

    monkeypatch.setattr("danvan_workflow.web.posted.clean", watched)
    client.post("/so", data={"line": "một"}, files={"tep": ("bao-cao.pdf", b"%PDF-")})
    assert cleaned == ["một", "bao-cao.pdf"]


def test_a_page_that_is_none_leads_home(client: TestClient) -> None:
    answer = client.get("/không-có")
    assert answer.status_code == 404
    assert "Về trang đầu" in answer.text
