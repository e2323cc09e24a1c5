"""What one agency owes in one cycle: sections, indicators, persons."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from danvan_workflow.plan.models import LeadUnit, Obligation, Plan, Section


@dataclass(frozen=True, slots=True)
class PersonNeed:
    """How many persons of a role (`leader`, `official`) must be named."""

    role: str
    count: int


@dataclass(frozen=True, slots=True)
class Requirements:
    """Ids in the plan's order. `optional` sections may stay empty."""

    sections: tuple[str, ...]
    indicators: tuple[str, ...]
    persons: tuple[PersonNeed, ...] = ()
    optional: tuple[str, ...] = ()


def requirements(
    plan: Plan, obligation: Obligation, group: str, lineage: Collection[str], ratios: Collection[str] = ()
) -> Requirements:
    """What the agency of `lineage` (its own code and those it inherited from) owes as a member of `group`.

    Sections and indicators that lead units own are owed by those alone, sections with groups by these. `ratios` are indicators
    that are computed, never asked.
    """
    persons = tuple(PersonNeed(p.role, p.count) for p in obligation.persons if group in p.groups)
    if not obligation.kind.has_figures:
        return Requirements((), (), persons)
    own = [lead for lead in plan.lead_units if not set(lead.agencies).isdisjoint(lineage)]
    sections = [section for section in _owed_sections(plan, obligation, own) if not section.groups or group in section.groups]
    foreign = _codes(plan.lead_units) - _codes(own)
    asked = dict.fromkeys(code for section in sections for code in section.indicators)
    # A code that stands in a section is asked with that section, and not in an obligation without it.
    placed = {code for section in plan.sections for code in section.indicators}
    asked.update(dict.fromkeys(code for lead in own for code in lead.indicators if code not in placed))
    asked.update(dict.fromkeys(code for lead in own for code in lead.cross_checks))
    return Requirements(
        sections=tuple(s.id for s in sections if s.required),
        indicators=tuple(code for code in asked if code not in foreign and code not in ratios),
        persons=persons,
        optional=tuple(s.id for s in sections if not s.required),
    )


def _owed_sections(plan: Plan, obligation: Obligation, own: list[LeadUnit]) -> list[Section]:
    mine = {section for lead in own for section in lead.sections}
    others = {section for lead in plan.lead_units for section in lead.sections} - mine
    wanted = set(obligation.sections) or {section.id for section in plan.sections}
    return [s for s in plan.sections if (s.id in wanted and s.id not in others) or (s.id in mine and not obligation.sections)]


def _codes(leads: Collection[LeadUnit]) -> set[str]:
    return {code for lead in leads for code in lead.indicators}
