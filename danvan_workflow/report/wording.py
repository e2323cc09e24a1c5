"""Words that several chapters use: what is sent, what units are called, long texts shortened, what a version lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from danvan_workflow.duty.ad_hoc import asked_titles
from danvan_workflow.duty.states import DutyState
from danvan_workflow.plan.models import Group
from danvan_workflow.report.facts import ReportFacts

LONGEST_EXCERPT = 600
COMMITTEE = "Ủy ban nhân dân"
UNIT_KINDS = ("tỉnh", "quận", "huyện", "thị xã", "thành phố", "xã", "phường", "thị trấn", "đặc khu")
_UNIT = re.compile(rf"{COMMITTEE} ({'|'.join(UNIT_KINDS)})\b")


def unit_kinds(names: Iterable[str]) -> list[str]:
    """The kinds of units whose People's Committees bear these names, in the customary order; other bodies have none.

    >>> unit_kinds(["Ủy ban nhân dân xã An Nhơn", "Sở Y tế", "Ủy ban nhân dân thị xã An Nhơn"])
    ['thị xã', 'xã']
    """
    found = {match[1] for name in names if (match := _UNIT.match(name))}
    return [kind for kind in UNIT_KINDS if kind in found]


def group_title(facts: ReportFacts, group: Group) -> str:
    """The plan's title of a group, and what its members are now where others took the place of them all."""
    members = [view for view in facts.views if view.group == group.id and view.owes]
    views = [view for view in members if view.status.state is not DutyState.PASSED_ON]
    kinds = unit_kinds(view.name for view in views)
    said = group.title.replace("thị xã", "")
    if kinds and all(view.inherited_from for view in views) and not any(kind in said for kind in kinds):
        return f"{group.title} (nay là {', '.join(kinds)})"
    return group.title


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
