"""The issued reports that a cycle is compared with, as they were issued, and what was corrected since."""

from __future__ import annotations

from collections.abc import Sequence

from danvan_workflow.consolidate.figures import Total, Totals
from danvan_workflow.report.changes import FigureChange, figure_changes
from danvan_workflow.report.earlier import EarlierReport, NotCompared, WhyNot
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.services.consolidation.find_earlier import EarlierIssue
from danvan_workflow.services.consolidation.read_figures import cycle_figures
from danvan_workflow.services.consolidation.stored_facts import facts_of_snapshot
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.indicators import Catalogue, Indicator
from danvan_workflow.store import cycles
from danvan_workflow.store.tables import SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def read_earlier(
    runtime: Runtime, uow: UnitOfWork, found: EarlierIssue, chosen: Catalogue
) -> tuple[EarlierReport, Totals] | NotCompared:
    """An issued report as it is told of, and its totals of those of the `chosen` indicators that meant the same there."""
    facts = facts_of_snapshot(uow, found.issue.snapshot.id)
    if facts is None:
        return NotCompared(found.relation, found.cycle.label, WhyNot.NOT_KEPT)
    issued = _comparable(facts, chosen)
    report = EarlierReport(
        relation=found.relation,
        label=found.cycle.label,
        version=found.issue.version,
        issued_on=vietnam_date(found.issue.issued_at),
        sent=len(facts.deliveries),
        owing=facts.counts.owing,
        corrected=tuple(facts.names.get(version.agency, version.duty.agency_name) for version in found.later),
        figures=_corrections(runtime, uow, found, issued) if found.later else (),
    )
    return report, issued


def _comparable(facts: ReportFacts, chosen: Catalogue) -> dict[str, Total]:
    known = facts.figures.catalogue
    return {code: total for code, total in facts.figures.totals.items() if code in chosen and _same(known[code], chosen[code])}


def _same(one: Indicator, other: Indicator) -> bool:
    return _meaning(one) == _meaning(other)


def _meaning(indicator: Indicator) -> tuple[object, ...]:
    return (
        indicator.unit,
        indicator.kind,
        indicator.aggregation,
        indicator.numerator,
        indicator.denominator,
        indicator.times,
    )


def _corrections(runtime: Runtime, uow: UnitOfWork, found: EarlierIssue, issued: Totals) -> tuple[FigureChange, ...]:
    """The issued totals that the later versions would change.

    Both sides are added up anew to see which: what the code or a handover of duties would change is no correction.
    """
    duties = cycles.duties_of(uow, found.cycle.cycle_id)
    versions = {version.id: version for duty in duties for version in duty.submissions}
    taken = {duty: versions[submission] for duty, submission in found.issue.snapshot.members}
    corrected = taken | {version.duty_id: versions[version.id] for version in found.later}

    def added_up(counted: Sequence[SubmissionRow]) -> Totals:
        return cycle_figures(runtime, uow, found.cycle, (duties, counted), (None, None)).totals

    before, after = added_up(list(taken.values())), added_up(list(corrected.values()))
    moved = [code for code in issued if code in after and before[code].value != after[code].value]
    return figure_changes({code: issued[code].value for code in moved}, {code: after[code].value for code in moved})
