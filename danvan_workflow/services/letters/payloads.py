"""What a row of the outbox keeps for the letter that is written when it is sent; stored as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, PlainSerializer

Moment = Annotated[dt.datetime, PlainSerializer(dt.datetime.isoformat)]


class Payload(BaseModel):
    """Read and written as JSON; what is None isn't stored, and a stored key that isn't known is passed over."""

    model_config = ConfigDict(frozen=True)

    def to_json(self) -> dict[str, object]:
        """What is stored.

        >>> DeadlineMoved(last_day=dt.date(2025, 3, 27), previous=dt.date(2025, 3, 19), document="15/SNV").to_json()
        {'last_day': '2025-03-27', 'previous': '2025-03-19', 'document': '15/SNV'}
        """
        return self.model_dump(mode="json", exclude_none=True)

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Self:
        """The payload that was stored."""
        return cls.model_validate(stored)


class NoPayload(Payload):
    """All that the letter says is found elsewhere."""


class RungTold(Payload):
    """Which last days a rung's letter is about: of its own duty, or of the duties of a digest. A day is there where it isn't the
    plan's.

    >>> RungTold(duties=(7,), last_days={7: dt.date(2025, 3, 27)}).to_json()
    {'duties': [7], 'last_days': {'7': '2025-03-27'}}
    """

    last_day: dt.date | None = None
    duties: tuple[int, ...] | None = None
    last_days: Mapping[int, dt.date] | None = None


class VersionCame(Payload):
    """The version that a receipt confirms."""

    submission: int


class VersionReturned(Payload):
    """The version sent back: the sections to mend, what is to be mended in each (nothing: the reason says it all), the reason."""

    submission: int
    sections: tuple[str, ...]
    faults: Mapping[str, str] = {}
    reason: str


class ApprovalAsked(Payload):
    """The snapshot that the leaders are asked about, and what the rules remark on its totals."""

    snapshot: int
    remarks: tuple[str, ...] = ()


class ApprovalWaits(Payload):
    """The same, and since when."""

    snapshot: int
    asked_on: dt.date


class LeftOut(Payload):
    """What an approved snapshot doesn't hold: agencies with number and moment of the newest version, None where they fell out.

    `accepted` has, in the order of `moved`, the indicators that were accepted since in the version that the snapshot holds.
    """

    snapshot: int
    newest: int
    moved: tuple[tuple[str, int | None, Moment | None], ...]
    accepted: tuple[tuple[str, ...], ...] = ()


class ReportOut(Payload):
    """The snapshot whose documents were issued, as which version, and the agency that gets them (may be empty)."""

    snapshot: int
    version: int
    addressee: str = ""


class DeadlineMoved(Payload):
    """The new last day, the one before, and the document that moved it (may be empty)."""

    last_day: dt.date
    previous: dt.date
    document: str
