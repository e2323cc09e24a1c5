"""What an obligation is called where a line has little room: in lists, in the path above a page."""

from __future__ import annotations

from danvan_workflow.plan.models import Obligation, ObligationKind, Plan

KINDS = {
    ObligationKind.PERIODIC_REPORT: "báo cáo định kỳ",
    ObligationKind.PUBLICITY_REPORT: "báo cáo tuyên truyền",
    ObligationKind.PLAN_DELIVERY: "nộp kế hoạch",
    ObligationKind.FOCAL_REGISTER: "đăng ký đầu mối",
    ObligationKind.AD_HOC: "báo cáo đột xuất",
}


def short_name(plan: Plan, obligation: Obligation) -> str:
    """The plan's short title and the kind of the obligation; its whole title where the plan has two of a kind."""
    alike = [other for other in plan.obligations if other.kind is obligation.kind]
    return f"{plan.short_title}: {KINDS[obligation.kind] if len(alike) == 1 else obligation.title}"
