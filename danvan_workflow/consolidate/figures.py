"""The figures of a cycle as they leave this package. A figure that nobody gave is None: never NaN, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


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
    """The total of an indicator and whom it covers: `reporting` of `owing` answered, `missing` (agencies) did not."""

    indicator: str
    value: Decimal | None
    reporting: int
    owing: int
    missing: tuple[str, ...] = ()
    previous: Comparison = NOT_COMPARED
    same_period: Comparison = NOT_COMPARED

    @property
    def coverage(self) -> str:
        """How many answered of how many: `187/192`."""
        return f"{self.reporting}/{self.owing}"

    @property
    def is_owed(self) -> bool:
        """True where somebody had to answer."""
        return self.owing > 0

    @property
    def is_whole(self) -> bool:
        """True where all who had to answer did."""
        return self.reporting == self.owing


Totals = Mapping[str, Total]
"""Totals by indicator, in the order of the catalogue."""


@dataclass(frozen=True, slots=True)
class GroupValue:
    """The total of an indicator in one group of agencies."""

    group: str
    indicator: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class AgencyValues:
    """The numbers of one agency by indicator, its ratios worked out; an indicator without a number isn't among them."""

    agency: str
    values: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class TargetResult:
    """How a target stands at one agency (empty: all together); `met` is None where it can't be told."""

    target: str
    agency: str
    value: Decimal | None
    met: bool | None
