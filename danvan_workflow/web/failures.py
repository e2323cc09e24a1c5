"""What is shown when something does not work: one sentence in the layout of the app, and never its inner story."""

from __future__ import annotations

import logging
from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from danvan_workflow.errors import DanvanError, ResourceError, StoreUnavailable, UnknownName
from danvan_workflow.web.page import Pages
from danvan_workflow.web.rights import NotAllowed

log = logging.getLogger(__name__)
FAULT = (
    "Trang này gặp lỗi của hệ thống; lỗi đã ghi vào nhật ký máy chủ. "
    "Tải lại trang để xem việc vừa làm đã được ghi chưa, rồi báo người quản trị."
)
SignIn = Callable[[Request], Response]


def tell_failures(app: FastAPI, pages: Pages, sign_in: SignIn) -> None:
    """Make the app answer every failure with a page; `sign_in` leads a reader who isn't signed in to where that is done."""
    telling = _Telling(pages, sign_in)
    app.add_exception_handler(HTTPException, telling.http_error)
    app.add_exception_handler(DanvanError, telling.our_error)
    app.add_exception_handler(RequestValidationError, telling.nonsense)
    app.add_exception_handler(Exception, telling.fault)


class _Telling:
    def __init__(self, pages: Pages, sign_in: SignIn) -> None:
        self._pages, self._sign_in = pages, sign_in

    def http_error(self, request: Request, error: Exception) -> Response:
        """Somebody who isn't signed in is sent to where that is done, and back."""
        assert isinstance(error, HTTPException)
        if error.status_code == 401 and "text/html" in request.headers.get("accept", ""):
            return self._sign_in(request)
        if error.status_code == 404:
            return self._pages.told(request, "Không có trang này", "Địa chỉ không đúng, hoặc trang đã được đổi tên.", 404)
        return self._pages.told(request, "Không mở được trang", str(error.detail), error.status_code)

    def our_error(self, request: Request, error: Exception) -> Response:
        """What went wrong in one sentence; the whole story of a machine's failure goes to the log."""
        if isinstance(error, ResourceError):
            log.warning("Trang %s: %s", request.url.path, error)
            own = isinstance(error, StoreUnavailable)  # says itself what helps
            sentence = str(error) if own else f"{error} Thử lại sau ít phút."
            return self._pages.told(request, "Hệ thống chưa trả lời", sentence, 503)
        status = 404 if isinstance(error, UnknownName) else 403 if isinstance(error, NotAllowed) else 400
        return self._pages.told(request, "Không làm được", str(error), status)

    def nonsense(self, request: Request, error: Exception) -> Response:
        """A request that no form of ours makes."""
        return self._pages.told(request, "Yêu cầu không hợp lệ", self._pages.again, 400)

    def fault(self, request: Request, error: Exception) -> Response:
        """A fault of ours: the server's log has the whole story, the reader is told what to do."""
        return self._pages.told(request, "Trang gặp lỗi", FAULT, 500)
