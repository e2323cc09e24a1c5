"""Who stands for whom: the chains of successions between agencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property

from danvan_workflow.register.grouping import grouped
from danvan_workflow.register.models import Agency, Succession

Shares = tuple[tuple[str, Fraction], ...]


class Lineage:
    """The successions among agencies, to be followed in both directions.

    Every succession takes effect after its predecessor's last day and while its successor lives (`integrity` sees to
    it), so chains end.
    """

    def __init__(self, agencies: Mapping[str, Agency], successions: Iterable[Succession]) -> None:
        self._agencies = agencies
        self.onward = grouped(successions, lambda succession: succession.predecessor)

    @cached_property
    def inward(self) -> dict[str, list[Succession]]:
        """The successions by their successor."""
        every = (succession for group in self.onward.values() for succession in group)
        return grouped(every, lambda succession: succession.successor)

    def successors(self, agency: Agency, day: date) -> Shares:
        """Who stands for the agency on `day`; see `Register.successors`."""
        shares: dict[str, Fraction] = defaultdict(Fraction)
        self._pass_on(agency, Fraction(1), day, shares)
        total = sum(shares.values())
        return tuple((heir, share / total) for heir, share in sorted(shares.items()))

    def _pass_on(self, agency: Agency, share: Fraction, day: date, shares: dict[str, Fraction]) -> None:
        if agency.valid_on(day):
            shares[agency.code] += share
        if not agency.ended_before(day):
            return
        for succession in self.onward.get(agency.code, ()):
            if succession.effective_on <= day:
                self._pass_on(self._agencies[succession.successor], share * succession.share, day, shares)

    def predecessors(self, agency: Agency, on: date) -> Shares:
        """Which agencies of `on` pass into this one; see `Register.predecessors`."""
        shares: dict[str, Fraction] = defaultdict(Fraction)
        self._trace_back(agency, Fraction(1), on, shares)
        return tuple(sorted(shares.items()))

    def _trace_back(self, agency: Agency, share: Fraction, on: date, shares: dict[str, Fraction]) -> None:
        if agency.valid_on(on):
            shares[agency.code] += share
        for succession in self.inward.get(agency.code, ()):
            if succession.effective_on > on:
                self._trace_back(self._agencies[succession.predecessor], share * succession.share, on, shares)
