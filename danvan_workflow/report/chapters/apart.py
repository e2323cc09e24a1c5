"""Figures that agencies gave and that are in no total: being checked, or without the figures that they are read with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from danvan_workflow.consolidate.figures import Apart, SetApart
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Column, Paragraph, Row, RowKind, TableBlock
from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.wording import listed

_TITLES = {
    Apart.CHECKING: "Đang kiểm tra, chưa tính là có số liệu",
    Apart.LEFT_OUT: "Chưa cộng vì cơ quan chưa có đủ số liệu của các chỉ tiêu liên quan",
}
_WORDS = {Apart.CHECKING: "đang kiểm tra", Apart.LEFT_OUT: "chưa cộng"}


def _annex(facts: ReportFacts) -> Annex | None:
    rows = tuple(_rows(facts))
    if not rows or not facts.cycle.kind.has_figures:
        return None
    columns = (Column("TT", 10), Column("Cơ quan, đơn vị", 56), Column("Số liệu cơ quan đã báo cáo, theo mã chỉ tiêu"))
    told = "Các số liệu dưới đây do cơ quan, đơn vị đã báo cáo nhưng không có trong tổng số."
    return Annex(apart_title(facts), (Paragraph(told), TableBlock(columns, rows)))


def apart_title(facts: ReportFacts) -> str:
    """What there is of such figures: `Số liệu đang kiểm tra, chưa cộng`."""
    found = {item.why for item in facts.figures.apart}
    return f"Số liệu {', '.join(dict.fromkeys(word for why, word in _WORDS.items() if why in found))}"


def _rows(facts: ReportFacts) -> Iterator[Row]:
    for why, title in _TITLES.items():
        found = [item for item in facts.figures.apart if item.why is why]
        apart = {item.agency for item in found}
        agencies = [agency for agency in facts.short if agency in apart]  # the order of the roll
        if found:
            yield Row((f"{title} ({numbers.count(len(agencies))} cơ quan)",), RowKind.GROUP)
        for position, agency in enumerate(agencies, start=1):
            yield Row((position, facts.short[agency], _figures(facts, [item for item in found if item.agency == agency])))


def _figures(facts: ReportFacts, items: Sequence[SetApart]) -> str:
    book = facts.figures.catalogue
    return listed(f"{item.indicator}: {numbers.number(item.value)} {book[item.indicator].unit}" for item in items)


APART = Chapter(annex=_annex)
