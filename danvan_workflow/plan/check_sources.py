"""Everything is either said by the document or assumed, and the documents cited have one date each."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.errors import Severity
from danvan_workflow.plan.assumptions import describe
from danvan_workflow.plan.citations import citations_of, disagreeing
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.remarks import Remark
from danvan_workflow.plan.stated import stated_parts
from danvan_workflow.statutory.deadline import date_text

EITHER = "`source: <chỗ trong văn bản>`, hoặc `assumed: true` cùng `reason`"


def source_remarks(plan: Plan) -> Iterator[Remark]:
    """Parts neither sourced nor assumed; citations that disagree."""
    for found in stated_parts(plan):
        if not found.part.source and not found.part.assumed:
            yield Remark(found.place, f"chưa ghi căn cứ của phần này ({describe(found)})", accepted=EITHER)
    for first, other in disagreeing(citations_of(plan)):
        dates = f"{date_text(first.issued_on)} và {date_text(other.issued_on)}"
        yield Remark(other.place, f"cùng một văn bản được dẫn với hai ngày: {dates}", other.number, severity=Severity.WARNING)
