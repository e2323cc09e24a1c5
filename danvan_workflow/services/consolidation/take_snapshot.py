"""Taking a snapshot: the versions are written down and the report is made of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from decimal import Decimal

from danvan_workflow.duty.events import EventKind
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.render.docx import write_docx
from danvan_workflow.render.xlsx import write_xlsx
from danvan_workflow.report.changes import ReportChanges, report_changes
from danvan_workflow.report.document import report_document
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.workbook import report_workbook
from danvan_workflow.services.consolidation.read_facts import report_facts
from danvan_workflow.services.consolidation.report_remarks import report_remarks
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import events, reports
from danvan_workflow.store.tables import CycleRow, ReportRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def take_snapshot(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, digest: str, members: list[tuple[int, int]], now: dt.datetime
) -> SnapshotRow:
    """Store the snapshot of these (duty, submission) pairs and its documents, in the transaction of `uow`."""
    number = reports.next_snapshot_number(uow, cycle.cycle_id)
    snapshot = SnapshotRow(
        cycle_id=cycle.cycle_id, number=number, sha256=digest, created_at=now, members=[list(m) for m in members]
    )
    uow.session.add(snapshot)
    uow.session.flush()
    facts = report_facts(runtime, uow, cycle, members, now)
    facts = replace(facts, changes=_changes(runtime, uow, cycle, facts))
    documents = _documents(facts, digest)
    for kind, content in documents.items():
        uow.session.add(
            ReportRow(
                cycle_id=cycle.cycle_id,
                snapshot_id=snapshot.id,
                format=kind,
                file_name=f"{CycleId.parse(cycle.cycle_id).file_stem}_ban-{number:02d}.{kind}",
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
                created_at=now,
            )
        )
    events.record(
        uow,
        EventKind.CONSOLIDATED,
        now,
        cycle_id=cycle.cycle_id,
        snapshot=number,
        versions=len(members),
        sha256=digest,
        remarks=report_remarks(facts, documents["docx"]),
    )
    return snapshot


def _changes(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, now: ReportFacts) -> ReportChanges | None:
    """Against the version issued last, where there is one."""
    issued = reports.issued_reports(uow, cycle.cycle_id)
    if not issued or issued[-1].version is None or issued[-1].issued_at is None:
        return None
    snapshot = issued[-1].snapshot
    then = report_facts(runtime, uow, cycle, [(duty, version) for duty, version in snapshot.members], snapshot.created_at)
    return report_changes(
        issued[-1].version,
        vietnam_date(issued[-1].issued_at),
        (_versions(then), _versions(now)),
        (_values(then), _values(now)),
    )


def _versions(facts: ReportFacts) -> dict[str, int]:
    return {delivery.agency: delivery.version for delivery in facts.deliveries}


def _values(facts: ReportFacts) -> dict[str, Decimal | None]:
    return {code: total.value for code, total in facts.figures.totals.items()}


def _documents(facts: ReportFacts, trace: str) -> dict[str, bytes]:
    return {
        "docx": write_docx(report_document(facts, trace=trace)),
        "xlsx": write_xlsx(report_workbook(facts, trace=trace)),
    }
