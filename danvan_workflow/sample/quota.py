"""Which duty has which outcome: shares kept exactly, by largest remainder over a seeded shuffle."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from danvan_workflow.register.apportion import apportion
from danvan_workflow.sample.models import SampleDuty, SampleOutcome, Shares, rng

EACH_FROM = 12


def outcomes(duties: Sequence[SampleDuty], shares: Shares, seed: str, quiet: Collection[str] = ()) -> dict[str, SampleOutcome]:
    """The outcome of every duty, by agency.

    From twelve duties on each outcome with a share is seen at least once. `quiet` agencies (nothing to report so far) are
    the first to get NIL. Duties without figures can't be wrong and aren't nil: they are incomplete or on time instead.
    """
    shuffled = sorted(duties, key=lambda duty: duty.agency)
    rng(seed, "quota").shuffle(shuffled)
    with_figures = [duty for duty in shuffled if duty.indicators]
    counts = quota(len(duties), shares, figures=bool(with_figures))
    given: dict[str, SampleOutcome] = {}
    _give(given, counts, SampleOutcome.NIL, [d for d in with_figures if d.agency in quiet] + with_figures)
    _give(given, counts, SampleOutcome.WRONG, with_figures)
    for outcome in SampleOutcome:
        _give(given, counts, outcome, shuffled)
    return given


def _give(
    given: dict[str, SampleOutcome], counts: dict[SampleOutcome, int], outcome: SampleOutcome, candidates: Sequence[SampleDuty]
) -> None:
    for duty in candidates:
        if counts[outcome] and duty.agency not in given:
            given[duty.agency] = outcome
            counts[outcome] -= 1


def quota(count: int, shares: Shares, *, figures: bool = True) -> dict[SampleOutcome, int]:
    """How many of `count` duties have each outcome."""
    wanted = shares.by_outcome()
    if not figures:
        wanted[SampleOutcome.INCOMPLETE] += wanted.pop(SampleOutcome.WRONG)
        wanted[SampleOutcome.ON_TIME] += wanted.pop(SampleOutcome.NIL)
    counts = dict.fromkeys(SampleOutcome, 0)
    parts = apportion(count, [Fraction(share) for share in wanted.values()])
    counts.update(zip(wanted, parts, strict=True))
    seen = [outcome for outcome, share in wanted.items() if share > 0]
    if count >= EACH_FROM:
        _at_least_one(counts, seen)
    return counts


def _at_least_one(counts: dict[SampleOutcome, int], seen: Collection[SampleOutcome]) -> None:
    for outcome in seen:
        if counts[outcome] == 0:
            counts[max(counts, key=lambda key: counts[key])] -= 1
            counts[outcome] = 1
