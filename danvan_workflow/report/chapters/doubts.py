"""Figures to look at before signing."""

from __future__ import annotations

from danvan_workflow.errors import Severity
from danvan_workflow.render.models import Annex, Column, Row, TableBlock
from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.facts import ReportFacts


def _annex(facts: ReportFacts) -> Annex | None:
    doubts = [doubt for doubt in facts.doubts if doubt.severity is not Severity.INFO]
    if not doubts:
        return None
    columns = (Column("TT", 10), Column("Cơ quan, đơn vị", 44), Column("Nội dung"), Column("Mức", 24), Column("Quy tắc", 20))
    rows = (
        Row((n, facts.short[doubt.agency], doubt.sentence, doubt.severity.label, doubt.rule))
        for n, doubt in enumerate(doubts, start=1)
    )
    return Annex("Số liệu cần kiểm tra, làm rõ", (TableBlock(columns, tuple(rows)),))


DOUBTS = Chapter(annex=_annex)
