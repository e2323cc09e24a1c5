"""Trình duyệt: what the leader reads before deciding, and where to decide."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from danvan_workflow.orchestration.console.address import PREFIX
from danvan_workflow.orchestration.console.airflow_runs import state_of_task
from danvan_workflow.orchestration.console.desk import Desk, DeskDep
from danvan_workflow.orchestration.console.page import render
from danvan_workflow.orchestration.naming import dag_id
from danvan_workflow.services.cycle.milestones import milestones_of
from danvan_workflow.store.tables import CycleRow
from danvan_workflow.views.approval.approval_view import approval_view

router = APIRouter()
APPROVAL, ASKED = "phe_duyet", "awaiting_input"


@router.get("/ky/{cycle_id}/trinh-duyet")
def review(request: Request, desk: DeskDep, cycle_id: str) -> HTMLResponse:
    """The newest snapshot of a cycle, with the way to Airflow's form where a run waits for the answer."""
    cycle = desk.cycle(cycle_id)
    airflow = request.scope.get("root_path", "").removesuffix(PREFIX)
    view = approval_view(desk.runtime, cycle_id, desk.now)
    return render(request, "review.html.j2", cycle=cycle, view=view, decide_at=_where_to_decide(desk, cycle, airflow))


def _where_to_decide(desk: Desk, cycle: CycleRow, airflow: str) -> str:
    """The page of the waiting request; empty where no run of this cycle waits for an answer."""
    dag = dag_id(cycle.plan, cycle.obligation)
    with desk.runtime.uow() as uow:
        runs = dict.fromkeys(mark.run for mark in reversed(milestones_of(uow, cycle.cycle_id)) if mark.run)
    for run in runs:
        if state_of_task(dag, run, APPROVAL) == ASKED:
            return f"{airflow}/dags/{dag}/runs/{quote(run, safe='')}/tasks/{APPROVAL}/required_actions"
    return ""
