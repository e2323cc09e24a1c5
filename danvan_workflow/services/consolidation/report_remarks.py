"""What the rules of reports find in a report that was just made: kept with the consolidation, shown to who approves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from danvan_workflow.consolidate.report_checks import check_report
from danvan_workflow.duty.events import EventKind
from danvan_workflow.errors import Severity
from danvan_workflow.plan.own_rules import rules_of
from danvan_workflow.render.docx_text import docx_text
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.judged import report_grounds
from danvan_workflow.store.tables import EventRow


@dataclass(frozen=True, slots=True)
class ReportRemark:
    """A finding on a report: the rule, how grave, the sentence."""

    rule: str
    severity: Severity
    sentence: str


def report_remarks(facts: ReportFacts, docx: bytes) -> list[dict[str, str]]:
    """The findings, ready to be kept in the log."""
    found = check_report(rules_of(facts.plan), report_grounds(facts, docx_text(docx)))
    return [{"rule": one.rule, "severity": one.severity.value, "sentence": one.sentence} for one in found]


def remarks_of(log: Sequence[EventRow], snapshot: int) -> tuple[ReportRemark, ...]:
    """The findings on the snapshot of that number, as the log of its cycle keeps them; an older release kept none."""
    made = (event.detail for event in log if event.kind is EventKind.CONSOLIDATED)
    kept: list[dict[str, str]] = next((detail.get("remarks", []) for detail in made if detail.get("snapshot") == snapshot), [])
    return tuple(ReportRemark(said["rule"], Severity(said["severity"]), said["sentence"]) for said in kept)
