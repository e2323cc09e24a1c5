"""Reports that don't leave: past the collector's day, before a leader for too long, approved and not issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from danvan_workflow.services.milestones import CONSOLIDATE, Outcome
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch_facts import CycleFacts
from danvan_workflow.services.watch_trouble import GRACE, Code, Severity, Trouble, midnight, moment
from danvan_workflow.statutory import date_text, deadline_moment, vietnam_date

DECIDING_AT_MOST = 2
"""Working days that a report may lie before a leader."""


def report_troubles(runtime: Runtime, cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    """What keeps the report of a cycle from being issued."""
    yield from _overdue(cycle, now)
    yield from _unissued(cycle, now)
    yield from _undecided(runtime, cycle, now)


def _overdue(cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    since = deadline_moment(cycle.row.collector_due_on)
    if since <= now:
        sentence = (
            f"Kỳ {cycle.name}: hết hạn tổng hợp (ngày {date_text(cycle.row.collector_due_on)}) mà báo cáo chưa phát hành. "
            f"Mở lượt chạy của kỳ trong Airflow xem đang dừng ở mốc nào; tình hình kỳ: danvan cycle status {cycle.row.cycle_id}."
        )
        yield _trouble(cycle, Code.OVERDUE, sentence, since)


def _unissued(cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    decided = cycle.decisions[-1] if cycle.decisions else None
    if decided and _is_approved(cycle) and decided.at + GRACE <= now:
        sentence = (
            f"Kỳ {cycle.name}: {decided.by} đã duyệt lúc {moment(decided.at)} mà báo cáo chưa phát hành. "
            f"Mở lượt chạy của kỳ trong Airflow xem hàng Phát hành, hoặc: danvan issue {cycle.row.cycle_id}."
        )
        yield _trouble(cycle, Code.NOT_ISSUED, sentence, decided.at)


def _undecided(runtime: Runtime, cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    asked = None if _is_approved(cycle) else _waits_since(cycle)
    if asked and midnight(runtime.calendar.shift(vietnam_date(asked), DECIDING_AT_MOST + 1)) <= now:
        sentence = (
            f"Kỳ {cycle.name}: báo cáo chờ lãnh đạo quyết định từ {moment(asked)}, đã quá {DECIDING_AT_MOST} ngày làm việc. "
            "Nhắc lãnh đạo trả lời trong Airflow (mục “Việc cần quyết định”), hoặc ghi quyết định: "
            f"danvan approve {cycle.row.cycle_id}."
        )
        yield _trouble(cycle, Code.APPROVAL_WAITING, sentence, asked)


def _is_approved(cycle: CycleFacts) -> bool:
    return cycle.row.state == "approved"


def _waits_since(cycle: CycleFacts) -> dt.datetime | None:
    """Since when a leader is waited for. After a return or a wait the report comes again within a day; the wait begins anew."""
    moments = [mark.at for mark in cycle.marks if mark.milestone == CONSOLIDATE and mark.outcome is Outcome.DONE][-1:]
    moments += [row.planned_at for row in cycle.asked[-1:]]
    if cycle.decisions:
        moments.append(cycle.decisions[-1].at)
    return max(moments, default=None)


def _trouble(cycle: CycleFacts, code: Code, sentence: str, since: dt.datetime) -> Trouble:
    return Trouble(code, sentence, Severity.STUCK, since, cycle.row.cycle_id, plan=cycle.row.plan, run=cycle.run)
