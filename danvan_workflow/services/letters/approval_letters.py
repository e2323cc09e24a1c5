"""The letters around an approval: the request, the reminder, and what an approved report leaves out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from danvan_workflow.duty.addresses import approval_path
from danvan_workflow.duty.moved import moved_words
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.notify.writer import two_digits
from danvan_workflow.services.letters.context import LetterContext, Shared
from danvan_workflow.services.letters.digest_letters import open_state
from danvan_workflow.services.letters.occasion import Occasion
from danvan_workflow.services.letters.payloads import ApprovalAsked, ApprovalWaits, LeftOut
from danvan_workflow.services.letters.salutation import to_leaders
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import reports
from danvan_workflow.store.standing import snapshot_included
from danvan_workflow.store.tables import SnapshotRow


@dataclass(frozen=True, slots=True)
class AgencyState:
    """An agency in a list, and what is to be said of it."""

    agency: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequest(LetterContext):
    """Which snapshot of which report, made when, of how many of the roll, how many passed their duty on.

    `heirs` says who of the heirs is in it beside (empty: there are none), `rows` are those not in it, `unfinished` those whose
    report in it lacks something, `remarks` what the rules say of its totals; until when the report is due, and where it can be
    read (empty: nobody said where pages are).
    """

    never_empty: ClassVar[tuple[str, ...]] = ("total",)
    report_title: str
    report_version: int
    made_at: dt.datetime
    done: int
    total: int
    heirs: str
    passed_on: int
    rows: tuple[AgencyState, ...]
    unfinished: tuple[AgencyState, ...]
    remarks: tuple[str, ...]
    last_day: dt.date
    link: str


def approval_request(occasion: Occasion) -> ApprovalRequest:
    """The question to the leaders."""
    asked = occasion.payload(ApprovalAsked)
    snapshot = reports.get_snapshot(occasion.uow, asked.snapshot)
    found, made_on = snapshot_included(occasion.uow, snapshot), vietnam_date(snapshot.created_at)
    return ApprovalRequest(
        shared=_to_leaders(occasion, snapshot),
        report_title=occasion.report_title(),
        report_version=snapshot.number,
        made_at=snapshot.created_at,
        done=found.taken_of_roll,
        total=found.counts.owing,
        heirs=found.heirs_taken(two_digits),
        passed_on=found.counts.passed_on,
        rows=tuple(AgencyState(duty.name, open_state(duty, made_on)) for duty in found.absent),
        unfinished=tuple(AgencyState(duty.name, open_state(duty, made_on)) for duty in found.unfinished),
        remarks=asked.remarks,
        last_day=occasion.cycle.collector_due_on,
        link=_page(occasion),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalReminder(LetterContext):
    """Which snapshot of which report has waited for how many working days."""

    report_title: str
    report_version: int
    asked_on: dt.date
    working_days: int
    last_day: dt.date
    link: str


def approval_reminder(occasion: Occasion) -> ApprovalReminder:
    """The reminder of a question that waits."""
    kept = occasion.payload(ApprovalWaits)
    snapshot = reports.get_snapshot(occasion.uow, kept.snapshot)
    return ApprovalReminder(
        shared=_to_leaders(occasion, snapshot),
        report_title=occasion.report_title(),
        report_version=snapshot.number,
        asked_on=kept.asked_on,
        working_days=max(occasion.runtime.calendar.workdays_between(kept.asked_on, occasion.today), 0),
        last_day=occasion.cycle.collector_due_on,
        link=_page(occasion),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterVersions(LetterContext):
    """What came after the approved snapshot of which report, the newest consolidation, and the page of the cycle's approval."""

    report_title: str
    report_version: int
    newest_version: int
    rows: tuple[AgencyState, ...]
    link: str


def later_versions(occasion: Occasion) -> LaterVersions:
    """The letter to the collector about what an approved report leaves out."""
    kept = occasion.payload(LeftOut)
    snapshot, accepted = reports.get_snapshot(occasion.uow, kept.snapshot), dict(enumerate(kept.accepted))
    return LaterVersions(
        shared=occasion.shared(
            sample=occasion.is_sample(snapshot), agency_name=occasion.collector_name, salutation=occasion.collector_name
        ),
        report_title=occasion.report_title(),
        report_version=snapshot.number,
        newest_version=kept.newest,
        rows=tuple(
            AgencyState(name, moved_words(version, sent_at, accepted.get(place, ())))
            for place, (name, version, sent_at) in enumerate(kept.moved)
        ),
        link=_page(occasion),
    )


def _to_leaders(occasion: Occasion, snapshot: SnapshotRow) -> Shared:
    return occasion.shared(sample=occasion.is_sample(snapshot), salutation=to_leaders(occasion.collector_name))


def _page(occasion: Occasion) -> str:
    base = occasion.runtime.settings.base_url
    return base + approval_path(occasion.cycle.cycle_id) if base else ""


WRITERS = {
    NoticeKind.APPROVAL_REQUEST: approval_request,
    NoticeKind.APPROVAL_REMINDER: approval_reminder,
    NoticeKind.LATER_VERSIONS: later_versions,
}
