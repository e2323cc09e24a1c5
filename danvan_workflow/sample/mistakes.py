"""One mistake that breaks a rule of the plan, put into figures that were right."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.errors import Severity
from danvan_workflow.plan.models import Plan
from danvan_workflow.statutory.indicators import Catalogue, IndicatorKind
from danvan_workflow.statutory.rules import Rule, RuleForm, rules_named

Figures = tuple[Figure, ...]


def with_mistake(
    plan: Plan, figures: Figures, catalogue: Catalogue, before: Mapping[str, Decimal], source: random.Random
) -> Figures:
    """The figures with one breach of a rule of severity error; the rule is drawn among those that these figures can break.

    A number may break a relation or fall below what was reported before; where neither is possible the figures stay as they are.
    """
    known = {figure.indicator: figure.value for figure in figures if figure.value is not None}
    rules = [rule for rule in rules_named(plan.rules) if rule.severity is Severity.ERROR]
    broken = [*_broken_relations(rules, known), *_decreases(rules, known, catalogue, before)]
    if not broken:
        return figures
    chosen = source.choice(broken)
    return tuple(_changed(figure, chosen) for figure in figures)


def _broken_relations(rules: list[Rule], known: Mapping[str, Decimal]) -> Iterator[tuple[str, Decimal]]:
    for rule in rules:
        if rule.form is RuleForm.RELATION and all(code in known for code in rule.terms):
            left, right = (sum((known[code] for code in side), Decimal(0)) for side in (rule.left, rule.right))
            excess = max(Decimal(2), right // 10)
            yield rule.left[0], known[rule.left[0]] + rule.times * right - left + excess


def _decreases(
    rules: list[Rule], known: Mapping[str, Decimal], catalogue: Catalogue, before: Mapping[str, Decimal]
) -> Iterator[tuple[str, Decimal]]:
    if any(rule.form is RuleForm.NON_DECREASING for rule in rules):
        for code, value in before.items():
            if value >= 1 and code in known and catalogue[code].kind is IndicatorKind.FLOW:
                yield code, value.to_integral_value() - 1


def _changed(figure: Figure, change: tuple[str, Decimal]) -> Figure:
    code, value = change
    if figure.indicator != code:
        return figure
    return replace(figure, value=value, status=FigureStatus.VALUE if value else FigureStatus.ZERO)
