"""The audit log in words: what happened, by whom, with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store.tables import EventRow

TITLES = {
    "example_made": "Lập kỳ mẫu để xem",
    "cycle_opened": "Mở kỳ báo cáo",
    "submission_received": "Nhận báo cáo",
    "received_on_behalf": "Nhận thay báo cáo",
    "extension": "Gia hạn",
    "waiver": "Miễn báo cáo",
    "waiver_lifted": "Hủy miễn",
    "return": "Trả lại báo cáo",
    "moved_deadline": "Đổi hạn của cả kỳ",
    "duty_passed_on": "Chuyển giao nghĩa vụ",
    "collected": "Thu thập từ cơ sở dữ liệu",
    "consolidated": "Chốt số liệu, tổng hợp",
    "approval_requested": "Trình lãnh đạo",
    "decision_approve": "Lãnh đạo duyệt",
    "decision_return": "Lãnh đạo trả lại",
    "decision_wait": "Lãnh đạo chờ thêm cơ quan",
    "report_issued": "Phát hành báo cáo tổng hợp",
    "letters_failed": "Có thư không gửi được",
    "letter_settled": "Kết luận về thư chưa rõ kết quả",
}
VIAS = {
    "paper": "bản giấy",
    "file": "tệp báo cáo",
    "workbook": "biểu Excel",
    "portal": "cổng báo cáo",
    "lower_tier": "cấp dưới chuyển lên",
    "sample": "số liệu mẫu",
}


@dataclass(frozen=True, slots=True)
class EventView:
    """One event: `by` decided or sent, `entered_by` is the account that typed it, `detail` says the rest."""

    at: dt.datetime
    kind: str
    title: str
    by: str
    entered_by: str
    detail: str


def event_view(event: EventRow) -> EventView:
    """The event in words; one of an unknown kind keeps its name."""
    detail: Mapping[str, Any] = event.detail or {}
    title = TITLES.get(event.kind, event.kind)
    return EventView(event.at, event.kind, title, event.by, str(detail.get("entered_by", "")), _detail(event.kind, detail))


def via_words(via: str) -> str:
    """How a version came in.

    >>> via_words("paper"), via_words("database:he-thong-tinh")
    ('bản giấy', 'cơ sở dữ liệu “he-thong-tinh”')
    """
    way, _, name = via.partition(":")
    return f"cơ sở dữ liệu “{name}”" if way == "database" else VIAS.get(way, via)


def _detail(kind: str, detail: Mapping[str, Any]) -> str:
    if kind == "submission_received":
        parts = [f"bản số {detail.get('version')}", via_words(str(detail.get("via", "")))]
        parts += ["đủ nội dung" if detail.get("complete") else "còn thiếu"]
        parts += [f"{detail['errors']} lỗi"] if detail.get("errors") else []
        return "; ".join(parts)
    if kind == "duty_passed_on":
        return f"cho {', '.join(detail.get('heirs', ()))}"
    if kind in _PHRASES:
        return _PHRASES[kind].format(**detail)
    if kind.startswith("decision_"):
        note = str(detail.get("note") or "")
        return f"bản chốt số {detail.get('snapshot')}" + (f"; {note}" if note else "")
    parts = [_day(detail.get("day")), f"bản số {detail['version']}" if detail.get("version") else ""]
    parts += [str(detail.get("reason") or ""), _document(detail.get("document_number"))]
    return "; ".join(part for part in parts if part)


_PHRASES = {
    "example_made": "báo cáo tự sinh, không phải số liệu thật; không có thư nào được gửi ra ngoài",
    "cycle_opened": "{owing} cơ quan phải báo cáo, {outside} đứng ngoài danh sách",
    "collected": "nguồn “{source}”: {new} báo cáo mới, {rejected} giá trị không nhận",
    "consolidated": "bản chốt số {snapshot}, {versions} báo cáo",
    "approval_requested": "bản chốt số {snapshot}",
    "report_issued": "phiên bản {version}",
    "letters_failed": "{failed} thư",
    "letter_settled": "thư gửi {recipient}; {reason}",
}


def _day(text: object) -> str:
    return f"đến hết ngày {short_date(dt.date.fromisoformat(str(text)))}" if text else ""


def _document(text: object) -> str:
    return f"văn bản {text}" if text else ""
