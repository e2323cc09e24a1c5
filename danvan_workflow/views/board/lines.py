"""The lines of the board: each agency's year read through mergers and splits, in one line with those that it came from."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from danvan_workflow.duty.states import DutyState
from danvan_workflow.register.register import Register
from danvan_workflow.views.board.marks import Mark

NOT_LISTED = "không có trong danh sách phải báo cáo của kỳ này"
Rolls = Mapping[str, Mapping[str, Mark]]
"""Marks by cycle and agency: the cycles by opening day, each roll in its own order."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One agency in one cycle: its own mark and those of the agencies it came from, or the reason why there is none.

    Both are empty in a cycle that is still to come.
    """

    marks: tuple[Mark, ...] = ()
    reason: str = ""

    @property
    def states(self) -> tuple[tuple[DutyState, int], ...]:
        """How many marks are in each state, in the order of the marks."""
        return tuple(Counter(mark.view.status.state for mark in self.marks).items())


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One agency over the cycles; `forebears` are the codes and names of those whose marks stand in its line, too."""

    agency: str
    name: str
    group: str
    forebears: tuple[tuple[str, str], ...]
    cells: tuple[Cell, ...]

    @property
    def marks(self) -> Iterator[Mark]:
        """All marks of the line."""
        return (mark for cell in self.cells for mark in cell.marks)


def lines_of(
    columns: Iterable[str], groups: Sequence[str], rolls: Rolls, register: Register, days: Iterable[dt.date]
) -> tuple[BoardLine, ...]:
    """The lines in the order of `groups` and of the newest roll. `days` are those on which the rolls were read or changed."""
    heads = _heads(rolls, register, sorted(days, reverse=True))
    families: dict[str, list[str]] = defaultdict(list)
    for roll in _newest_first(rolls):
        for agency in roll:
            for head in heads[agency]:
                if agency not in families[head]:
                    families[head].append(agency)
    ids = tuple(columns)
    lines = (_line(head, family, ids, rolls) for head, family in families.items())
    return tuple(sorted(lines, key=lambda line: groups.index(line.group)))


def _newest_first(rolls: Rolls) -> list[Mapping[str, Mark]]:
    return list(rolls.values())[::-1]


def _heads(rolls: Rolls, register: Register, days: Sequence[dt.date]) -> dict[str, tuple[str, ...]]:
    """For each agency those in whose lines it is read: itself while it lives, then its heirs as far as the rolls know them."""
    known = {agency for roll in rolls.values() for agency in roll}
    owing = {mark.view.agency for roll in rolls.values() for mark in roll.values() if mark.view.owes}

    def heads_of(agency: str) -> tuple[str, ...]:
        for day in days if agency in register else ():
            heirs = [heir for heir, _ in register.successors(agency, day)]
            found = [heir for heir in heirs if heir in owing] or [heir for heir in heirs if heir in known]
            if found:
                return tuple(found)
        return (agency,)

    return {agency: heads_of(agency) for agency in known}


def _line(head: str, family: Sequence[str], columns: Sequence[str], rolls: Rolls) -> BoardLine:
    """The head comes first in its family, which lists whoever is read in its line."""
    members = [head, *(agency for agency in family if agency != head)]
    newest = [roll[head] for roll in _newest_first(rolls) if head in roll]
    own = next((mark for mark in newest if mark.view.owes), newest[0]).view
    names = {code: roll[code].view.name for roll in rolls.values() for code in members if code in roll}
    forebears = tuple((code, names[code]) for code in members[1:])
    return BoardLine(head, own.name, own.group, forebears, tuple(_cell(members, rolls.get(column)) for column in columns))


def _cell(members: Sequence[str], roll: Mapping[str, Mark] | None) -> Cell:
    if roll is None:
        return Cell()
    found = [replace(roll[code], inherited=place > 0) for place, code in enumerate(members) if code in roll]
    marks = [mark for mark in found if mark.view.owes]
    if marks:
        return Cell(tuple(sorted(marks, key=lambda mark: mark.urgency)))
    return Cell(reason=found[0].view.reason if found else NOT_LISTED)
