"""The indicators of a plan, each with who speaks for it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from danvan_workflow.plan.models import IndicatorChoice, Plan
from danvan_workflow.statutory.indicators import UNIT_OWNER, Catalogue, catalogue


def catalogue_of(plan: Plan) -> Catalogue:
    """The indicators that a plan chose, with its own. A body leads a sector only where the plan says so."""
    led = frozenset(code for lead in plan.lead_units for code in lead.indicators)
    checked = frozenset(
        (code, lead.agencies[0].partition("-")[2]) for lead in plan.lead_units if lead.agencies for code in lead.cross_checks
    )
    return _chosen(plan.indicators, led, checked)


@lru_cache(maxsize=32)
def _chosen(choice: IndicatorChoice, led: frozenset[str], checked: frozenset[tuple[str, str]]) -> Catalogue:
    chosen = catalogue().with_own(choice.own).only([*choice.use, *(indicator.code for indicator in choice.own)])
    owners = {code: UNIT_OWNER for code, i in chosen.items() if i.has_lead and code not in led} | dict(checked)
    return Catalogue(replace(i, owner=owners[i.code]) if i.code in owners else i for i in chosen.values())
