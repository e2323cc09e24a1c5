"""Finding lines of the board: by group, by state, by what people write of a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from danvan_workflow.duty.states import DutyState
from danvan_workflow.register.names import folded
from danvan_workflow.views.board.lines import BoardLine
from danvan_workflow.views.board.marks import Mark
from danvan_workflow.views.board.table import Board

LATE = "late"
STATES = {**{state.value: state.label for state in DutyState}, LATE: "gửi trễ"}
"""What can be asked for: the states of a duty, and what came late."""


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What is looked for; an empty part asks for nothing."""

    group: str = ""
    state: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.group or self.state or self.text.strip())


def narrowed(board: Board, wanted: BoardFilter) -> Board:
    """The board with the lines that are wanted; its counts stay those of all. A group or state that is none asks for nothing."""
    return replace(board, lines=tuple(line for line in board.lines if _fits(board, line, wanted)))


def _fits(board: Board, line: BoardLine, wanted: BoardFilter) -> bool:
    if wanted.group in board.groups and line.group != wanted.group:
        return False
    if wanted.state in STATES and not any(_in_state(mark, wanted.state) for mark in line.marks):
        return False
    return bears(wanted.text, (line.name, line.agency, *(part for forebear in line.forebears for part in forebear)))


def _in_state(mark: Mark, state: str) -> bool:
    return mark.sent_late if state == LATE else mark.view.status.state == state


def bears(text: str, names: Iterable[str]) -> bool:
    """Whether one of the names has all words of the text, or words that begin with them; case and diacritics don't matter.

    >>> bears("phuong quy nh", ["Ủy ban nhân dân phường Quy Nhơn Bắc"]), bears("xã Quy Nhơn", ["UBND phường Quy Nhơn"])
    (True, False)
    """
    words = [f" {word}" for word in folded(text).split()]
    return not words or any(all(word in form for word in words) for form in (f" {folded(name)}" for name in names))
