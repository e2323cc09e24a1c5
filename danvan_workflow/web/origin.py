"""A form may be sent from our own pages alone: no other site can make a signed-in person's browser act."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import Request

from danvan_workflow.web.page import Pages
from danvan_workflow.web.rights import NotAllowed

READING = frozenset({"GET", "HEAD"})


def from_own_pages(pages: Pages) -> Callable[[Request], None]:
    """The dependency of an app: NotAllowed for a changing request that a browser says comes from elsewhere."""

    def check(request: Request) -> None:
        if request.method not in READING and is_foreign(request):
            raise NotAllowed(f"Biểu mẫu này được gửi từ một trang khác nên không được nhận. {pages.again}")

    return check


def is_foreign(request: Request) -> bool:
    """True where the browser says so.

    Browsers send `Sec-Fetch-Site` or `Origin`; programs that sign in with a token send neither and are let through.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    return site not in (None, "same-origin", "none") or (origin is not None and urlsplit(origin).netloc != _host(request))


def _host(request: Request) -> str:
    """The host as the browser knows it, behind a proxy too."""
    return request.headers.get("x-forwarded-host") or request.headers.get("host", "")
