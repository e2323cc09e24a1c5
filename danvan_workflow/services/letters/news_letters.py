"""The letters that bring news: a duty came over, a last day moved, a report was issued."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.register.models import Succession
from danvan_workflow.register.takeover import takeovers
from danvan_workflow.services.letters.context import Arrived, LastDay, LetterContext, Wanting, Window
from danvan_workflow.services.letters.occasion import Occasion
from danvan_workflow.services.letters.payloads import DeadlineMoved, ReportOut
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store import reports


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPassedOn(LetterContext):
    """Whose duty it was, and since when it is the agency's; where that was not on one day, each name says its own."""

    day: LastDay
    due_phrase: str
    window: Window
    predecessors: tuple[str, ...]
    effective_on: dt.date | None


def duty_passed_on(occasion: Occasion) -> DutyPassedOn:
    """The news to a successor that it now owes."""
    duty, register = occasion.duty, occasion.runtime.register
    steps = [step for step in takeovers(register, duty.inherited_from, duty.agency) if step.successor == duty.agency]
    at_once = len({step.effective_on for step in steps}) == 1
    return DutyPassedOn(
        shared=occasion.of_duty(),
        day=occasion.last_day(),
        due_phrase=occasion.due_phrase(),
        window=occasion.window(),
        predecessors=tuple(_predecessor(register.get(step.predecessor).name, step, at_once=at_once) for step in steps),
        effective_on=steps[0].effective_on if at_once else None,
    )


def _predecessor(name: str, step: Succession, *, at_once: bool) -> str:
    return name if at_once else f"{name} (từ ngày {short_date(step.effective_on)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineChanged(LetterContext):
    """The new last day and the one that it replaces, on which document (may be empty), and how the report stands."""

    last_day: dt.date
    previous_last_day: dt.date
    legal_ground: str
    working_days: int
    arrived: Arrived
    wanting: Wanting


def deadline_changed(occasion: Occasion) -> DeadlineChanged:
    """The news of another last day."""
    kept = occasion.payload(DeadlineMoved)
    return DeadlineChanged(
        shared=occasion.of_duty(),
        last_day=occasion.duty.last_day,
        previous_last_day=kept.previous,
        legal_ground=f"văn bản số {kept.document}" if kept.document else "",
        working_days=occasion.working_days(),
        arrived=occasion.arrived(),
        wanting=occasion.wanting(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportIssued(LetterContext):
    """Which issue of which report, of which snapshot, the day of the one that it replaces (None: it is the first), the files."""

    never_empty: ClassVar[tuple[str, ...]] = ("file_names",)
    report_title: str
    report_version: int
    snapshot_number: int
    replaced_on: dt.date | None
    file_names: tuple[str, ...]


def report_issued(occasion: Occasion) -> ReportIssued:
    """The issued report to one of its recipients."""
    kept = occasion.payload(ReportOut)
    snapshot = reports.get_snapshot(occasion.uow, kept.snapshot)
    earlier = [r.issued_at for r in reports.issued_reports(occasion.uow, snapshot.cycle_id) if (r.version or 0) < kept.version]
    return ReportIssued(
        shared=occasion.shared(sample=occasion.is_sample(snapshot), agency_name=kept.addressee),
        report_title=occasion.report_title(),
        report_version=kept.version,
        snapshot_number=snapshot.number,
        replaced_on=vietnam_date(earlier[-1]) if earlier and earlier[-1] else None,
        file_names=tuple(report.file_name for report in reports.reports_of(occasion.uow, kept.snapshot)),
    )


WRITERS = {
    NoticeKind.DUTY_PASSED_ON: duty_passed_on,
    NoticeKind.DEADLINE_CHANGED: deadline_changed,
    NoticeKind.REPORT_ISSUED: report_issued,
}
