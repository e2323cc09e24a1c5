"""What the rules of a plan, as it stands now, would have found in what agencies sent in a past cycle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from danvan_workflow.consolidate.checks import judge
from danvan_workflow.errors import Severity
from danvan_workflow.plan.chosen_catalogue import catalogue_of
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.assess import grounds_of, stored_draft
from danvan_workflow.store import cycles, submissions
from danvan_workflow.store.tables import CycleRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Told:
    """A finding on the newest version of an agency."""

    agency: str
    rule: str
    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class Backtest:
    """`versions` were judged anew: what is found now and was not told then, and what was told then and is not found now."""

    cycle_id: str
    versions: int
    then: int
    now: int
    new: tuple[Told, ...]
    gone: tuple[Told, ...]


def backtest(runtime: Runtime, plan: Plan, cycle_id: str) -> Backtest:
    """The newest versions of an opened cycle under the rules and indicators of `plan`; nothing is changed.

    Figures of indicators that the plan no longer has are left out. UnknownName for a cycle that isn't open.
    """
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        names = {duty.agency: duty.agency_name for duty in cycles.duties_of(uow, cycle_id)}
        versions = submissions.latest_versions(uow, cycle_id)
        then = [told for version in versions for told in _told(version, names[version.agency])]
        now = [told for version in versions for told in _found(runtime, uow, cycle, plan, version, names[version.agency])]
    new, gone = (tuple(told for told in here if told not in there) for here, there in ((now, then), (then, now)))
    return Backtest(cycle_id, len(versions), len(then), len(now), new, gone)


def _told(version: SubmissionRow, name: str) -> Iterator[Told]:
    for finding in version.findings:
        yield Told(name, finding.rule, finding.severity, finding.sentence)


def _found(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, plan: Plan, version: SubmissionRow, name: str) -> Iterator[Told]:
    known, draft = catalogue_of(plan), stored_draft(version)
    draft = replace(draft, figures=tuple(figure for figure in draft.figures if figure.indicator in known))
    for finding in judge(grounds_of(runtime, uow, cycle, plan, version.agency, draft)):
        yield Told(name, finding.rule, finding.severity, finding.sentence)
