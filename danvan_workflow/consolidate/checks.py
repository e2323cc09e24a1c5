"""All checks that a submission, its texts and the agency's other periods allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from danvan_workflow.consolidate import periods, relations
from danvan_workflow.consolidate.findings import Figures, Finding, Known, finding, known_values
from danvan_workflow.consolidate.narratives import check_narratives
from danvan_workflow.duty.submission import Narrative
from danvan_workflow.statutory.indicators import Catalogue, catalogue
from danvan_workflow.statutory.rules import Rule, RuleForm, all_rules


@dataclass(frozen=True, slots=True)
class _Case:
    """What the formulas read: this submission's sound numbers and those of the other periods."""

    known: Known
    stated: Known
    previous: Known
    same_period: Known
    last_year: Known
    catalogue: Catalogue
    rules: Sequence[Rule]


def check_submission(
    figures: Figures,
    previous: Figures | None = None,
    same_period_last_year: Figures | None = None,
    rules: Sequence[Rule] | None = None,
    indicators: Catalogue | None = None,
    narratives: Iterable[Narrative] = (),
    *,
    last_year_annual: Figures | None = None,
) -> list[Finding]:
    """Everything the rules find in one submission, in the order of the rules.

    `previous` is the earlier cumulative period of the same year (None for the first), `last_year_annual` the year before.
    A number that can't stand by itself (V01) takes no part in the other formulas, so that one slip gives one finding.
    UnknownName for a figure whose indicator the catalogue lacks.
    """
    chosen, book = all_rules() if rules is None else rules, indicators or catalogue()
    given = known_values(figures)
    bad = {code: (rule_id, decimals) for code, rule_id, decimals in relations.bad_numbers(given, book)}
    sound = {code: value for code, value in given.items() if code not in bad}
    before, a_year_ago, at_year_end = (known_values(o or {}) for o in (previous, same_period_last_year, last_year_annual))
    case = _Case(sound, given, before, a_year_ago, at_year_end, book, chosen)
    found = [item for rule in chosen for item in _apply(rule, case, bad)]
    return found + [item for rule in chosen for item in check_narratives(rule, narratives, sound, book)]


def _apply(rule: Rule, case: _Case, bad: dict[str, tuple[str, int]]) -> Iterator[Finding]:
    match rule.form:
        case RuleForm.NUMBER:
            yield from _numbers(rule, case, bad)
        case RuleForm.RELATION:
            yield from relations.relation(rule, case.known)
        case RuleForm.IMPLIES:
            yield from relations.implies(rule, case.known)
        case RuleForm.MEAN:
            yield from relations.mean(rule, case.known)
        case RuleForm.PART:
            yield from relations.parts(rule, case.known, case.catalogue, case.rules)
        case RuleForm.STATED_RATIO:
            yield from _ratios(rule, case)
        case _:
            yield from _compare(rule, case)


def _compare(rule: Rule, case: _Case) -> Iterator[Finding]:
    match rule.form:
        case RuleForm.NON_DECREASING:
            yield from periods.non_decreasing(rule, case.known, case.previous, case.catalogue)
        case RuleForm.START_STOCK:
            yield from periods.start_stock(rule, case.known, case.previous, case.last_year)
        case RuleForm.JUMP:
            yield from periods.jump(rule, case.known, case.same_period, case.catalogue)
        case RuleForm.COPY:
            yield from periods.copied(rule, case.known, case.previous, "kỳ trước")
            yield from periods.copied(rule, case.known, case.same_period, "cùng kỳ năm trước")


def _numbers(rule: Rule, case: _Case, bad: dict[str, tuple[str, int]]) -> Iterator[Finding]:
    for code, (rule_id, decimals) in bad.items():
        if rule_id == rule.id:
            label = case.catalogue.get(code).label
            yield finding(rule, code, indicator=label, value=case.stated[code], expected=decimals)


def _ratios(rule: Rule, case: _Case) -> Iterator[Finding]:
    for code, stated in case.known.items():
        indicator = case.catalogue.get(code)
        off: tuple[str, Decimal] | None = relations.stated_ratio(indicator, stated, case.known)
        if off and off[0] == rule.id:
            basis = relations.ratio_basis(indicator, case.known)
            yield finding(rule, code, indicator=indicator.label, value=stated, expected=off[1], base=basis)
