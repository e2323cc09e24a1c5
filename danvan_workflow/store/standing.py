"""A stored duty as it stands at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from danvan_workflow.duty.standing import DutyFacts, DutyStanding, stand
from danvan_workflow.duty.states import SubmissionState, VersionFacts
from danvan_workflow.store.tables import DutyRow, SubmissionRow

PARTS = ("sections", "indicators", "others")


def duty_standing(duty: DutyRow, now: dt.datetime) -> DutyStanding:
    """One duty with its versions as it stands; versions sent after `now` are not seen."""
    facts = DutyFacts(
        agency=duty.agency,
        name=duty.agency_name,
        group=duty.group_id,
        owes=duty.owes,
        reason=duty.reason,
        last_day=duty.last_day,
        waived=duty.waived_at is not None,
        passed_on=duty.passed_on_at is not None,
        inherited_from=tuple(duty.inherited_from),
        passed_on_to=tuple(duty.passed_on_to),
        versions=tuple(version_facts(version) for version in duty.submissions if version.sent_at <= now),
    )
    return stand(facts, now)


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
