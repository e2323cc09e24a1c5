"""The Airflow UI in Vietnamese: every string of the installed Airflow is there and whole, and only who asks for it gets it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient
from starlette.types import Message

from danvan_workflow.orchestration.locale import overlay as locale
from danvan_workflow.orchestration.locale.languages import preferences

# Chrome in Vietnam, as installed
CHROME = "vi-VN,vi;q=0.9,fr-FR;q=0.8,fr;q=0.7,en-US;q=0.6,en;q=0.5"
GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "giao-dien-tieng-viet.md"
COMMON = "/static/i18n/locales/en/common.json"
# names, keys of the keyboard, and what is only placeholders: the same in every language
SAME = re.compile(r".*\.hotkey|.* = XCom|.*Api = API|.*versionCode|.*dialog\.resourceName")
# said in another way than the glossary's, on purpose: too long, or another sense of the English word
SAID_OTHERWISE = {
    "dag:header.buttons.dagDocs",
    "dag:deadlineAlerts.completionRuleDynamic",
    "hitl:response.optionsDescription",
    "hitl:response.title",
}


def flat(strings: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The strings of a catalogue by their full key."""
    for key, value in strings.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def strings_of(folder: Any) -> dict[str, str]:
    """Every string of a language, keys with their namespace."""
    files = sorted(folder.glob("*.json"))
    return {f"{file.stem}:{key}": text for file in files for key, text in flat(json.loads(file.read_text("utf-8")))}


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    """What the installed Airflow says."""
    return strings_of(locale.SHIPPED / "en")


@pytest.fixture(scope="module")
def ours() -> dict[str, str]:
    """What we say."""
    return strings_of(locale.LOCALES / "vi")


def faults(english: dict[str, str], ours: dict[str, str]) -> list[str]:
    """Everything wrong with the Vietnamese catalogues, one line each."""
    found = [f"thiếu   {key}: {text!r}" for key, text in english.items() if key not in ours]
    found += [f"thừa    {key}: {text!r}" for key, text in ours.items() if key not in english]
    for key in english.keys() & ours.keys():
        found += [f"{fault:<7} {key}: {english[key]!r} → {ours[key]!r}" for fault in string_faults(key, english[key], ours[key])]
    return sorted(found)


def string_faults(key: str, english: str, ours: str) -> Iterator[str]:
    """What is wrong with one string."""
    if not ours.strip():
        yield "trống"
    if names(english) != names(ours):
        yield "tham số"
    if re.findall(r"</?\w+/?>", english) != re.findall(r"</?\w+/?>", ours):
        yield "thẻ"
    if (english[:1].isspace(), english[-1:].isspace()) != (ours[:1].isspace(), ours[-1:].isspace()):
        yield "dấu cách"
    if english == ours and not SAME.fullmatch(f"{key} = {ours}") and not SAME.fullmatch(key):
        yield "chưa dịch"


def names(text: str) -> set[str]:
    """The placeholders of a string; a singular may leave out its number."""
    return set(re.findall(r"{{\s*(\w+)", text))


def test_every_string_of_the_installed_airflow_is_there_and_whole(english: dict[str, str], ours: dict[str, str]) -> None:
    found = faults(english, ours)
    assert not found, f"{len(found)} chỗ sai trong orchestration/locale/strings/vi:\n" + "\n".join(found)


def test_the_check_names_every_kind_of_fault() -> None:
    english = {"a": "Run {{n}}", "b": "Press <kbd>", "c": "Task", "d": "at ", "e": "Dag", "g": "New"}
    ours = {"a": "Chạy", "b": "Nhấn", "c": "Task", "d": "lúc", "e": " ", "f": "cũ"}
    kinds = {line.split(":")[0][-1]: line.split(":")[0][:-1].strip() for line in faults(english, ours)}
    assert kinds == {"a": "tham số", "b": "thẻ", "c": "chưa dịch", "d": "dấu cách", "e": "trống", "f": "thừa", "g": "thiếu"}


