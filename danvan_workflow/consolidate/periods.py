"""Formulas that compare a submission with the same agency's other periods."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.consolidate.findings import Finding, Known, finding, total
from danvan_workflow.statutory.indicators import Catalogue, IndicatorKind
from danvan_workflow.statutory.rules import Rule

_COUNTED = (IndicatorKind.FLOW, IndicatorKind.STOCK, IndicatorKind.STOCK_AT_START)


def non_decreasing(rule: Rule, known: Known, previous: Known, catalogue: Catalogue) -> Iterator[Finding]:
    """Flows are cumulative: none may fall below what an earlier period of the same year said."""
    for code, value in known.items():
        indicator = catalogue.get(code)
        if indicator.kind is IndicatorKind.FLOW and code in previous and value < previous[code]:
            yield finding(rule, code, (code,), indicator=indicator.label, value=value, base=previous[code])


def start_stock(rule: Rule, known: Known, previous: Known, last_year: Known) -> Iterator[Finding]:
    """A stock at the start of the year against last year's end, or against what this year's earlier period said."""
    left = total(rule.left, known)
    right = total(rule.right, last_year) if rule.right else total(rule.left, previous)
    minus = total(rule.minus, last_year)
    if left is not None and right is not None and minus is not None and left != right - minus:
        yield finding(rule, rule.left[0], left=left, right=right - minus)


def jump(rule: Rule, known: Known, base: Known, catalogue: Catalogue) -> Iterator[Finding]:
    """Much more (`>`), much less (`<`) or either, than in the same period of last year; small numbers are left alone."""
    for code, value in known.items():
        if code not in base or not _is_compared(rule, code, catalogue) or max(value, base[code]) < (rule.low or 0):
            continue
        grew, fell = value > rule.times * base[code], base[code] > rule.times * value
        if (grew and rule.operator != "<") or (fell and rule.operator != ">"):
            yield finding(rule, code, (code,), indicator=catalogue.get(code).label, value=value, left=value, base=base[code])


def _is_compared(rule: Rule, code: str, catalogue: Catalogue) -> bool:
    return catalogue.get(code).kind in _COUNTED and (not rule.left or code in rule.left)


def copied(rule: Rule, known: Known, other: Known, name: str) -> Iterator[Finding]:
    """Every number equal to another period's: a copied report. Too few numbers above zero prove nothing."""
    said = sum(1 for value in known.values() if value != 0)
    if said >= (rule.low or 0) and dict(known) == dict(other):
        yield finding(rule, "", value=len(known), base=name)
