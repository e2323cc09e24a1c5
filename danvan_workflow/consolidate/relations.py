"""Formulas that one submission decides by itself: numbers, relations, parts, percentages, means."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from danvan_workflow.consolidate.findings import Finding, Known, finding, total
from danvan_workflow.consolidate.wording import number_text, rounded, shown_decimals
from danvan_workflow.errors import Severity
from danvan_workflow.statutory.indicators import Catalogue, Indicator
from danvan_workflow.statutory.number_kinds import number_rule
from danvan_workflow.statutory.rules import Rule, RuleForm

_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {"<=": operator.le, ">=": operator.ge, "=": operator.eq}


def bad_numbers(known: Known, catalogue: Catalogue) -> Iterator[tuple[str, str, int]]:
    """(code, the formula of V01 it breaks, decimals allowed) for each number that can't stand by itself."""
    for code, value in known.items():
        indicator = catalogue.get(code)
        broken = number_rule(indicator, value)
        if broken:
            yield code, broken, indicator.decimals


def relation(rule: Rule, known: Known) -> Iterator[Finding]:
    """Σ left against times × Σ right − Σ minus."""
    left, right, minus = (total(codes, known) for codes in (rule.left, rule.right, rule.minus))
    if left is None or right is None or minus is None:
        return
    expected = rule.times * right - minus
    if not _HOLDS[rule.operator](left, expected):
        yield finding(rule, rule.left[0], left=left, right=expected)


def implies(rule: Rule, known: Known) -> Iterator[Finding]:
    """Something on the left asks for something on the right."""
    left, right = total(rule.left, known), total(rule.right, known)
    if left is not None and right is not None and left > 0 and right == 0:
        yield finding(rule, rule.left[0], left=left, right=right)


def mean(rule: Rule, known: Known) -> Iterator[Finding]:
    """The average must lie within low … high; nothing is said when either side is zero."""
    left, right = total(rule.left, known), total(rule.right, known)
    if not left or not right or rule.low is None or rule.high is None:
        return
    if not rule.low * right <= left <= rule.high * right:
        value = rounded(Fraction(left) / Fraction(right), 1)
        expected = f"{number_text(rule.low)}–{number_text(rule.high)}"
        yield finding(rule, rule.left[0], value=value, expected=expected, left=left, right=right)


def in_range(rule: Rule, known: Known) -> Iterator[Finding]:
    """The number must lie within low … high."""
    value = total(rule.left, known)
    if value is None:
        return
    if (rule.low is not None and value < rule.low) or (rule.high is not None and value > rule.high):
        ends = (number_text(end) if end is not None else "…" for end in (rule.low, rule.high))
        yield finding(rule, rule.left[0], value=value, left=value, expected="–".join(ends))


def parts(rule: Rule, known: Known, catalogue: Catalogue, rules: Sequence[Rule]) -> Iterator[Finding]:
    """Each part against its whole, where no other formula has already compared the two."""
    compared = _compared_pairs(known, rules)
    for code, value in known.items():
        parent = catalogue.get(code).parent
        if parent in known and value > known[parent] and (code, parent) not in compared:
            labels = {"indicator": catalogue.get(code).label, "base": catalogue.get(parent).label}
            yield finding(rule, code, (code, parent), left=value, right=known[parent], **labels)


def _compared_pairs(known: Known, rules: Sequence[Rule]) -> set[tuple[str, str]]:
    """(part, whole) pairs of the relations that are as grave and whose terms are all known."""
    forbidding = (r for r in rules if r.form is RuleForm.RELATION and r.severity is Severity.ERROR and r.operator != ">=")
    decided = (r for r in forbidding if len(r.right) == 1 and known.keys() >= set(r.terms))
    return {(part, r.right[0]) for r in decided for part in r.left}


def stated_ratio(indicator: Indicator, stated: Decimal, known: Known) -> tuple[str, Decimal] | None:
    """(formula of V08, the right percentage) where a stated percentage is off; None where it holds, can't be told, or is none.

    Off by at most half a unit of its last shown digit is rounding, up to one unit below is truncation (V08a), up to one
    unit above is rounding up (V08b); beyond that it is wrong (V08), and over a zero there is no percentage (V08c).
    """
    part, whole = known.get(indicator.numerator), known.get(indicator.denominator)
    if part is None or whole is None or not indicator.is_percentage:
        return None
    if whole == 0:
        return ("V08c", Decimal(0)) if stated else None
    decimals = shown_decimals(stated, indicator.decimals)
    off = off_by_rounding(stated, part, whole, decimals)
    if abs(off) <= Fraction(1, 2):
        return None
    exact = 100 * Fraction(part) / Fraction(whole)
    if abs(off) > 1:
        return "V08", rounded(exact, indicator.decimals)
    return ("V08a" if off < 0 else "V08b"), rounded(exact, decimals)


def off_by_rounding(stated: Decimal, part: Decimal, whole: Decimal, decimals: int) -> Fraction:
    """How far a stated percentage lies from part / whole, in units of its last shown digit; negative below.

    >>> off_by_rounding(Decimal("66.6"), Decimal(2), Decimal(3), 1)
    Fraction(-2, 3)
    """
    return (Fraction(stated) - 100 * Fraction(part) / Fraction(whole)) * Fraction(10**decimals)


def ratio_basis(indicator: Indicator, known: Known) -> str:
    """The two numbers behind a percentage: `DT05/DT04 = 85/92`."""
    part, whole = known[indicator.numerator], known[indicator.denominator]
    return f"{indicator.numerator}/{indicator.denominator} = {number_text(part)}/{number_text(whole)}"
