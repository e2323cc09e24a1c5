"""Taking a snapshot: what the report states is written down, and the report is made of what was written."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from danvan_workflow.duty.events import EventKind
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.report.changes import ReportChanges, report_changes
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.services.consolidation.documents import documents
from danvan_workflow.services.consolidation.made_with import made_with
from danvan_workflow.services.consolidation.read_facts import report_facts
from danvan_workflow.services.consolidation.report_remarks import report_remarks
from danvan_workflow.services.consolidation.stored_facts import facts_of_snapshot, read, written
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import cycles, events, reports
from danvan_workflow.store.reports import IssuedVersion
from danvan_workflow.store.tables import CycleRow, ReportRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def take_snapshot(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, digest: str, members: list[tuple[int, int]], now: dt.datetime
) -> SnapshotRow:
    """Store the snapshot of these (duty, submission) pairs and its documents, in the transaction of `uow`."""
    facts = report_facts(runtime, uow, cycle, members, now)
    stored = written(replace(facts, changes=_changes(uow, cycle, facts)))
    snapshot = SnapshotRow(
        cycle_id=cycle.cycle_id,
        number=reports.next_snapshot_number(uow, cycle.cycle_id),
        sha256=digest,
        created_at=now,
        members=[list(m) for m in members],
        facts=stored.content,
        facts_sha256=stored.sha256,
        made_with=dict(made_with()),
    )
    uow.session.add(snapshot)
    uow.session.flush()
    remarks = _add_documents(uow, snapshot)
    events.record(
        uow,
        EventKind.CONSOLIDATED,
        now,
        cycle_id=cycle.cycle_id,
        snapshot=snapshot.number,
        versions=len(members),
        sha256=digest,
        remarks=remarks,
    )
    return snapshot


def _add_documents(uow: UnitOfWork, snapshot: SnapshotRow) -> list[dict[str, str]]:
    """The documents are made of the stored form alone: what it doesn't hold can't be printed.

    Returns what the rules of reports find in them.
    """
    facts = read(snapshot.facts or b"")
    if facts is None:
        raise ValueError(f"the facts of snapshot {snapshot.sha256} don't read back")
    made = documents(facts, snapshot.facts_sha256)
    for kind, content in made.items():
        uow.session.add(
            ReportRow(
                cycle_id=snapshot.cycle_id,
                snapshot_id=snapshot.id,
                format=kind,
                file_name=f"{CycleId.parse(snapshot.cycle_id).file_stem}_ban-{snapshot.number:02d}.{kind}",
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
                created_at=snapshot.created_at,
            )
        )
    return report_remarks(facts, made["docx"])


def _changes(uow: UnitOfWork, cycle: CycleRow, now: ReportFacts) -> ReportChanges | None:
    """Against the version issued last, where there is one, as it was issued."""
    issues = reports.issues_of(uow, cycle.cycle_id)
    if not issues:
        return None
    issue = issues[-1]
    then = facts_of_snapshot(uow, issue.snapshot.id)
    versions = _versions(then) if then else _numbers(uow, issue)
    known = now.figures.catalogue
    values = {code: value for code, value in _values(then).items() if code in known} if then else None
    return report_changes(issue.version, vietnam_date(issue.issued_at), (versions, _versions(now)), (values, _values(now)))


def _numbers(uow: UnitOfWork, issue: IssuedVersion) -> Mapping[str, int]:
    """The numbers of the versions of a snapshot whose facts weren't kept."""
    taken = {submission for _, submission in issue.snapshot.members}
    duties = cycles.duties_of(uow, issue.snapshot.cycle_id)
    return {duty.agency: version.version for duty in duties for version in duty.submissions if version.id in taken}


def _versions(facts: ReportFacts) -> dict[str, int]:
    return {delivery.agency: delivery.version for delivery in facts.deliveries}


def _values(facts: ReportFacts) -> dict[str, Decimal | None]:
    return {code: total.value for code, total in facts.figures.totals.items()}
