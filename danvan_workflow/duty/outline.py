"""The outline of a report: its sections by title, which figures stand under which, what persons are called."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from danvan_workflow.duty.ad_hoc import AdHocContent, asked_titles
from danvan_workflow.plan.models import Plan

OTHER_FIGURES = "Số liệu khác"


class PersonRole(StrEnum):
    """What a focal person is at the agency that names it."""

    LEADER = "leader"
    OFFICIAL = "official"

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return {"leader": "Lãnh đạo phụ trách", "official": "Công chức tham mưu"}[self.value]


def section_titles(plan: Plan, asked: AdHocContent | None) -> dict[str, str]:
    """Section titles by id, the questions of an ad hoc cycle too."""
    return {section.id: f"{section.number}. {section.title}" for section in plan.sections} | asked_titles(asked)


def sections_of(plan: Plan, asked: AdHocContent | None, named: Iterable[str]) -> dict[str, str]:
    """Ids and titles of these sections, in the order of the plan and of an ad hoc cycle's questions."""
    wanted = set(named)
    return {section: title for section, title in section_titles(plan, asked).items() if section in wanted}


def section_indicators(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The codes of the figures that a nil of each section covers."""
    return {section.id: tuple(section.indicators) for section in plan.sections}


def placed_codes(plan: Plan, codes: Iterable[str], sections: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Indicator codes by the section they stand in, in the plan's order; those of no such section under an empty key."""
    wanted, shown = dict.fromkeys(codes), set(sections)
    placed = {s.id: tuple(code for code in s.indicators if code in wanted) for s in plan.sections if s.id in shown}
    inside = {code for found in placed.values() for code in found}
    return placed | {"": tuple(code for code in wanted if code not in inside)}
