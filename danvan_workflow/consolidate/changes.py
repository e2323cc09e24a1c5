"""A stated rise or fall against the two numbers it speaks of (V15)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from danvan_workflow.consolidate.findings import Finding, Known, finding
from danvan_workflow.consolidate.mentions import levelled, sentence_before, speaks_of_elsewhere
from danvan_workflow.consolidate.phrases import phrase_key, phrases, words_pattern
from danvan_workflow.consolidate.relations import off_by_rounding
from danvan_workflow.consolidate.wording import percentage, shown_decimals
from danvan_workflow.duty.submission import Narrative
from danvan_workflow.statutory.indicators import Catalogue, Indicator
from danvan_workflow.statutory.rules import Rule

PERCENT_DECIMALS = 2
SAME_PERIOD = "cùng kỳ"


@dataclass(frozen=True, slots=True)
class StatedChange:
    """A rise (a fall is negative) that a text states: by so many, or by so many percent. `base` names the earlier period."""

    code: str
    amount: Decimal
    is_percent: bool
    base: str


def check_changes(
    rule: Rule, narratives: Iterable[Narrative], known: Known, earlier: tuple[Known, Known], catalogue: Catalogue
) -> Iterator[Finding]:
    """The stated changes of every section against the figures; `earlier` are those of the period before, and of a year ago."""
    previous, same_period = earlier
    for narrative in narratives:
        for said in stated_changes(narrative.text):
            base = same_period if said.base == SAME_PERIOD else previous
            if said.code in known and said.code in base:
                yield from check_change(rule, catalogue.get(said.code), known[said.code], base[said.code], said)


def check_change(rule: Rule, indicator: Indicator, current: Decimal, base: Decimal, said: StatedChange) -> Iterator[Finding]:
    """What this rule finds wrong with a stated change: V15a a difference, V15b a percentage, V15c one over nothing.

    A percentage may be rounded or cut in its last shown digit; over a base of zero there is none.
    """
    wrong, expected = _judged(current, base, said)
    if wrong == rule.id:
        yield finding(rule, indicator.code, (indicator.code,), indicator=indicator.label, value=said.amount, expected=expected)


def _judged(current: Decimal, base: Decimal, said: StatedChange) -> tuple[str, Decimal]:
    if not said.is_percent:
        return ("V15a" if said.amount != current - base else ""), current - base
    percent = percentage(current - base, base, PERCENT_DECIMALS)
    if percent is None:
        return "V15c", Decimal(0)
    return ("V15b" if _off(said.amount, current, base) else ""), percent


def _off(stated: Decimal, current: Decimal, base: Decimal) -> bool:
    """True unless the percentage is the computed one, rounded or cut (towards zero) in its last shown digit."""
    off = off_by_rounding(stated, current - base, base, shown_decimals(stated, PERCENT_DECIMALS))
    cut = abs(off) < 1 and (off < 0) == (current > base)
    return abs(off) > Fraction(1, 2) and not cut


def stated_changes(text: str) -> Iterator[StatedChange]:
    """The changes that a text states right behind the words of an indicator; vague ones are passed over.

    >>> [(c.code, c.amount, c.is_percent, c.base) for c in stated_changes("Tiếp 90 lượt công dân, giảm 10,5% so với cùng kỳ.")]
    [('TC01', Decimal('-10.5'), True, 'cùng kỳ')]
    """
    clean = levelled(text)
    for match in _pattern().finditer(clean):
        if not speaks_of_elsewhere(sentence_before(clean, match.start())):
            amount = Decimal(match["amount"].replace(".", "").replace(",", "."))
            signed = amount if match["way"].casefold() == "tăng" else -amount
            code = phrases()[phrase_key(match["phrase"])]
            yield StatedChange(code, signed, match["percent"] is not None, " ".join(match["base"].casefold().split()))


@cache
def _pattern() -> re.Pattern[str]:
    gap = r"[\s,;(–-]*(?:đã\s+|đều\s+|cũng\s+)?"
    amount = r"(?P<amount>\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?)(?P<percent>\s*%)?"
    base = r"(?:\s+[^\W\d_]+){0,3}\s+(?:so\s+)?với\s+(?P<base>cùng\s+kỳ|kỳ\s+trước)"
    words = words_pattern(phrases())
    return re.compile(rf"(?<!\w)(?P<phrase>{words}){gap}(?P<way>tăng|giảm)\s+{amount}{base}", re.IGNORECASE)
