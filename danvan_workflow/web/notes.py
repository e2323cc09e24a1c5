"""The one line above a page that says what was just done. The address holds a code, never a text."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse

PARAMETER = "xong"


def done(address: str, code: str) -> RedirectResponse:
    """To the page that shows what was done; a reload of it does nothing twice."""
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}{urlencode({PARAMETER: code})}", 303)


def note_of(request: Request, notes: Mapping[str, str]) -> str:
    """What to say above the page, out of the app's own sentences; empty for none, or a code that is not ours."""
    return notes.get(request.query_params.get(PARAMETER, ""), "")
