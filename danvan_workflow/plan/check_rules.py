"""The rules of a plan: none that nothing runs, and none that can never fire unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.errors import Severity
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.own_rules import rules_of
from danvan_workflow.plan.remarks import Remark, nearest
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.rules import RETIRED, rule_names


def rule_remarks(plan: Plan) -> Iterator[Remark]:
    """Rules of a section that isn't there (errors), and those that can never fire as an indicator isn't asked for.

    The second are a warning where the plan names its rules.
    """
    sections = [section.id for section in plan.sections]
    for number, own in enumerate(plan.own_rules):
        if own.section and own.section not in sections:
            place = ("own_rules", number, "section")
            yield Remark(place, "mục báo cáo chưa khai báo ở `sections`", own.section, nearest(own.section, sections))
    if all(name in rule_names() for name in plan.rules):
        yield from _idle(plan)


def retired_reason(name: str) -> str:
    """Why nothing runs a rule of that name any more; empty for any other."""
    return RETIRED.get(name) or RETIRED.get(name[:3], "")


def _idle(plan: Plan) -> Iterator[Remark]:
    """The rules of whose terms the plan asks some and lacks others; those it asks nothing of are none of its business.

    Nor is a rule that lacks only what plans ask for by name alone (`optional`), unless the plan names the rule.
    """
    asked = {*plan.indicators.use, *(own.code for own in plan.indicators.own)}
    asked |= {
        part for code in asked if code in catalogue() for part in (catalogue()[code].numerator, catalogue()[code].denominator)
    }
    lacking = {rule.id: [code for code in rule.terms if code not in asked] for rule in rules_of(plan)}
    half = {rule.id for rule in rules_of(plan) if asked & {*rule.terms}}
    half -= {rule_id for rule_id, codes in lacking.items() if rule_id not in plan.rules and all(map(_is_optional, codes))}
    told = [f"{rule_id} (thiếu {', '.join(codes)})" for rule_id, codes in lacking.items() if codes and rule_id in half]
    if told:
        message = f"có quy tắc không bao giờ kiểm tra được vì thiếu chỉ tiêu: {'; '.join(told)}"
        accepted = "thêm chỉ tiêu vào `indicators.use`, hoặc nêu ở `rules` những quy tắc cần dùng"
        # A plan that names no rules takes the catalogue's as they come: it never said that it counts on these.
        yield Remark(
            ("indicators", "use"), message, accepted=accepted, severity=Severity.WARNING if plan.rules else Severity.INFO
        )


def _is_optional(code: str) -> bool:
    return code in catalogue() and catalogue()[code].optional
