"""Consolidating a cycle: the versions are frozen as a snapshot, and the report is a function of the snapshot."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles, reports
from danvan_workflow.store.acceptances import AcceptedValue, acceptances_of
from danvan_workflow.store.tables import CycleRow, DutyRow, SnapshotRow
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
        digest = _digest(cycle, duties, members, acceptances_of(uow, [submission for _, submission in members]))
        snapshot = reports.find_snapshot(uow, cycle_id, digest)
        created = snapshot is None
        if snapshot is None:
            # Making a report loads pandas and the writers of documents; looking at one that is there doesn't pay for them.
            from danvan_workflow.services.consolidation.take_snapshot import take_snapshot

            snapshot = take_snapshot(runtime, uow, cycle, digest, members, now)
            uow.commit()
        return snapshot_result(uow, snapshot, created=created)


def snapshot_members(duties: list[DutyRow], now: dt.datetime) -> list[tuple[int, int]]:
    """(duty, submission) of the newest version of each duty that counts, in the roll's order."""
    members = []
    for duty in duties:
        versions = [version for version in duty.submissions if version.sent_at <= now]
        stands = duty.owes and duty.waived_at is None and duty.passed_on_at is None
        if stands and versions and versions[-1].state is not SubmissionState.RETURNED:
            members.append((duty.id, versions[-1].id))
    return members


def _digest(cycle: CycleRow, duties: list[DutyRow], members: list[tuple[int, int]], accepted: Sequence[AcceptedValue]) -> str:
    taken = {submission for _, submission in members}
    content: dict[str, object] = {
        "plan": cycle.plan_version.sha256,
        "last_day": cycle.effective_last_day.isoformat(),
        "roll": [[d.agency, d.owes, d.waived_at is not None, d.passed_on_at is not None, d.last_day.isoformat()] for d in duties],
        "versions": [[v.agency, v.version, v.content_sha256] for d in duties for v in d.submissions if v.id in taken],
    }
    if accepted:  # without any, the digest stays what it was before there were acceptances
        content["accepted"] = [[a.agency, a.version, a.indicator, a.reason, a.decider, a.document_number] for a in accepted]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def snapshot_result(uow: UnitOfWork, snapshot: SnapshotRow, *, created: bool) -> SnapshotResult:
    """A stored snapshot as a result."""
    files = tuple(ReportFile(r.format, r.file_name, r.sha256) for r in reports.reports_of(uow, snapshot.id))
    return SnapshotResult(snapshot.cycle_id, snapshot.id, snapshot.number, snapshot.sha256, created, files)
