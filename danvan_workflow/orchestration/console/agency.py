"""Cơ quan: the list, and one agency whole."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from danvan_workflow.errors import UnknownName
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.orchestration.console import accept, agency_acts, paper, returns
from danvan_workflow.orchestration.console.desk import Desk, DeskDep
from danvan_workflow.orchestration.console.first_steps import first_steps
from danvan_workflow.orchestration.console.page import render
from danvan_workflow.store import agencies
from danvan_workflow.views.agency.duty_file import DutyFile, duty_file
from danvan_workflow.views.agency.file import AgencyFile, agency_file
from danvan_workflow.views.agency.listing import agency_groups
from danvan_workflow.web.addresses import RowNumber
from danvan_workflow.web.page import HEADERS

router = APIRouter()
router.include_router(agency_acts.router)
router.include_router(returns.router)
router.include_router(accept.router)
router.include_router(paper.router)
LONGEST_SEARCH = 100


@router.get("/co-quan/")
def agency_list(request: Request, desk: DeskDep, tim: str = "") -> HTMLResponse:
    """Everybody on the rolls that the visitor may look at; `tim` is a name, with or without diacritics."""
    wanted = tim[:LONGEST_SEARCH]
    groups = agency_groups(desk.runtime, _ids(desk), desk.now, wanted)
    several = len({group.plan for group in groups}) > 1
    return render(request, "agencies.html.j2", groups=groups, wanted=wanted, several=several, begin=first_steps(desk))


@router.get("/co-quan/{code}")
def agency(request: Request, desk: DeskDep, code: str, ky: str = "", ban: RowNumber | None = None) -> HTMLResponse:
    """One agency as of today, standing on the cycle `ky` (its newest one where none is named) and its version `ban`."""
    file = agency_file(desk.runtime, code, desk.now, _ids(desk))
    duty = _chosen(desk, file, ky, ban)
    may_change = duty is not None and _may_change(desk, duty.cycle_id)
    names = {kind.value: kind.label for kind in NoticeKind}
    return render(request, "agency.html.j2", file=file, duty=duty, today=desk.today, may_change=may_change, letter_names=names)


@router.get("/co-quan/{code}/tep")
def attachment(desk: DeskDep, code: str, ky: str, ban: RowNumber, ten: str) -> Response:
    """A file that came with a version, to be kept and never to be opened as a page of this site."""
    cycle = desk.cycle(ky)
    with desk.runtime.uow() as uow:
        file = agencies.find_file(uow, cycle.cycle_id, code, ban, ten)
    if file is None:
        raise UnknownName("tệp kèm theo", ten)
    said = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
    return Response(file.content, media_type="application/octet-stream", headers={**HEADERS, **said})


def _ids(desk: Desk) -> list[str]:
    return [cycle.cycle_id for cycle in desk.cycles]


def _chosen(desk: Desk, file: AgencyFile, ky: str, ban: int | None) -> DutyFile | None:
    """The cycle asked for; else the newest one in which the agency itself stands on the roll."""
    if ky:
        desk.cycle(ky)
    known = [duty.cycle_id for duty in file.own_duties]
    chosen = ky or (known[0] if known else "")
    return duty_file(desk.runtime, chosen, file.agency.code, desk.now, ban) if chosen in known else None


def _may_change(desk: Desk, cycle_id: str) -> bool:
    cycle = desk.cycle(cycle_id)
    return desk.visitor.may_change(cycle.plan, cycle.obligation)
