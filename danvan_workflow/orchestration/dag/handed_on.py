"""What rows hand on to one another, as Airflow keeps it with the run: it may have been written by another version."""

from __future__ import annotations

from typing import TypedDict


class Consolidated(TypedDict):
    """A snapshot with its drafts, as the consolidation names it."""

    snapshot_id: int
    sha256: str
    files: list[str]


class HandedOn(TypedDict, total=False):
    """What was put before a leader; `after` is the id of the last decision that was there then."""

    snapshot_id: int
    sha256: str
    files: list[str]
    after: int


class Approved(HandedOn, total=False):
    """The approval that is issued."""

    by: str
    caution: str
