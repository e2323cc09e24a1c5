"""Bảng theo dõi: the agencies and cycles of a plan as of a moment, counted at each look from what is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from danvan_workflow.duty.counts import Counts, count
from danvan_workflow.duty.group_label import group_label, group_labels
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import boards, cycles
from danvan_workflow.store.tables import CycleRow, DutyRow
from danvan_workflow.views.board.columns import BoardColumn, column_of, columns_to_come
from danvan_workflow.views.board.lines import BoardLine, Rolls, lines_of
from danvan_workflow.views.board.marks import Mark, mark_of


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one cycle: of all (`whole`), and of each group that is on its roll, in the plan's order.

    `titles` is what the groups were called on that roll.
    """

    column: BoardColumn
    whole: Counts
    groups: Mapping[str, Counts]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Board:
    """What stands in the table: `lines` in the order of `groups` (id → name), each with one cell for each of `columns`.

    `rolls` holds every mark by cycle and agency, those of agencies that stand outside, too.
    """

    plan: str
    title: str
    now: dt.datetime
    columns: tuple[BoardColumn, ...]
    groups: Mapping[str, str]
    lines: tuple[BoardLine, ...]
    tallies: tuple[Tally, ...]
    rolls: Rolls

    @property
    def several_obligations(self) -> bool:
        """True where the labels of cycles alone may not tell the columns apart."""
        return len({column.obligation for column in self.columns}) > 1

    @property
    def is_sample(self) -> bool:
        """True where something of what is shown is a sample."""
        return any(mark.view.is_sample for roll in self.rolls.values() for mark in roll.values())

    @property
    def current(self) -> Tally | None:
        """The counts of the cycle that runs or, where none does, of the one opened last; None where none was opened."""
        today = vietnam_date(self.now)
        return max(self.tallies, key=lambda t: (today <= t.column.last_day, t.column.opens_on), default=None)


def board(
    runtime: Runtime,
    plan_id: str,
    now: dt.datetime,
    only_cycles: Collection[str] | None = None,
    only_obligations: Collection[str] | None = None,
) -> Board:
    """The board of a plan; UnknownName where there is neither a file nor an opened cycle of it.

    `only_cycles` and `only_obligations` narrow the columns, and with them rolls, lines and counts. The number of queries doesn't
    depend on how many agencies there are.
    """

    def asked(column: BoardColumn) -> bool:
        return (only_cycles is None or column.cycle_id in only_cycles) and (
            only_obligations is None or column.obligation in only_obligations
        )

    with runtime.uow() as uow:
        rows = cycles.cycles_of(uow, [plan_id])
        plan = runtime.plan_in_force(plan_id, rows)
        opened = [row for row in rows if asked(column_of(row, plan))]
        duties = boards.duties_of_cycles(uow, [row.cycle_id for row in opened])
    to_come = [c for c in columns_to_come(runtime, plan_id, vietnam_date(now), {row.cycle_id for row in rows}) if asked(c)]
    return _board(runtime, plan, now, (*(column_of(row, plan) for row in opened), *to_come), opened, duties)


def _board(
    runtime: Runtime,
    plan: Plan,
    now: dt.datetime,
    columns: tuple[BoardColumn, ...],
    opened: list[CycleRow],
    duties: list[DutyRow],
) -> Board:
    rolls: dict[str, dict[str, Mark]] = {row.cycle_id: {} for row in opened}
    for duty in duties:
        rolls[duty.cycle_id][duty.agency] = mark_of(duty, runtime.calendar, now)
    groups = _groups(plan, rolls)
    lines = lines_of([c.cycle_id for c in columns], list(groups), rolls, runtime.register, _days(opened, duties))
    return Board(
        plan=plan.id,
        title=plan.short_title,
        now=now,
        columns=columns,
        groups={key: group_label(title, (line.name for line in lines if line.group == key)) for key, title in groups.items()},
        lines=lines,
        tallies=tuple(_tally(plan, column, groups, rolls[column.cycle_id]) for column in columns if column.opened),
        rolls=rolls,
    )


def _groups(plan: Plan, rolls: Rolls) -> dict[str, str]:
    """The titles of the groups that are on a roll, in the plan's order; one that the plan no longer has goes by its id."""
    found = {mark.view.group: mark.view.group for roll in rolls.values() for mark in roll.values()}
    return {group.id: group.title for group in plan.groups if group.id in found} | {
        group: group for group in found if group not in {known.id for known in plan.groups}
    }


def _days(opened: list[CycleRow], duties: list[DutyRow]) -> Iterator[dt.date]:
    """The days on which the rolls were read, or duties handed on."""
    yield from {row.roll_as_of for row in opened}
    yield from {vietnam_date(duty.passed_on_at) for duty in duties if duty.passed_on_at}


def _tally(plan: Plan, column: BoardColumn, groups: Mapping[str, str], roll: Mapping[str, Mark]) -> Tally:
    views = tuple(mark.view for mark in roll.values())
    present = [group for group in groups if any(view.group == group for view in views)]
    by_group = {group: count(tuple(view for view in views if view.group == group)) for group in present}
    return Tally(column, count(views), by_group, {**groups, **group_labels(plan.groups, views)})
