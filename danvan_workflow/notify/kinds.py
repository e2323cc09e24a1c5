"""The kinds of letters, and what people call them: every screen, grid, command and file takes its words from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, slots=True)
class RungWords:
    """A letter of the ladder: what is done at its rung, whom it tells (in a sentence), on which side of the deadline."""

    act: str
    tells: str
    after_deadline: bool = False


class NoticeKind(StrEnum):
    """The value is stored, stands in plan files, and names the folder of the kind's templates.

    `label` is what the letter is called in lists. `rung` is there for the kinds that a ladder may hold; the others go out when
    something happens.
    """

    label: str
    rung: RungWords | None

    def __new__(cls, value: str, label: str = "", rung: RungWords | None = None) -> Self:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.label, kind.rung = label, rung
        return kind

    REQUEST = (
        "request",
        "Yêu cầu báo cáo",
        RungWords("Gửi yêu cầu", "yêu cầu báo cáo đến đầu mối của từng cơ quan phải báo cáo"),
    )
    REMINDER = (
        "reminder",
        "Nhắc trước hạn",
        RungWords("Nhắc", "nhắc đến đầu mối của cơ quan chưa gửi hoặc gửi chưa đủ"),
    )
    DUE_TOMORROW = (
        "due_tomorrow",
        "Nhắc lần cuối trước hạn",
        RungWords("Nhắc lần cuối", "nhắc lần cuối đến đầu mối của cơ quan chưa gửi hoặc gửi chưa đủ"),
    )
    OVERDUE = (
        "overdue",
        "Đôn đốc quá hạn",
        RungWords("Đôn đốc", "đôn đốc đến đầu mối của cơ quan đã quá hạn mà chưa gửi đủ", after_deadline=True),
    )
    ESCALATION_HEAD = (
        "escalation_head",
        "Báo người đứng đầu cơ quan",
        RungWords("Báo người đứng đầu", "báo người đứng đầu của cơ quan đã quá hạn mà chưa gửi đủ", after_deadline=True),
    )
    ESCALATION_LEADER = (
        "escalation_leader",
        "Báo lãnh đạo cơ quan tổng hợp",
        RungWords(
            "Báo lãnh đạo", "báo lãnh đạo {collector}: danh sách các cơ quan đã quá hạn mà chưa gửi đủ", after_deadline=True
        ),
    )
    RECEIPT = "receipt", "Xác nhận đã nhận"
    RETURN = "return", "Trả lại, yêu cầu bổ sung"
    APPROVAL_REQUEST = "approval_request", "Trình phê duyệt"
    REPORT_ISSUED = "report_issued", "Gửi báo cáo tổng hợp"
    DUTY_PASSED_ON = "duty_passed_on", "Chuyển giao nghĩa vụ báo cáo"
    DEADLINE_CHANGED = "deadline_changed", "Báo hạn nộp mới"
    APPROVAL_REMINDER = "approval_reminder", "Nhắc phê duyệt"
    LATER_VERSIONS = "later_versions", "Báo số liệu đến sau bản được duyệt"

    @property
    def is_digest(self) -> bool:
        """True where one letter speaks of many agencies."""
        return self in (NoticeKind.ESCALATION_LEADER, NoticeKind.APPROVAL_REQUEST, NoticeKind.LATER_VERSIONS)

    @property
    def words(self) -> RungWords:
        """What is said of the kind as a rung; only for the kinds that a ladder may hold."""
        if self.rung is None:
            raise ValueError(f"{self.value} is no rung of a ladder")
        return self.rung

    def rung_title(self, offset: int, days: str = "ngày làm việc") -> str:
        """A rung of this kind by its day, `offset` working days from the last day. A request goes out once, at the opening.

        >>> NoticeKind.REMINDER.rung_title(-3), NoticeKind.OVERDUE.rung_title(1), NoticeKind.REMINDER.rung_title(0)
        ('Nhắc trước 3 ngày làm việc', 'Đôn đốc sau 1 ngày làm việc', 'Nhắc đúng ngày hạn')
        >>> NoticeKind.REQUEST.rung_title(-15), NoticeKind.REMINDER.rung_title(-7, "ngày")
        ('Gửi yêu cầu', 'Nhắc trước 7 ngày')
        """
        if self is NoticeKind.REQUEST:
            return self.words.act
        when = f"{'trước' if offset < 0 else 'sau'} {abs(offset)} {days}" if offset else "đúng ngày hạn"
        return f"{self.words.act} {when}"


RUNG_KINDS = tuple(kind for kind in NoticeKind if kind.rung)
"""The kinds that a ladder may hold, in the order in which they climb."""


def notice_label(kind: str) -> str:
    """What a stored letter is called; a kind that a newer version stored is called as it is.

    >>> notice_label("receipt"), notice_label("sms")
    ('Xác nhận đã nhận', 'sms')
    """
    return NoticeKind(kind).label if kind in set(NoticeKind) else kind
