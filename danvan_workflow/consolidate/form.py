"""The form of an official text (V21): the marks that a report must bear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from danvan_workflow.consolidate.findings import Finding, finding
from danvan_workflow.statutory.rules import Rule, RuleForm, rules_named


def check_form(text: str, rules: Sequence[Rule] | None = None) -> list[Finding]:
    """The marks that are missing from the plain text of a report; each rule's pattern must occur somewhere in it."""
    chosen = rules_named(["V21"]) if rules is None else rules
    return list(_missing_marks(unicodedata.normalize("NFC", text), chosen))


def _missing_marks(text: str, rules: Sequence[Rule]) -> Iterator[Finding]:
    for rule in rules:
        if rule.form is RuleForm.PATTERN and not re.search(rule.pattern, text):
            yield finding(rule, "")
