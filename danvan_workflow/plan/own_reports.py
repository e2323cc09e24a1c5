"""Tasks that are the consolidating itself: which cycles' reports they are."""

from __future__ import annotations

from danvan_workflow.plan.models import ObligationKind, Plan, Task


def own_report_cycles(plan: Plan, task: Task) -> frozenset[str]:
    """The keys of the cycles whose consolidated report is the doing of `task`; none where it isn't such a task.

    Those that the task names; of a task that names none, every periodic report of the plan.
    """
    if not task.consolidation:
        return frozenset()
    periodic = [cycle.key for one in plan.obligations if one.kind is ObligationKind.PERIODIC_REPORT for cycle in one.cycles]
    return frozenset(task.cycles or periodic)
