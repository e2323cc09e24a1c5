"""A stored duty as it stands at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from danvan_workflow.duty.counts import Included, included
from danvan_workflow.duty.standing import DutyFacts, DutyStanding, stand
from danvan_workflow.duty.states import SubmissionState, VersionFacts
from danvan_workflow.store import cycles
from danvan_workflow.store.tables import DutyRow, SnapshotRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

PARTS = ("sections", "indicators", "others")


def duty_standing(duty: DutyRow, now: dt.datetime) -> DutyStanding:
    """One duty with its versions as it stands; what came or was decided after `now` is not seen."""
    facts = DutyFacts(
        agency=duty.agency,
        name=duty.agency_name,
        group=duty.group_id,
        owes=duty.owes,
        reason=duty.reason,
        last_day=duty.last_day,
        waived=duty.waived_at is not None and duty.waived_at <= now,
        passed_on=duty.passed_on_at is not None and duty.passed_on_at <= now,
        inherited_from=tuple(duty.inherited_from),
        passed_on_to=tuple(duty.passed_on_to),
        versions=tuple(version_facts(version) for version in duty.submissions if version.sent_at <= now),
        heir_since=duty.heir_since,
    )
    return stand(facts, now)


def snapshot_included(uow: UnitOfWork, snapshot: SnapshotRow) -> Included:
    """Who is in a snapshot and who is not, as it stood when it was taken: for letter, page and report."""
    duties = cycles.duties_of(uow, snapshot.cycle_id)
    taken = {duty for duty, _ in snapshot.members}
    views = [duty_standing(duty, snapshot.created_at) for duty in duties]
    return included(views, {duty.agency for duty in duties if duty.id in taken})


def has_samples(uow: UnitOfWork, versions: Collection[int]) -> bool:
    """True where one of these versions is sample data."""
    return any(version is not None and version.is_sample for version in (uow.session.get(SubmissionRow, n) for n in versions))


def version_facts(version: SubmissionRow) -> VersionFacts:
    """What decides about a stored version."""
    return VersionFacts(
        version.sent_at,
        bool(version.is_complete),
        version.error_count,
        returned=version.state is SubmissionState.RETURNED,
        number=version.version,
        warning_count=version.warning_count,
        missing=_missing(version.completeness),
        is_sample=version.is_sample,
    )


def _missing(summary: Mapping[str, Sequence[str]] | None) -> tuple[str, ...]:
    return tuple(item for part in PARTS for item in (summary or {}).get(part, ()))
