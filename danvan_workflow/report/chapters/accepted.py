"""Values that break an error rule and were accepted: whose, what, where they count, by whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from danvan_workflow.consolidate.figures import Apart
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Column, Paragraph, Row, TableBlock
from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.facts import AcceptedFigure, ReportFacts

OPENING = (
    "Những số liệu sau không theo quy tắc kiểm tra, được chấp nhận theo quyết định nêu tại bảng; không tham gia tỷ lệ và các "
    "tổng số được đọc cùng nhau. Số liệu của chỉ tiêu có quan hệ với chỉ tiêu khác được ghi bên cạnh tổng số."
)
_COUNTED: Mapping[Apart, str] = MappingProxyType({Apart.ACCEPTED: "có trong tổng số", Apart.BESIDE: "ghi bên cạnh tổng số"})


def _annex(facts: ReportFacts) -> Annex | None:
    if not facts.accepted:
        return None
    columns = (
        Column("TT", 10),
        Column("Cơ quan, đơn vị", 42),
        Column("Chỉ tiêu"),
        Column("Số liệu", 22, numeric=True),
        Column("Cách tính", 30),
        Column("Lý do", 50),
        Column("Người quyết định", 42),
    )
    why = {(item.agency, item.indicator): item.why for item in facts.figures.apart}
    rows = tuple(_row(facts, n, item, why.get((item.agency, item.indicator))) for n, item in enumerate(facts.accepted, start=1))
    return Annex("Số liệu được chấp nhận", (Paragraph(OPENING), TableBlock(columns, rows)), landscape=True)


def _row(facts: ReportFacts, position: int, item: AcceptedFigure, why: Apart | None) -> Row:
    indicator = facts.figures.catalogue[item.indicator]
    paper = f", văn bản số {item.document_number}" if item.document_number else ""
    who = f"{item.decider}, ngày {numbers.short_day(item.day)}{paper}"
    counted = _COUNTED.get(why, "") if why else ""
    return Row((position, item.agency_name, indicator.label, item.value, counted, item.reason, who))


ACCEPTED = Chapter(annex=_annex)
