"""Consolidated reports of sample cycles, and ways to read the files as a person would: heading by heading, row by row."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import docx
import openpyxl
from builders import Office, at
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

from danvan_workflow.consolidate.figures import Apart
from danvan_workflow.duty.submission import FigureStatus, SubmissionDraft
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.services.approval.decide import record_decision
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.consolidation.stored_facts import facts_of_snapshot
from danvan_workflow.services.submissions.receive_submission import take_in
from danvan_workflow.services.submissions.sample_cycle import sample_drafts_of
from danvan_workflow.store import cycles, reports

LEVEL_1 = re.compile(r"^([IVX]+)\. (.+)$")
LEVEL_2 = re.compile(r"^(\d+)\. (.+)$")


@dataclass(frozen=True)
class Paper:
    """One consolidated cycle: what was sent, what was worked out of it, what each agency was asked for, and the two files."""

    cycle_id: str
    drafts: tuple[SubmissionDraft, ...]
    facts: ReportFacts
    asked: Mapping[str, Sequence[str]]
    word: bytes
    excel: bytes

    @cached_property
    def document(self) -> Document:
        return docx.Document(io.BytesIO(self.word))

    @cached_property
    def lines(self) -> list[str]:
        """The file's text in reading order, a table row as its cells between bars."""
        return [line for item in self.document.iter_inner_content() for line in _lines_of(item) if line.strip(" |")]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @cached_property
    def body(self) -> list[str]:
        """Everything up to the end mark."""
        end = next(n for n, line in enumerate(self.lines) if line.endswith("./."))
        return self.lines[: end + 1]

    @property
    def headings(self) -> list[str]:
        """The numbered headings of the body; figures and paragraphs never begin with a number and a point."""
        return [line for line in self.body if LEVEL_1.match(line) or LEVEL_2.match(line)]

    def after(self, start: str) -> str:
        """The first line that begins so."""
        return next(line for line in self.lines if line.startswith(start))

    def annex(self, title: str) -> list[str]:
        """The lines of the annex of that title, up to the next annex."""
        place = self.lines.index(title.upper())
        rest = self.lines[place + 1 :]
        end = next((n for n, line in enumerate(rest) if line.startswith("Phụ lục ")), len(rest))
        return rest[:end]

    def cells(self, title: str) -> list[list[str]]:
        """The numbered rows of an annex's table."""
        rows = (line.split(" | ") for line in self.annex(title) if " | " in line)
        return [row for row in rows if row[0].isdigit()]

    def sheet(self, name: str, *, values: bool = True) -> list[tuple[Any, ...]]:
        book = openpyxl.load_workbook(io.BytesIO(self.excel), data_only=values)
        return list(book[name].iter_rows(values_only=True))

    @cached_property
    def last_drafts(self) -> dict[str, SubmissionDraft]:
        """What stands of each agency: the drafts come by sending time, the last one counts."""
        return {draft.agency: draft for draft in self.drafts}

    def plain_sum(self, code: str) -> Decimal | None:
        """The total by plain arithmetic, None where nobody gave a number that counts."""
        values = self.added(code).values()
        return sum(values, Decimal(0)) if values else None

    def added(self, code: str) -> dict[str, Decimal]:
        """By agency, the numbers that are to be added up: not those that the annex says are in no total."""
        drafts = {a: draft for a, draft in self.last_drafts.items() if code in self.asked[a] or answers(draft, code)}
        numbers = {agency: given(draft, code) for agency, draft in drafts.items() if (agency, code) not in self.apart}
        return {agency: number for agency, number in numbers.items() if number is not None}

    @cached_property
    def apart(self) -> dict[tuple[str, str], Apart]:
        """What an agency gave of an indicator and is in no total, and why."""
        return {(item.agency, item.indicator): item.why for item in self.facts.figures.apart if item.why is not Apart.ACCEPTED}


def answers(draft: SubmissionDraft, code: str) -> bool:
    """Whether a draft says something of an indicator, be it that it doesn't apply."""
    return any(figure.indicator == code for figure in draft.figures)


def given(draft: SubmissionDraft, code: str) -> Decimal | None:
    """The number a draft gives for an indicator; zero where it says that nothing arose."""
    for figure in draft.figures:
        if figure.indicator == code and figure.status is not FigureStatus.NOT_APPLICABLE:
            return figure.value if figure.value is not None else Decimal(0)
    return Decimal(0) if draft.nil_report else None


def _lines_of(item: Any) -> Iterable[str]:
    if not isinstance(item, Table):
        return [item.text]
    rows = ([_cell_text(cell) for cell in row.findall(qn("w:tc"))] for row in item._tbl.findall(qn("w:tr")))
    return [" | ".join(cells) for cells in rows]


def _cell_text(cell: Any) -> str:
    wanted = (qn("w:t"), qn("w:br"))
    parts = ["".join(piece.text or " " for piece in paragraph.iter(*wanted)) for paragraph in cell.iter(qn("w:p"))]
    return " / ".join(part for part in parts if part)


def send_sample(office: Office, cycle_id: str, seed: str = "mẫu") -> tuple[SubmissionDraft, ...]:
    """Sample submissions of an opened cycle, taken in at the moments they are sent."""
    drafts = sample_drafts_of(office.runtime, cycle_id, seed)
    with office.runtime.uow() as uow:
        for draft in drafts:
            take_in(office.runtime, uow, draft, draft.sent_at)
        uow.commit()
    return drafts


def consolidated(office: Office, cycle_id: str, moment: str, drafts: tuple[SubmissionDraft, ...] = ()) -> Paper:
    """The report of what a cycle holds at that moment."""
    snapshot = consolidate_cycle(office.runtime, cycle_id, at(moment))
    with office.runtime.uow() as uow:
        content = {row.format: row.content for row in reports.reports_of(uow, snapshot.snapshot_id)}
        stored = reports.get_snapshot(uow, snapshot.snapshot_id)
        facts = facts_of_snapshot(uow, stored.id)
        assert facts is not None
        asked = {duty.agency: tuple(duty.indicators) for duty in cycles.duties_of(uow, cycle_id)}
    return Paper(cycle_id, drafts, facts, asked, content["docx"], content["xlsx"])


def sample_paper(office: Office, cycle_id: str, moment: str) -> Paper:
    """Open a cycle, send a sample of it, consolidate it."""
    office.open(cycle_id)
    return consolidated(office, cycle_id, moment, send_sample(office, cycle_id))


def issue(office: Office, cycle_id: str, moment: str) -> int:
    """Approve and issue the newest snapshot; the number of the version."""
    with office.runtime.uow() as uow:
        snapshot = reports.latest_snapshot(uow, cycle_id)
    assert snapshot is not None
    record_decision(office.runtime, cycle_id, snapshot.id, "approve", "Giám đốc Sở Nội vụ", "", at(moment))
    return issue_report(office.runtime, cycle_id, snapshot.id, at(moment)).version
