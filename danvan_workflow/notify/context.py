"""What a notice may speak of: the kinds of notice and the one context that all templates read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class NoticeKind(StrEnum):
    """The kinds of notice. The value is the name of the folder of its templates; the first six are the kinds of rungs."""

    REQUEST = "request"
    REMINDER = "reminder"
    DUE_TOMORROW = "due_tomorrow"
    OVERDUE = "overdue"
    ESCALATION_HEAD = "escalation_head"
    ESCALATION_LEADER = "escalation_leader"
    RECEIPT = "receipt"
    RETURN = "return"
    APPROVAL_REQUEST = "approval_request"
    REPORT_ISSUED = "report_issued"
    DUTY_PASSED_ON = "duty_passed_on"
    DEADLINE_CHANGED = "deadline_changed"
    APPROVAL_REMINDER = "approval_reminder"
    LATER_VERSIONS = "later_versions"

    @property
    def label(self) -> str:
        """The Vietnamese name, for screens and lists."""
        return _LABELS[self]

    @property
    def is_digest(self) -> bool:
        """True where one letter speaks of many agencies."""
        return self in (NoticeKind.ESCALATION_LEADER, NoticeKind.APPROVAL_REQUEST, NoticeKind.LATER_VERSIONS)


_LABELS = {
    NoticeKind.REQUEST: "Yêu cầu báo cáo",
    NoticeKind.REMINDER: "Nhắc trước hạn",
    NoticeKind.DUE_TOMORROW: "Nhắc lần cuối trước hạn",
    NoticeKind.OVERDUE: "Đôn đốc quá hạn",
    NoticeKind.ESCALATION_HEAD: "Gửi người đứng đầu cơ quan",
    NoticeKind.ESCALATION_LEADER: "Báo cáo lãnh đạo cơ quan tổng hợp",
    NoticeKind.RECEIPT: "Xác nhận đã nhận",
    NoticeKind.RETURN: "Trả lại, yêu cầu bổ sung",
    NoticeKind.APPROVAL_REQUEST: "Trình phê duyệt",
    NoticeKind.REPORT_ISSUED: "Gửi báo cáo tổng hợp",
    NoticeKind.DUTY_PASSED_ON: "Chuyển giao nghĩa vụ báo cáo",
    NoticeKind.DEADLINE_CHANGED: "Báo hạn nộp mới",
    NoticeKind.APPROVAL_REMINDER: "Nhắc phê duyệt",
    NoticeKind.LATER_VERSIONS: "Báo số liệu đến sau bản được duyệt",
}


@dataclass(frozen=True, slots=True)
class DigestRow:
    """An agency in a list: its state in a Vietnamese word, working days late (0: not late), contact, notices it had."""

    agency: str
    state: str
    working_days_late: int = 0
    contact: str = ""
    notices: int = 0


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """A place of the report (section or indicator, by name) and what is to be mended there."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class NoticeContext:
    """Everything a template may say. All texts are Vietnamese and are shown as they are; days are Asia/Ho_Chi_Minh dates.

    Who and what (always given):
        plan_title          "Kế hoạch thực hiện công tác dân vận chính quyền năm 2025", perhaps with number and issuer
        obligation_title    "Báo cáo định kỳ kết quả thực hiện công tác dân vận chính quyền"
        cycle_label         "quý I năm 2025"
        agency_name         the reporting agency; in digests and in issued reports: the agency that gets the letter
        collector_name      "Sở Nội vụ tỉnh Bình Định"
        as_of               the day of writing
    Persons:
        recipient_name      whose address it is; recipient_title: "Giám đốc", "Chủ tịch" (default "Thủ trưởng")
        collector_contact   name, telephone, address of the officer who answers questions
    Deadline:
        last_day            the last admissible day; due_phrase: the document's own words ("trước ngày 20/3/2025")
        working_days        left until `last_day` or, in what is sent after it, late; never negative
        notices_sent        how many notices of this duty went out before: a letter claims no reminder that an outage swallowed
        extension_note      "gia hạn đến ngày … theo Công văn số …", where there is one
        previous_last_day   the last day that `last_day` replaces, in the letter that tells so
    Content:
        product             "báo cáo", "kế hoạch", "danh sách đầu mối"
        data_first_day, data_last_day   the window of figures, both included; None where no figures are asked
        estimate            figures after the due day up to the cut-off are estimates
        sections, indicators            what is owed, by name (request)
        ways_to_send        how to send, a line each
        received            whether a version came; version: its number; sent_at; on_time: None where nothing came
        missing_sections, missing_indicators, errors    what is still wanting, and wrong figures, a sentence each
        reasons, resubmit_by            why it was returned, and until when to send again
    Lists:
        rows                agencies that still owe; done and total: how many of how many are complete
    Report:
        document_number, issued_on, report_version, changes (since the last version), file_names
        asked_on            the day on which the leader was asked; newest_version: the newest consolidation, where that is another
        cycle_id            as commands name the cycle
    Succession:
        predecessors, effective_on, legal_ground
    link                    the page of the cycle or the duty, an http(s) address
    sample                  sample data: the letter says so
    """

    plan_title: str
    obligation_title: str
    cycle_label: str
    agency_name: str
    collector_name: str
    as_of: dt.date
    recipient_name: str = ""
    recipient_title: str = "Thủ trưởng"
    collector_contact: str = ""
    last_day: dt.date | None = None
    due_phrase: str = ""
    working_days: int = 0
    extension_note: str = ""
    previous_last_day: dt.date | None = None
    notices_sent: int = 0
    product: str = "báo cáo"
    data_first_day: dt.date | None = None
    data_last_day: dt.date | None = None
    estimate: bool = False
    sections: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    ways_to_send: tuple[str, ...] = ()
    received: bool = False
    version: int = 0
    sent_at: dt.datetime | None = None
    on_time: bool | None = None
    missing_sections: tuple[str, ...] = ()
    missing_indicators: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    reasons: tuple[ReturnReason, ...] = ()
    resubmit_by: dt.date | None = None
    rows: tuple[DigestRow, ...] = ()
    done: int = 0
    total: int = 0
    document_number: str = ""
    issued_on: dt.date | None = None
    report_version: int = 1
    changes: tuple[str, ...] = ()
    file_names: tuple[str, ...] = ()
    asked_on: dt.date | None = None
    newest_version: int = 0
    cycle_id: str = ""
    predecessors: tuple[str, ...] = ()
    effective_on: dt.date | None = None
    legal_ground: str = ""
    link: str = ""
    sample: bool = False

    def __post_init__(self) -> None:
        if self.link and not self.link.startswith(("http://", "https://")):
            raise ValueError(f"link must be an http(s) address: {self.link!r}")

    def values(self) -> dict[str, Any]:
        """The fields by name, for a template."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


_DEADLINE = ("last_day",)
REQUIRED: dict[NoticeKind, tuple[str, ...]] = {
    NoticeKind.REQUEST: _DEADLINE,
    NoticeKind.REMINDER: _DEADLINE,
    NoticeKind.DUE_TOMORROW: _DEADLINE,
    NoticeKind.OVERDUE: _DEADLINE,
    NoticeKind.ESCALATION_HEAD: _DEADLINE,
    NoticeKind.ESCALATION_LEADER: ("last_day", "rows", "total"),
    NoticeKind.RECEIPT: ("sent_at", "version"),
    NoticeKind.RETURN: ("version", "reasons"),
    NoticeKind.APPROVAL_REQUEST: ("total",),
    NoticeKind.REPORT_ISSUED: ("file_names",),
    NoticeKind.DUTY_PASSED_ON: ("last_day", "predecessors", "effective_on"),
    NoticeKind.DEADLINE_CHANGED: ("last_day", "previous_last_day"),
    NoticeKind.APPROVAL_REMINDER: ("asked_on",),
    NoticeKind.LATER_VERSIONS: ("cycle_id",),
}
"""What a kind of notice can't be written without, beside what is always given."""
