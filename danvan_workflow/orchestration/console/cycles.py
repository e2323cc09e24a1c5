"""Kỳ báo cáo: the list of cycles, and one cycle whole."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from danvan_workflow.orchestration.console.desk import DeskDep
from danvan_workflow.orchestration.console.page import render

router = APIRouter()


@router.get("/ky/")
def cycle_list(request: Request, desk: DeskDep) -> HTMLResponse:
    """Every opened cycle that the visitor may look at, newest first."""
    return render(request, "cycles.html.j2", cycles=tuple(reversed(desk.cycles)))
