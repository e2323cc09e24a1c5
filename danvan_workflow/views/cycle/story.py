"""What a cycle has been through, read once: its roll, the marks of its run, its letters, snapshots, decisions, audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from danvan_workflow.duty.events import ActKind, EventKind
from danvan_workflow.duty.milestones import MilestoneMark, Outcome
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.cycle.milestones import mark_of
from danvan_workflow.services.letters.outbox_rows import told_of
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles, events, notices, reports
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import ConcessionRow, CycleRow, DecisionRow, DutyRow, EventRow, NoticeRow, SnapshotRow
from danvan_workflow.views.rehearsal import PlannedLetter, rehearse


@dataclass(frozen=True)
class CycleStory:
    """Rows of one cycle, each list oldest first. `views` are the duties as of `now`, `coming` the letters rehearsed from then."""

    cycle: CycleRow
    plan: Plan
    now: dt.datetime
    duties: tuple[DutyRow, ...]
    views: tuple[DutyStanding, ...]
    marks: tuple[MilestoneMark, ...]
    events: tuple[EventRow, ...]
    letters: tuple[NoticeRow, ...]
    decisions: tuple[DecisionRow, ...]
    concessions: tuple[ConcessionRow, ...]
    snapshots: tuple[SnapshotRow, ...]
    coming: tuple[PlannedLetter, ...]

    @property
    def moved(self) -> tuple[ConcessionRow, ...]:
        """The changes of the whole cycle's last day."""
        return tuple(row for row in self.concessions if row.kind is ActKind.MOVED_DEADLINE)

    @property
    def numbers(self) -> Mapping[int, int]:
        """Numbers of the snapshots by key."""
        return {snapshot.id: snapshot.number for snapshot in self.snapshots}

    @property
    def ladder_numbers(self) -> frozenset[int]:
        """The rungs that stand in the frozen ladder of anybody who owes."""
        return frozenset(rung["number"] for duty in self.duties if duty.owes for rung in duty.ladder)

    @property
    def runs(self) -> tuple[str, ...]:
        """Airflow's run ids, the newest first."""
        return tuple(dict.fromkeys(mark.run for mark in reversed(self.marks) if mark.run))

    def events_of(self, *kinds: EventKind) -> tuple[EventRow, ...]:
        """The events of these kinds."""
        return tuple(event for event in self.events if event.kind in kinds)

    def mark(self, milestone: str) -> MilestoneMark | None:
        """How a row ended: the last time that counts.

        A second run finds everything done and skips it, which undoes nothing. An end from before the last day moved says nothing
        of a rung of the new day.
        """
        since = self.moved[-1].at if self.moved and milestone.startswith("rung:") else None
        own = [mark for mark in self.marks if mark.milestone == milestone and (since is None or mark.at >= since)]
        done = [mark for mark in own if mark.outcome is Outcome.DONE]
        again = own and own[-1].outcome is Outcome.SKIPPED
        return done[-1] if done and again else own[-1] if own else None

    def letters_of(self, rung: int) -> tuple[list[NoticeRow], list[NoticeRow]]:
        """The letters of a rung: about a last day that still holds for one of its duties, and about one that doesn't."""
        days = {duty.id: duty.last_day for duty in self.duties}
        once = self.plan.ladder.rungs[rung - 1].kind is NoticeKind.REQUEST
        own = [row for row in self.letters if row.rung == rung]
        held = [row for row in own if once or any(days.get(duty) == day for duty, day in told_of(row, self.cycle))]
        return held, [row for row in own if row not in held]


def read_story(runtime: Runtime, cycle_id: str, now: dt.datetime) -> CycleStory:
    """The story of an opened cycle; UnknownName for any other."""
    coming = rehearse(runtime, cycle_id, now)
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        duties = cycles.duties_of(uow, cycle_id)
        told = events.events_of(uow, cycle_id)
        return CycleStory(
            cycle=cycle,
            plan=plan,
            now=now,
            duties=tuple(duties),
            views=tuple(duty_standing(duty, now) for duty in duties),
            marks=tuple(mark_of(event) for event in told if event.kind is EventKind.MILESTONE),
            events=tuple(event for event in told if event.kind is not EventKind.MILESTONE),
            letters=tuple(notices.notices_of(uow, cycle_id)),
            decisions=tuple(reports.decisions_of(uow, cycle_id)),
            concessions=tuple(cycles.concessions_of(uow, cycle_id)),
            snapshots=tuple(reports.snapshots_of(uow, cycle_id)),
            coming=coming,
        )
