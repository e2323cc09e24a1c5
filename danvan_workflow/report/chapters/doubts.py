"""Figures to look at before signing."""

from __future__ import annotations

from danvan_workflow.errors import Severity
from danvan_workflow.render.models import Annex, Column, Row, TableBlock
from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.judged import figure_remarks


def _annex(facts: ReportFacts) -> Annex | None:
    found = [(facts.short[doubt.agency], doubt.sentence, doubt.severity, doubt.rule) for doubt in facts.doubts]
    found += [("Số liệu tổng hợp", remark.sentence, remark.severity, remark.rule) for remark in figure_remarks(facts)]
    rows = [(who, said, severity.label, rule) for who, said, severity, rule in found if severity is not Severity.INFO]
    if not rows:
        return None
    columns = (Column("TT", 10), Column("Cơ quan, đơn vị", 44), Column("Nội dung"), Column("Mức", 24), Column("Quy tắc", 20))
    table = TableBlock(columns, tuple(Row((n, *row)) for n, row in enumerate(rows, start=1)))
    return Annex("Số liệu cần kiểm tra, làm rõ", (table,))


DOUBTS = Chapter(annex=_annex)
