"""What a letter of the outbox is called beside the day that it belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from danvan_workflow.plan.models import Plan, RungSpec

NAMES = {
    "request": "Gửi yêu cầu",
    "reminder": "Nhắc {when}",
    "due_tomorrow": "Nhắc lần cuối {when}",
    "overdue": "Đôn đốc {when}",
    "escalation_head": "Báo người đứng đầu {when}",
    "escalation_leader": "Báo lãnh đạo cơ quan tổng hợp {when}",
    "receipt": "Báo đã nhận",
    "duty_passed_on": "Báo tiếp nhận nghĩa vụ",
    "deadline_changed": "Báo hạn nộp mới",
    "report_issued": "Gửi báo cáo đã phát hành",
}


def letter_name(kind: str, offset: int) -> str:
    """The name of a kind of letter whose rung stands `offset` working days from the last day; 0 where it belongs to no rung.

    >>> letter_name("reminder", -3)
    'Nhắc trước 3 ngày làm việc'
    """
    when = f"{'trước' if offset < 0 else 'sau'} {abs(offset)} ngày làm việc" if offset else "đúng ngày hạn"
    return NAMES.get(kind, kind).format(when=when)


def rung_title(rung: RungSpec) -> str:
    """
    >>> rung_title(RungSpec(offset=0, to="focal", kind="reminder"))
    'Nhắc đúng ngày hạn'
    """
    return letter_name(rung.kind, rung.offset)


def rungs_to_come(plan: Plan, moments: Mapping[int, dt.datetime], now: dt.datetime) -> tuple[tuple[str, dt.datetime], ...]:
    """Title and moment of each rung after `now`, by the rung's number; `moments` are those of the cycle."""
    return tuple((rung_title(plan.ladder.rungs[n - 1]), moment) for n, moment in sorted(moments.items()) if moment > now)
