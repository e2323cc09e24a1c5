"""The validation rules as data: which formula, how grave, over what, and the sentence an officer reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from danvan_workflow.errors import Severity, UnknownName
from danvan_workflow.reading.forms import Number, YesNo
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.records import data_folder, read_record


class RuleScope(StrEnum):
    """What has to be known before a rule can be decided."""

    SUBMISSION = "submission"
    CYCLE = "cycle"
    PERIOD_COMPARISON = "period_comparison"
    REPORT = "report"
    TEXT = "text"


class RuleForm(StrEnum):
    """How the formula is read; see the head of data/rules.yaml."""

    RELATION = "relation"
    PART = "part"
    NUMBER = "number"
    STATED_RATIO = "stated_ratio"
    IMPLIES = "implies"
    MEAN = "mean"
    NON_DECREASING = "non_decreasing"
    START_STOCK = "start_stock"
    JUMP = "jump"
    COPY = "copy"
    CYCLE = "cycle"
    CHANGE = "change"
    NARRATIVE = "narrative"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Rule:
    """One formula of a rule. Terms are indicator codes; `times` multiplies the right side, `minus` is taken off it."""

    id: str
    rule: str
    severity: Severity
    scope: RuleScope
    form: RuleForm
    sentence: str
    left: tuple[str, ...] = ()
    operator: str = ""
    right: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    times: Number = Decimal(1)
    low: Number | None = None
    high: Number | None = None
    pattern: str = ""
    assumed: YesNo = False
    source: str = "Quan hệ giữa các chỉ tiêu"

    @property
    def terms(self) -> tuple[str, ...]:
        """Every indicator code the formula names."""
        return (*self.left, *self.right, *self.minus)


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules of data/rules.yaml, in the order of their ids."""
    return read_rules((data_folder() / "rules.yaml").read_text(encoding="utf-8"))


def rule(rule_id: str) -> Rule:
    """The formula of that id (`V02a`); UnknownName where there is none."""
    found = _by_id().get(rule_id)
    if found is None:
        raise UnknownName("quy tắc kiểm tra", rule_id, tuple(_by_id()))
    return found


def rules_named(names: Iterable[str]) -> tuple[Rule, ...]:
    """The formulas a plan chooses, in catalogue order: a family (`V02`) brings all of its formulas, an id (`V02a`) one.

    No name at all means every rule. UnknownName for a name that is neither.
    """
    wanted = frozenset(names)
    known = {item.rule for item in all_rules()} | set(_by_id())
    for name in sorted(wanted - known):
        raise UnknownName("quy tắc kiểm tra", name, tuple(sorted(known)))
    return tuple(item for item in all_rules() if not wanted or wanted & {item.id, item.rule})


def read_rules(text: str) -> tuple[Rule, ...]:
    """Rules from YAML text. UnknownName where a formula names an indicator that the catalogue lacks."""
    rules = read_record(text.encode(), "statutory/data/rules.yaml", tuple[Rule, ...])
    for item in rules:
        for code in item.terms:
            catalogue().get(code)
    return rules


@cache
def _by_id() -> dict[str, Rule]:
    return {item.id: item for item in all_rules()}


def families() -> Iterator[str]:
    """The ids of the families, V01 … V21, in order."""
    yield from dict.fromkeys(item.rule for item in all_rules())
