"""Writing the letter of a notice from what is true when it is sent: each kind has a context and a function that makes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import get_type_hints

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.notify.messages import MailAttachment, Message
from danvan_workflow.notify.writer import NoticeWriter
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.letters import approval_letters, digest_letters, news_letters, rung_letters, version_letters
from danvan_workflow.services.letters.context import LetterContext
from danvan_workflow.services.letters.occasion import Occasion
from danvan_workflow.services.letters.payloads import ReportOut
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import reports
from danvan_workflow.store.tables import CycleRow, NoticeRow
from danvan_workflow.store.unit_of_work import UnitOfWork

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WRITERS: Mapping[NoticeKind, Callable[[Occasion], LetterContext]] = {
    **rung_letters.WRITERS,
    **digest_letters.WRITERS,
    **version_letters.WRITERS,
    **approval_letters.WRITERS,
    **news_letters.WRITERS,
}

CONTEXTS: Mapping[NoticeKind, type[LetterContext]] = {kind: get_type_hints(writer)["return"] for kind, writer in WRITERS.items()}
"""The context of each kind: what its function says that it returns."""


def asked_in_vain(writer: NoticeWriter) -> dict[NoticeKind, list[str]]:
    """What templates ask for that no letter of their kind has, by kind: such a letter can't be written."""
    found = {kind: sorted(writer.reads(kind) - context.names()) for kind, context in CONTEXTS.items()}
    return {kind: names for kind, names in found.items() if names}


def letter(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, plan: Plan, row: NoticeRow, now: dt.datetime) -> Message:
    """The message of an outbox row of `cycle`, with the Message-ID that the row was queued with."""
    kind = NoticeKind(row.kind)
    context = WRITERS[kind](Occasion(runtime, uow, cycle, plan, row, now))
    _refuse_empty(kind, context)
    notice = runtime.writer.write(kind, context.values())
    return Message(
        to=row.recipient,
        to_name=row.recipient_name,
        subject=notice.subject,
        text=notice.text,
        html=notice.html,
        message_id=row.message_id,
        attachments=_attachments(uow, row) if kind is NoticeKind.REPORT_ISSUED else (),
        sent_at=now,
    )


def _refuse_empty(kind: NoticeKind, context: LetterContext) -> None:
    """InvalidInput where the letter would have nothing to say."""
    missing = [name for name in context.never_empty if not getattr(context, name)]
    if missing:
        raise InvalidInput(
            [Problem(f"thông báo “{kind.label}” thiếu dữ liệu", place=name, accepted="một giá trị có thật") for name in missing]
        )


def _attachments(uow: UnitOfWork, row: NoticeRow) -> tuple[MailAttachment, ...]:
    found = reports.reports_of(uow, ReportOut.from_json(row.payload).snapshot)
    return tuple(MailAttachment(report.file_name, report.content, MEDIA_TYPES[report.format]) for report in found)
