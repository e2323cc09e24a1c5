"""Consolidation: the catalogue of indicators, checks of figures, and the tables of a cycle. Frames in, frames out.

Importing the package is cheap; `tables` and its neighbours import pandas when they are imported themselves.
"""

from danvan_workflow.statutory.indicators import Aggregation, Catalogue, Indicator, IndicatorKind, catalogue
from danvan_workflow.statutory.rules import Rule, RuleScope, Severity, all_rules, rule, rules_named

__all__ = [
    "Aggregation",
    "Catalogue",
    "Indicator",
    "IndicatorKind",
    "Rule",
    "RuleScope",
    "Severity",
    "all_rules",
    "catalogue",
    "rule",
    "rules_named",
]
