"""What came, was mended, accepted or fell out after a snapshot was taken: a decision on it doesn't cover that."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from danvan_workflow.duty.moved import MovedMember
from danvan_workflow.services.consolidation.consolidated_versions import snapshot_members
from danvan_workflow.store import acceptances
from danvan_workflow.store.tables import DutyRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def moved_since(uow: UnitOfWork, duties: Sequence[DutyRow], snapshot: SnapshotRow, now: dt.datetime) -> Iterator[MovedMember]:
    """Whoever sent, mended, fell out, or had values accepted after the snapshot was taken, in the roll's order."""
    taken = {duty: version for duty, version in snapshot.members}
    newest, accepted = dict(snapshot_members(list(duties), now)), _accepted_since(uow, taken, snapshot.created_at, now)
    for duty in duties:
        mine = newest.get(duty.id)
        if mine != taken.get(duty.id) or mine in accepted:
            version = next((v for v in duty.submissions if v.id == mine), None)
            number, sent_at = (version.version, version.sent_at) if version else (None, None)
            codes = accepted.get(mine, ()) if mine is not None else ()
            yield MovedMember(duty.agency, duty.agency_name, number, sent_at, tuple(codes))


def _accepted_since(
    uow: UnitOfWork, taken: Mapping[int, int], since: dt.datetime, now: dt.datetime
) -> Mapping[int, Sequence[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for value in acceptances.acceptances_of(uow, set(taken.values())):
        if since < value.at <= now:
            found[value.submission_id].append(value.indicator)
    return found
