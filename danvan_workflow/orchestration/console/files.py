"""The documents of a cycle, to keep and to open."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from danvan_workflow.orchestration.console.desk import DeskDep
from danvan_workflow.services.letters.writing import MEDIA_TYPES
from danvan_workflow.store import reports
from danvan_workflow.web.addresses import RowNumber
from danvan_workflow.web.page import HEADERS

router = APIRouter()


@router.get("/ky/{cycle_id}/tep/{report_id}")
def document(desk: DeskDep, cycle_id: str, report_id: RowNumber) -> Response:
    """A draft or an issued report, as it was made."""
    cycle = desk.cycle(cycle_id)
    with desk.runtime.uow() as uow:
        row = reports.get_document(uow, cycle.cycle_id, report_id)
    headers = {**HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.file_name, safe='')}"}
    return Response(row.content, media_type=MEDIA_TYPES.get(row.format, "application/octet-stream"), headers=headers)
