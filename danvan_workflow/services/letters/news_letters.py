"""The letters that bring news: a duty came over, a last day moved, a report was issued."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.services.letters.context import Arrived, LastDay, LetterContext, Wanting, Window
from danvan_workflow.services.letters.occasion import Occasion
from danvan_workflow.services.letters.payloads import DeadlineMoved, ReportOut
from danvan_workflow.store import reports


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPassedOn(LetterContext):
    """Whose duty it was, and since when it is the agency's."""

    day: LastDay
    due_phrase: str
    window: Window
    predecessors: tuple[str, ...]
    effective_on: dt.date


def duty_passed_on(occasion: Occasion) -> DutyPassedOn:
    """The news to a successor that it now owes."""
    duty, register = occasion.duty, occasion.runtime.register
    return DutyPassedOn(
        shared=occasion.of_duty(),
        day=occasion.last_day(),
        due_phrase=occasion.due_phrase(),
        window=occasion.window(),
        predecessors=tuple(register.get(code).name for code in duty.inherited_from),
        effective_on=register.get(duty.agency).valid_from or occasion.today,
    )


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
    """The version of the report and the files that go with it."""

    never_empty: ClassVar[tuple[str, ...]] = ("file_names",)
    report_version: int
    file_names: tuple[str, ...]


def report_issued(occasion: Occasion) -> ReportIssued:
    """The issued report to one of its recipients."""
    kept = occasion.payload(ReportOut)
    names = tuple(report.file_name for report in reports.reports_of(occasion.uow, kept.snapshot))
    return ReportIssued(shared=occasion.shared(sample=False), report_version=kept.version, file_names=names)


WRITERS = {
    NoticeKind.DUTY_PASSED_ON: duty_passed_on,
    NoticeKind.DEADLINE_CHANGED: deadline_changed,
    NoticeKind.REPORT_ISSUED: report_issued,
}
