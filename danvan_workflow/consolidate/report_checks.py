"""The checks of our own report: its marks (V21), its totals beside what the leads of the sectors report (V17c)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from danvan_workflow.consolidate.figures import AgencyValues, Totals
from danvan_workflow.consolidate.findings import Finding, finding
from danvan_workflow.consolidate.form import missing_mark
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.statutory.rules import Rule, RuleForm


@dataclass(frozen=True, slots=True)
class ReportGrounds:
    """What a report is judged by: the totals and agencies (called by `names`) it prints, its plain text once it is made."""

    totals: Totals
    by_agency: Sequence[AgencyValues]
    indicators: Catalogue
    names: Mapping[str, str]
    text: str | None = None


def check_report(rules: Sequence[Rule], grounds: ReportGrounds) -> list[Finding]:
    """Everything the rules find in a report, in the order of the rules; submissions are judged in `checks`."""
    return [found for rule in rules if rule.form in REPORT_RUNNERS for found in REPORT_RUNNERS[rule.form](rule, grounds)]


Runner = Callable[[Rule, ReportGrounds], Iterator[Finding]]


def _leads(rule: Rule, grounds: ReportGrounds) -> Iterator[Finding]:
    """The printed total of the units beside what the lead of the sector says of the whole; equal where the lead alone reports."""
    for code, total in grounds.totals.items():
        indicator = grounds.indicators[code]
        for agency in grounds.by_agency:
            leads = indicator.is_led_by(agency.agency) and not indicator.is_ratio
            said = agency.values.get(code) if leads else None
            if said is not None and total.value is not None and said != total.value:
                lead = grounds.names.get(agency.agency, agency.agency)
                values = {"value": total.value, "expected": said}
                yield finding(rule, code, (code,), indicator=indicator.label, base=lead, list=total.coverage, **values)


def _marks(rule: Rule, grounds: ReportGrounds) -> Iterator[Finding]:
    if grounds.text is not None:
        yield from missing_mark(rule, grounds.text)


REPORT_RUNNERS: Mapping[RuleForm, Runner] = MappingProxyType({RuleForm.LEAD: _leads, RuleForm.PATTERN: _marks})
"""How each form of scope `report` is read."""
