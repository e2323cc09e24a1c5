"""The rules of a plan: those it takes from the catalogue, then its own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from danvan_workflow.errors import Severity
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.own_rule import OwnRule, OwnRuleForm
from danvan_workflow.statutory.rules import Rule, RuleForm, rules_named

FORMS: Mapping[OwnRuleForm, tuple[RuleForm, str]] = MappingProxyType(
    {
        OwnRuleForm.SUM: (RuleForm.RELATION, "="),
        OwnRuleForm.PART: (RuleForm.RELATION, "<="),
        OwnRuleForm.RATIO: (RuleForm.MEAN, ""),
        OwnRuleForm.RANGE: (RuleForm.RANGE, ""),
        OwnRuleForm.CHANGE: (RuleForm.JUMP, ""),
        OwnRuleForm.PATTERN: (RuleForm.SECTION_PATTERN, ""),
    }
)
"""How the rules of the catalogue read each form: the formula and its operator."""


def rules_of(plan: Plan) -> tuple[Rule, ...]:
    """The chosen rules in catalogue order (all of them where none is named), then the plan's own."""
    return (*rules_named(plan.rules), *map(_rule, plan.own_rules))


def _rule(own: OwnRule) -> Rule:
    form, operator = FORMS[own.form]
    return Rule(
        id=own.id,
        rule=own.id,
        severity=Severity(own.severity),
        scope=form.scope,
        form=form,
        sentence=own.sentence,
        left=own.left,
        operator=operator,
        right=own.right,
        times=own.times or Decimal(1),
        low=own.low,
        high=own.high,
        pattern=own.pattern,
        section=own.section,
        source=own.source or "Kế hoạch",
    )
