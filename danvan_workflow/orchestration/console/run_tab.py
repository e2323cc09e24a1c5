"""The tab on the page of a run in Airflow: the cycle that the run is about."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from danvan_workflow.errors import UnknownName
from danvan_workflow.orchestration.console.airflow_runs import find_run
from danvan_workflow.orchestration.console.cycles import WantedDep, cycle_page
from danvan_workflow.orchestration.console.desk import Desk, DeskDep
from danvan_workflow.orchestration.console.page import PAGES, render
from danvan_workflow.orchestration.naming import dag_id
from danvan_workflow.store import cycles

router = APIRouter()
UNDER_WAY = ("queued", "running")
NO_CYCLE = "Lượt chạy này không thuộc kỳ báo cáo nào."
ON_ITS_WAY = "Airflow đang chuẩn bị mở kỳ {key}. Thường mất chưa đến một phút; tải lại trang để xem."
NOT_OPENED = "Kỳ {key} chưa được mở: hàng “Mở kỳ” của lượt chạy bị lỗi hoặc bị bỏ qua. Xem nguyên nhân trong lượt chạy."


@router.get("/luot/{dag}/{run_id}")
def run_tab(request: Request, desk: DeskDep, dag: str, run_id: str, wanted: WantedDep) -> HTMLResponse:
    """The page of the cycle, or a sentence where there is none."""
    owner = _owner(desk, dag)
    if owner is None:
        return _told(request, NO_CYCLE)
    desk.visitor.require(desk.visitor.may_read(*owner))
    run = find_run(dag, run_id)
    cycle_id = run.cycle_id(*owner) if run else ""
    if run is None or not cycle_id:
        return _told(request, NO_CYCLE)
    try:
        return cycle_page(request, desk, desk.cycle(cycle_id).cycle_id, wanted)
    except UnknownName:
        sentence = (ON_ITS_WAY if run.state in UNDER_WAY else NOT_OPENED).format(key=cycle_id)
        return render(request, "run_tab.html.j2", title="Kỳ báo cáo", sentence=sentence, run=run)


def _owner(desk: Desk, dag: str) -> tuple[str, str] | None:
    """The plan and the obligation of a DAG: of a plan file, or of a cycle whose file is gone."""
    known = [(loaded.plan.id, o.id) for loaded in desk.runtime.library.load_all().plans for o in loaded.plan.obligations]
    with desk.runtime.uow() as uow:
        known += [(row.plan, row.obligation) for row in cycles.cycles_of(uow)]
    return next((pair for pair in known if dag_id(*pair) == dag), None)


def _told(request: Request, sentence: str) -> HTMLResponse:
    return PAGES.told(request, "Kỳ báo cáo", sentence)
