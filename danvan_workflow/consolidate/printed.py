"""The rules of a submission, run on the totals that a report prints: what contradicts stops it, the rest is for the approver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from danvan_workflow.consolidate.checks import check_submission
from danvan_workflow.consolidate.figures import GroupValue, TotalFinding, Totals
from danvan_workflow.consolidate.findings import Figures
from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.errors import Severity
from danvan_workflow.statutory.indicators import Aggregation, Catalogue, Indicator, IndicatorKind
from danvan_workflow.statutory.rules import Rule, RuleForm, RuleScope

BINDING = (RuleForm.RELATION, RuleForm.PART, RuleForm.NUMBER, RuleForm.STATED_RATIO)
"""The forms that hold for totals because they hold for every agency behind them."""

_Values = Mapping[str, Decimal | None]


def total_findings(
    totals: Totals, by_group: Iterable[GroupValue], rules: Sequence[Rule], indicators: Catalogue
) -> tuple[TotalFinding, ...]:
    """What the rules find in the totals of the whole, beside the periods it is compared with, and of each group."""
    book = Catalogue(_as_total(item) for item in indicators.values())
    whole: _Values = {code: total.value for code, total in totals.items()}
    before: _Values = {code: total.previous.base for code, total in totals.items()}
    year_ago: _Values = {code: total.same_period.base for code, total in totals.items()}
    binding = frozenset(rule.id for rule in rules if _binds(rule))
    found = [("", item) for item in check_submission(_figures(whole), _figures(before), _figures(year_ago), rules, book)]
    for group, values in _groups(by_group):
        found += [(group, item) for item in check_submission(_figures(values), rules=rules, indicators=book)]
    return tuple(TotalFinding(group, item.rule, item.severity, item.sentence, item.rule in binding) for group, item in found)


def _groups(by_group: Iterable[GroupValue]) -> Iterator[tuple[str, _Values]]:
    for group, rows in groupby(sorted(by_group, key=lambda row: row.group), key=lambda row: row.group):
        yield group, {row.indicator: row.value for row in rows}


def _figures(values: _Values) -> Figures:
    return {code: Figure(code, FigureStatus.VALUE, value) for code, value in values.items() if value is not None}


def _as_total(item: Indicator) -> Indicator:
    """The indicator as its total is read: a yes of each agency is a count of agencies, and a quotient may pass a hundred."""
    if item.aggregation is Aggregation.COUNT_YES:
        return replace(item, kind=IndicatorKind.STOCK)
    return replace(item, unit="") if item.is_ratio else item


def _binds(rule: Rule) -> bool:
    return rule.severity is Severity.ERROR and rule.scope is RuleScope.SUBMISSION and rule.form in BINDING
