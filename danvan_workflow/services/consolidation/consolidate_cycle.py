"""Consolidating a cycle: the versions are frozen as a snapshot, and the report is a function of the snapshot."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from danvan_workflow.services.consolidation.consolidated_versions import snapshot_members
from danvan_workflow.services.consolidation.snapshot_digest import sources
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles, reports
from danvan_workflow.store.tables import SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A document of a snapshot."""

    format: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SnapshotResult:
    """A snapshot and its documents; `created` is False where the same had been consolidated before."""

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
    """Freeze the newest versions sent up to `now`, and all else that the report states, and make the report of it.

    Returned versions, and those of agencies whose duty was waived or passed on, take no part. Where nothing that is printed has
    changed, the snapshot there is, is returned.
    """
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        members = snapshot_members(cycles.duties_of(uow, cycle_id), now)
        found, issues = sources(runtime, uow, cycle, members, now), [None, *reports.issues_of(uow, cycle_id)]
        if issues[-1] and issues[-1].snapshot.sha256 == found.digest(issues[-2]):
            return snapshot_result(uow, issues[-1].snapshot, created=False)  # nothing to replace what was issued with
        snapshot = reports.find_snapshot(uow, cycle_id, digest := found.digest(issues[-1]))
        created = snapshot is None
        if snapshot is None:
            # Making a report loads pandas and the writers of documents; looking at one that is there doesn't pay for them.
            from danvan_workflow.services.consolidation.take_snapshot import take_snapshot

            snapshot = take_snapshot(runtime, uow, cycle, digest, members, now)
            uow.commit()
        return snapshot_result(uow, snapshot, created=created)


def snapshot_result(uow: UnitOfWork, snapshot: SnapshotRow, *, created: bool) -> SnapshotResult:
    """A stored snapshot as a result."""
    files = tuple(ReportFile(r.format, r.file_name, r.sha256) for r in reports.reports_of(uow, snapshot.id))
    return SnapshotResult(snapshot.cycle_id, snapshot.id, snapshot.number, snapshot.sha256, created, files)
