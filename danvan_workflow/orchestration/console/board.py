"""Bảng theo dõi: which agency stands how in which cycle, as a page and as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from danvan_workflow.orchestration.console.desk import Desk, DeskDep
from danvan_workflow.orchestration.console.first_steps import first_steps
from danvan_workflow.orchestration.console.page import render
from danvan_workflow.orchestration.console.plans import PlanChoice, chosen, readable_plans
from danvan_workflow.views.board.filter import STATES, BoardFilter, narrowed
from danvan_workflow.views.board.table import Board, board
from danvan_workflow.views.board.workbook import board_file_name, board_workbook
from danvan_workflow.web import downloads

router = APIRouter()


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """What stands in the filter of the page, as it was sent; what a plan doesn't have asks for nothing."""

    plan: str
    cycle: str
    wanted: BoardFilter

    @property
    def query(self) -> str:
        """The same filter as the query of another address."""
        parts = {"ke-hoach": self.plan, "ky": self.cycle, "nhom": self.wanted.group, "tinh-trang": self.wanted.state}
        return urlencode({name: value for name, value in {**parts, "tim": self.wanted.text}.items() if value})


def asked(
    plan: Annotated[str, Query(alias="ke-hoach")] = "",
    cycle: Annotated[str, Query(alias="ky")] = "",
    group: Annotated[str, Query(alias="nhom")] = "",
    state: Annotated[str, Query(alias="tinh-trang")] = "",
    text: Annotated[str, Query(alias="tim", max_length=200)] = "",
) -> BoardQuery:
    """The filter of a request."""
    return BoardQuery(plan, cycle, BoardFilter(group, state, text.strip()))


AskedDep = Annotated[BoardQuery, Depends(asked)]


@router.get("/")
def show(request: Request, desk: DeskDep, asked: AskedDep) -> HTMLResponse:
    """The board of a plan."""
    plans = readable_plans(desk)
    choice = chosen(plans, asked.plan, desk)
    whole = _board(desk, choice, asked.cycle)
    return render(
        request,
        "board.html.j2",
        board=narrowed(whole, asked.wanted),
        plans=plans,
        choice=choice,
        asked=asked,
        states=STATES,
        all_lines=len(whole.lines),
        begin=first_steps(desk),
    )


@router.get("/bang-theo-doi.xlsx")
def export(desk: DeskDep, asked: AskedDep) -> Response:
    """The same as a workbook."""
    whole = _board(desk, chosen(readable_plans(desk), asked.plan, desk), asked.cycle)
    shown = narrowed(whole, asked.wanted)
    return downloads.workbook(board_file_name(shown), board_workbook(shown, asked.wanted))


def _board(desk: Desk, choice: PlanChoice, cycle: str) -> Board:
    """Of one cycle where one of the plan's is asked for, else of all."""
    only = {cycle} if cycle in {row.cycle_id for row in choice.cycles} else None
    return board(desk.runtime, choice.id, desk.now, only, choice.obligations)
