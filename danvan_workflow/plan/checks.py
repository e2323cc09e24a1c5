"""All checks on a plan that its format can't make: names, agencies, dates and law, sources. Everything is reported at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from danvan_workflow.errors import InvalidPlan, Problem, Severity
from danvan_workflow.plan.check_agencies import agency_remarks, written_code_remarks
from danvan_workflow.plan.check_dates import cycle_remarks
from danvan_workflow.plan.check_ladder import ladder_remarks, task_remarks, year_remarks
from danvan_workflow.plan.check_references import reference_remarks
from danvan_workflow.plan.check_rules import rule_remarks
from danvan_workflow.plan.check_sources import source_remarks
from danvan_workflow.plan.loading import LoadedPlan
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.remarks import Remark
from danvan_workflow.reading.strict_yaml import place_text
from danvan_workflow.register.register import Register
from danvan_workflow.statutory.workdays import WorkCalendar


def check_plan(
    plan: Plan | LoadedPlan,
    *,
    catalogue_codes: Collection[str],
    rule_ids: Collection[str],
    calendar: WorkCalendar,
    register: Register | None = None,
) -> tuple[Problem, ...]:
    """Every problem, in the order of the file: errors, warnings and infos of the legal lint.

    `rule_ids` holds families (`V02`) and single rules (`V02a`). Agencies are looked up where a register is given.
    Lines and file are known for a LoadedPlan only.
    """
    content = plan.plan if isinstance(plan, LoadedPlan) else plan
    remarks = [*_remarks(content, catalogue_codes, rule_ids, calendar), *written_code_remarks(content)]
    if register is not None:
        remarks += agency_remarks(content, register)
    problems = [_problem(remark, plan) for remark in remarks]
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))


def require_sound(problems: Collection[Problem]) -> None:
    """Raises InvalidPlan with the errors among the problems, if there are any."""
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise InvalidPlan(errors)


def _remarks(plan: Plan, catalogue_codes: Collection[str], rule_ids: Collection[str], calendar: WorkCalendar) -> Iterator[Remark]:
    yield from reference_remarks(plan, catalogue_codes, rule_ids)
    yield from year_remarks(plan)
    yield from cycle_remarks(plan, calendar)
    yield from ladder_remarks(plan)
    yield from task_remarks(plan)
    yield from source_remarks(plan)
    yield from rule_remarks(plan)


def _problem(remark: Remark, plan: Plan | LoadedPlan) -> Problem:
    line, file = (plan.line(remark.place), plan.file) if isinstance(plan, LoadedPlan) else (None, "")
    return Problem(remark.message, file, line, place_text(remark.place), remark.value, remark.accepted, remark.severity)
