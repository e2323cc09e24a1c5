"""All of the Airflow UI in Vietnamese, for browsers that prefer it; English and every other language stay for everybody else.

Airflow 3.3 ships 21 languages and no Vietnamese, and the list is compiled into its pages: a browser that asks for `vi` gets the
next of its languages that Airflow knows, at last English. What it fetches then (`/static/i18n/locales/<language>/<name>.json`) is
answered here with our strings over the English ones. A string that we lack stays English; in doubt the request passes through.
Airflow 3.4 takes the same files through the plugin's `ui_translations`, and this overlay isn't put in.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import airflow

from danvan_workflow.orchestration.locale.languages import FALLBACK, VIETNAMESE, stands_in

if TYPE_CHECKING:  # the scheduler and the task processes import this module too
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Strings = dict[str, "str | Strings"]

LOCALES = Path(__file__).parent / "strings"
SHIPPED = Path(airflow.__file__).parent / "ui" / "dist" / "i18n" / "locales"
# an address may ask for any name, and answers are kept
NAMESPACES = frozenset(file.stem for file in (LOCALES / VIETNAMESE).glob("*.json"))
ADDRESS = re.compile(r"/static/i18n/locales/(?P<language>[A-Za-z-]+)/(?P<namespace>[a-z]+)\.json")


@dataclass(frozen=True, slots=True)
class ServedStrings:
    """Strings of one namespace as they are sent."""

    body: bytes
    etag: str


class VietnameseCatalogues:
    """ASGI middleware at the root of the API server."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a catalogue that is wanted in Vietnamese; mark every other one as depending on the browser's languages."""
        asked = _asked(scope)
        if asked is None:
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        ours = asked["namespace"] in NAMESPACES and stands_in(asked["language"], headers.get("accept-language", ""))
        strings = catalogue(asked["namespace"]) if ours else None
        if strings is None:
            await self.app(scope, receive, _varying(send))
        else:
            await _answer(strings, headers, scope["method"])(scope, receive, send)


def _asked(scope: Scope) -> re.Match[str] | None:
    """The catalogue that a request is for; addresses begin with the path that the server stands under."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    base = scope.get("root_path", "")
    return ADDRESS.fullmatch(scope["path"].removeprefix(base)) if scope["path"].startswith(base) else None


@cache
def catalogue(namespace: str) -> ServedStrings | None:
    """Our strings over the English ones; None where a file can't be read."""
    try:
        english, ours = (
            json.loads((folder / f"{namespace}.json").read_bytes()) for folder in (SHIPPED / FALLBACK, LOCALES / VIETNAMESE)
        )
    except (OSError, ValueError):
        return None
    body = json.dumps(overlaid(english, ours), ensure_ascii=False).encode()
    return ServedStrings(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def overlaid(english: Strings, ours: Strings) -> Strings:
    """Every English key, with our string where we have one of the same shape.

    >>> overlaid({"a": "Run", "b": {"c": "Task"}, "d": "New"}, {"a": "Chạy", "b": "?", "e": "cũ"})
    {'a': 'Chạy', 'b': {'c': 'Task'}, 'd': 'New'}
    """
    return {key: _chosen(value, ours.get(key)) for key, value in english.items()}


def _chosen(english: str | Strings, ours: str | Strings | None) -> str | Strings:
    if isinstance(english, dict):
        return overlaid(english, ours) if isinstance(ours, dict) else english
    return ours if isinstance(ours, str) and ours else english


def _answer(strings: ServedStrings, headers: dict[str, str], method: str) -> ASGIApp:
    from starlette.responses import Response  # the scheduler and the task processes import this module too

    # the tag differs from that of the file, so that a kept copy of one language is never confirmed for the other
    fresh = {"etag": strings.etag, "cache-control": "no-cache", "vary": "Accept-Language", "content-language": VIETNAMESE}
    if strings.etag in re.findall(r'"[^"]*"', headers.get("if-none-match", "")):
        return Response(status_code=304, headers=fresh)
    body = b"" if method == "HEAD" else strings.body
    return Response(body, headers={**fresh, "content-length": str(len(strings.body))}, media_type="application/json")


def _varying(send: Send) -> Send:
    """`send`, telling proxies that the answer depends on the browser's languages."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            from starlette.datastructures import MutableHeaders

            MutableHeaders(scope=message).add_vary_header("Accept-Language")
        await send(message)

    return marked
