"""Every kind of file that is read, honest, with what reads it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

from report_forms import QUARTERLY

from danvan_workflow.intake import source
from danvan_workflow.intake.answers import AskedContent
from danvan_workflow.intake.database import RawReading
from danvan_workflow.intake.form import AskedSection
from danvan_workflow.intake.form_book import write_book
from danvan_workflow.intake.mapping import SourceMapping
from danvan_workflow.intake.mapping_file import MAPPING_FILE, read_mapping
from danvan_workflow.intake.typed_report import draft_of
from danvan_workflow.intake.uploaded_report import read_uploaded
from danvan_workflow.plan.loading import PLAN_FILE, load_plan_text
from danvan_workflow.reading.reader import decoded, read_text
from danvan_workflow.register.codec import read_register_files
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.statutory.indicators import catalogue

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2025, 3, 18, 10, 0, tzinfo=VIETNAM)
KNOWN = catalogue()
FORM = replace(
    QUARTERLY,
    sections=(
        AskedSection("chi-dao", "I. Chỉ đạo", True, tuple(KNOWN[code] for code in ("CD01", "CD02", "TC01", "HC05"))),
        AskedSection("kien-nghi", "V. Kiến nghị", False, ()),
    ),
    owed=frozenset({"CD01"}),
)
FIELDS = {"sent_on": "2025-03-17", "document_number": "12/BC-UBND", "sender": "Nguyễn Văn An"}
FIELDS |= {"so.CD01": "3", "so.TC01": "1.234", "bai.chi-dao": "Đã ban hành kế hoạch.", "kps.kien-nghi": "1"}
REPORT = f"""format: "1"
cycle: {FORM.cycle_id}
agency: L540
sent_at: 2025-03-17T09:30
sender: Nguyễn Văn An
figures:
  CD01: 3
  TC01: {{status: nil, note: trong kỳ không có}}
narratives:
  - {{section: chi-dao, text: Đã ban hành kế hoạch.}}
  - {{section: kien-nghi, nil: true}}
persons:
  - {{role: leader, name: Trần Thị Bình, position: Phó Giám đốc}}
tasks:
  - {{task: doi-thoai, state: done, percent: 100}}
attachments:
  - {{name: bao-cao.pdf, media_type: application/pdf, content: JVBERi0xLjQK}}
"""
_HEAD = {"submission": "P1", "agency": "DV.L540", "sent_at": "2025-03-17 09:30:00", "version": "1", "nil_report": "0"}
ROWS: list[dict[str, object]] = [
    {**_HEAD, "kind": "CT", "code": "01.01", "value": "1.234", "note": ""},
    {**_HEAD, "kind": "CT", "code": "01.02", "value": 3, "note": None},
    {**_HEAD, "kind": "ND", "code": "chi-dao", "value": "Đã họp."},
]


@dataclass(frozen=True)
class WayIn:
    """A kind of file: an honest one, and what reads it (a DanvanError tells what is wrong)."""

    name: str
    honest: bytes
    read: Callable[[bytes], object]


@cache
def ways_in() -> tuple[WayIn, ...]:
    """All of them, the workbook first."""
    plan = (ROOT / "tests/unit/plan_files/tinh-mau-2025.yaml").read_bytes()
    agencies = b"code,name,kind,valid_from\nX1,S\xe1\xbb\x9f N\xe1\xbb\x99i v\xe1\xbb\xa5,department,2025-01-01\n"
    return (
        WayIn("bieu.xlsx", write_book(FORM, FIELDS), lambda content: uploaded(content, "bieu.xlsx")),
        WayIn("bao-cao.yaml", REPORT.encode(), lambda content: uploaded(content, "bao-cao.yaml")),
        WayIn("bao-cao.json", _as_json().encode(), lambda content: uploaded(content, "bao-cao.json")),
        WayIn("ke-hoach.yaml", plan, lambda content: load_plan_text(decoded(PLAN_FILE, content, "k.yaml"), "k.yaml")),
        WayIn("anh-xa.yaml", (ROOT / "sql/collect/he-thong-tinh.yaml").read_bytes(), _mapping),
        WayIn("danh-muc.csv", agencies, _register_file),
        WayIn("dau-moi.csv", b"agency,role,name,email\nX1,focal,An,an@x.vn\n", _register_file),
        WayIn("dong-csdl.json", json.dumps(ROWS, ensure_ascii=False).encode(), foreign_rows),
    )


def _as_json() -> str:
    content: dict[str, object] = {"format": "1", "cycle": FORM.cycle_id, "agency": "L540", "sent_at": "2025-03-17T09:30"}
    content["figures"] = {"CD01": "3", "TC01": 7}
    return json.dumps(content | {"narratives": [{"section": "chi-dao", "text": "Đã họp."}]}, ensure_ascii=False, indent=1)


def uploaded(content: bytes, name: str) -> object:
    """As the page of a paper report reads it, the fields of a workbook as a draft too."""
    found = read_uploaded(FORM, content, name, NOW)
    return draft_of(FORM, found, NOW) if isinstance(found, dict) else found


def _register_file(content: bytes) -> object:
    return read_register_files([("so.csv", decoded(PLAN_FILE, content, "so.csv"))])


def _mapping(content: bytes) -> object:
    return read_text(MAPPING_FILE, decoded(MAPPING_FILE, content, "m.yaml"), "m.yaml")


def foreign_rows(content: bytes) -> object:
    """Rows as a database may give them: any value in any column; each is taken or set aside with its reason."""
    mapping = read_mapping(ROOT / "sql/collect/he-thong-tinh.yaml")
    asked = AskedContent(FORM.cycle_id, "2025-q1", KNOWN, ("chi-dao",), ("doi-thoai",))
    raw = RawReading(tuple(mapping.columns.values()), [_row(mapping, value) for value in _values(content)])
    with patch.object(source, "read_rows", lambda *_: raw):
        return source.read_source(mapping, "sqlite://", asked, NOW)


def _row(mapping: SourceMapping, said: Mapping[str, object]) -> dict[str, object]:
    return {theirs: said.get(ours) for ours, theirs in mapping.columns.items()}


def _values(content: bytes) -> list[dict[str, object]]:
    """What a damaged file still says; what says nothing is one row of bytes and of its text."""
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError):
        rows = [{**ROWS[0], name: value} for name in ROWS[0] for value in (content[:300], content[:300].decode("latin-1"))]
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
