"""How far a cycle is, in a word, and in a line that says what is waited for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.events import DECIDED, EventKind
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store.questions import open_question
from danvan_workflow.store.tables import CycleRow, EventRow

TELLING = (EventKind.CONSOLIDATED, EventKind.APPROVAL_REQUESTED, *DECIDED)
"""The events of a cycle that say what it waits for."""


class CycleStanding(StrEnum):
    """How far a cycle is. `unopened`: its opening day is past and nobody opened it; `missed`: it is over, too."""

    OPEN = "open"
    OVERDUE = "overdue"
    AWAITING = "awaiting"
    APPROVED = "approved"
    ISSUED = "issued"
    PLANNED = "planned"
    UNOPENED = "unopened"
    MISSED = "missed"

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return {
            "open": "đang nhận báo cáo",
            "overdue": "đã hết hạn nộp",
            "awaiting": "chờ lãnh đạo duyệt",
            "approved": "đã duyệt, chờ phát hành",
            "issued": "đã phát hành",
            "planned": "chưa đến ngày mở",
            "unopened": "đến ngày mở mà chưa mở",
            "missed": "đã qua, không mở",
        }[self.value]


def standing_of(row: CycleRow, log: Sequence[EventRow], today: dt.date) -> CycleStanding:
    """How far an opened cycle is; of its audit log the events of `TELLING` are read."""
    if row.state is not CycleState.OPEN:
        return CycleStanding(row.state)
    if open_question(row, log):
        return CycleStanding.AWAITING
    return CycleStanding.OVERDUE if today > row.effective_last_day else CycleStanding.OPEN


def state_line(row: CycleRow, log: Sequence[EventRow], today: dt.date) -> str:
    """The same with what is waited for, and since when: `chờ lãnh đạo duyệt từ 26/3/2025`."""
    standing = standing_of(row, log, today)
    question = open_question(row, log) if standing is CycleStanding.AWAITING else None
    if question:
        return f"{standing.label} từ {short_date(vietnam_date(question.at))}"
    return f"{standing.label}, {_waits_for(row, log)}" if standing is CycleStanding.OVERDUE else standing.label


def _waits_for(row: CycleRow, log: Sequence[EventRow]) -> str:
    """What a cycle waits for that is over and about which no question is open."""
    last = next((event for event in reversed(log) if event.kind in TELLING), None)
    if last is None:
        return f"chờ tổng hợp (hạn tổng hợp {short_date(row.collector_due_on)})"
    day = short_date(vietnam_date(last.at))
    return {
        EventKind.DECISION_RETURN: f"lãnh đạo trả lại ngày {day}, chờ hoàn thiện",
        EventKind.DECISION_WAIT: f"lãnh đạo cho chờ thêm cơ quan từ {day}",
    }.get(last.kind, f"đã tổng hợp ngày {day}, chờ trình lãnh đạo")
