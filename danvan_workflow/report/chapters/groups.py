"""The figures of each group of agencies beside one another."""

from __future__ import annotations

from danvan_workflow.consolidate.figures import GroupValue
from danvan_workflow.render.models import Annex, Column, Row, TableBlock, Value
from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.figure_wording import figure_order
from danvan_workflow.report.wording import BLANK, group_title

UNASKED = "x"
_UNASKED_NOTE = "Dấu “x” là chỉ tiêu mà không cơ quan nào của nhóm phải báo cáo."


def _annex(facts: ReportFacts) -> Annex | None:
    """A single group needs no table."""
    present = {own.group for own in facts.figures.by_group}
    groups = [group for group in facts.plan.groups if group.id in present]
    if len(groups) < 2 or not facts.cycle.kind.has_figures:
        return None
    values = {(own.group, own.indicator): _cell(own) for own in facts.figures.by_group}
    columns = (
        Column("TT", 10),
        Column("Chỉ tiêu"),
        Column("ĐVT", 24),
        *(Column(group_title(facts, group), 36, numeric=True) for group in groups),
    )
    chosen = [facts.figures.catalogue[total.indicator] for _, totals in figure_order(facts) for total in totals]
    lines = tuple(
        Row((n, indicator.name, indicator.unit, *(values.get((group.id, indicator.code), UNASKED) for group in groups)))
        for n, indicator in enumerate(chosen, start=1)
    )
    note = f"{BLANK} {_UNASKED_NOTE}" if any(UNASKED in line.cells for line in lines) else BLANK
    return Annex("Số liệu theo nhóm cơ quan", (TableBlock(columns, lines, note=note),), landscape=len(groups) > 2)


def _cell(own: GroupValue) -> Value:
    return own.value if own.owing or own.value is not None else UNASKED


GROUPS = Chapter(annex=_annex)
