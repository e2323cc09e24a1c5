"""What is written down in the audit log, and which of it are acts of the collector."""

from __future__ import annotations

from enum import StrEnum

from danvan_workflow.duty.decision import Decision


class ActKind(StrEnum):
    """An act on a duty or a cycle, kept with its reason and decider."""

    EXTENSION = "extension"
    WAIVER = "waiver"
    WAIVER_LIFTED = "waiver_lifted"
    RETURN = "return"
    MOVED_DEADLINE = "moved_deadline"
    FIGURES_ACCEPTED = "figures_accepted"

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return {
            "extension": "Gia hạn",
            "waiver": "Miễn báo cáo",
            "waiver_lifted": "Hủy miễn",
            "return": "Trả lại báo cáo",
            "moved_deadline": "Đổi hạn của cả kỳ",
            "figures_accepted": "Chấp nhận số liệu",
        }[self.value]


class EventKind(StrEnum):
    """An event of the audit log; the acts are among them, under the same words."""

    EXAMPLE_MADE = "example_made"
    CYCLE_OPENED = "cycle_opened"
    SUBMISSION_RECEIVED = "submission_received"
    RECEIVED_ON_BEHALF = "received_on_behalf"
    EXTENSION = ActKind.EXTENSION.value
    WAIVER = ActKind.WAIVER.value
    WAIVER_LIFTED = ActKind.WAIVER_LIFTED.value
    RETURN = ActKind.RETURN.value
    MOVED_DEADLINE = ActKind.MOVED_DEADLINE.value
    FIGURES_ACCEPTED = ActKind.FIGURES_ACCEPTED.value
    DUTY_PASSED_ON = "duty_passed_on"
    COLLECTED = "collected"
    CONSOLIDATED = "consolidated"
    APPROVAL_REQUESTED = "approval_requested"
    DECISION_APPROVE = "decision_approve"
    DECISION_RETURN = "decision_return"
    DECISION_WAIT = "decision_wait"
    REPORT_ISSUED = "report_issued"
    LETTERS_FAILED = "letters_failed"
    LETTER_SETTLED = "letter_settled"
    REGISTER_IMPORTED = "register_imported"
    MILESTONE = "milestone"
    WATCH_ALERT = "watch_alert"

    @property
    def label(self) -> str:
        """The Vietnamese sentence head."""
        return ActKind(self.value).label if self.value in _ACTS else _LABELS[self]


_ACTS = frozenset(kind.value for kind in ActKind)
_LABELS = {
    EventKind.EXAMPLE_MADE: "Lập kỳ mẫu để xem",
    EventKind.CYCLE_OPENED: "Mở kỳ báo cáo",
    EventKind.SUBMISSION_RECEIVED: "Nhận báo cáo",
    EventKind.RECEIVED_ON_BEHALF: "Nhận thay báo cáo",
    EventKind.DUTY_PASSED_ON: "Chuyển giao nghĩa vụ",
    EventKind.COLLECTED: "Thu thập từ cơ sở dữ liệu",
    EventKind.CONSOLIDATED: "Chốt số liệu, tổng hợp",
    EventKind.APPROVAL_REQUESTED: "Trình lãnh đạo",
    EventKind.DECISION_APPROVE: "Lãnh đạo duyệt",
    EventKind.DECISION_RETURN: "Lãnh đạo trả lại",
    EventKind.DECISION_WAIT: "Lãnh đạo chờ thêm cơ quan",
    EventKind.REPORT_ISSUED: "Phát hành báo cáo tổng hợp",
    EventKind.LETTERS_FAILED: "Có thư không gửi được",
    EventKind.LETTER_SETTLED: "Kết luận về thư chưa rõ kết quả",
    EventKind.REGISTER_IMPORTED: "Nạp danh mục cơ quan",
    EventKind.MILESTONE: "Mốc của quy trình",
    EventKind.WATCH_ALERT: "Gửi thư báo động",
}


def decided_event(decision: Decision) -> EventKind:
    """The event that a decision leaves behind."""
    return EventKind(f"decision_{decision.value}")


DECIDED = tuple(decided_event(decision) for decision in Decision)
"""The events by which a leader's question is answered."""
