"""A stated rise or fall against the two numbers it speaks of (V15)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from danvan_workflow.consolidate.findings import Finding, finding
from danvan_workflow.consolidate.relations import off_by_rounding
from danvan_workflow.consolidate.wording import percentage, shown_decimals
from danvan_workflow.statutory.indicators import Indicator
from danvan_workflow.statutory.rules import Rule, rules_named

PERCENT_DECIMALS = 2


def check_change(
    indicator: Indicator,
    current: Decimal,
    base: Decimal,
    stated: Decimal | None = None,
    stated_percent: Decimal | None = None,
    rules: Sequence[Rule] | None = None,
) -> list[Finding]:
    """What is wrong with a stated change: the difference (`stated`) and the percentage, each where it is said.

    A fall is negative. A percentage may be rounded or cut in its last shown digit; over a base of zero there is none.
    """
    chosen = {rule.id: rule for rule in (rules_named(["V15"]) if rules is None else rules)}
    found = []
    if stated is not None and stated != current - base and "V15a" in chosen:
        found.append(_told(chosen["V15a"], indicator, stated, current - base))
    if stated_percent is not None:
        percent = percentage(current - base, base, PERCENT_DECIMALS)
        wrong = "V15c" if percent is None else "V15b"
        if wrong in chosen and (base == 0 or _off(stated_percent, current, base)):
            found.append(_told(chosen[wrong], indicator, stated_percent, percent or Decimal(0)))
    return found


def _off(stated: Decimal, current: Decimal, base: Decimal) -> bool:
    """True unless the percentage is the computed one, rounded or cut (towards zero) in its last shown digit."""
    off = off_by_rounding(stated, current - base, base, shown_decimals(stated, PERCENT_DECIMALS))
    cut = abs(off) < 1 and (off < 0) == (current > base)
    return abs(off) > Fraction(1, 2) and not cut


def _told(rule: Rule, indicator: Indicator, value: Decimal, expected: Decimal) -> Finding:
    return finding(rule, indicator.code, indicator=indicator.label, value=value, expected=expected)
