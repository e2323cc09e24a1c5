"""Snapshots, the documents made of them, and what the leader decided."""

from __future__ import annotations

from sqlalchemy import func, select

from danvan_workflow.errors import UnknownName
from danvan_workflow.store.tables import DecisionRow, ReportRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork


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


def next_snapshot_number(uow: UnitOfWork, cycle_id: str) -> int:
    """The number that the next snapshot of the cycle bears."""
    return (uow.session.scalar(select(func.max(SnapshotRow.number)).filter_by(cycle_id=cycle_id)) or 0) + 1


def reports_of(uow: UnitOfWork, snapshot_id: int) -> list[ReportRow]:
    """The documents of a snapshot, by format."""
    return list(uow.session.scalars(select(ReportRow).filter_by(snapshot_id=snapshot_id).order_by(ReportRow.format)))


def issued_reports(uow: UnitOfWork, cycle_id: str) -> list[ReportRow]:
    """The issued documents of a cycle, by version and format."""
    query = select(ReportRow).filter_by(cycle_id=cycle_id).where(ReportRow.issued_at.is_not(None))
    return list(uow.session.scalars(query.order_by(ReportRow.version, ReportRow.format)))


def decisions_of(uow: UnitOfWork, cycle_id: str) -> list[DecisionRow]:
    """What was decided of the cycle's snapshots, oldest first."""
    return list(uow.session.scalars(select(DecisionRow).filter_by(cycle_id=cycle_id).order_by(DecisionRow.id)))
