"""A form may be sent from our own pages alone: no other site can make a signed-in officer's browser act."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from danvan_workflow.orchestration.console.access import NotAllowed

READING = frozenset({"GET", "HEAD"})


def same_origin(request: Request) -> None:
    """NotAllowed for a changing request that a browser says comes from elsewhere.

    Browsers send `Sec-Fetch-Site` or `Origin`; programs that sign in with a token send neither and are let through.
    """
    if request.method in READING:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign = site not in (None, "same-origin", "none") or (origin is not None and urlsplit(origin).netloc != _host(request))
    if foreign:
        raise NotAllowed("Biểu mẫu này được gửi từ một trang khác nên không được nhận. Mở lại trang trong Airflow rồi làm lại.")


def _host(request: Request) -> str:
    """The host as the browser knows it, behind a proxy too."""
    return request.headers.get("x-forwarded-host") or request.headers.get("host", "")