def test_nested_strings_lead_to_strings_that_exist(ours: dict[str, str]) -> None:
    lost = []
    for key, text in ours.items():
        for inner in re.findall(r"\$t\(([\w.:]+)\)", text):
            full = inner if ":" in inner else f"{key.split(':')[0]}:{inner}"
            lost += [] if full in ours else [f"{key} → {full}"]
    assert lost == []


def glossary() -> dict[re.Pattern[str], list[str]]:
    """The table of the documentation: how to find the English word, and what then has to stand in Vietnamese.

    A longer term that begins alike is another thing: “Dag Run” doesn't speak of a “Dag”.
    """
    rows = dict(re.findall(r"^\| ([A-Z][A-Za-z ]+) \| ([^|]+) \|", GLOSSARY.read_text("utf-8"), re.MULTILINE))
    longer = {word: [other.removeprefix(word) for other in rows if other.startswith(f"{word} ")] for word in rows}
    found = {word: re.compile(rf"\b{word}s?\b(?!{'|'.join(longer[word]) or '$.'})", re.IGNORECASE) for word in rows}
    return {found[word]: vietnamese.split(", ") for word, vietnamese in rows.items()}


def test_one_word_for_one_thing(english: dict[str, str], ours: dict[str, str]) -> None:
    spoken = {key: re.sub(r"{{.*?}}|\$t\(.*?\)|GitHub Repo", "", english[key]) for key in english.keys() - SAID_OTHERWISE}
    terms = glossary()
    assert len(terms) > 30
    astray = [
        f"{key}: {english[key]!r} → {ours[key]!r}, cần “{', '.join(wanted)}”"
        for word, wanted in terms.items()
        for key, text in spoken.items()
        if word.search(text) and not any(term in ours[key].lower() for term in wanted)
    ]
    assert not astray, "\n".join(sorted(astray))


def test_text_is_composed_unicode_with_vietnamese_quotes(ours: dict[str, str]) -> None:
    import unicodedata

    assert [key for key, text in ours.items() if unicodedata.normalize("NFC", text) != text] == []
    straight = [key for key, text in ours.items() if '"' in text and "{" not in text.replace("{{", "")]
    assert straight == []


def api_server(base: str = "") -> TestClient:
    """The static files of the installed Airflow behind the overlay, as its API server has them."""
    app = FastAPI(root_path=base)
    app.mount("/static", StaticFiles(directory=locale.SHIPPED.parents[1]))
    app.add_middleware(locale.VietnameseCatalogues)
    return TestClient(app)


@pytest.fixture(scope="module")
def server() -> TestClient:
    """An API server that stands under no path."""
    return api_server()


def home(server: TestClient, languages: str | None, path: str = COMMON, **headers: str) -> str:
    """What the home page is called."""
    asked = {"accept-language": languages} if languages is not None else {}
    answer = server.get(path, headers={**asked, **headers})
    assert answer.headers["content-type"].startswith("application/json")
    assert "accept-language" in answer.headers["vary"].lower()
    return str(answer.json()["nav"]["home"])


@pytest.mark.parametrize("languages", ["vi", "vi-VN", "vi-VN,vi;q=0.9,en;q=0.8", "en;q=0.5,vi", "VI", CHROME, "vi, *;q=0.1"])
def test_a_browser_that_prefers_vietnamese_gets_it(server: TestClient, languages: str) -> None:
    assert home(server, languages) == "Trang chủ"


@pytest.mark.parametrize(
    "languages", ["en-US,en;q=0.9", "en, vi;q=0.5", "fr,vi;q=0.9", "", "*", "vi;q=0, en", "vix", ";;q=,,", "vi;q=x"]
)
def test_everybody_else_gets_english(server: TestClient, languages: str) -> None:
    assert home(server, languages) == "Home"


def test_a_request_without_the_header_gets_english(server: TestClient) -> None:
    del server.headers["accept-encoding"]
    assert home(server, None) == "Home"


