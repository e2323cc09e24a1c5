"""The figures of a cycle as they leave this package. A figure that nobody gave is None: never NaN, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from danvan_workflow.errors import Severity


class Apart(StrEnum):
    """Why a figure that an agency gave isn't simply added up."""

    CHECKING = "checking"
    LEFT_OUT = "left_out"
    ACCEPTED = "accepted"
    BESIDE = "beside"

    @property
    def label(self) -> str:
        """The Vietnamese phrase."""
        return {
            "checking": "đang kiểm tra",
            "left_out": "chưa đủ số liệu liên quan",
            "accepted": "chấp nhận, có trong tổng",
            "beside": "chấp nhận, ngoài tổng",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A total beside that of an earlier period; None wherever a number is missing.

    A ratio changes by points and has no percent; over a base of zero there is no percent. `same_coverage` is False where one of
    the two totals lacks agencies, so that the change may be one of coverage.
    """

    base: Decimal | None = None
    change: Decimal | None = None
    percent: Decimal | None = None
    same_coverage: bool = False


NOT_COMPARED = Comparison()


@dataclass(frozen=True, slots=True)
class Total:
    """The total of an indicator and whom it covers: the figures of `reporting` of `owing` are in it, `missing` gave none.

    The others (agencies) gave a figure: `checking` broke an error rule, `left_out` lacks what it is read with, `beside` was
    accepted against an error rule, of an indicator that rules bind to others. `with_beside` is the total with the latter; None
    where there are none. `accepted` are in the value, because nothing binds the indicator.
    """

    indicator: str
    value: Decimal | None
    reporting: int
    owing: int
    missing: tuple[str, ...] = ()
    previous: Comparison = NOT_COMPARED
    same_period: Comparison = NOT_COMPARED
    checking: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    with_beside: Decimal | None = None

    @property
    def coverage(self) -> str:
        """How many are in the total, of how many that owe: `187/192`."""
        return f"{self.reporting}/{self.owing}"

    @property
    def is_owed(self) -> bool:
        """True where somebody had to answer."""
        return self.owing > 0

    @property
    def is_whole(self) -> bool:
        """True where the figures of all who had to answer are in the total."""
        return self.reporting == self.owing


Totals = Mapping[str, Total]
"""Totals by indicator, in the order of the catalogue."""


@dataclass(frozen=True, slots=True)
class GroupValue:
    """The total of an indicator in one group of agencies, of which `owing` had to answer."""

    group: str
    indicator: str
    value: Decimal | None
    owing: int = 1  # a group of a snapshot that was taken before this was kept


@dataclass(frozen=True, slots=True)
class SetApart:
    """A figure that an agency gave, and why it isn't simply added up."""

    agency: str
    indicator: str
    value: Decimal
    why: Apart


@dataclass(frozen=True, slots=True)
class TotalFinding:
    """What a rule finds in the printed totals of a group (empty: of the whole)."""

    group: str
    rule: str
    severity: Severity
    sentence: str
    contradicts: bool


@dataclass(frozen=True, slots=True)
class AgencyValues:
    """The sound numbers of one agency by indicator, its ratios worked out; what is being checked isn't among them."""

    agency: str
    values: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class TargetResult:
    """How a target stands at one agency (empty: all together); `met` is None where it can't be told."""

    target: str
    agency: str
    value: Decimal | None
    met: bool | None
