"""What was assumed of this obligation because the plan's document is silent.

Who is reminded when doesn't bear on the report and stays in the workbook.
"""

from __future__ import annotations

from danvan_workflow.render.models import Annex, Column, Paragraph, Row, TableBlock
from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.chapters.tasks import asks_about
from danvan_workflow.report.facts import ReportFacts


def _annex(facts: ReportFacts) -> Annex | None:
    told = [item for item in facts.assumptions if _bears_on_report(facts, item.place)]
    if not told:
        return None
    columns = (Column("TT", 10), Column("Nội dung áp dụng", 70), Column("Lý do"))
    suffix = f" ({facts.obligation.title})"
    rows = (Row((n, item.what.removesuffix(suffix), item.reason)) for n, item in enumerate(told, start=1))
    opening = Paragraph("Những nội dung sau không được quy định trong văn bản Kế hoạch; khi phát sinh thì áp dụng như sau:")
    return Annex("Nội dung áp dụng ngoài quy định của Kế hoạch", (opening, TableBlock(columns, tuple(rows))))


def _bears_on_report(facts: ReportFacts, place: str) -> bool:
    if place.startswith(("ladder", "contacts")) or place.endswith(".opens"):
        return False
    if place in {f"tasks[{n}]" for n, task in enumerate(facts.plan.tasks) if not asks_about(facts, task)}:
        return False
    if not place.startswith("obligations["):
        return True
    own = f"obligations[{facts.plan.obligations.index(facts.obligation)}]"
    if not place.startswith(own):
        return False
    keys = [cycle.key for cycle in facts.obligation.cycles]
    cycles = {f"{own}.cycles[{n}]": key for n, key in enumerate(keys)}
    return place not in cycles or facts.cycle.cycle_id.endswith(f".{cycles[place]}")


ASSUMPTIONS = Chapter(annex=_annex)
