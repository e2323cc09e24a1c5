"""The audit log in words: what happened, by whom, with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from danvan_workflow.duty.events import DECIDED, EventKind
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store.tables import EventRow

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
    kind: EventKind
    title: str
    by: str
    entered_by: str
    detail: str


def event_view(event: EventRow) -> EventView:
    """The event in words."""
    detail: Mapping[str, Any] = event.detail or {}
    return EventView(
        event.at, event.kind, event.kind.label, event.by, str(detail.get("entered_by", "")), _detail(event.kind, detail)
    )


def via_words(via: str) -> str:
    """How a version came in.

    >>> via_words("paper"), via_words("database:he-thong-tinh")
    ('bản giấy', 'cơ sở dữ liệu “he-thong-tinh”')
    """
    way, _, name = via.partition(":")
    return f"cơ sở dữ liệu “{name}”" if way == "database" else VIAS.get(way, via)


def _detail(kind: EventKind, detail: Mapping[str, Any]) -> str:
    if kind is EventKind.SUBMISSION_RECEIVED:
        parts = [f"bản số {detail.get('version')}", via_words(str(detail.get("via", "")))]
        parts += ["đủ nội dung" if detail.get("complete") else "còn thiếu"]
        parts += [f"{detail['errors']} lỗi"] if detail.get("errors") else []
        return "; ".join(parts)
    if kind is EventKind.DUTY_PASSED_ON:
        return f"cho {', '.join(detail.get('heirs', ()))}"
    if kind in _PHRASES:
        return _PHRASES[kind].format(**detail)
    if kind in DECIDED:
        note = str(detail.get("note") or "")
        return f"bản chốt số {detail.get('snapshot')}" + (f"; {note}" if note else "")
    parts = [_day(detail.get("day")), f"bản số {detail['version']}" if detail.get("version") else ""]
    parts += [f"số liệu {', '.join(detail['indicators'])}"] if detail.get("indicators") else []
    parts += [str(detail.get("reason") or ""), _document(detail.get("document_number"))]
    return "; ".join(part for part in parts if part)


_PHRASES = {
    EventKind.EXAMPLE_MADE: "báo cáo tự sinh, không phải số liệu thật; không có thư nào được gửi ra ngoài",
    EventKind.CYCLE_OPENED: "{owing} cơ quan phải báo cáo, {outside} đứng ngoài danh sách",
    EventKind.COLLECTED: "nguồn “{source}”: {new} báo cáo mới, {rejected} giá trị không nhận",
    EventKind.CONSOLIDATED: "bản chốt số {snapshot}, {versions} báo cáo",
    EventKind.APPROVAL_REQUESTED: "bản chốt số {snapshot}",
    EventKind.REPORT_ISSUED: "phiên bản {version}",
    EventKind.LETTERS_FAILED: "{failed} thư",
    EventKind.LETTER_SETTLED: "thư gửi {recipient}; {reason}",
}


def _day(text: object) -> str:
    return f"đến hết ngày {short_date(dt.date.fromisoformat(str(text)))}" if text else ""


def _document(text: object) -> str:
    return f"văn bản {text}" if text else ""
