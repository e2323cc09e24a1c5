"""Reports that don't leave: past the collector's day, before a leader for too long, approved and not issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.milestones import Milestone, Outcome
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.facts import CycleFacts
from danvan_workflow.services.watch.trouble import GRACE, Code, Trouble, Urgency, midnight, moment
from danvan_workflow.statutory.deadline import date_text, deadline_moment, vietnam_date
from danvan_workflow.statutory.office_hours import opening_of

DECIDING_AT_MOST = 2
"""Working days that a report may lie before a leader."""
ASKED_AGAIN_AFTER = dt.timedelta(days=1)


def report_troubles(runtime: Runtime, cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    """What keeps the report of a cycle from being issued."""
    yield from _overdue(cycle, now)
    yield from _unissued(cycle, now)
    yield from _undecided(runtime, cycle, now)
    yield from _unasked(cycle, now)


def _overdue(cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    since = deadline_moment(cycle.row.collector_due_on)
    if since <= now:
        sentence = (
            f"Kỳ {cycle.name}: hết hạn tổng hợp (ngày {date_text(cycle.row.collector_due_on)}) mà báo cáo chưa phát hành. "
            f"Mở lượt chạy của kỳ trong Airflow xem đang dừng ở mốc nào; tình hình kỳ: danvan cycle status {cycle.row.cycle_id}."
        )
        yield _trouble(cycle, Code.OVERDUE, sentence, since)


def _unissued(cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    decided = cycle.decided
    if decided and _is_approved(cycle) and decided.at + GRACE <= now:
        sentence = (
            f"Kỳ {cycle.name}: {decided.by} đã duyệt lúc {moment(decided.at)} mà báo cáo chưa phát hành. "
            f"Mở lượt chạy của kỳ trong Airflow xem hàng Phát hành, hoặc: danvan issue {cycle.row.cycle_id}."
        )
        yield _trouble(cycle, Code.NOT_ISSUED, sentence, decided.at)


def _undecided(runtime: Runtime, cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    if cycle.question is None or _is_approved(cycle):
        return
    asked = cycle.question.at
    if midnight(runtime.calendar.shift(vietnam_date(asked), DECIDING_AT_MOST + 1)) <= now:
        sentence = (
            f"Kỳ {cycle.name}: báo cáo chờ lãnh đạo quyết định từ {moment(asked)}, đã quá {DECIDING_AT_MOST} ngày làm việc. "
            "Nhắc lãnh đạo trả lời trong Airflow (mục “Việc cần quyết định”), hoặc ghi quyết định: "
            f"danvan approve {cycle.row.cycle_id}."
        )
        yield _trouble(cycle, Code.APPROVAL_WAITING, sentence, asked)


def _unasked(cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    """A report that is ready, or whose time has come again, and lies before nobody."""
    due = None if cycle.question or _is_approved(cycle) else _asks_at(cycle)
    if due and due + GRACE <= now:
        sentence = (
            f"Kỳ {cycle.name}: phải trình lãnh đạo từ {moment(due)} mà chưa trình. Mở lượt chạy của kỳ trong Airflow, hàng "
            f"Phê duyệt: bị lỗi hoặc chờ quá giờ thì bấm Làm lại; hoặc ghi quyết định: danvan approve {cycle.row.cycle_id}."
        )
        yield _trouble(cycle, Code.NOT_ASKED, sentence, due)


def _asks_at(cycle: CycleFacts) -> dt.datetime | None:
    """When the leader is asked: right after the consolidation; after a return within a day; after a wait on the day it names."""
    if cycle.decided is not None:
        again = opening_of(cycle.until) if cycle.until else None
        return again or cycle.decided.at + ASKED_AGAIN_AFTER
    return next(
        (mark.at for mark in reversed(cycle.marks) if (mark.milestone, mark.outcome) == (Milestone.CONSOLIDATE, Outcome.DONE)),
        None,
    )


def _is_approved(cycle: CycleFacts) -> bool:
    return cycle.row.state is CycleState.APPROVED


def _trouble(cycle: CycleFacts, code: Code, sentence: str, since: dt.datetime) -> Trouble:
    return Trouble(code, sentence, Urgency.STUCK, since, cycle.row.cycle_id, plan=cycle.row.plan, run=cycle.run)
