"""Numbers made to agree with the rules: a number is only ever raised, so that what was cumulative stays so."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from fractions import Fraction

from danvan_workflow.statutory.indicators import IndicatorKind, catalogue
from danvan_workflow.statutory.rules import Rule, RuleForm, all_rules

Numbers = MutableMapping[str, int]
MOST_ROUNDS = 40


def make_consistent(numbers: Numbers) -> None:
    """Raise numbers, in place, until every relation, part, mean and implication of data/rules.yaml holds."""
    for _ in range(MOST_ROUNDS):
        before = dict(numbers)
        for rule in all_rules():
            _obey(rule, numbers)
        if numbers == before:
            return
    raise AssertionError(f"the rules can't be met by raising {numbers}")


def _obey(rule: Rule, numbers: Numbers) -> None:
    if any(code not in numbers for code in rule.terms):
        return
    match rule.form:
        case RuleForm.RELATION:
            _relation(rule, numbers)
        case RuleForm.IMPLIES if _sum(numbers, rule.left) > 0:
            _raise(numbers, rule.right[0], 1)
        case RuleForm.MEAN if numbers[rule.right[0]] > 0:
            _mean(rule, numbers)
        case RuleForm.PART:
            for part, whole in _parts():
                if part in numbers and whole in numbers:
                    _raise(numbers, whole, numbers[part])


def _relation(rule: Rule, numbers: Numbers) -> None:
    left, right = _sum(numbers, rule.left), _sum(numbers, rule.right) * int(rule.times)
    if rule.operator in ("<=", "=") and left > right:
        numbers[rule.right[-1]] += left - right
    if rule.operator in (">=", "=") and left < right:
        numbers[_slack(rule.left)] += right - left


def _mean(rule: Rule, numbers: Numbers) -> None:
    left, right = rule.left[0], rule.right[0]
    low, high = Fraction(rule.low or 0), Fraction(rule.high or 10**9)
    if numbers[left] > 0:
        _raise(numbers, left, -(-(low * numbers[right]) // 1))
        _raise(numbers, right, -(-Fraction(numbers[left]) / high // 1))


def _slack(codes: Sequence[str]) -> str:
    """The term that takes up a difference: what is still open (a stock) where there is one, else the first."""
    return next((code for code in codes if catalogue()[code].kind is IndicatorKind.STOCK), codes[0])


def _raise(numbers: Numbers, code: str, least: int) -> None:
    numbers[code] = max(numbers[code], least)


def _sum(numbers: Numbers, codes: Sequence[str]) -> int:
    return sum(numbers[code] for code in codes)


def _parts() -> Iterator[tuple[str, str]]:
    return ((item.code, item.parent) for item in catalogue().values() if item.parent)
