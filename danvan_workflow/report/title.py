"""What a consolidated report is called: on its first page, in its workbook and in the letters about it."""

from __future__ import annotations

import re

from danvan_workflow.duty.ad_hoc import AdHocContent
from danvan_workflow.plan.models import ObligationKind, Plan
from danvan_workflow.statutory.wording import in_sentence
from danvan_workflow.text import upper_first

_KIND = re.compile(r"^báo cáo( đột xuất)?( về)? ", re.IGNORECASE)


def report_title(plan: Plan, kind: ObligationKind, label: str, asked: AdHocContent | None) -> str:
    """The trích yếu of the report on a cycle; the kind of document stands above it and is not said again."""
    if asked:
        return upper_first(_KIND.sub("", asked.title))
    base = kind.words.subject or plan.report.subject
    return f"{base} {in_sentence(label)}" if kind.has_figures else f"{base} năm {plan.year}"
