"""The facts of a consolidated report, read from one snapshot's versions.

`told_facts` are those that nothing is added up for: with the sources of the figures they identify a snapshot
(`snapshot_digest`), so that pandas is loaded for a new one only. Whatever a report newly states belongs there, unless it comes
of the figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from danvan_workflow.duty.nil import says_nil
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.duty.submission import TaskState
from danvan_workflow.duty.tasks import TaskItem
from danvan_workflow.plan.assumptions import assumptions
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.own_reports import own_report_cycles
from danvan_workflow.report.earlier import ComparedWith, NotCompared
from danvan_workflow.report.facts import (
    AcceptedFigure,
    CycleFigures,
    Delivery,
    Doubt,
    NamedPerson,
    ReportCycle,
    ReportFacts,
    Voice,
)
from danvan_workflow.services.consolidation.find_earlier import earlier_issues
from danvan_workflow.services.consolidation.read_parties import passages, report_head, short_names
from danvan_workflow.services.consolidation.read_scope import report_scope
from danvan_workflow.services.cycle.tasks import task_list
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.standing_findings import standing_findings
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.store import cycles, submissions
from danvan_workflow.store.acceptances import AcceptedValue, acceptances_of
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import CycleRow, DutyRow, FindingRow, NarrativeRow, PersonRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

Members = Sequence[tuple[int, int]]
"""(duty id, submission id) pairs of a snapshot."""


NO_FIGURES = CycleFigures(Catalogue(()), {}, (), (), ())


def report_facts(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, members: Members, as_of: dt.datetime) -> ReportFacts:
    """The facts of a snapshot: `members` are its versions, `as_of` the moment it was taken, which decides who is late."""
    # Both load pandas.
    from danvan_workflow.services.consolidation.read_earlier import read_earlier
    from danvan_workflow.services.consolidation.read_figures import cycle_figures

    told, chosen = told_facts(runtime, uow, cycle, members, as_of), runtime.catalogue_of(runtime.plan_of(cycle).plan)
    found = list(earlier_issues(uow, told.plan, cycle, as_of))
    read = [missed if isinstance(missed, NotCompared) else read_earlier(runtime, uow, missed, chosen) for missed in found]
    compared = {item[0].relation: item for item in read if not isinstance(item, NotCompared)}
    duties = cycles.duties_of(uow, cycle.cycle_id)
    beside = [compared[relation][1] if relation in compared else None for relation in ComparedWith]
    labels = {relation: report.label for relation, (report, _) in compared.items()}
    return replace(
        told,
        cycle=replace(
            told.cycle,
            previous_label=labels.get(ComparedWith.PREVIOUS, ""),
            same_period_label=labels.get(ComparedWith.SAME_PERIOD, ""),
        ),
        figures=cycle_figures(runtime, uow, cycle, (duties, _taken(duties, members)), (beside[0], beside[1])),
        earlier=tuple(report for report, _ in compared.values()),
        not_compared=tuple(item for item in read if isinstance(item, NotCompared)),
    )


def told_facts(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, members: Members, as_of: dt.datetime) -> ReportFacts:
    """The facts without figures and without what they are compared with."""
    loaded, duties = runtime.plan_of(cycle), cycles.duties_of(uow, cycle.cycle_id)
    taken = _taken(duties, members)
    views = tuple(duty_standing(duty, as_of) for duty in duties)
    owners, keys = {version.id: duty for duty in duties for version in duty.submissions}, [version.id for version in taken]
    return ReportFacts(
        plan=loaded.plan,
        cycle=_report_cycle(cycle),
        head=report_head(runtime.register, loaded.plan, vietnam_date(as_of)),
        views=views,
        short=short_names(runtime.register, duties),
        passages=tuple(passages(runtime.register, duties)),
        figures=NO_FIGURES,
        voices=tuple(_voice(row, owners) for row in _in_order(submissions.narratives_of(uow, keys), keys)),
        persons=tuple(_person(row, owners) for row in _in_order(submissions.persons_of(uow, keys), keys)),
        deliveries=tuple(_deliveries(taken, owners, views)),
        doubts=tuple(_doubts(uow, cycle, owners, keys)),
        tasks=tuple(_tasks(loaded.plan, CycleId.parse(cycle.cycle_id).key, task_list(runtime, loaded.plan, as_of))),
        assumptions=assumptions(loaded),
        is_sample=any(version.is_sample for version in taken),
        scope=report_scope(runtime.register, loaded.plan, duties, vietnam_date(as_of)),
        accepted=tuple(_accepted(row) for row in acceptances_of(uow, keys)),
    )


def _doubts(uow: UnitOfWork, cycle: CycleRow, owners: Owners, keys: Sequence[int]) -> Iterator[Doubt]:
    """What was accepted is told of as such, and no longer as a doubt."""
    found = standing_findings(uow, cycle.cycle_id, submissions.findings_of(uow, keys))
    yield from (_doubt(row, owners) for row in _in_order(found, keys))


def _tasks(plan: Plan, key: str, items: Iterable[TaskItem]) -> Iterator[TaskItem]:
    """The tasks as the report of cycle `key` tells of them: of the making of itself it says nothing.

    Otherwise its own issue would be news, and make another snapshot.
    """
    own = {task.id for task in plan.tasks if key in own_report_cycles(plan, task)}
    for item in items:
        known = replace(item, state=TaskState.IN_PROGRESS, percent=None, evidence="", told_in="")
        yield known if item.task in own else item


def _taken(duties: Sequence[DutyRow], members: Members) -> list[SubmissionRow]:
    versions = {version.id: version for duty in duties for version in duty.submissions}
    return [versions[submission] for _, submission in members]


def _report_cycle(cycle: CycleRow) -> ReportCycle:
    return ReportCycle(
        cycle_id=cycle.cycle_id,
        label=cycle.label,
        kind=cycle.kind,
        data_window=(cycle.data_first_day, cycle.data_last_day) if cycle.data_first_day and cycle.data_last_day else None,
        last_day=cycle.effective_last_day,
        due_phrase=cycle.due_phrase,
        ad_hoc=cycle.ad_hoc,
        previous_label="",
        same_period_label="",
    )


_Part = TypeVar("_Part", NarrativeRow, PersonRow, FindingRow)
Owners = Mapping[int, DutyRow]
"""The duty of each version, by the version's id."""


