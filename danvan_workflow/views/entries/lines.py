"""The lines of a duty's file: versions, findings, letters, concessions, each in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from danvan_workflow.duty.events import ActKind, EventKind
from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.duty.states import DutyState, duty_status
from danvan_workflow.errors import Severity
from danvan_workflow.notify.kinds import notice_label
from danvan_workflow.store.standing import version_facts
from danvan_workflow.store.tables import ConcessionRow, DutyRow, FindingRow, NoticeRow, SubmissionRow
from danvan_workflow.views.entries.events import via_words


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list."""

    number: int
    sent_at: dt.datetime
    received_at: dt.datetime
    via: str
    sender: str
    document_number: str
    is_sample: bool
    state: DutyState
    is_complete: bool
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class FindingView:
    """What a check found: `code` is the section or indicator it concerns (empty: the whole), `place` its name."""

    rule: str
    severity: Severity
    code: str
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CheckedView:
    """A value of the version that is being checked, or was accepted; `why` are the sentences of the findings, or the reason."""

    code: str
    name: str
    text: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A letter that was sent, waits or was not needed."""

    kind: str
    rung: int | None
    recipient: str
    recipient_name: str
    subject: str
    state: NoticeState
    word: str
    why: str
    planned_at: dt.datetime
    sent_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ConcessionView:
    """An act on the duty or on its whole cycle."""

    kind: ActKind
    at: dt.datetime
    new_last_day: dt.date | None
    reason: str
    decider: str
    document_number: str
    entered_by: str


def version_line(duty: DutyRow, version: SubmissionRow, now: dt.datetime) -> VersionLine:
    """A version of a duty."""
    return VersionLine(
        number=version.version,
        sent_at=version.sent_at,
        received_at=version.received_at,
        via=via_words(version.via),
        sender=version.sender,
        document_number=version.document_number,
        is_sample=version.is_sample,
        state=duty_status(duty.last_day, (version_facts(version),), now).state,
        is_complete=bool(version.is_complete),
        errors=version.error_count,
        warnings=version.warning_count,
    )


def finding_view(row: FindingRow, names: Mapping[str, str]) -> FindingView:
    """A finding, its place by name."""
    return FindingView(row.rule, row.severity, row.place, names.get(row.place, row.place), row.sentence)


def notice_view(row: NoticeRow) -> NoticeView:
    """A row of the outbox in words."""
    return NoticeView(
        kind=notice_label(row.kind),
        rung=row.rung,
        recipient=row.recipient,
        recipient_name=row.recipient_name,
        subject=row.subject,
        state=row.state,
        word=row.state.label,
        why=row.status_code.label if row.state is NoticeState.SKIPPED else row.detail,
        planned_at=row.planned_at,
        sent_at=row.sent_at,
    )


def concession_view(row: ConcessionRow, typed: Mapping[tuple[EventKind, dt.datetime], str]) -> ConcessionView:
    """An act; `typed` says by kind and moment which account typed it."""
    return ConcessionView(
        kind=row.kind,
        at=row.at,
        new_last_day=row.new_last_day,
        reason=row.reason,
        decider=row.decider,
        document_number=row.document_number,
        entered_by=typed.get((EventKind(row.kind), row.at), ""),
    )
