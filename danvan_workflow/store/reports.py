"""Snapshots, the documents made of them, and what the leader decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import defer

from danvan_workflow.errors import UnknownName
from danvan_workflow.store.tables import DecisionRow, ReportRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork

SHORTEST_CODE = 6
"""So many characters of a hash name a snapshot."""


def find_snapshot(uow: UnitOfWork, cycle_id: str, sha256: str) -> SnapshotRow | None:
    """The snapshot of these very versions, if it was taken before."""
    return uow.session.scalars(select(SnapshotRow).filter_by(cycle_id=cycle_id, sha256=sha256)).one_or_none()


def latest_snapshot(uow: UnitOfWork, cycle_id: str) -> SnapshotRow | None:
    """The newest snapshot of a cycle."""
    query = select(SnapshotRow).filter_by(cycle_id=cycle_id).order_by(SnapshotRow.number.desc()).limit(1)
    return uow.session.scalars(query).one_or_none()


def get_snapshot(uow: UnitOfWork, snapshot_id: int) -> SnapshotRow:
    """A snapshot by its key."""
    snapshot = uow.session.get(SnapshotRow, snapshot_id)
    if snapshot is None:
        raise UnknownName("bản chốt", str(snapshot_id))
    return snapshot


def snapshots_of(uow: UnitOfWork, cycle_id: str) -> list[SnapshotRow]:
    """Every snapshot of a cycle, oldest first."""
    return list(uow.session.scalars(select(SnapshotRow).filter_by(cycle_id=cycle_id).order_by(SnapshotRow.number)))


def next_snapshot_number(uow: UnitOfWork, cycle_id: str) -> int:
    """The number that the next snapshot of the cycle bears."""
    return (uow.session.scalar(select(func.max(SnapshotRow.number)).filter_by(cycle_id=cycle_id)) or 0) + 1


def reports_of(uow: UnitOfWork, snapshot_id: int) -> list[ReportRow]:
    """The documents of a snapshot, by format."""
    return list(uow.session.scalars(select(ReportRow).filter_by(snapshot_id=snapshot_id).order_by(ReportRow.format)))


def documents_of(uow: UnitOfWork, cycle_id: str) -> list[ReportRow]:
    """The documents of all snapshots of a cycle, by snapshot and format, their bytes left unread."""
    query = select(ReportRow).filter_by(cycle_id=cycle_id).options(defer(ReportRow.content, raiseload=True))
    return list(uow.session.scalars(query.order_by(ReportRow.snapshot_id, ReportRow.format)))


def get_document(uow: UnitOfWork, cycle_id: str, report_id: int) -> ReportRow:
    """A document of this cycle with its bytes; UnknownName where the cycle has none of that key."""
    found = uow.session.scalars(select(ReportRow).filter_by(cycle_id=cycle_id, id=report_id)).one_or_none()
    if found is None:
        raise UnknownName("tệp báo cáo của kỳ", str(report_id))
    return found


def issued_reports(uow: UnitOfWork, cycle_id: str) -> list[ReportRow]:
    """The issued documents of a cycle, by version and format."""
    query = select(ReportRow).filter_by(cycle_id=cycle_id).where(ReportRow.issued_at.is_not(None))
    return list(uow.session.scalars(query.order_by(ReportRow.version, ReportRow.format)))


@dataclass(frozen=True, slots=True)
class IssuedVersion:
    """An issued version of a cycle's report, and the snapshot that it was made of."""

    version: int
    issued_at: dt.datetime
    snapshot: SnapshotRow


def issues_of(uow: UnitOfWork, cycle_id: str) -> list[IssuedVersion]:
    """The issued versions of a cycle, oldest first, their documents left unread."""
    query = select(ReportRow.version, ReportRow.issued_at, SnapshotRow).join(SnapshotRow, ReportRow.snapshot_id == SnapshotRow.id)
    rows = uow.session.execute(query.where(ReportRow.cycle_id == cycle_id).order_by(ReportRow.version))
    found = {
        version: IssuedVersion(version, issued_at, snapshot) for version, issued_at, snapshot in rows if version and issued_at
    }
    return list(found.values())


def facts_of(uow: UnitOfWork, snapshot_id: int) -> bytes | None:
    """The stored facts of a snapshot, as they are stored; None where none were kept."""
    return uow.session.scalars(select(SnapshotRow.facts).filter_by(id=snapshot_id)).one()


def find_snapshots(uow: UnitOfWork, name: str) -> list[SnapshotRow]:
    """The snapshots that a person may mean: by a file's name with or without its ending, or by the beginning of a hash.

    The hash is the snapshot's, or that of its facts, which the files bear.
    """
    files = select(ReportRow.snapshot_id).where(ReportRow.file_name.in_([name, f"{name}.docx"]))
    by_name = SnapshotRow.id.in_(files)
    begins = name.lower()
    by_hash = SnapshotRow.sha256.startswith(begins, autoescape=True) | SnapshotRow.facts_sha256.startswith(
        begins, autoescape=True
    )
    wanted = or_(by_name, by_hash) if len(name) >= SHORTEST_CODE else by_name
    return list(uow.session.scalars(select(SnapshotRow).where(wanted).order_by(SnapshotRow.id)))


def first_issues(uow: UnitOfWork, cycle_ids: Collection[str]) -> dict[str, dt.datetime]:
    """When the first report of each of these cycles was issued, where one was."""
    query = select(ReportRow.cycle_id, func.min(ReportRow.issued_at)).where(ReportRow.issued_at.is_not(None))
    found = uow.session.execute(query.where(ReportRow.cycle_id.in_(cycle_ids)).group_by(ReportRow.cycle_id))
    return {cycle_id: issued_at for cycle_id, issued_at in found if issued_at is not None}


def decisions_of(uow: UnitOfWork, cycle_id: str) -> list[DecisionRow]:
    """What was decided of the cycle's snapshots, oldest first."""
    return list(uow.session.scalars(select(DecisionRow).filter_by(cycle_id=cycle_id).order_by(DecisionRow.id)))
