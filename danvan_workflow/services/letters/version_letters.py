"""The letters about one version that an agency sent: it came, or it goes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from danvan_workflow.duty.outline import section_titles
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.services.letters.context import LetterContext, Wanting
from danvan_workflow.services.letters.occasion import Occasion
from danvan_workflow.services.letters.payloads import VersionCame, VersionReturned
from danvan_workflow.statutory.deadline import in_time
from danvan_workflow.store import submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLetter(LetterContext):
    """The version, when it was sent, whether in time, the newest version, and what that one still lacks."""

    version: int
    sent_at: dt.datetime
    last_day: dt.date
    on_time: bool
    newest_version: int
    wanting: Wanting


def receipt(occasion: Occasion) -> ReceiptLetter:
    """The receipt of a version."""
    version, duty = submissions.get_submission(occasion.uow, occasion.payload(VersionCame).submission), occasion.duty
    return ReceiptLetter(
        shared=occasion.shared(sample=version.is_sample, agency_name=duty.agency_name),
        version=version.version,
        sent_at=version.sent_at,
        last_day=duty.last_day,
        on_time=in_time(version.sent_at, duty.last_day),
        newest_version=occasion.arrived().version,
        wanting=occasion.wanting(),
    )


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """A place of the report (a section, by name) and what is to be mended there."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(LetterContext):
    """Why a version goes back, and until when to send again (None: the last day is over)."""

    version: int
    reasons: tuple[ReturnReason, ...]
    resubmit_by: dt.date | None


def returned(occasion: Occasion) -> Return:
    """The letter about a version that was sent back."""
    kept, duty = occasion.payload(VersionReturned), occasion.duty
    version = submissions.get_submission(occasion.uow, kept.submission)
    return Return(
        shared=occasion.shared(sample=version.is_sample, agency_name=duty.agency_name),
        version=version.version,
        reasons=_reasons(section_titles(occasion.plan, occasion.cycle.ad_hoc), kept),
        resubmit_by=duty.last_day if duty.last_day >= occasion.today else None,
    )


def _reasons(titles: Mapping[str, str], kept: VersionReturned) -> tuple[ReturnReason, ...]:
    """By section what is to be mended there; a section without a sentence of its own is returned for the act's reason."""
    if not kept.sections:
        return (ReturnReason("Toàn bộ báo cáo", kept.reason),)
    return tuple(ReturnReason(titles.get(s, s), kept.faults.get(s, "").strip() or kept.reason) for s in kept.sections)


WRITERS = {NoticeKind.RECEIPT: receipt, NoticeKind.RETURN: returned}
