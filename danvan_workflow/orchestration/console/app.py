"""The application: its pages, its sign-in, and what is shown when something does not work."""

from __future__ import annotations

import logging
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from danvan_workflow.errors import DanvanError, ResourceError, StoreUnavailable, UnknownName
from danvan_workflow.orchestration.console import (
    PREFIX,
    ad_hoc,
    agency,
    board,
    cycles,
    files,
    move_deadline,
    review,
    run_tab,
    tasks,
)
from danvan_workflow.orchestration.console.access import NotAllowed, signed_in
from danvan_workflow.orchestration.console.origin import same_origin
from danvan_workflow.orchestration.console.page import HERE, render

log = logging.getLogger(__name__)
ROUTERS = (
    board.router,
    tasks.router,
    cycles.router,
    agency.router,
    files.router,
    move_deadline.router,
    review.router,
    run_tab.router,
    ad_hoc.router,
)


def create_app() -> FastAPI:
    """A mounted application inherits no sign-in from Airflow: the dependency here is the sign-in of every page."""
    guards = [Depends(signed_in), Depends(same_origin)]
    app = FastAPI(title="Báo cáo dân vận", docs_url=None, redoc_url=None, openapi_url=None, dependencies=guards)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(DanvanError, on_our_error)
    app.add_exception_handler(RequestValidationError, on_nonsense)
    app.add_exception_handler(Exception, on_fault)
    return app


def on_http_error(request: Request, error: Exception) -> Response:
    """Somebody who isn't signed in is sent to Airflow's own page, and back."""
    assert isinstance(error, HTTPException)
    if error.status_code == 401 and "text/html" in request.headers.get("accept", ""):
        airflow = request.scope.get("root_path", "").removesuffix(PREFIX)
        return RedirectResponse(f"{airflow}/auth/login?next={quote(str(request.url), safe='')}", 302)
    if error.status_code == 404:
        return _told(request, 404, "Không có trang này", "Địa chỉ không đúng, hoặc trang đã được đổi tên.")
    return _told(request, error.status_code, "Không mở được trang", str(error.detail))


def on_our_error(request: Request, error: Exception) -> Response:
    """What went wrong in one sentence; the whole story of a machine's failure goes to the log."""
    if isinstance(error, ResourceError):
        log.warning("Trang %s: %s", request.url.path, error)
        own = isinstance(error, StoreUnavailable)  # says itself what helps
        return _told(request, 503, "Hệ thống chưa trả lời", str(error) if own else f"{error} Thử lại sau ít phút.")
    status = 404 if isinstance(error, UnknownName) else 403 if isinstance(error, NotAllowed) else 400
    return _told(request, status, "Không làm được", str(error))


def on_nonsense(request: Request, error: Exception) -> Response:
    """A request that no form of ours makes."""
    return _told(request, 400, "Yêu cầu không hợp lệ", "Mở lại trang trong Airflow rồi làm lại.")


def on_fault(request: Request, error: Exception) -> Response:
    """A fault of ours: the server's log has the whole story, the officer is told what to do."""
    sentence = (
        "Trang này gặp lỗi của hệ thống; lỗi đã ghi vào nhật ký máy chủ. "
        "Tải lại trang để xem việc vừa làm đã được ghi chưa, rồi báo người quản trị."
    )
    return _told(request, 500, "Trang gặp lỗi", sentence)


def _told(request: Request, status: int, title: str, sentence: str) -> Response:
    return render(request, "told.html.j2", status, title=title, sentence=sentence)
