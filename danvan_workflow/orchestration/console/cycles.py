"""Kỳ báo cáo: the list of cycles, and one cycle whole."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from danvan_workflow.duty.counts import count
from danvan_workflow.duty.group_label import group_labels
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.orchestration.console.airflow_runs import find_run
from danvan_workflow.orchestration.console.desk import Desk, DeskDep
from danvan_workflow.orchestration.console.first_steps import first_steps
from danvan_workflow.orchestration.console.page import render
from danvan_workflow.orchestration.console.time_picture import picture
from danvan_workflow.orchestration.naming import dag_id
from danvan_workflow.store.tables import CycleRow
from danvan_workflow.views.board.filter import STATES, BoardFilter, bears
from danvan_workflow.views.cycle.listing import lines_to_come, opened_lines
from danvan_workflow.views.cycle.record import cycle_record
from danvan_workflow.views.cycle.standing import CycleStanding, standing_of, state_line
from danvan_workflow.views.cycle.story import read_story
from danvan_workflow.views.cycle.timeline import Timeline, timeline_of

router = APIRouter()


def wanted(
    group: Annotated[str, Query(alias="nhom", max_length=200)] = "",
    state: Annotated[str, Query(alias="tinh-trang", max_length=200)] = "",
    text: Annotated[str, Query(alias="tim", max_length=200)] = "",
) -> BoardFilter:
    """The filter of the list of agencies."""
    return BoardFilter(group, state, text.strip())


WantedDep = Annotated[BoardFilter, Depends(wanted)]


@router.get("/ky/")
def cycle_list(request: Request, desk: DeskDep) -> HTMLResponse:
    """The cycles that the visitor may look at: opened, to come, and those that nobody opened."""
    ids = [row.cycle_id for row in desk.cycles]
    opened = opened_lines(desk.runtime, ids, desk.now)
    planned = lines_to_come(desk.runtime, ids, desk.visitor.may_read, desk.now)
    missed = tuple(line for line in planned if line.standing is CycleStanding.MISSED)
    coming = tuple(line for line in planned if line.standing is not CycleStanding.MISSED)
    return render(request, "cycles.html.j2", opened=opened, coming=coming, missed=missed, begin=first_steps(desk))


@router.get("/ky/{cycle_id}")
def cycle(request: Request, desk: DeskDep, cycle_id: str, wanted: WantedDep) -> HTMLResponse:
    """One cycle as of now."""
    return cycle_page(request, desk, desk.cycle(cycle_id).cycle_id, wanted)


def cycle_page(request: Request, desk: Desk, cycle_id: str, wanted: BoardFilter) -> HTMLResponse:
    """The page of a cycle, its list of agencies narrowed to what is wanted. The caller has asked for the right to read it."""
    runtime = desk.runtime
    story = read_story(runtime, cycle_id, desk.now)
    row, plan, views = story.cycle, story.plan, story.views
    line = timeline_of(runtime, story)
    groups = group_labels((group for group in plan.groups if any(view.group == group.id for view in views)), views)
    return render(
        request,
        "cycle.html.j2",
        row=row,
        standing=standing_of(row, story.events, desk.today),
        state_line=state_line(row, story.events, desk.today),
        plan=plan,
        obligation=plan.obligation(row.obligation),
        line=line,
        picture=picture(line, runtime.calendar),
        counts=count(views),
        groups=groups,
        by_group={key: count(tuple(view for view in views if view.group == key)) for key in groups},
        wanted=wanted,
        states=STATES,
        shown=_shown(views, wanted),
        listed=len(views),
        is_sample=any(view.is_sample for view in views),
        record=cycle_record(runtime, story),
        run_path=run_path(row, line),
        may_change=desk.visitor.may_change(row.plan, row.obligation),
    )


def run_path(row: CycleRow, line: Timeline) -> str:
    """The address of the cycle's run within Airflow; empty where none can be found."""
    name = dag_id(row.plan, row.obligation)
    known = next((run for run in (*line.runs, f"scheduled__{row.key}", f"manual__{row.key}") if find_run(name, run)), "")
    return f"/dags/{name}/runs/{quote(known, safe='')}" if known else ""


def _shown(views: tuple[DutyStanding, ...], wanted: BoardFilter) -> tuple[DutyStanding, ...]:
    """The duties that are wanted; a group or state that is none asks for nothing."""
    groups = {view.group for view in views}
    return tuple(view for view in views if _fits(view, wanted, groups))


def _fits(view: DutyStanding, wanted: BoardFilter, groups: set[str]) -> bool:
    if wanted.group in groups and view.group != wanted.group:
        return False
    if wanted.state in STATES and not (view.owes and _in_state(view, wanted.state)):
        return False
    return bears(wanted.text, (view.name, view.agency))


def _in_state(view: DutyStanding, state: str) -> bool:
    return view.status.on_time is False if state == "late" else view.status.state == state
