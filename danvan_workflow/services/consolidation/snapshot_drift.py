"""What came, was mended or fell out after a snapshot was taken: a decision on it doesn't cover that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from danvan_workflow.services.consolidation.consolidated_versions import snapshot_members
from danvan_workflow.store.tables import DutyRow


@dataclass(frozen=True, slots=True)
class MovedMember:
    """An agency whose newest version isn't the one in the snapshot; `version` and `sent_at` are None where it fell out."""

    agency: str
    name: str
    version: int | None
    sent_at: dt.datetime | None


def moved_since(duties: Sequence[DutyRow], taken: Mapping[int, int], now: dt.datetime) -> Iterator[MovedMember]:
    """Whoever sent, mended, or fell out after the snapshot whose members (duty: submission) are `taken`, in the roll's order."""
    newest = dict(snapshot_members(list(duties), now))
    for duty in duties:
        if newest.get(duty.id) != taken.get(duty.id):
            version = next((v for v in duty.submissions if v.id == newest.get(duty.id)), None)
            sent = (version.version, version.sent_at) if version else (None, None)
            yield MovedMember(duty.agency, duty.agency_name, *sent)
