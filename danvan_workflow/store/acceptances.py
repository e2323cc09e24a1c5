"""Values that an officer accepted although they break an error rule. An acceptance belongs to its version alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from danvan_workflow.store.tables import AcceptanceRow, DutyRow, FigureRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AcceptedValue:
    """One accepted value, with who decided, why, and on which paper."""

    submission_id: int
    agency: str
    agency_name: str
    version: int
    indicator: str
    status: str
    value: Decimal | None
    reason: str
    decider: str
    document_number: str
    entered_by: str
    at: dt.datetime


def accepted_values(uow: UnitOfWork, submission_ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    """The accepted indicators of each of these versions; a version without any has no entry."""
    found: dict[int, set[str]] = defaultdict(set)
    query = select(AcceptanceRow.submission_id, AcceptanceRow.indicator)
    for submission, indicator in uow.session.execute(query.where(AcceptanceRow.submission_id.in_(submission_ids))):
        found[submission].add(indicator)
    return {submission: frozenset(codes) for submission, codes in found.items()}


def acceptances_of(uow: UnitOfWork, submission_ids: Collection[int]) -> list[AcceptedValue]:
    """What was accepted of these versions, in the roll's order."""
    query = (
        select(AcceptanceRow, SubmissionRow.version, DutyRow.agency, DutyRow.agency_name, FigureRow.status, FigureRow.value)
        .join(SubmissionRow, AcceptanceRow.submission_id == SubmissionRow.id)
        .join(DutyRow, SubmissionRow.duty_id == DutyRow.id)
        .join(FigureRow, (FigureRow.submission_id == SubmissionRow.id) & (FigureRow.indicator == AcceptanceRow.indicator))
        .where(AcceptanceRow.submission_id.in_(submission_ids))
        .order_by(DutyRow.id, SubmissionRow.version, AcceptanceRow.indicator)
    )
    return [_accepted(*row) for row in uow.session.execute(query)]


def keep_acceptances(uow: UnitOfWork, rows: Iterable[AcceptanceRow]) -> None:
    """Store acceptances, in the transaction of the act."""
    uow.session.add_all(rows)
    uow.session.flush()


def _accepted(
    row: AcceptanceRow, version: int, agency: str, agency_name: str, status: str, value: Decimal | None
) -> AcceptedValue:
    return AcceptedValue(
        row.submission_id,
        agency,
        agency_name,
        version,
        row.indicator,
        status,
        value,
        row.reason,
        row.decider,
        row.document_number,
        row.entered_by,
        row.at,
    )
