"""The application: its pages and its sign-in."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response

from danvan_workflow.orchestration.console import (
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
from danvan_workflow.orchestration.console.access import signed_in
from danvan_workflow.orchestration.console.address import PREFIX
from danvan_workflow.orchestration.console.page import PAGES
from danvan_workflow.web.failures import tell_failures
from danvan_workflow.web.origin import from_own_pages

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
    guards = [Depends(signed_in), Depends(from_own_pages(PAGES))]
    app = FastAPI(title="Báo cáo dân vận", docs_url=None, redoc_url=None, openapi_url=None, dependencies=guards)
    for router in ROUTERS:
        app.include_router(router)
    PAGES.mount_static(app)
    tell_failures(app, PAGES, to_airflows_sign_in)
    return app


def to_airflows_sign_in(request: Request) -> Response:
    """Airflow's own page, and back to the one that was asked for."""
    airflow = request.scope.get("root_path", "").removesuffix(PREFIX)
    return RedirectResponse(f"{airflow}/auth/login?next={quote(str(request.url), safe='')}", 302)
