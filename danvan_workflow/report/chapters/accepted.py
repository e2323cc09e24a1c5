"""Values that break an error rule and were accepted: whose, what, by whom and why."""

from __future__ import annotations

from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Column, Paragraph, Row, TableBlock
from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.facts import AcceptedFigure, ReportFacts

OPENING = (
    "Những số liệu sau chưa phù hợp với số liệu khác của cùng cơ quan, được chấp nhận theo quyết định nêu tại bảng; "
    "mỗi số liệu chỉ được cộng vào tổng số của chính chỉ tiêu đó."
)


def _annex(facts: ReportFacts) -> Annex | None:
    if not facts.accepted:
        return None
    columns = (
        Column("TT", 10),
        Column("Cơ quan, đơn vị", 40),
        Column("Chỉ tiêu"),
        Column("Số liệu", 22, numeric=True),
        Column("Lý do", 50),
        Column("Người quyết định", 40),
    )
    rows = tuple(_row(facts, n, item) for n, item in enumerate(facts.accepted, start=1))
    return Annex("Số liệu được chấp nhận", (Paragraph(OPENING), TableBlock(columns, rows)))


def _row(facts: ReportFacts, position: int, item: AcceptedFigure) -> Row:
    indicator = facts.figures.catalogue[item.indicator]
    paper = f", văn bản số {item.document_number}" if item.document_number else ""
    who = f"{item.decider}, ngày {numbers.short_day(item.day)}{paper}"
    return Row((position, item.agency_name, indicator.label, item.value, item.reason, who))


ACCEPTED = Chapter(annex=_annex)
