"""All checks that a submission, its texts and the agency's other periods allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from danvan_workflow.consolidate import periods, relations
from danvan_workflow.consolidate.changes import check_changes
from danvan_workflow.consolidate.findings import Figures, Finding, Known, finding, known_values
from danvan_workflow.consolidate.form import section_lacks
from danvan_workflow.consolidate.narratives import check_narratives
from danvan_workflow.duty.submission import Narrative
from danvan_workflow.statutory.indicators import Catalogue, catalogue
from danvan_workflow.statutory.rules import Rule, RuleForm, RuleScope, all_rules


@dataclass(frozen=True)
class Grounds:
    """What a submission is judged by: its figures and texts, and what the agency reported of earlier periods (None: nothing).

    `previous` is the earlier cumulative period of the same year (None for the first), `last_year_annual` the whole year before.
    """

    figures: Figures
    indicators: Catalogue
    narratives: tuple[Narrative, ...] = ()
    previous: Figures | None = None
    same_period: Figures | None = None
    last_year_annual: Figures | None = None
    rules: tuple[Rule, ...] = ()

    @cached_property
    def stated(self) -> Known:
        """Every number as given."""
        return known_values(self.figures)

    @cached_property
    def bad(self) -> Mapping[str, tuple[str, int]]:
        """The numbers that can't stand by themselves, each with the formula of V01 it breaks and the decimals allowed."""
        return {code: (rule_id, decimals) for code, rule_id, decimals in relations.bad_numbers(self.stated, self.indicators)}

    @cached_property
    def known(self) -> Known:
        """The sound numbers: one slip gives one finding."""
        return {code: value for code, value in self.stated.items() if code not in self.bad}

    @cached_property
    def earlier(self) -> tuple[Known, Known, Known]:
        """The numbers of the period before, of the same period of last year, and of the whole last year."""
        before, year_ago, year_end = (
            known_values(figures or {}) for figures in (self.previous, self.same_period, self.last_year_annual)
        )
        return before, year_ago, year_end


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

    UnknownName for a figure whose indicator the catalogue lacks.
    """
    chosen, book = all_rules() if rules is None else rules, indicators or catalogue()
    texts = tuple(narratives)
    return judge(Grounds(figures, book, texts, previous, same_period_last_year, last_year_annual, tuple(chosen)))


def judge(grounds: Grounds) -> list[Finding]:
    """What the rules of the grounds find in the submission, in the order of the rules."""
    return [found for rule in rules_read(grounds) for found in RUNNERS[rule.form](rule, grounds)]


def rules_read(grounds: Grounds) -> tuple[Rule, ...]:
    """The rules that these grounds allow to be read: all terms known, a period to compare with, a text to look into."""
    return tuple(rule for rule in grounds.rules if rule.form in RUNNERS and _has_grounds(rule, grounds))


def _has_grounds(rule: Rule, grounds: Grounds) -> bool:
    before, year_ago, year_end = grounds.earlier
    match rule.form:
        case RuleForm.START_STOCK:
            return bool(year_end if rule.right else before)
        case RuleForm.NON_DECREASING:
            return bool(before)
        case RuleForm.JUMP:
            return bool(year_ago)
        case RuleForm.COPY:
            return bool(before or year_ago)
        case _ if rule.form.scope is RuleScope.TEXT:
            return bool(grounds.narratives)
        case _:
            return set(rule.terms) <= grounds.known.keys()


Runner = Callable[[Rule, Grounds], Iterator[Finding]]


def _numbers(rule: Rule, grounds: Grounds) -> Iterator[Finding]:
    for code, (rule_id, decimals) in grounds.bad.items():
        if rule_id == rule.id:
            label = grounds.indicators.get(code).label
            yield finding(rule, code, (code,), indicator=label, value=grounds.stated[code], expected=decimals)


def _ratios(rule: Rule, grounds: Grounds) -> Iterator[Finding]:
    for code, stated in grounds.known.items():
        indicator = grounds.indicators.get(code)
        off: tuple[str, Decimal] | None = relations.stated_ratio(indicator, stated, grounds.known)
        if off and off[0] == rule.id:
            basis, terms = relations.ratio_basis(indicator, grounds.known), (code, indicator.numerator, indicator.denominator)
            yield finding(rule, code, terms, indicator=indicator.label, value=stated, expected=off[1], base=basis)


def _copied(rule: Rule, grounds: Grounds) -> Iterator[Finding]:
    before, year_ago, _ = grounds.earlier
    yield from periods.copied(rule, grounds.known, before, "kỳ trước")
    yield from periods.copied(rule, grounds.known, year_ago, "cùng kỳ năm trước")


RUNNERS: Mapping[RuleForm, Runner] = MappingProxyType(
    {
        RuleForm.NUMBER: _numbers,
        RuleForm.RELATION: lambda rule, on: relations.relation(rule, on.known),
        RuleForm.IMPLIES: lambda rule, on: relations.implies(rule, on.known),
        RuleForm.MEAN: lambda rule, on: relations.mean(rule, on.known),
        RuleForm.RANGE: lambda rule, on: relations.in_range(rule, on.known),
        RuleForm.PART: lambda rule, on: relations.parts(rule, on.known, on.indicators, on.rules),
        RuleForm.STATED_RATIO: _ratios,
        RuleForm.NON_DECREASING: lambda rule, on: periods.non_decreasing(rule, on.known, on.earlier[0], on.indicators),
        RuleForm.START_STOCK: lambda rule, on: periods.start_stock(rule, on.known, on.earlier[0], on.earlier[2]),
        RuleForm.JUMP: lambda rule, on: periods.jump(rule, on.known, on.earlier[1], on.indicators),
        RuleForm.COPY: _copied,
        RuleForm.CHANGE: lambda rule, on: check_changes(rule, on.narratives, on.known, on.earlier[:2], on.indicators),
        RuleForm.NARRATIVE: lambda rule, on: check_narratives(rule, on.narratives, on.known, on.indicators),
        RuleForm.SECTION_PATTERN: lambda rule, on: section_lacks(rule, on.narratives),
    }
)
"""How each form is read on a submission; the forms of scope `report` are read in `report_checks`."""
