"""The figures of a snapshot, added up, and beside those of earlier cycles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from danvan_workflow.consolidate.blocked import Fault, marks_of
from danvan_workflow.consolidate.comparisons import compared
from danvan_workflow.consolidate.counted import Marks, settled
from danvan_workflow.consolidate.families import needs
from danvan_workflow.consolidate.figures import Total
from danvan_workflow.consolidate.frames import FactRow, OwingRow, facts_frame, owing_frame
from danvan_workflow.consolidate.printed import total_findings
from danvan_workflow.consolidate.succession import carry_over
from danvan_workflow.consolidate.tables import agency_values, totals, totals_by_group
from danvan_workflow.consolidate.targets import targets_met
from danvan_workflow.consolidate.typed_figures import typed_agencies, typed_apart, typed_groups, typed_totals
from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.report.facts import CycleFigures
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.statutory.rules import rules_named
from danvan_workflow.store import cycles, submissions
from danvan_workflow.store.acceptances import accepted_values
from danvan_workflow.store.tables import CycleRow, DutyRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

Roll = tuple[Sequence[DutyRow], Sequence[SubmissionRow]]
"""The duties of a cycle, and the versions of them that are added up."""


def cycle_figures(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, roll: Roll, earlier: tuple[CycleRow | None, CycleRow | None]
) -> CycleFigures:
    """What the versions of `roll` add up to, beside (the cycle before, the same period of last year)."""
    plan = runtime.plan_of(cycle).plan
    chosen = runtime.catalogue_of(plan)
    duties, taken = roll
    rules, owing = rules_named(plan.rules), owing_frame(owing_rows(duties))
    given = facts_frame(fact_rows(uow, cycle.cycle_id, taken, duties))
    facts = settled(given, owing, chosen, needs(rules, chosen), _marks(uow, taken))
    before, year_ago = (_earlier_totals(runtime, uow, found, cycle, chosen) for found in earlier)
    found = compared(typed_totals(totals(facts, owing, chosen)), chosen, before, year_ago)
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


def _earlier_totals(
    runtime: Runtime, uow: UnitOfWork, earlier: CycleRow | None, cycle: CycleRow, chosen: Catalogue
) -> dict[str, Total] | None:
    """The totals of an earlier cycle as the agencies of this one: what ended since is carried over, totals kept."""
    if earlier is None:
        return None
    duties = cycles.duties_of(uow, earlier.cycle_id)
    taken = [
        version for version in submissions.latest_versions(uow, earlier.cycle_id) if version.state is not SubmissionState.RETURNED
    ]
    rows = [row for row in fact_rows(uow, earlier.cycle_id, taken, duties) if row[2] in chosen]
    facts = carry_over(facts_frame(rows), _steps(runtime, {row[0] for row in rows}, cycle.roll_as_of), chosen)
    owed = [row for row in owing_rows(duties) if row[2] in chosen]
    return typed_totals(totals(facts, owing_frame(_carried(runtime, owed, cycle.roll_as_of)), chosen))


def _steps(runtime: Runtime, agencies: set[str], day: dt.date) -> list[tuple[str, str, Fraction]]:
    ended = [code for code in sorted(agencies) if not runtime.register.exists(code, day)]
    return [(code, heir, share) for code in ended for heir, share in runtime.register.successors(code, day)]


def _carried(runtime: Runtime, owed: Sequence[OwingRow], day: dt.date) -> list[OwingRow]:
    """What was owed, as owed by those who exist on `day`; owed by several predecessors of one, it is owed once."""
    heirs = {agency: runtime.register.successors(agency, day) for agency in dict.fromkeys(agency for agency, _, _ in owed)}
    return list(dict.fromkeys((heir, group, code) for agency, group, code in owed for heir, _ in heirs[agency]))
