"""What the letters around an approval say: the request, the reminder, and what an approved report leaves out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from danvan_workflow.duty.addresses import approval_path
from danvan_workflow.notify.context import DigestRow, NoticeContext
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store import reports
from danvan_workflow.store.tables import CycleRow
from danvan_workflow.store.unit_of_work import UnitOfWork

FELL_OUT = "không còn trong số liệu tổng hợp"


def approval_page(settings: Settings, cycle_id: str) -> str:
    """The page on which the leader reads the snapshot; empty where nobody has said under which address the pages are."""
    return settings.base_url + approval_path(cycle_id) if settings.base_url else ""


def asking(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, payload: dict[str, Any], context: NoticeContext) -> NoticeContext:
    """The request: which snapshot, until when the report is due, where it can be read."""
    return replace(
        context,
        report_version=reports.get_snapshot(uow, payload["snapshot"]).number,
        last_day=cycle.collector_due_on,
        link=approval_page(runtime.settings, cycle.cycle_id),
    )


def reminding(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, payload: dict[str, Any], context: NoticeContext
) -> NoticeContext:
    """The reminder: the request, and for how long it has waited on the day of writing."""
    asked_on = dt.date.fromisoformat(payload["asked_on"])
    waited = runtime.calendar.workdays_between(asked_on, context.as_of)
    return replace(asking(runtime, uow, cycle, payload, context), asked_on=asked_on, working_days=max(waited, 0))


def leaving_out(uow: UnitOfWork, cycle: CycleRow, payload: dict[str, Any], context: NoticeContext) -> NoticeContext:
    """What came after the approved snapshot, and how a corrected report is made."""
    return replace(
        context,
        rows=tuple(DigestRow(name, _version_text(version, sent_at)) for name, version, sent_at in payload["moved"]),
        report_version=reports.get_snapshot(uow, payload["snapshot"]).number,
        newest_version=payload["newest"],
        cycle_id=cycle.cycle_id,
    )


def _version_text(version: int | None, sent_at: str | None) -> str:
    if version is None or sent_at is None:
        return FELL_OUT
    return f"bản số {version:02d}, gửi ngày {short_date(vietnam_date(dt.datetime.fromisoformat(sent_at)))}"
