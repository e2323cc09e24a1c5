"""Which figures are read together, and which of them can be added up so that the totals can't contradict each other (0016).

A rule that binds indicators in one submission binds their totals as well, provided that these come from the right agencies: the
terms of an equation and the two numbers of a ratio from the same ones, a part only from those that gave its whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from danvan_workflow.errors import Severity
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.statutory.rules import Rule, RuleForm, RuleScope

Givers = Mapping[str, frozenset[str]]
"""By indicator, the agencies with a figure of it."""

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Need:
    """A figure of one of `codes` is added up only where the agency gave all of `terms`."""

    codes: frozenset[str]
    terms: frozenset[str]

    @property
    def is_of_a_part(self) -> bool:
        """True where one number asks for one other: a part for its whole."""
        return len(self.codes) == 1 and len(self.terms) == 2


def needs(rules: Iterable[Rule], indicators: Catalogue) -> tuple[Need, ...]:
    """What the error rules of one submission, the parts and the ratios of these indicators ask of totals."""
    found = [*_of_relations(rules, indicators), *_of_catalogue(indicators)]
    return tuple(dict.fromkeys(need for need in found if need.terms <= set(indicators)))


def _of_relations(rules: Iterable[Rule], indicators: Catalogue) -> Iterator[Need]:
    for rule in rules:
        if (rule.severity, rule.scope, rule.form) == (Severity.ERROR, RuleScope.SUBMISSION, RuleForm.RELATION):
            yield Need(frozenset(_bound(rule)), frozenset(rule.terms))


def _bound(rule: Rule) -> Sequence[str]:
    """The terms that could break the sums: those of the side that mustn't be the greater one."""
    match rule.operator:
        case "<=":
            return (*rule.left, *rule.minus)
        case ">=":
            return rule.right
        case _:
            return rule.terms


def _of_catalogue(indicators: Catalogue) -> Iterator[Need]:
    for code, item in indicators.items():
        if item.parent:
            yield Need(frozenset([code]), frozenset([code, item.parent]))
        if item.is_ratio:
            both = frozenset([item.numerator, item.denominator])
            yield Need(both, both)


def families(asked: Iterable[Need]) -> tuple[frozenset[str], ...]:
    """The indicators that hang together through needs, directly or by others."""
    found: list[frozenset[str]] = []
    for need in asked:
        joined = [family for family in found if family & need.terms]
        found = [family for family in found if not family & need.terms]
        found.append(need.terms.union(*joined))
    return tuple(found)


def bound(asked: Iterable[Need]) -> frozenset[str]:
    """The indicators that a need binds to others."""
    return NOBODY.union(*(need.terms for need in asked))


def kept(given: Givers, asked: Sequence[Need]) -> dict[str, frozenset[str]]:
    """Of the agencies behind each indicator, those whose figure is added up.

    Where a family would lose more than half of its figures so, the indicator that costs the most has no total (nobody is kept),
    and the rest of the family counts in full.
    """
    whole = _with_wholes({code: given.get(code, NOBODY) for code in given}, asked)
    result = dict(whole)
    for family in families(asked):
        own = [need for need in asked if need.terms <= family]
        result |= _least_loss({code: whole[code] for code in whole if code in family}, own)
    return result


def _with_wholes(given: Givers, asked: Iterable[Need]) -> dict[str, frozenset[str]]:
    """Parts only where the whole is given."""
    parts = [need for need in asked if need.is_of_a_part]
    return _settled(given, parts, {code for need in parts for code in need.terms})


def _least_loss(given: Givers, asked: Sequence[Need]) -> dict[str, frozenset[str]]:
    left, best, found = dict(given), _consistent(given, asked), _consistent(given, asked)
    while 2 * _size(found) < _size(given) and _size(left):
        trials = {code: _consistent(left | {code: NOBODY}, asked) for code in left if left[code]}
        dropped = max(trials, key=lambda code: (_size(trials[code]), -len(left[code]), code))
        left, found = left | {dropped: NOBODY}, trials[dropped]
        best = max(best, found, key=_size)
    return best


def _consistent(given: Givers, asked: Iterable[Need]) -> dict[str, frozenset[str]]:
    """A need binds only where each of its terms has a total at all."""
    return _settled(given, asked, {code for code, agencies in given.items() if agencies})


def _settled(given: Givers, asked: Iterable[Need], told: Iterable[str]) -> dict[str, frozenset[str]]:
    """The largest sets that meet every need whose terms are all among `told`."""
    found, known = dict(given), frozenset(told)
    binding = [need for need in asked if need.terms <= known]
    moved = True
    while moved:
        moved = False
        for need in binding:
            everybody = frozenset.intersection(*(found.get(code, NOBODY) for code in need.terms))
            for code in need.codes:
                if code in found and not found[code] <= everybody:
                    found[code], moved = found[code] & everybody, True
    return found


def _size(givers: Givers) -> int:
    return sum(len(agencies) for agencies in givers.values())
