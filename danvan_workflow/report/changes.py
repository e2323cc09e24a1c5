"""What a corrected report differs in from the one that was issued: members and totals, one against the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Figures = Mapping[str, Decimal | None]


class MemberChange(StrEnum):
    """What became of an agency's report between two snapshots."""

    ADDED = "added"
    REVISED = "revised"
    TAKEN_OUT = "taken_out"

    @property
    def label(self) -> str:
        """The Vietnamese phrase."""
        return {"added": "bổ sung báo cáo", "revised": "gửi bản sửa đổi", "taken_out": "đưa ra khỏi số liệu tổng hợp"}[self.value]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A total before and after; None is a total that nobody gave."""

    indicator: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class ReportChanges:
    """The issued version that is replaced, and what differs from it. `members` are (agency, change) in the roll's order.

    `figures` is None where the totals of that version weren't kept with it.
    """

    version: int
    issued_on: dt.date
    members: tuple[tuple[str, MemberChange], ...]
    figures: tuple[FigureChange, ...] | None


def report_changes(
    version: int,
    issued_on: dt.date,
    members: tuple[Mapping[str, int], Mapping[str, int]],
    totals: tuple[Figures | None, Figures],
) -> ReportChanges:
    """Compare (before, after): `members` map agencies to the number of their version, `totals` indicators to their values.

    Agencies that were taken out stand after the others. Totals that weren't kept (None) are compared with nothing.
    """
    before, after = totals
    figures = None if before is None else figure_changes(before, after)
    return ReportChanges(version, issued_on, tuple(_members(*members)), figures)


def figure_changes(before: Figures, after: Figures) -> tuple[FigureChange, ...]:
    """The totals that differ, in the order of the catalogue; those that are no longer there come last."""
    moved = [FigureChange(code, before.get(code), after.get(code)) for code in dict.fromkeys([*after, *before])]
    return tuple(change for change in moved if change.before != change.after)


def _members(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[tuple[str, MemberChange]]:
    for agency, number in after.items():
        if agency not in before:
            yield agency, MemberChange.ADDED
        elif before[agency] != number:
            yield agency, MemberChange.REVISED
    yield from ((agency, MemberChange.TAKEN_OUT) for agency in before if agency not in after)
