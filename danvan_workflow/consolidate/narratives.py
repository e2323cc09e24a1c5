"""Numbers in the text against the table (V18): precise rather than complete.

An indicator is found fault with only when the text names it and no mention agrees with the table: a firm number is an error
(V18), a vague one, or one whose words may mean more, a warning (V18a).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from danvan_workflow.consolidate.findings import Finding, Known, finding
from danvan_workflow.consolidate.mentions import Mention, mentions
from danvan_workflow.duty.submission import Narrative
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.statutory.rules import Rule

FIRM = "V18"


def check_narratives(rule: Rule, narratives: Iterable[Narrative], known: Known, catalogue: Catalogue) -> Iterator[Finding]:
    """For each section, the indicators whose every mention differs from the table: firmly (V18), or not (V18a)."""
    for narrative in narratives:
        for code, said in _by_indicator(mentions(narrative.text)):
            wrong = _contradiction(said, known[code]) if code in known else None
            if wrong is not None and wrong.is_firm == (rule.id == FIRM):
                label = catalogue.get(code).label
                yield finding(rule, narrative.section, (code,), value=wrong.words, expected=known[code], indicator=label)


def _by_indicator(found: Iterable[Mention]) -> Iterator[tuple[str, list[Mention]]]:
    """The mentions of each indicator, in the order in which indicators are first named."""
    held = list(found)
    first = {mention.code: position for position, mention in reversed(list(enumerate(held)))}
    for code, group in groupby(sorted(held, key=lambda mention: first[mention.code]), key=lambda mention: mention.code):
        yield code, list(group)


def _contradiction(said: Sequence[Mention], value: Decimal) -> Mention | None:
    """The first firm number, else the first other one, that can't be the table's, where none agrees with it."""
    if any(mention.agrees(value) for mention in said):
        return None
    wrong = [mention for mention in said if mention.contradicts(value)]
    return next((mention for mention in wrong if mention.is_firm), wrong[0] if wrong else None)
