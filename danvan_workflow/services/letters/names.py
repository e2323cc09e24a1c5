"""What a letter of the outbox is called beside the day that it belongs to."""

from __future__ import annotations

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


def name_of(kind: str, when: str) -> str:
    """The name of a kind of letter; `when` is the day as words, “trước 3 ngày làm việc”.

    >>> name_of("reminder", "trước 3 ngày làm việc")
    'Nhắc trước 3 ngày làm việc'
    """
    return NAMES.get(kind, kind).format(when=when)
