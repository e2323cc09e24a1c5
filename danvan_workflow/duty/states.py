"""The state of a duty, from what is known of it: one word and one truth for screen, notice and report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from danvan_workflow.statutory.deadline import deadline_moment


class DutyState(StrEnum):
    """What stands of a duty now. Timeliness is apart: a report can be late and complete."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    EXEMPT = "exempt"
    PASSED_ON = "passed_on"

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """True while somebody still has to send or to mend something."""
        return self in (self.MISSING, self.INCOMPLETE, self.WRONG, self.RETURNED)

    @property
    def is_sent(self) -> bool:
        """True where at least one version came."""
        return self in (self.INCOMPLETE, self.WRONG, self.RETURNED, self.ACCEPTED)


_LABELS: Mapping[DutyState, str] = MappingProxyType(
    {
        DutyState.MISSING: "chưa gửi",
        DutyState.INCOMPLETE: "thiếu",
        DutyState.WRONG: "sai",
        DutyState.RETURNED: "trả lại",
        DutyState.ACCEPTED: "đã gửi",
        DutyState.EXEMPT: "miễn",
        DutyState.PASSED_ON: "đã chuyển giao",
    }
)


class SubmissionState(StrEnum):
    """What became of a version after it was received."""

    RECEIVED = "received"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return {"received": "đã nhận", "returned": "đã trả lại"}[self.value]


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What decides about a version: when it was sent, whether it is whole, whether it has errors, whether it was returned.

    Beside it what is told of it: its number, its warnings, what it leaves out, whether it is sample data.
    """

    sent_at: dt.datetime
    is_complete: bool
    error_count: int
    returned: bool = False
    number: int = 0
    warning_count: int = 0
    missing: tuple[str, ...] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class DutyStatus:
    """State, timeliness of the first version (None while nothing came), and days late on that side of the deadline."""

    state: DutyState
    on_time: bool | None
    overdue: bool


def duty_status(
    last_day: dt.date,
    versions: tuple[VersionFacts, ...],
    now: dt.datetime,
    *,
    exempt: bool = False,
    passed_on: bool = False,
) -> DutyStatus:
    """The status of a duty whose versions are given oldest first.

    On time means: the first version was sent before the end (24:00, Asia/Ho_Chi_Minh) of the last admissible day.
    """
    end = deadline_moment(last_day)
    on_time = versions[0].sent_at < end if versions else None
    state = _state(versions, exempt=exempt, passed_on=passed_on)
    return DutyStatus(state, on_time, overdue=state.is_open and now >= end)


def _state(versions: tuple[VersionFacts, ...], *, exempt: bool, passed_on: bool) -> DutyState:
    if exempt:
        return DutyState.EXEMPT
    if not versions:
        return DutyState.PASSED_ON if passed_on else DutyState.MISSING
    latest = versions[-1]
    if latest.returned:
        return DutyState.RETURNED
    if not latest.is_complete:
        return DutyState.INCOMPLETE
    return DutyState.WRONG if latest.error_count else DutyState.ACCEPTED
