"""Which figures are being checked (đang kiểm tra): every term of a broken error rule, until it is corrected or accepted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from danvan_workflow.errors import Severity
from danvan_workflow.statutory.rules import RuleForm, all_rules

Pairs = Set[tuple[str, str]]
"""(agency, indicator) of figures."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The figures that an error rule finds fault with: those `accepted` against it by an officer, and those still `checking`."""

    checking: Pairs = frozenset()
    accepted: Pairs = frozenset()


class FindingLike(Protocol):
    """A finding, stored or fresh; `terms` are the indicators whose figures the broken formula compared."""

    @property
    def rule(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def sentence(self) -> str: ...
    @property
    def terms(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding on a version that is consolidated: whose it is, and the figures it is about."""

    agency: str
    rule: str
    severity: Severity
    terms: tuple[str, ...]


def marks_of(faults: Iterable[Fault], accepted: Pairs) -> Marks:
    """What is being checked and what was accepted; what can't be a number of its indicator can't be accepted either."""
    blocking = [fault for fault in faults if fault.severity is Severity.ERROR]
    blocked = {(fault.agency, code) for fault in blocking for code in fault.terms}
    impossible = {(fault.agency, code) for fault in blocking if is_impossible(fault.rule) for code in fault.terms}
    taken = frozenset(accepted & blocked - impossible)
    return Marks(frozenset(blocked - taken), taken)


@cache
def is_impossible(rule_id: str) -> bool:
    """True for a rule on the number by itself (half a person, a negative count): no total could hold what breaks it."""
    return any(rule.id == rule_id and rule.form is RuleForm.NUMBER for rule in all_rules())


def standing_errors(
    findings: Iterable[FindingLike], given: Collection[str], accepted: Collection[str]
) -> Iterator[tuple[FindingLike, tuple[str, ...]]]:
    """The blocking findings that still stand, each with those of its given values that aren't accepted.

    A finding falls once every given value of its formula is accepted; one that is about no value stands until it is corrected.
    """
    for found in findings:
        terms = [code for code in found.terms if code in given]
        left = tuple(code for code in terms if is_impossible(found.rule) or code not in accepted)
        if found.severity is Severity.ERROR and (left or not terms):
            yield found, left


def stands(found: FindingLike, given: Collection[str], accepted: Collection[str]) -> bool:
    """True for a warning, and for an error of which not every value was accepted."""
    return not accepted or found.severity is not Severity.ERROR or any(standing_errors([found], given, accepted))


def checked_values(
    findings: Iterable[FindingLike], given: Collection[str], accepted: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """The values that are being checked, each with the sentences that say why."""
    checked: dict[str, tuple[str, ...]] = {}
    for found, left in standing_errors(findings, given, accepted):
        for code in left:
            checked[code] = (*checked.get(code, ()), found.sentence)
    return checked


def impossible_values(findings: Iterable[FindingLike]) -> frozenset[str]:
    """The values that nobody can accept: their agency has to correct them."""
    return frozenset(code for found in findings if is_impossible(found.rule) for code in found.terms)
