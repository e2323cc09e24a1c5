"""Versions of submissions and what is in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from sqlalchemy import func, select

from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.store.rows import insert_all, insert_new
from danvan_workflow.store.tables import (
    AttachmentRow,
    DutyRow,
    FigureRow,
    FindingRow,
    NarrativeRow,
    PersonRow,
    RejectionRow,
    SubmissionRow,
    TaskProgressRow,
)
from danvan_workflow.store.unit_of_work import UnitOfWork


def add_version(uow: UnitOfWork, version: SubmissionRow, draft: SubmissionDraft, digests: dict[str, str]) -> None:
    """Store a version with all its parts; `digests` maps attachment names to their SHA-256."""
    uow.session.add(version)
    uow.session.flush()
    key = version.id
    insert_all(
        uow,
        FigureRow,
        [
            {
                "cycle_id": version.cycle_id,
                "submission_id": key,
                "indicator": figure.indicator,
                "status": figure.status.value,
                "value": figure.value,
                "note": figure.note,
            }
            for figure in draft.figures
        ],
    )
    insert_all(
        uow,
        NarrativeRow,
        [
            {
                "submission_id": key,
                "section": narrative.section,
                "position": position,
                "text": narrative.text,
                "nil": narrative.nil,
                "skip_reason": narrative.skip_reason,
            }
            for position, narrative in enumerate(draft.narratives)
        ],
    )
    _add_persons_and_tasks(uow, key, draft)
    insert_all(
        uow,
        AttachmentRow,
        [
            {
                "submission_id": key,
                "name": file.name,
                "sha256": digests[file.name],
                "media_type": file.media_type,
                "content": file.content,
            }
            for file in draft.attachments
        ],
    )


def _add_persons_and_tasks(uow: UnitOfWork, key: int, draft: SubmissionDraft) -> None:
    insert_all(
        uow,
        PersonRow,
        [
            {
                "submission_id": key,
                "position": position,
                "role": person.role,
                "name": person.name,
                "title": person.position,
                "phone": person.phone,
                "email": person.email,
            }
            for position, person in enumerate(draft.persons)
        ],
    )
    insert_all(
        uow,
        TaskProgressRow,
        [
            {
                "submission_id": key,
                "task": progress.task,
                "state": progress.state.value,
                "percent": progress.percent,
                "evidence": progress.evidence,
            }
            for progress in draft.tasks
        ],
    )


def latest_version(uow: UnitOfWork, duty_id: int) -> SubmissionRow | None:
    """The newest version of a duty."""
    query = select(SubmissionRow).filter_by(duty_id=duty_id).order_by(SubmissionRow.version.desc()).limit(1)
    return uow.session.scalars(query).one_or_none()


def find_version(uow: UnitOfWork, duty_id: int, number: int) -> SubmissionRow | None:
    """The version of a duty that bears this number."""
    return uow.session.scalars(select(SubmissionRow).filter_by(duty_id=duty_id, version=number)).one_or_none()


def latest_versions(uow: UnitOfWork, cycle_id: str, agencies: Collection[str] | None = None) -> list[SubmissionRow]:
    """The newest version of every duty of a cycle that sent one, in the roll's order; of these agencies only, where given."""
    newest = (
        select(func.max(SubmissionRow.version)).where(SubmissionRow.duty_id == DutyRow.id).correlate(DutyRow).scalar_subquery()
    )
    query = (
        select(SubmissionRow)
        .join(DutyRow, (SubmissionRow.duty_id == DutyRow.id) & (SubmissionRow.version == newest))
        .where(DutyRow.cycle_id == cycle_id)
        .order_by(DutyRow.id)
    )
    return list(uow.session.scalars(query if agencies is None else query.where(DutyRow.agency.in_(agencies))))


def get_submission(uow: UnitOfWork, submission_id: int) -> SubmissionRow:
    """A version by its key."""
    return uow.session.get_one(SubmissionRow, submission_id)


FEW = 100
"""Up to so many versions are looked up by key; for more, the whole cycle is read."""

FigureFact = tuple[int, str, str, Decimal | None]


def figures_of(uow: UnitOfWork, cycle_id: str, submissions: Collection[int]) -> list[FigureFact]:
    """(submission, indicator, status, value) of these versions of one cycle: one stretch of the table, or a few of them."""
    query = select(FigureRow.submission_id, FigureRow.indicator, FigureRow.status, FigureRow.value).where(
        FigureRow.cycle_id == cycle_id
    )
    wanted = set(submissions)
    if len(wanted) <= FEW:
        query = query.where(FigureRow.submission_id.in_(wanted))
    query = query.order_by(FigureRow.submission_id, FigureRow.indicator)
    return [(key, code, status, value) for key, code, status, value in uow.session.execute(query) if key in wanted]


def narratives_of(uow: UnitOfWork, submissions: Iterable[int]) -> list[NarrativeRow]:
    """The texts of these versions, by version and position."""
    query = (
        select(NarrativeRow)
        .where(NarrativeRow.submission_id.in_(list(submissions)))
        .order_by(NarrativeRow.submission_id, NarrativeRow.position)
    )
    return list(uow.session.scalars(query))


def persons_of(uow: UnitOfWork, submissions: Iterable[int]) -> list[PersonRow]:
    """The persons named in these versions."""
    query = (
        select(PersonRow)
        .where(PersonRow.submission_id.in_(list(submissions)))
        .order_by(PersonRow.submission_id, PersonRow.position)
    )
    return list(uow.session.scalars(query))


def findings_of(uow: UnitOfWork, submissions: Iterable[int]) -> list[FindingRow]:
    """The findings on these versions."""
    query = (
        select(FindingRow)
        .where(FindingRow.submission_id.in_(list(submissions)))
        .order_by(FindingRow.submission_id, FindingRow.position)
    )
    return list(uow.session.scalars(query))


def keep_rejections(uow: UnitOfWork, rows: list[dict[str, object]]) -> int:
    """Store rejected rows of a source once; returns how many are new."""
    return insert_new(uow, RejectionRow, rows)


def rejections_of(uow: UnitOfWork, cycle_id: str) -> list[RejectionRow]:
    """The rejected rows of a cycle, oldest first."""
    return list(uow.session.scalars(select(RejectionRow).filter_by(cycle_id=cycle_id).order_by(RejectionRow.id)))


def submissions_of_agencies(uow: UnitOfWork, cycle_id: str, agencies: Collection[str]) -> list[SubmissionRow]:
    """The newest versions of these agencies in a cycle, those whose duty was passed on left out."""
    found = latest_versions(uow, cycle_id, agencies)
    passed = set(uow.session.scalars(select(DutyRow.id).filter_by(cycle_id=cycle_id).where(DutyRow.passed_on_at.is_not(None))))
    return [version for version in found if version.duty_id not in passed]
