"""What a text must hold: the marks of an official report (V21), and what a plan asks of the text of a section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from danvan_workflow.consolidate.findings import Finding, finding
from danvan_workflow.duty.nil import says_nil
from danvan_workflow.duty.submission import Narrative
from danvan_workflow.statutory.rules import Rule
from danvan_workflow.text import composed


def missing_mark(rule: Rule, text: str) -> Iterator[Finding]:
    """The mark that a rule wants and the plain text of a report doesn't bear."""
    if not _holds(rule, text):
        yield finding(rule, "")


def section_lacks(rule: Rule, narratives: Iterable[Narrative]) -> Iterator[Finding]:
    """The section of a rule, where it has a text that lacks what the rule wants; a section left out or nil is another matter."""
    for narrative in narratives:
        has_text = narrative.text.strip() and not says_nil(narrative)
        if narrative.section == rule.section and has_text and not _holds(rule, narrative.text):
            yield finding(rule, narrative.section)


def _holds(rule: Rule, text: str) -> bool:
    return re.search(rule.pattern, composed(text)) is not None
