"""A submission as a file (YAML or JSON): read strictly, every problem at once; written for the tier above.

    format: "1"
    cycle: binh-dinh-2025.dinh-ky.2025-q1     # full id of the cycle
    agency: L52-STC                           # code in the register
    sent_at: 2025-03-18T09:30                 # Asia/Ho_Chi_Minh unless it says otherwise; left out: the moment of taking it in
    sender: Nguyễn Văn An                     # optional, as document_number, version, via (file, paper, lower_tier), sample
    nil_report: false                         # true: nothing happened at all
    figures:
      CD01: 3                                 # a number; 0 is an explicit zero
      DT05: {status: nil}                     # nil: không phát sinh; not_applicable: không áp dụng; `note` may explain
    narratives:
      - {section: lanh-dao-chi-dao, text: Đã ban hành kế hoạch.}
      - {section: kien-nghi, nil: true}       # or skip_reason: why the section is left out
    persons:
      - {role: leader, name: Trần Thị Bình, position: Phó Giám đốc, phone: "", email: ""}
    tasks:
      - {task: doi-thoai, state: done, percent: 100, evidence: Thông báo kết luận số 12}
    attachments:
      - {name: bao-cao.docx, media_type: application/…, content: <base64>}

A key that isn't named here, a key said twice, a text where a number stands are refused; nothing is guessed.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from danvan_workflow.duty.submission import (
    Attachment,
    Figure,
    FigureStatus,
    Narrative,
    Person,
    SubmissionDraft,
    TaskProgress,
    TaskState,
)
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.intake.file_part import Part, Reading
from danvan_workflow.intake.submission_tree import read_utf8, tree_of
from danvan_workflow.statutory import VIETNAM

FORMAT = "1"
VIAS = ("file", "paper", "lower_tier")
ROLES = ("leader", "official")
A_NUMBER = "số viết bằng chữ số, dấu thập phân là dấu chấm, ví dụ 12 hoặc 98.5; hoặc {status: nil}"


def read_submission_file(path: Path, now: dt.datetime) -> SubmissionDraft:
    """The submission in a file; `now` is when it was sent where the file doesn't say. InvalidInput with every problem."""
    return read_submission_text(read_utf8(path), now, path.name)


def read_submission_text(text: str, now: dt.datetime, file: str = "") -> SubmissionDraft:
    """The submission in a YAML or JSON text; InvalidInput with every problem."""
    reading = Reading(file)
    tree = tree_of(text, reading)
    if not isinstance(tree, dict):
        raise InvalidInput([Problem("tệp phải gồm các cặp khóa: giá trị", file, accepted="format, cycle, agency, figures, …")])
    draft = _draft(Part(tree, (), reading), now)
    reading.finish()
    return draft


def _draft(part: Part, now: dt.datetime) -> SubmissionDraft:
    part.choice("format", (FORMAT,), required=True)
    draft = SubmissionDraft(
        cycle_id=part.text("cycle", required=True),
        agency=part.text("agency", required=True),
        sent_at=_moment(part, now),
        via=part.choice("via", VIAS) or "file",
        sender=part.text("sender"),
        document_number=part.text("document_number"),
        version=part.whole_number("version", 1, 10_000),
        figures=tuple(_figures(part.part("figures"))),
        narratives=tuple(_narrative(item) for item in part.parts("narratives")),
        persons=tuple(_person(item) for item in part.parts("persons")),
        tasks=tuple(_task(item) for item in part.parts("tasks")),
        attachments=tuple(_attachment(item) for item in part.parts("attachments")),
        nil_report=part.flag("nil_report"),
        is_sample=part.flag("sample"),
    )
    part.refuse_unknown_keys()
    _refuse_repeated(part, draft)
    return draft


def _moment(part: Part, now: dt.datetime) -> dt.datetime:
    text = part.text("sent_at")
    if not text:
        return now
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        part.refuse("sent_at", "thời điểm không có thật", text, "ngày và giờ, ví dụ 2025-03-18T09:30")
        return now
    found = found if found.tzinfo else found.replace(tzinfo=VIETNAM)
    if found > now:
        part.refuse("sent_at", "thời điểm gửi sau thời điểm tiếp nhận", text, "thời điểm đã qua")
    return found


def _figures(part: Part) -> Iterator[Figure]:
    for code in part.keys():
        if part.is_mapping(code):
            yield from _described_figure(code, part.part(code))
            continue
        value = part.number(code, A_NUMBER)
        if value is not None:
            yield Figure(code, FigureStatus.VALUE if value else FigureStatus.ZERO, value)


