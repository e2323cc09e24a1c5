"""A report held to the database by plain SQL and nothing of ours: slow, obvious, for any store in a SQLite file."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc

TEN_THOUSANDTHS = 10_000
CODE = re.compile(r"[A-Z]{2,3}\d+\w*")
NUMBER = re.compile(r"-?[\d.]+(?:,\d+)?")
OPENING = re.compile(r"(\d+)/(\d+) .{0,60}?đã gửi .{0,60}?trong đó (\d+) đúng hạn.*?, (\d+) quá hạn")
ASIDE = {
    "missing": r"Còn (\d+) ",
    "incomplete": r"(\d+) \S+(?: \S+)? còn thiếu nội dung",
    "wrong": r"(\d+) \S+(?: \S+)? có số liệu cần",
}


def number(text: str) -> Decimal | None:
    """A printed number; None for a blank."""
    return Decimal(text.replace(".", "").replace(",", ".")) if NUMBER.fullmatch(text) else None


def printed(report: bytes) -> tuple[dict[str, str], Mapping[str, Decimal]]:
    """The totals of the annex by code, and the sums of what stands in the annex of figures that aren't added."""
    totals: dict[str, str] = {}
    apart: defaultdict[str, Decimal] = defaultdict(Decimal)
    for table in docx.Document(BytesIO(report)).tables:
        rows = [[_text(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst]
        head = rows[0]
        if "Mã" in head and "Kỳ này" in head:
            code, value = head.index("Mã"), head.index("Kỳ này")
            totals |= {row[code]: row[value] for row in rows[1:] if len(row) == len(head) and CODE.fullmatch(row[code])}
        if any("theo mã chỉ tiêu" in title for title in head):
            for given, value in re.findall(rf"({CODE.pattern}): ({NUMBER.pattern})", " ".join(row[-1] for row in rows[1:])):
                apart[given] += number(value) or 0
    return totals, apart


def _text(cell: CT_Tc) -> str:
    """python-docx's own `row.cells` takes seconds for the tables of a province."""
    return "".join(node.text or "" for node in cell.iter(qn("w:t"))).strip()


def totals_that_differ(database: Path, cycle_id: str, report: bytes) -> dict[str, tuple[Decimal | None, Decimal]]:
    """By code, what is printed and what the versions of the snapshot add up to, less what stands apart; ratios are left out."""
    store = sqlite3.connect(database)
    [members] = store.execute("SELECT members FROM snapshot WHERE cycle_id = ? AND number = 1", (cycle_id,)).fetchone()
    versions = ", ".join(str(version) for _, version in json.loads(members))
    sums = f"SELECT indicator, SUM(value) FROM figure WHERE submission_id IN ({versions}) GROUP BY indicator HAVING COUNT(value)"
    added = dict(store.execute(sums))
    totals, apart = printed(report)
    expected = {code: Decimal(added[code]) / TEN_THOUSANDTHS - apart[code] for code in totals if code in added}
    return {code: (number(totals[code]), sum_) for code, sum_ in expected.items() if number(totals[code]) != sum_}


def opening(report: bytes) -> dict[str, int]:
    """The counts that the first paragraphs state."""
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(report)).paragraphs)
    found = OPENING.search(text)
    assert found is not None, text[:600]
    counts = dict(zip(("sent", "owing", "on_time", "late"), map(int, found.groups()), strict=True))
    return counts | {name: int(hit[1]) for name, pattern in ASIDE.items() if (hit := re.search(pattern, text))}


def counted(database: Path, cycle_id: str) -> Counter[str]:
    """The same counted anew: the roll by itself, what is incomplete or wrong with the heirs."""
    store, counts = sqlite3.connect(database), Counter[str]()
    [taken] = store.execute("SELECT created_at FROM snapshot WHERE cycle_id = ? AND number = 1", (cycle_id,)).fetchone()
    duties = store.execute("SELECT id, last_day, passed_on_at, heir_since FROM duty WHERE cycle_id = ? AND owes", (cycle_id,))
    for duty, last_day, passed_on, heir in duties.fetchall():
        versions = store.execute(
            "SELECT sent_at, is_complete, error_count FROM submission WHERE duty_id = ? AND received_at <= ? ORDER BY version",
            (duty, taken),
        ).fetchall()
        if versions and not versions[-1][1]:
            counts["incomplete"] += 1
        elif versions and versions[-1][2]:
            counts["wrong"] += 1
        if heir is not None:
            continue
        counts["owing"] += 1
        if versions:
            in_time = versions[0][0] < f"{last_day} 17:00:00"  # the stored hour is UTC: midnight in Vietnam
            counts.update(["sent", "on_time" if in_time else "late"])
        elif passed_on is None or passed_on > taken:
            counts["missing"] += 1
    return counts
