"""Which issued reports a cycle is compared with, and what came in their cycles since: found without adding anything up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from danvan_workflow.plan.models import Plan
from danvan_workflow.report.earlier import ComparedWith, NotCompared, WhyNot
from danvan_workflow.services.consolidation.consolidated_versions import snapshot_members
from danvan_workflow.services.submissions.history import cycle_of_last_year, previous_cycle
from danvan_workflow.statutory.period import Period
from danvan_workflow.store import cycles, reports
from danvan_workflow.store.reports import IssuedVersion
from danvan_workflow.store.tables import CycleRow, DutyRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class EarlierIssue:
    """The newest issued report of an earlier cycle; `later` are the versions that came since in place of members or beside."""

    relation: ComparedWith
    cycle: CycleRow
    issue: IssuedVersion
    later: tuple[SubmissionRow, ...]


def earlier_issues(uow: UnitOfWork, plan: Plan, cycle: CycleRow, now: dt.datetime) -> Iterator[EarlierIssue | NotCompared]:
    """For the cycle before and the same period of last year: what was issued up to `now`, or why there is no comparison.

    A cycle before that the plan doesn't have is no comparison missed; nor has a cycle without figures any.
    """
    if not cycle.period or not cycle.kind.has_figures:
        return
    period = Period.parse(cycle.period)
    before, found = period.previous(), previous_cycle(uow, cycle)
    if found or (before and any(spec.period == str(before) for spec in plan.obligation(cycle.obligation).cycles)):
        yield _issued(uow, ComparedWith.PREVIOUS, found, before.label() if before else "", now)
    year_ago = period.same_period_last_year()
    yield _issued(uow, ComparedWith.SAME_PERIOD, cycle_of_last_year(uow, cycle), year_ago.label(), now)


def _issued(
    uow: UnitOfWork, relation: ComparedWith, cycle: CycleRow | None, label: str, now: dt.datetime
) -> EarlierIssue | NotCompared:
    if cycle is None:
        return NotCompared(relation, label, WhyNot.NOT_OPENED)
    issues = [issue for issue in reports.issues_of(uow, cycle.cycle_id) if issue.issued_at <= now]
    if not issues:
        return NotCompared(relation, cycle.label, WhyNot.NOT_ISSUED)
    if not issues[-1].snapshot.facts_sha256:
        return NotCompared(relation, cycle.label, WhyNot.NOT_KEPT)
    duties = cycles.duties_of(uow, cycle.cycle_id)
    return EarlierIssue(relation, cycle, issues[-1], tuple(_later(duties, issues[-1], now)))


def _later(duties: list[DutyRow], issue: IssuedVersion, now: dt.datetime) -> Iterator[SubmissionRow]:
    """What fell out since (a duty passed on) is no correction: those versions stand as they were issued."""
    taken = {submission for _, submission in issue.snapshot.members}
    newest = {submission for _, submission in snapshot_members(duties, now)}
    yield from (version for duty in duties for version in duty.submissions if version.id in newest - taken)
