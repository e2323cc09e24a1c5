"""Which figures are being checked: every term of a broken error rule, until it is corrected or accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from danvan_workflow.consolidate.counted import Marks, Pairs
from danvan_workflow.errors import Severity
from danvan_workflow.statutory.rules import RuleForm, all_rules


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding on a version that is consolidated: whose it is, and the figures it is about."""

    agency: str
    rule: str
    severity: Severity
    terms: tuple[str, ...]


def marks_of(faults: Iterable[Fault], accepted: Pairs) -> Marks:
    """What is being checked and what was accepted.

    What can't be a number of its indicator (half a person, a negative count) can't be accepted either: no total could hold it.
    """
    blocking = [fault for fault in faults if fault.severity is Severity.ERROR]
    blocked = {(fault.agency, code) for fault in blocking for code in fault.terms}
    impossible = {(fault.agency, code) for fault in blocking if fault.rule in _number_rules() for code in fault.terms}
    taken = frozenset(accepted & blocked - impossible)
    return Marks(frozenset(blocked - taken), taken)


def _number_rules() -> frozenset[str]:
    return frozenset(rule.id for rule in all_rules() if rule.form is RuleForm.NUMBER)
