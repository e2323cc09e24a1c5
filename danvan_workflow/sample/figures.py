"""The true figures of every agency of a cycle: plausible, consistent, and never below what was reported before."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction

from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.sample.consistency import make_consistent
from danvan_workflow.sample.levels import at_period, level_of_agency, levels, year_of
from danvan_workflow.sample.models import Previous, SampleCycle, SampleDuty, rng
from danvan_workflow.statutory.indicators import Catalogue, Indicator, IndicatorKind
from danvan_workflow.statutory.period import Period

NumbersOf = dict[str, dict[str, int]]
Known = Mapping[str, Decimal]


def true_numbers(
    cycle: SampleCycle, duties: Sequence[SampleDuty], catalogue: Catalogue, seed: str, previous: Previous
) -> NumbersOf:
    """What each agency would report if it made no mistake, for all indicators; a sector's lead has the sum of its sector."""
    whole = {duty.agency: _numbers(cycle, duty, catalogue, seed, previous.get(duty.agency, {})) for duty in duties}
    for duty in duties:
        _lead(duty, duties, whole, catalogue)
    return whole


def _numbers(cycle: SampleCycle, duty: SampleDuty, catalogue: Catalogue, seed: str, before: Known) -> dict[str, int]:
    period = Period.parse(cycle.period) if cycle.period else None
    year = year_of(duty, catalogue, rng(seed, "level", duty.agency))
    _vary(year, catalogue, rng(seed, "year", str(period.year if period else ""), duty.agency))
    numbers = at_period(year, period, catalogue)
    earlier = period.previous() if period else None
    if before and earlier:
        _add_to(numbers, before, at_period(year, earlier, catalogue), catalogue)
    make_consistent(numbers)
    return numbers


def _vary(year: dict[str, int], catalogue: Catalogue, source: random.Random) -> None:
    """One year is not like another, though an agency stays much the same."""
    for code in sorted(year):
        change = source.randint(880, 1120)
        if code in catalogue and catalogue[code].kind is IndicatorKind.FLOW:
            year[code] = year[code] * change // 1000


def _add_to(numbers: dict[str, int], before: Known, own_before: Mapping[str, int], catalogue: Catalogue) -> None:
    """Put the growth since the earlier period on top of what was reported then."""
    for code, value in before.items():
        reported = int(value.to_integral_value(ROUND_CEILING))
        kind = catalogue[code].kind if code in catalogue else IndicatorKind.RATIO
        if kind is IndicatorKind.FLOW:
            numbers[code] = reported + max(0, numbers[code] - own_before[code])
        elif kind is IndicatorKind.STOCK_AT_START:
            numbers[code] = reported


def _lead(duty: SampleDuty, duties: Sequence[SampleDuty], whole: NumbersOf, catalogue: Catalogue) -> None:
    body = duty.agency.partition("-")[2]
    own = whole[duty.agency]
    for code, indicator in catalogue.items():
        if indicator.owner == body and code in own:
            sector = sum(whole[other.agency][code] for other in duties if code in other.indicators and other is not duty)
            own[code] = max(own[code], sector)
    make_consistent(own)


def figures_of(duty: SampleDuty, numbers: Mapping[str, int], catalogue: Catalogue, seed: str) -> tuple[Figure, ...]:
    """The figures that the duty asks for, out of an agency's numbers."""
    source = rng(seed, "zero", duty.agency)
    kind = level_of_agency(duty)
    return tuple(_figure(catalogue.get(code), numbers, kind, source.random() < 0.5) for code in duty.indicators)


def _figure(indicator: Indicator, numbers: Mapping[str, int], kind: str, says_nil: bool) -> Figure:
    code = indicator.code
    if indicator.is_ratio:
        value = ratio(indicator, numbers)
        status = FigureStatus.NOT_APPLICABLE if value is None else FigureStatus.VALUE
        return Figure(code, status, value)
    if numbers[code]:
        return Figure(code, FigureStatus.VALUE, Decimal(numbers[code]))
    if _is_absent(code, kind):
        return Figure(code, FigureStatus.NOT_APPLICABLE, None)
    counts = indicator.kind is not IndicatorKind.YES_NO
    return Figure(code, FigureStatus.NIL if says_nil and counts else FigureStatus.ZERO, Decimal(0))


def ratio(indicator: Indicator, numbers: Mapping[str, int]) -> Decimal | None:
    """The percentage of its two numbers, rounded half up; None where nothing can be divided."""
    below = numbers.get(indicator.denominator, 0)
    if not below:
        return None
    exact = Fraction(indicator.times) * Fraction(numbers[indicator.numerator], below) * 10**indicator.decimals
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    return rounded.scaleb(-indicator.decimals)


def _is_absent(code: str, kind: str) -> bool:
    """True where agencies of this kind have no such thing at all, though others do."""
    level = levels().get(code)
    while level and level.of:
        level = levels()[level.of]
    if level is None or not any(high for _, high in level.spans.values()):
        return False
    return level.spans[kind] == (0, 0)
