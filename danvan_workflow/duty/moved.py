"""What moved at an agency after a consolidation was made, and the words for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.wording import short_date


@dataclass(frozen=True, slots=True)
class MovedMember:
    """An agency whose newest version isn't the one in the snapshot, or of which values were accepted since.

    `version` and `sent_at` are None where it fell out; `accepted` are indicators, of a version that is in the snapshot.
    """

    agency: str
    name: str
    version: int | None
    sent_at: dt.datetime | None
    accepted: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What moved, in the words of letters, pages and decisions alike."""
        return moved_words(self.version, self.sent_at, self.accepted)


def moved_words(version: int | None, sent_at: dt.datetime | None, accepted: Sequence[str] = ()) -> str:
    """
    >>> moved_words(2, dt.datetime(2024, 5, 23, 1, 30, tzinfo=dt.UTC)), moved_words(None, None)
    ('bản số 02, gửi ngày 23/5/2024', 'không còn trong số liệu tổng hợp')
    >>> moved_words(1, dt.datetime(2024, 5, 8, 3, 0, tzinfo=dt.UTC), ("DT05", "DT07"))
    'số liệu DT05, DT07 của bản số 01 được chấp nhận'
    """
    if version is None or sent_at is None:
        return "không còn trong số liệu tổng hợp"
    if accepted:
        return f"số liệu {', '.join(accepted)} của bản số {version:02d} được chấp nhận"
    return f"bản số {version:02d}, gửi ngày {short_date(vietnam_date(sent_at))}"