def test_chrome_in_vietnam_is_not_sent_into_french(server: TestClient) -> None:
    assert preferences(CHROME) == ["vi", "fr", "en"]
    french = "/static/i18n/locales/fr/common.json"
    assert home(server, CHROME, french) == "Trang chủ"
    assert home(server, "fr", french) == "Accueil"


def test_a_language_that_was_picked_in_the_menu_stays(server: TestClient) -> None:
    assert home(server, CHROME, "/static/i18n/locales/de/common.json") == "Start"


def test_the_overlay_works_under_a_path() -> None:
    server = api_server("/airflow")
    assert home(server, "vi", f"/airflow{COMMON}") == "Trang chủ"
    assert home(server, "en", f"/airflow{COMMON}") == "Home"
    elsewhere = ("/khac" + COMMON, "/airflow/khac" + COMMON)
    assert {server.get(path, headers={"accept-language": "vi"}).status_code for path in elsewhere} == {404}


def test_a_kept_copy_is_confirmed_for_its_own_language_only(server: TestClient) -> None:
    tags = {tongue: server.get(COMMON, headers={"accept-language": tongue}).headers["etag"] for tongue in ("vi", "en")}
    again = {
        (tongue, kept): server.get(COMMON, headers={"accept-language": tongue, "if-none-match": tags[kept]}).status_code
        for tongue in tags
        for kept in tags
    }
    assert again == {("vi", "vi"): 304, ("vi", "en"): 200, ("en", "en"): 304, ("en", "vi"): 200}


def test_head_tells_the_length_and_sends_nothing(server: TestClient) -> None:
    whole = server.get(COMMON, headers={"accept-language": "vi"})
    head = server.head(COMMON, headers={"accept-language": "vi"})
    assert int(head.headers["content-length"]) == len(whole.content)
    assert head.headers["cache-control"] == "no-cache"
    scope = {"type": "http", "method": "HEAD", "path": COMMON, "headers": [(b"accept-language", b"vi")]}
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("nothing more was to be read")

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(locale.VietnameseCatalogues(FastAPI())(scope, receive, send))
    assert [message.get("body", b"") for message in sent] == [b"", b""]


def test_other_addresses_and_methods_pass_through(server: TestClient) -> None:
    vietnamese = {"accept-language": "vi"}
    before = locale.catalogue.cache_info().currsize
    assert {server.get(f"/static/i18n/locales/en/x{'x' * n}.json", headers=vietnamese).status_code for n in range(9)} == {404}
    assert locale.catalogue.cache_info().currsize == before
    assert server.get("/static/index.html", headers=vietnamese).status_code == 200
    assert server.post(COMMON, headers=vietnamese).status_code == 405


def test_what_we_lack_stays_english_and_a_broken_file_passes(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, text in (("en", '{"a": "Run", "b": {"c": "Task"}}'), ("vi", '{"b": {"c": "Tác vụ"}, "d": "thừa"}')):
        (tmp_path / language).mkdir()
        (tmp_path / language / "tasks.json").write_text(text, "utf-8")
    monkeypatch.setattr(locale, "SHIPPED", tmp_path)
    monkeypatch.setattr(locale, "LOCALES", tmp_path)
    locale.catalogue.cache_clear()
    strings = locale.catalogue("tasks")
    assert strings is not None
    assert json.loads(strings.body) == {"a": "Run", "b": {"c": "Tác vụ"}}
    (tmp_path / "vi" / "tasks.json").write_text("{", "utf-8")
    locale.catalogue.cache_clear()
    assert locale.catalogue("tasks") is None
    locale.catalogue.cache_clear()


def test_the_plugin_brings_the_overlay_and_the_files_of_the_next_airflow() -> None:
    from danvan_workflow.orchestration.plugin import DanvanPlugin

    assert [entry["middleware"] for entry in DanvanPlugin.fastapi_root_middlewares] == [locale.VietnameseCatalogues]
    [folder] = DanvanPlugin.ui_translations
    assert sorted(file.name for file in folder.glob("*/*.json")) == sorted(f.name for f in (locale.SHIPPED / "en").glob("*.json"))
