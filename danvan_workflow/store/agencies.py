"""What is stored about one agency, over all cycles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from danvan_workflow.store.tables import AttachmentRow, ConcessionRow, CycleRow, DutyRow, EventRow, NoticeRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

OF_ALL = ("cycle_opened", "moved_deadline", "report_issued")
"""Events of a cycle that concern each of its agencies."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a version without its content."""

    name: str
    media_type: str
    size: int


def cycles_named(uow: UnitOfWork, cycle_ids: Collection[str]) -> list[CycleRow]:
    """These opened cycles, by opening day."""
    query = select(CycleRow).where(CycleRow.cycle_id.in_(cycle_ids)).order_by(CycleRow.opens_on, CycleRow.cycle_id)
    return list(uow.session.scalars(query))


def roll_members(uow: UnitOfWork, cycle_ids: Collection[str]) -> list[tuple[str, str, str]]:
    """(plan, group, agency) of everybody who owes on these cycles' rolls, in the rolls' order."""
    query = (
        select(CycleRow.plan, DutyRow.group_id, DutyRow.agency)
        .join(DutyRow, DutyRow.cycle_id == CycleRow.cycle_id)
        .where(CycleRow.cycle_id.in_(cycle_ids), DutyRow.owes)
        .order_by(DutyRow.id)
    )
    return [(plan, group, agency) for plan, group, agency in uow.session.execute(query)]


def agencies_on(uow: UnitOfWork, cycle_ids: Collection[str]) -> frozenset[str]:
    """Everybody on these cycles' rolls, those outside too."""
    return frozenset(uow.session.scalars(select(DutyRow.agency).where(DutyRow.cycle_id.in_(cycle_ids)).distinct()))


def names_of_group(uow: UnitOfWork, cycle_id: str, group: str) -> list[str]:
    """The names of those of a group who owe in a cycle and did not pass the duty on."""
    members = select(DutyRow.agency_name).where(DutyRow.cycle_id == cycle_id, DutyRow.group_id == group)
    return list(uow.session.scalars(members.where(DutyRow.owes, DutyRow.passed_on_at.is_(None))))


def duties_of_agencies(uow: UnitOfWork, agencies: Collection[str], cycle_ids: Collection[str]) -> list[DutyRow]:
    """The entries of these agencies on these cycles' rolls with cycle and versions, newest cycle first."""
    query = (
        select(DutyRow)
        .join(CycleRow, DutyRow.cycle_id == CycleRow.cycle_id)
        .where(DutyRow.agency.in_(agencies), DutyRow.cycle_id.in_(cycle_ids))
        .options(joinedload(DutyRow.cycle), selectinload(DutyRow.submissions))
        .order_by(CycleRow.opens_on.desc(), DutyRow.cycle_id, DutyRow.id)
    )
    return list(uow.session.scalars(query))


def whole_version(uow: UnitOfWork, submission_id: int) -> SubmissionRow:
    """A version with everything in it but the contents of its files."""
    parts = (
        SubmissionRow.figures,
        SubmissionRow.narratives,
        SubmissionRow.persons,
        SubmissionRow.tasks,
        SubmissionRow.findings,
    )
    query = select(SubmissionRow).filter_by(id=submission_id).options(*(selectinload(part) for part in parts))
    return uow.session.scalars(query).one()


def files_of(uow: UnitOfWork, submission_id: int) -> tuple[StoredFile, ...]:
    """Name, type and size of a version's files."""
    query = (
        select(AttachmentRow.name, AttachmentRow.media_type, func.length(AttachmentRow.content))
        .where(AttachmentRow.submission_id == submission_id)
        .order_by(AttachmentRow.name)
    )
    return tuple(StoredFile(name, media_type, size) for name, media_type, size in uow.session.execute(query))


def find_file(uow: UnitOfWork, cycle_id: str, agency: str, version: int, name: str) -> AttachmentRow | None:
    """A file of a version with its content."""
    query = (
        select(AttachmentRow)
        .join(SubmissionRow, AttachmentRow.submission_id == SubmissionRow.id)
        .where(SubmissionRow.cycle_id == cycle_id, SubmissionRow.agency == agency, SubmissionRow.version == version)
        .where(AttachmentRow.name == name)
    )
    return uow.session.scalars(query).one_or_none()


def notices_of_duty(uow: UnitOfWork, duty_id: int) -> list[NoticeRow]:
    """The letters of a duty, oldest first."""
    return list(uow.session.scalars(select(NoticeRow).filter_by(duty_id=duty_id).order_by(NoticeRow.id)))


def concessions_on(uow: UnitOfWork, duty: DutyRow) -> list[ConcessionRow]:
    """What was conceded on a duty, and on its whole cycle, oldest first."""
    query = select(ConcessionRow).filter_by(cycle_id=duty.cycle_id).order_by(ConcessionRow.id)
    return list(uow.session.scalars(query.where(or_(ConcessionRow.duty_id == duty.id, ConcessionRow.duty_id.is_(None)))))


def events_on(uow: UnitOfWork, duty: DutyRow) -> list[EventRow]:
    """What the audit log says of an agency in a cycle, oldest first."""
    query = select(EventRow).filter_by(cycle_id=duty.cycle_id).order_by(EventRow.id)
    return list(uow.session.scalars(query.where(or_(EventRow.agency == duty.agency, EventRow.kind.in_(OF_ALL)))))
