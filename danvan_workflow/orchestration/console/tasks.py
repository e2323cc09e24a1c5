"""Nhiệm vụ: the tasks of a plan by unit and date, as a page and as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from danvan_workflow.duty.submission import TaskState
from danvan_workflow.orchestration.console.desk import DeskDep
from danvan_workflow.orchestration.console.first_steps import first_steps
from danvan_workflow.orchestration.console.page import render
from danvan_workflow.orchestration.console.plans import chosen, readable_plans
from danvan_workflow.views.board.task_list import Grouping, TasksWanted, grouped_tasks, narrowed_tasks, page_of
from danvan_workflow.views.board.tasks import task_board
from danvan_workflow.views.board.tasks_workbook import tasks_file_name, tasks_workbook
from danvan_workflow.web import downloads

router = APIRouter()
LINES_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class TasksQuery:
    """What stands in the filter of the page, as it was sent."""

    plan: str
    by: Grouping
    wanted: TasksWanted
    page: int

    def query(self, page: int = 1) -> str:
        """The same filter as the query of another address, on this page of the list."""
        wanted = self.wanted
        parts = {"ke-hoach": self.plan, "theo": self.by.value, "don-vi": wanted.unit, "tinh-trang": wanted.state}
        parts |= {"tim": wanted.text, "trang": str(page) if page > 1 else ""}
        return urlencode({name: value for name, value in parts.items() if value})


def asked(
    plan: Annotated[str, Query(alias="ke-hoach")] = "",
    by: Annotated[str, Query(alias="theo")] = "",
    unit: Annotated[str, Query(alias="don-vi")] = "",
    state: Annotated[str, Query(alias="tinh-trang")] = "",
    text: Annotated[str, Query(alias="tim", max_length=200)] = "",
    page: Annotated[int, Query(alias="trang", ge=1)] = 1,
) -> TasksQuery:
    """The filter of a request."""
    grouping = Grouping.UNIT if by == Grouping.UNIT else Grouping.TASK
    return TasksQuery(plan, grouping, TasksWanted(unit, state, text.strip()), page)


AskedDep = Annotated[TasksQuery, Depends(asked)]


@router.get("/nhiem-vu")
def show(request: Request, desk: DeskDep, asked: AskedDep) -> HTMLResponse:
    """The tasks of a plan, a page of them at a time."""
    plans = readable_plans(desk)
    choice = chosen(plans, asked.plan, desk)
    board = task_board(desk.runtime, choice.id, desk.now)
    found = narrowed_tasks(board, asked.wanted)
    return render(
        request,
        "tasks.html.j2",
        board=board,
        found=len(found.lines),
        groups=page_of(grouped_tasks(found, asked.by), asked.page, LINES_A_PAGE),
        last_page=max(-(-len(found.lines) // LINES_A_PAGE), 1),
        plans=plans,
        choice=choice,
        asked=asked,
        states=tuple(TaskState),
        readable={cycle.cycle_id for cycle in choice.cycles},
        begin=first_steps(desk),
    )


@router.get("/nhiem-vu.xlsx")
def export(desk: DeskDep, asked: AskedDep) -> Response:
    """All that is found, as a workbook."""
    board = task_board(desk.runtime, chosen(readable_plans(desk), asked.plan, desk).id, desk.now)
    found = narrowed_tasks(board, asked.wanted)
    return downloads.workbook(tasks_file_name(found), tasks_workbook(found, asked.wanted, asked.by))
