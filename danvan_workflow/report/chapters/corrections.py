"""What agencies corrected in an earlier cycle after its report was issued: apart from the comparison, which stays as issued."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.render.models import Annex, Block, Paragraph
from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.chapters.changes import figure_table
from danvan_workflow.report.earlier_wording import CORRECTED, correction
from danvan_workflow.report.facts import ReportFacts


def _annex(facts: ReportFacts) -> Annex | None:
    blocks = tuple(_blocks(facts))
    return Annex(CORRECTED, blocks) if blocks else None


def _blocks(facts: ReportFacts) -> Iterator[Block]:
    for report in facts.earlier:
        if report.figures:
            yield Paragraph(correction(report))
            yield figure_table(facts, report.figures, ("Đã phát hành", "Sau điều chỉnh"), "")


CORRECTIONS = Chapter(annex=_annex)
