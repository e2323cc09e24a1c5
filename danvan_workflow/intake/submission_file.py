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
import datetime as dt
import json
from pathlib import Path

from danvan_workflow.duty.submission import Figure, FigureStatus, SubmissionDraft
from danvan_workflow.intake.submission_parts import SubmissionFile
from danvan_workflow.reading.reader import Kind, read_text, text_of_file
from danvan_workflow.statutory.deadline import VIETNAM

FORMAT = "1"
SUBMISSION_FILE = Kind("báo cáo", SubmissionFile, (".yaml", ".json"), 30 * 1024 * 1024)


def read_submission_file(path: Path, now: dt.datetime) -> SubmissionDraft:
    """The submission in a file; `now` is when it was sent where the file doesn't say. InvalidInput with every problem."""
    return read_submission_text(text_of_file(SUBMISSION_FILE, path), now, path.name)


def read_submission_text(text: str, now: dt.datetime, file: str = "") -> SubmissionDraft:
    """The submission in a YAML or JSON text; InvalidInput with every problem."""
    said, _ = read_text(SUBMISSION_FILE, text, file, now)
    return SubmissionDraft(
        cycle_id=said.cycle,
        agency=said.agency,
        sent_at=said.sent_at or now,
        via=said.via,
        sender=said.sender,
        document_number=said.document_number,
        version=said.version,
        figures=tuple(answer.figure(code) for code, answer in said.figures.items()),
        narratives=tuple(answer.narrative() for answer in said.narratives),
        persons=tuple(answer.person() for answer in said.persons),
        tasks=tuple(answer.progress() for answer in said.tasks),
        attachments=tuple(file.attachment() for file in said.attachments),
        nil_report=said.nil_report,
        is_sample=said.sample,
    )


def write_submission_text(draft: SubmissionDraft) -> str:
    """A submission as the JSON text that `read_submission_text` reads back."""
    content: dict[str, object] = {
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
