"""Consolidating a cycle: the versions are frozen as a snapshot, and the report is a function of the snapshot."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from decimal import Decimal

from danvan_workflow.render.docx import write_docx
from danvan_workflow.render.xlsx import write_xlsx
from danvan_workflow.services.cycle_changes import ReportChanges, report_changes
from danvan_workflow.services.cycle_tables import CycleTables, cycle_tables
from danvan_workflow.services.report_document import report_document
from danvan_workflow.services.report_workbook import report_workbook
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.store import cycles, events, reports
from danvan_workflow.store.tables import CycleRow, DutyRow, ReportRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A document of a snapshot."""

    format: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SnapshotResult:
    """A snapshot and its documents; `created` is False where these very versions had been consolidated before."""

    cycle_id: str
    snapshot_id: int
    number: int
    sha256: str
    created: bool
    files: tuple[ReportFile, ...]

    @property
    def files_sha256(self) -> str:
        """One hash over all documents: what an approval is bound to."""
        return hashlib.sha256("".join(file.sha256 for file in self.files).encode()).hexdigest()


def consolidate_cycle(runtime: Runtime, cycle_id: str, now: dt.datetime) -> SnapshotResult:
    """Freeze the newest versions sent up to `now` and make the report of them; the same versions give the same bytes.

    Returned versions, and those of agencies whose duty was waived or passed on, take no part. Consolidating unchanged
    versions again returns the snapshot there is.
    """
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        duties = cycles.duties_of(uow, cycle_id)
        members = snapshot_members(duties, now)
        digest = _digest(cycle, duties, members)
        snapshot = reports.find_snapshot(uow, cycle_id, digest)
        created = snapshot is None
        if snapshot is None:
            snapshot = _take_snapshot(runtime, uow, cycle, digest, members, now)
            uow.commit()
        return snapshot_result(uow, snapshot, created=created)


def snapshot_members(duties: list[DutyRow], now: dt.datetime) -> list[tuple[int, int]]:
    """(duty, submission) of the newest version of each duty that counts, in the roll's order."""
    members = []
    for duty in duties:
        versions = [version for version in duty.submissions if version.sent_at <= now]
        stands = duty.owes and duty.waived_at is None and duty.passed_on_at is None
        if stands and versions and versions[-1].state != "returned":
            members.append((duty.id, versions[-1].id))
    return members


def _digest(cycle: CycleRow, duties: list[DutyRow], members: list[tuple[int, int]]) -> str:
    taken = {submission for _, submission in members}
    content = {
        "plan": cycle.plan_version.sha256,
        "last_day": cycle.effective_last_day.isoformat(),
        "roll": [[d.agency, d.owes, d.waived_at is not None, d.passed_on_at is not None, d.last_day.isoformat()] for d in duties],
        "versions": [[v.agency, v.version, v.content_sha256] for d in duties for v in d.submissions if v.id in taken],
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _take_snapshot(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, digest: str, members: list[tuple[int, int]], now: dt.datetime
) -> SnapshotRow:
    number = reports.next_snapshot_number(uow, cycle.cycle_id)
    snapshot = SnapshotRow(
        cycle_id=cycle.cycle_id, number=number, sha256=digest, created_at=now, members=[list(m) for m in members]
    )
    uow.session.add(snapshot)
    uow.session.flush()
    tables = cycle_tables(runtime, uow, cycle, members, now)
    tables = replace(tables, changes=_changes(runtime, uow, cycle, tables))
    for kind, content in _documents(tables, digest).items():
        uow.session.add(
            ReportRow(
                cycle_id=cycle.cycle_id,
                snapshot_id=snapshot.id,
                format=kind,
                file_name=f"{cycle.cycle_id.replace('.', '_')}_ban-{number:02d}.{kind}",
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
                created_at=now,
            )
        )
    events.record(uow, "consolidated", now, cycle_id=cycle.cycle_id, snapshot=number, versions=len(members), sha256=digest)
    return snapshot


def _changes(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, now: CycleTables) -> ReportChanges | None:
    """Against the version issued last, where there is one."""
    issued = reports.issued_reports(uow, cycle.cycle_id)
    if not issued or issued[-1].version is None or issued[-1].issued_at is None:
        return None
    snapshot = issued[-1].snapshot
    then = cycle_tables(runtime, uow, cycle, [(duty, version) for duty, version in snapshot.members], snapshot.created_at)
    return report_changes(
        issued[-1].version,
        vietnam_date(issued[-1].issued_at),
        (_versions(then), _versions(now)),
        (_values(then), _values(now)),
    )


def _versions(tables: CycleTables) -> dict[str, int]:
    return {delivery.agency: delivery.version for delivery in tables.deliveries}


def _values(tables: CycleTables) -> dict[str, Decimal | None]:
    return dict(zip(tables.totals["indicator"], tables.totals["value"], strict=True))


def _documents(tables: CycleTables, trace: str) -> dict[str, bytes]:
    return {
        "docx": write_docx(report_document(tables, trace=trace)),
        "xlsx": write_xlsx(report_workbook(tables, trace=trace)),
    }


def snapshot_result(uow: UnitOfWork, snapshot: SnapshotRow, *, created: bool) -> SnapshotResult:
    """A stored snapshot as a result."""
    files = tuple(ReportFile(r.format, r.file_name, r.sha256) for r in reports.reports_of(uow, snapshot.id))
    return SnapshotResult(snapshot.cycle_id, snapshot.id, snapshot.number, snapshot.sha256, created, files)
