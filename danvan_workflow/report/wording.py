"""Words that several chapters use: what is sent, what groups are called, long texts shortened, what a version lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from danvan_workflow.duty.ad_hoc import asked_titles
from danvan_workflow.duty.group_label import group_labels
from danvan_workflow.plan.models import Group
from danvan_workflow.report.facts import ReportFacts

LONGEST_EXCERPT = 600
BLANK = "Dấu “…” là chưa có số liệu, không phải bằng 0."


def group_title(facts: ReportFacts, group: Group) -> str:
    """What a group is called on this roll."""
    return group_labels([group], facts.views)[group.id]


def listed(names: Iterable[str]) -> str:
    """Names in one sentence, none left out."""
    return "; ".join(names)


def excerpt(text: str) -> str:
    """The beginning of a long text, ended after a whole sentence (or word) and marked as shortened.

    >>> excerpt("Đã triển khai.")
    'Đã triển khai.'
    """
    plain = text.strip()
    if len(plain) <= LONGEST_EXCERPT:
        return plain
    head = plain[:LONGEST_EXCERPT]
    ends = max(head.rfind(mark) for mark in (". ", ".\n", "; "))
    return f"{head[: ends + 1] if ends > LONGEST_EXCERPT // 2 else head.rpartition(' ')[0]} […]"


def missing_parts(facts: ReportFacts, codes: Iterable[str]) -> str:
    """What a version lacks: sections by their numbers, indicators by their codes, the rest in words."""
    titles = {section.id: section.number for section in facts.plan.sections}
    asked = asked_titles(facts.cycle.ad_hoc)
    found = list(codes)
    return listed(_missing(found, titles, asked, facts))


def _missing(codes: list[str], titles: Mapping[str, str], asked: Mapping[str, str], facts: ReportFacts) -> Iterator[str]:
    sections = [titles[code] for code in codes if code in titles and code not in asked]
    figures = [code for code in codes if code in facts.figures.catalogue]
    if sections:
        yield f"mục {', '.join(sections)}"
    if figures:
        yield f"chỉ tiêu {', '.join(figures)}"
    for code in codes:
        if code in asked:
            yield f"câu hỏi “{asked[code]}”"
        elif code not in titles and code not in facts.figures.catalogue:
            yield code