def _in_order(rows: Sequence[_Part], keys: Sequence[int]) -> list[_Part]:
    """The parts of versions in the order of the versions."""
    rank = {key: position for position, key in enumerate(keys)}
    return sorted(rows, key=lambda row: rank[row.submission_id])


def _voice(row: NarrativeRow, owners: Owners) -> Voice:
    duty = owners[row.submission_id]
    return Voice(duty.agency, duty.agency_name, row.section, row.text, says_nil(row), row.skip_reason)


def _person(row: PersonRow, owners: Owners) -> NamedPerson:
    duty = owners[row.submission_id]
    return NamedPerson(duty.agency, duty.agency_name, row.role, row.name, row.title, row.phone, row.email)


def _doubt(row: FindingRow, owners: Owners) -> Doubt:
    duty = owners[row.submission_id]
    return Doubt(duty.agency, duty.agency_name, row.rule, row.severity, row.sentence)


def _accepted(row: AcceptedValue) -> AcceptedFigure:
    day = vietnam_date(row.at)
    said = (row.reason, row.decider, row.document_number, day)
    return AcceptedFigure(row.agency, row.agency_name, row.indicator, row.value, *said)


def _deliveries(taken: Sequence[SubmissionRow], owners: Owners, views: Sequence[DutyStanding]) -> Iterator[Delivery]:
    on_time = {view.agency: view.status.on_time is not False for view in views}
    for version in taken:
        duty = owners[version.id]
        yield Delivery(
            duty.agency, duty.agency_name, version.version, version.document_number, version.sent_at, on_time[duty.agency]
        )