def _described_figure(code: str, part: Part) -> Iterator[Figure]:
    status = part.choice("status", tuple(FigureStatus)) or "value"
    note = part.text("note")
    value = part.number("value", A_NUMBER) if part.has("value") else None
    part.refuse_unknown_keys()
    if status == FigureStatus.VALUE and value is None:
        if not part.has("value"):
            part.refuse("", "chưa ghi giá trị", "", "value: một số, hoặc status: nil, zero, not_applicable")
        return
    if status != FigureStatus.VALUE and value:
        part.refuse("value", f"status là {status} thì không có giá trị khác 0", str(value), "bỏ value, hoặc bỏ status")
        return
    if status == FigureStatus.VALUE:
        yield Figure(code, FigureStatus.VALUE if value else FigureStatus.ZERO, value, note)
    else:
        applies = status != FigureStatus.NOT_APPLICABLE
        yield Figure(code, FigureStatus(status), Part.ZERO if applies else None, note)


def _narrative(part: Part) -> Narrative:
    found = Narrative(part.text("section", required=True), part.text("text"), part.flag("nil"), part.text("skip_reason"))
    part.refuse_unknown_keys()
    if found.nil and found.text:
        part.refuse("nil", "mục đã có nội dung thì không ghi “không phát sinh”", "true", "bỏ text hoặc bỏ nil")
    return found


def _person(part: Part) -> Person:
    found = Person(
        part.choice("role", ROLES, required=True),
        part.text("name", required=True),
        part.text("position"),
        part.text("phone"),
        part.text("email"),
    )
    part.refuse_unknown_keys()
    return found


def _task(part: Part) -> TaskProgress:
    states = tuple(state for state in TaskState if state is not TaskState.OVERDUE)
    state = part.choice("state", states, required=True)
    found = TaskProgress(
        part.text("task", required=True),
        TaskState(state or TaskState.NOT_STARTED),
        part.whole_number("percent", 0, 100),
        part.text("evidence"),
    )
    part.refuse_unknown_keys()
    return found


def _attachment(part: Part) -> Attachment:
    name, content = part.text("name", required=True), part.text("content", required=True)
    media_type = part.text("media_type") or "application/octet-stream"
    part.refuse_unknown_keys()
    if name != Path(name).name or "\\" in name:
        part.refuse("name", "tên tệp không được chứa đường dẫn", name, "tên tệp, ví dụ bao-cao.docx")
    try:
        return Attachment(name, base64.b64decode("".join(content.split()), validate=True), media_type)
    except (binascii.Error, ValueError):
        part.refuse("content", "nội dung tệp không phải base64", "", "nội dung tệp mã hóa base64")
        return Attachment(name, b"", media_type)


def _refuse_repeated(part: Part, draft: SubmissionDraft) -> None:
    lists = (
        ("narratives", [item.section for item in draft.narratives]),
        ("tasks", [item.task for item in draft.tasks]),
        ("attachments", [item.name for item in draft.attachments]),
    )
    for key, names in lists:
        for name in sorted({name for name in names if name and names.count(name) > 1}):
            part.refuse(key, "ghi hai lần", name, "mỗi tên một lần")


def write_submission_text(draft: SubmissionDraft) -> str:
    """A submission as the JSON text that `read_submission_text` reads back."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "cycle": draft.cycle_id,
        "agency": draft.agency,
        "sent_at": draft.sent_at.astimezone(VIETNAM).isoformat(),
        "via": draft.via,
        "sender": draft.sender,
        "document_number": draft.document_number,
        "version": draft.version,
        "nil_report": draft.nil_report,
        "sample": draft.is_sample,
        "figures": {figure.indicator: _figure_json(figure) for figure in draft.figures},
        "narratives": [
            {"section": n.section, "text": n.text, "nil": n.nil, "skip_reason": n.skip_reason} for n in draft.narratives
        ],
        "persons": [
            {"role": p.role, "name": p.name, "position": p.position, "phone": p.phone, "email": p.email} for p in draft.persons
        ],
        "tasks": [{"task": t.task, "state": t.state, "percent": t.percent, "evidence": t.evidence} for t in draft.tasks],
        "attachments": [
            {"name": a.name, "media_type": a.media_type, "content": base64.b64encode(a.content).decode()}
            for a in draft.attachments
        ],
    }
    return (
        json.dumps(
            {key: value for key, value in content.items() if value not in ("", None, [], {})}, ensure_ascii=False, indent=1
        )
        + "\n"
    )


def _figure_json(figure: Figure) -> dict[str, str]:
    """Numbers as text: a decimal must not pass through a float."""
    if figure.value is not None and figure.status in (FigureStatus.VALUE, FigureStatus.ZERO):
        said = {"value": f"{figure.value:f}"}
    else:
        said = {"status": figure.status.value}
    return {**said, **({"note": figure.note} if figure.note else {})}
