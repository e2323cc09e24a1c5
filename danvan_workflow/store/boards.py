"""What the board reads: the duties of many cycles in a few queries, without the texts that it doesn't show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import load_only
from sqlalchemy.orm.attributes import set_committed_value

from danvan_workflow.store.tables import DutyRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

_DUTY = (
    DutyRow.cycle_id,
    DutyRow.agency,
    DutyRow.agency_name,
    DutyRow.group_id,
    DutyRow.owes,
    DutyRow.reason,
    DutyRow.last_day,
    DutyRow.inherited_from,
    DutyRow.passed_on_to,
    DutyRow.passed_on_at,
    DutyRow.waived_at,
    DutyRow.heir_since,
)
_VERSION = (
    SubmissionRow.duty_id,
    SubmissionRow.version,
    SubmissionRow.sent_at,
    SubmissionRow.state,
    SubmissionRow.is_complete,
    SubmissionRow.completeness,
    SubmissionRow.error_count,
    SubmissionRow.warning_count,
    SubmissionRow.is_sample,
)


def duties_of_cycles(uow: UnitOfWork, cycle_ids: Collection[str]) -> list[DutyRow]:
    """The rolls of these cycles with their versions, each roll in its own order: two queries; other columns stay unread."""
    duties = select(DutyRow).where(DutyRow.cycle_id.in_(cycle_ids)).order_by(DutyRow.id).options(load_only(*_DUTY))
    found = list(uow.session.scalars(duties))
    versions = select(SubmissionRow).where(SubmissionRow.cycle_id.in_(cycle_ids)).order_by(SubmissionRow.version)
    sent: defaultdict[int, list[SubmissionRow]] = defaultdict(list)
    for version in uow.session.scalars(versions.options(load_only(*_VERSION))):
        sent[version.duty_id].append(version)
    for duty in found:
        set_committed_value(duty, "submissions", sent[duty.id])
    return found
