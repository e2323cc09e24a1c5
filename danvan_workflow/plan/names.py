"""What an obligation is called where a line has little room: in lists, in the path above a page."""

from __future__ import annotations

from danvan_workflow.plan.models import Obligation, Plan


def short_name(plan: Plan, obligation: Obligation) -> str:
    """The plan's short title and the kind of the obligation; its whole title where the plan has two of a kind."""
    alike = [other for other in plan.obligations if other.kind is obligation.kind]
    return f"{plan.short_title}: {obligation.kind.label if len(alike) == 1 else obligation.title}"
