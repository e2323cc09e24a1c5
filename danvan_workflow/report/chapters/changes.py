"""What a corrected report differs in from the issued one that it replaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Column, Paragraph, Row, TableBlock
from danvan_workflow.report.changes import FigureChange, ReportChanges
from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.wording import BLANK

_NOT_KEPT = "Số liệu đã phát hành không được lưu cùng báo cáo đó nên không liệt kê thay đổi của từng chỉ tiêu."


def _annex(facts: ReportFacts) -> Annex | None:
    changes = facts.changes
    if changes is None:
        return None
    opening = f"So với báo cáo phát hành ngày {numbers.short_day(changes.issued_on)} (lần {changes.version:02d})."
    told = (table for table in _tables(facts, changes) if table.rows)
    unknown = () if changes.figures is not None else (Paragraph(_NOT_KEPT),)
    return Annex("Nội dung thay đổi so với báo cáo đã phát hành", (Paragraph(opening), *unknown, *told))


def _tables(facts: ReportFacts, changes: ReportChanges) -> Iterator[TableBlock]:
    members = (Column("TT", 10), Column("Cơ quan, đơn vị"), Column("Thay đổi", 60))
    names = facts.names
    rows = (Row((n, names[agency], what.label)) for n, (agency, what) in enumerate(changes.members, start=1))
    yield TableBlock(members, tuple(rows), caption="Báo cáo được bổ sung, sửa đổi")
    yield figure_table(facts, changes.figures or (), ("Đã báo cáo", "Nay là"), "Số liệu thay đổi")


def figure_table(facts: ReportFacts, changes: Iterable[FigureChange], titles: tuple[str, str], caption: str) -> TableBlock:
    """The totals that changed, under these titles of (before, after)."""
    values = (Column(title, 26, numeric=True) for title in titles)
    columns = (Column("TT", 10), Column("Chỉ tiêu"), Column("ĐVT", 24), *values)
    rows = (_figure(facts, n, change) for n, change in enumerate(changes, start=1))
    return TableBlock(columns, tuple(rows), caption=caption, note=BLANK)


def _figure(facts: ReportFacts, position: int, change: FigureChange) -> Row:
    indicator = facts.figures.catalogue[change.indicator]
    return Row((position, indicator.name, indicator.unit, change.before, change.after))


CHANGES = Chapter(annex=_annex)
