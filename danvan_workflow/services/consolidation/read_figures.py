"""The figures of a snapshot, added up, and beside those of earlier cycles."""

from __future__ import annotations

from collections.abc import Sequence

from danvan_workflow.consolidate.blocked import Fault, Marks, marks_of
from danvan_workflow.consolidate.comparisons import compared
from danvan_workflow.consolidate.counted import settled
from danvan_workflow.consolidate.families import needs
from danvan_workflow.consolidate.figures import Totals
from danvan_workflow.consolidate.frames import FactRow, OwingRow, facts_frame, owing_frame
from danvan_workflow.consolidate.printed import total_findings
from danvan_workflow.consolidate.tables import agency_values, totals, totals_by_group
from danvan_workflow.consolidate.targets import targets_met
from danvan_workflow.consolidate.typed_figures import typed_agencies, typed_apart, typed_groups, typed_totals
from danvan_workflow.plan.own_rules import rules_of
from danvan_workflow.report.facts import CycleFigures
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import submissions
from danvan_workflow.store.acceptances import accepted_values
from danvan_workflow.store.tables import CycleRow, DutyRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

Roll = tuple[Sequence[DutyRow], Sequence[SubmissionRow]]
"""The duties of a cycle, and the versions of them that are added up."""


def cycle_figures(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, roll: Roll, earlier: tuple[Totals | None, Totals | None]
) -> CycleFigures:
    """What the versions of `roll` add up to, beside the issued totals of (the cycle before, the same period of last year)."""
    plan = runtime.plan_of(cycle).plan
    chosen = runtime.catalogue_of(plan)
    duties, taken = roll
    rules, owing = rules_of(plan), owing_frame(owing_rows(duties))
    given = facts_frame(fact_rows(uow, cycle.cycle_id, taken, duties))
    facts = settled(given, owing, chosen, needs(rules, chosen), _marks(uow, taken))
    found = compared(typed_totals(totals(facts, owing, chosen)), chosen, *earlier)
    by_group = typed_groups(totals_by_group(facts, owing, chosen))
    return CycleFigures(
        catalogue=chosen,
        totals=found,
        by_group=by_group,
        by_agency=typed_agencies(agency_values(facts, owing, chosen)),
        targets=targets_met(facts, owing, plan.targets, chosen),
        apart=typed_apart(facts),
        findings=total_findings(found, by_group, rules, chosen),
    )


def _marks(uow: UnitOfWork, taken: Sequence[SubmissionRow]) -> Marks:
    """What the stored findings say of the figures of these versions, and what was accepted all the same."""
    agencies = {version.id: version.agency for version in taken}
    rows = submissions.findings_of(uow, agencies)
    faults = [Fault(agencies[row.submission_id], row.rule, row.severity, tuple(row.terms)) for row in rows]
    accepted = accepted_values(uow, agencies)
    return marks_of(faults, frozenset((agencies[key], code) for key, codes in accepted.items() for code in codes))


def fact_rows(uow: UnitOfWork, cycle_id: str, taken: Sequence[SubmissionRow], duties: Sequence[DutyRow]) -> list[FactRow]:
    """The answers of these versions of a cycle."""
    groups = {duty.id: duty.group_id for duty in duties}
    owners = {version.id: (version.agency, groups[version.duty_id]) for version in taken}
    return [(*owners[key], code, status, value) for key, code, status, value in submissions.figures_of(uow, cycle_id, owners)]


def owing_rows(duties: Sequence[DutyRow]) -> list[OwingRow]:
    """The answers that are owed, by whoever was not excused and did not pass the duty on."""
    return [
        (duty.agency, duty.group_id, code)
        for duty in duties
        if duty.owes and duty.waived_at is None and duty.passed_on_at is None
        for code in duty.indicators
    ]
