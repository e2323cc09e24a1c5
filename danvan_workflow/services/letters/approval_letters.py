"""The letters around an approval: the request, the reminder, and what an approved report leaves out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from danvan_workflow.duty.addresses import approval_path
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.services.letters.context import LetterContext
from danvan_workflow.services.letters.digest_letters import open_state, owing_duties
from danvan_workflow.services.letters.occasion import Occasion
from danvan_workflow.services.letters.payloads import ApprovalAsked, ApprovalWaits, LeftOut
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store import reports

FELL_OUT = "không còn trong số liệu tổng hợp"


@dataclass(frozen=True, slots=True)
class AgencyState:
    """An agency in a list, and what is to be said of it."""

    agency: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequest(LetterContext):
    """Which snapshot, who is in it, until when the report is due, where it can be read (empty: nobody said where pages are)."""

    never_empty: ClassVar[tuple[str, ...]] = ("total",)
    report_version: int
    done: int
    total: int
    rows: tuple[AgencyState, ...]
    last_day: dt.date
    link: str


def approval_request(occasion: Occasion) -> ApprovalRequest:
    """The question to the leaders."""
    owing = owing_duties(occasion)
    rows = tuple(AgencyState(duty.name, open_state(duty, occasion.today)) for duty in owing if duty.is_open)
    return ApprovalRequest(
        shared=occasion.shared(sample=any(duty.is_sample for duty in owing)),
        report_version=_snapshot_number(occasion, occasion.payload(ApprovalAsked).snapshot),
        done=len(owing) - len(rows),
        total=len(owing),
        rows=rows,
        last_day=occasion.cycle.collector_due_on,
        link=_page(occasion),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalReminder(LetterContext):
    """Which snapshot has waited for how many working days."""

    report_version: int
    asked_on: dt.date
    working_days: int
    last_day: dt.date
    link: str


def approval_reminder(occasion: Occasion) -> ApprovalReminder:
    """The reminder of a question that waits."""
    kept = occasion.payload(ApprovalWaits)
    return ApprovalReminder(
        shared=occasion.shared(sample=False),
        report_version=_snapshot_number(occasion, kept.snapshot),
        asked_on=kept.asked_on,
        working_days=max(occasion.runtime.calendar.workdays_between(kept.asked_on, occasion.today), 0),
        last_day=occasion.cycle.collector_due_on,
        link=_page(occasion),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterVersions(LetterContext):
    """What came after the approved snapshot, the newest consolidation, and the cycle as commands name it."""

    report_version: int
    newest_version: int
    rows: tuple[AgencyState, ...]
    cycle_id: str


def later_versions(occasion: Occasion) -> LaterVersions:
    """The letter to the collector about what an approved report leaves out."""
    kept = occasion.payload(LeftOut)
    return LaterVersions(
        shared=occasion.shared(sample=False),
        report_version=_snapshot_number(occasion, kept.snapshot),
        newest_version=kept.newest,
        rows=tuple(AgencyState(name, _version_text(version, sent_at)) for name, version, sent_at in kept.moved),
        cycle_id=occasion.cycle.cycle_id,
    )


def _page(occasion: Occasion) -> str:
    base = occasion.runtime.settings.base_url
    return base + approval_path(occasion.cycle.cycle_id) if base else ""


def _snapshot_number(occasion: Occasion, snapshot: int) -> int:
    return reports.get_snapshot(occasion.uow, snapshot).number


def _version_text(version: int | None, sent_at: dt.datetime | None) -> str:
    if version is None or sent_at is None:
        return FELL_OUT
    return f"bản số {version:02d}, gửi ngày {short_date(vietnam_date(sent_at))}"


WRITERS = {
    NoticeKind.APPROVAL_REQUEST: approval_request,
    NoticeKind.APPROVAL_REMINDER: approval_reminder,
    NoticeKind.LATER_VERSIONS: later_versions,
}
