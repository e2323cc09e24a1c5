"""What a report is judged by, and what its annex says of that."""

from __future__ import annotations

from danvan_workflow.consolidate.findings import Finding
from danvan_workflow.consolidate.report_checks import ReportGrounds, check_report
from danvan_workflow.plan.own_rules import rules_of
from danvan_workflow.report.facts import ReportFacts


def report_grounds(facts: ReportFacts, text: str | None = None) -> ReportGrounds:
    """The figures that the report prints, and its plain text once it is made."""
    figures = facts.figures
    return ReportGrounds(figures.totals, figures.by_agency, figures.catalogue, facts.short, text)


def figure_remarks(facts: ReportFacts) -> list[Finding]:
    """What the rules of reports find in the figures."""
    return check_report(rules_of(facts.plan), report_grounds(facts))
