"""What a leader reads before deciding: the snapshot in numbers, who is not in it, what moved since, the files."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from danvan_workflow.duty.counts import Included, included
from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.group_label import group_labels
from danvan_workflow.duty.moved import MovedMember
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.report.facts import CycleFigures
from danvan_workflow.services.approval.printed_totals import printed_totals
from danvan_workflow.services.consolidation.report_remarks import ReportRemark, remarks_of
from danvan_workflow.services.consolidation.snapshot_drift import moved_since
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.standing_findings import standing_findings
from danvan_workflow.statutory.indicators import Aggregation, Indicator
from danvan_workflow.store import cycles, events, reports, submissions
from danvan_workflow.store.questions import open_question
from danvan_workflow.store.standing import duty_standing, snapshot_included
from danvan_workflow.store.tables import ReportRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork

KEY_TOTALS = 10


@dataclass(frozen=True, slots=True)
class KeyTotal:
    """A total as the report prints it beside that of the period before; None where there is none."""

    name: str
    unit: str
    value: Decimal | None
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document to open. The hash is what an approval binds."""

    report_id: int
    format: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision that was given, and on which snapshot."""

    decision: Decision
    by: str
    note: str
    at: dt.datetime
    snapshot: int


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """A cycle as the leader needs it at `now`. `included` says who is in the snapshot, as the letter about it
    does, `absent` who of those who owe isn't, by group title.

    The snapshot is the one that the leaders were asked about (`asked_at`), so that what is read is what “Duyệt” issues; where
    nobody was asked, the newest one. `newest` is the number of the newest: somebody may have consolidated since. Without a
    snapshot (nothing consolidated yet) `number` is None and the rest of it empty. `findings` counts those on the versions taken,
    `remarks` are those on the report itself. `contradictions` among its totals keep it from being approved, `total_remarks` on
    them don't.
    """

    cycle_id: str
    label: str
    state: CycleState
    last_day: dt.date
    collector_due_on: dt.date
    number: int | None
    newest: int | None
    created_at: dt.datetime | None
    asked_at: dt.datetime | None
    included: Included
    absent: Mapping[str, tuple[DutyStanding, ...]]
    findings: Mapping[str, int]
    remarks: tuple[ReportRemark, ...]
    contradictions: tuple[str, ...]
    total_remarks: tuple[str, ...]
    totals: tuple[KeyTotal, ...]
    drafts: tuple[Draft, ...]
    moved: tuple[MovedMember, ...]
    decisions: tuple[DecisionView, ...]


def approval_view(runtime: Runtime, cycle_id: str, now: dt.datetime) -> ApprovalView:
    """The snapshot of an opened cycle for the one who decides; UnknownName for any other cycle."""
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        duties = cycles.duties_of(uow, cycle_id)
        newest = reports.latest_snapshot(uow, cycle_id)
        log = events.events_of(uow, cycle_id)
        question = open_question(cycle, log)
        snapshot = reports.get_snapshot(uow, question.snapshot_id) if question else newest
        taken = dict(snapshot.members) if snapshot else {}
        found = snapshot_included(uow, snapshot) if snapshot else included([duty_standing(duty, now) for duty in duties], ())
        printed = printed_totals(runtime, uow, cycle, snapshot) if snapshot else None
        return ApprovalView(
            cycle_id,
            cycle.label,
            cycle.state,
            cycle.effective_last_day,
            cycle.collector_due_on,
            snapshot.number if snapshot else None,
            newest.number if newest else None,
            snapshot.created_at if snapshot else None,
            question.at if question else None,
            included=found,
            absent=_by_group(found.absent, group_labels(plan.groups, (*found.taken, *found.absent))),
            findings=_gravities(uow, cycle_id, taken.values()) if taken else {},
            remarks=remarks_of(log, snapshot.number) if snapshot else (),
            contradictions=printed.contradictions if printed else (),
            total_remarks=printed.remarks if printed else (),
            totals=tuple(_totals(printed.figures)) if printed else (),
            drafts=tuple(_draft(report) for report in _documents(uow, snapshot)),
            moved=tuple(moved_since(uow, duties, snapshot, now)) if snapshot else (),
            decisions=_decisions(uow, cycle_id),
        )


def _gravities(uow: UnitOfWork, cycle_id: str, versions: Collection[int]) -> Mapping[str, int]:
    """How many findings still stand on the versions of the snapshot."""
    return Counter(row.severity for row in standing_findings(uow, cycle_id, submissions.findings_of(uow, versions)))


def _by_group(views: Sequence[DutyStanding], titles: Mapping[str, str]) -> dict[str, tuple[DutyStanding, ...]]:
    groups = dict.fromkeys(view.group for view in views)
    return {titles.get(group, group): tuple(view for view in views if view.group == group) for group in groups}


def _totals(figures: CycleFigures) -> Iterator[KeyTotal]:
    """The first summed indicator of every group of the catalogue, then others, up to ten; the report has them all."""
    summed = [i for i in figures.catalogue.values() if _is_plain_sum(i) and figures.totals[i.code].value is not None]
    firsts = {indicator.group: indicator.code for indicator in reversed(summed)}
    chosen = [i for i in summed if firsts[i.group] == i.code] + [i for i in summed if firsts[i.group] != i.code]
    codes = {indicator.code for indicator in chosen[:KEY_TOTALS]}
    for indicator in (i for i in summed if i.code in codes):
        total = figures.totals[indicator.code]
        yield KeyTotal(indicator.name, indicator.unit, total.value, total.previous.base)


def _is_plain_sum(indicator: Indicator) -> bool:
    """True for what is only added up; where a provincial body also reports its whole sector the report's tables decide."""
    return indicator.aggregation is Aggregation.SUM and not indicator.parent and not indicator.has_lead


def _documents(uow: UnitOfWork, snapshot: SnapshotRow | None) -> list[ReportRow]:
    if snapshot is None:
        return []
    return [report for report in reports.documents_of(uow, snapshot.cycle_id) if report.snapshot_id == snapshot.id]


def _draft(report: ReportRow) -> Draft:
    return Draft(report.id, report.format, report.file_name, report.sha256)


def _decisions(uow: UnitOfWork, cycle_id: str) -> tuple[DecisionView, ...]:
    numbers = {snapshot.id: snapshot.number for snapshot in reports.snapshots_of(uow, cycle_id)}
    rows = reports.decisions_of(uow, cycle_id)
    return tuple(DecisionView(r.decision, r.by, r.note, r.at, numbers[r.snapshot_id]) for r in rows)
