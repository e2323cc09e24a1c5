"""What officers read in the grid and in the list of DAGs."""

from __future__ import annotations

from danvan_workflow.plan.models import Obligation, Plan, RungSpec


def rung_title(rung: RungSpec) -> str:
    """The row of a rung. Days are working days, which the DAG's page says.

    >>> rung_title(RungSpec(offset=-7, to="focal", kind="reminder"))
    'Nhắc trước 7 ngày'
    """
    return rung.kind.rung_title(rung.offset, "ngày")


def rung_task_id(rung: RungSpec) -> str:
    """The task id of a rung: offsets of a ladder differ, and a rung keeps its id when others come or go.

    >>> rung_task_id(RungSpec(offset=3, to="head", kind="escalation_head"))
    'sau_han_3'
    """
    if rung.offset == 0:
        return "dung_han"
    return f"{'truoc' if rung.offset < 0 else 'sau'}_han_{abs(rung.offset)}"


def tags(plan: Plan, obligation: Obligation) -> list[str]:
    """Issuer, year and kind, to filter by."""
    return [plan.issuer.place, str(plan.year), obligation.kind.label]
