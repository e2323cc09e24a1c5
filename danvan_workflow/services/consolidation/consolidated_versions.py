"""Which versions count when a cycle is consolidated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.store.tables import DutyRow


def snapshot_members(duties: Sequence[DutyRow], now: dt.datetime) -> list[tuple[int, int]]:
    """(duty, submission) of the newest version of each duty that counts, in the roll's order."""
    members = []
    for duty in duties:
        versions = [version for version in duty.submissions if version.sent_at <= now]
        stands = duty.owes and duty.waived_at is None and duty.passed_on_at is None
        if stands and versions and versions[-1].state is not SubmissionState.RETURNED:
            members.append((duty.id, versions[-1].id))
    return members
