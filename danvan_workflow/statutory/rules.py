"""The validation rules as data: which formula, how grave, over what, and the sentence an officer reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Self

from danvan_workflow.errors import InvalidInput, Problem, Severity, UnknownName
from danvan_workflow.reading.forms import Number, YesNo
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.records import data_folder, read_record


class RuleScope(StrEnum):
    """What has to be known before a rule can be decided, and so who runs it: the judge of submissions, or that of reports."""

    SUBMISSION = "submission"
    PERIOD_COMPARISON = "period_comparison"
    TEXT = "text"
    REPORT = "report"


class RuleForm(StrEnum):
    """How the formula is read (see the head of data/rules.yaml), and what it needs."""

    scope: RuleScope

    def __new__(cls, value: str, scope: RuleScope = RuleScope.SUBMISSION) -> Self:
        form = str.__new__(cls, value)
        form._value_, form.scope = value, scope
        return form

    RELATION = "relation"
    PART = "part"
    NUMBER = "number"
    STATED_RATIO = "stated_ratio"
    IMPLIES = "implies"
    MEAN = "mean"
    RANGE = "range"
    NON_DECREASING = "non_decreasing", RuleScope.PERIOD_COMPARISON
    START_STOCK = "start_stock", RuleScope.PERIOD_COMPARISON
    JUMP = "jump", RuleScope.PERIOD_COMPARISON
    COPY = "copy", RuleScope.PERIOD_COMPARISON
    CHANGE = "change", RuleScope.TEXT
    NARRATIVE = "narrative", RuleScope.TEXT
    SECTION_PATTERN = "section_pattern", RuleScope.TEXT
    LEAD = "lead", RuleScope.REPORT
    PATTERN = "pattern", RuleScope.REPORT


RETIRED: Mapping[str, str] = MappingProxyType(
    {
        "V17a": "số tổng hợp luôn được cộng từ chính số liệu đó",
        "V17b": "phạm vi số liệu đã ghi bên cạnh từng số tổng hợp",
        "V19": "báo cáo gửi không nêu ngày ký; hạn nộp được kiểm tra ngay trong kế hoạch",
        "V20": "báo cáo của cơ quan ngoài danh sách không được nhận",
        "V21a": "báo cáo tổng hợp luôn có dòng số, ký hiệu",
        "V21b": "báo cáo tổng hợp luôn có địa danh, ngày, tháng, năm",
        "V21f": "báo cáo tổng hợp luôn kết thúc bằng “./.”",
    }
)
"""Rules that nothing runs any more, by id or family, with the reason; plans of opened cycles may still name them."""


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
    section: str = ""
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


def rule_names() -> frozenset[str]:
    """What a plan may name: the families (`V02`) and the formulas (`V02a`)."""
    return frozenset(name for item in all_rules() for name in (item.id, item.rule))


def rules_named(names: Iterable[str]) -> tuple[Rule, ...]:
    """The formulas a plan chooses, in catalogue order: a family (`V02`) brings all of its formulas, an id (`V02a`) one.

    No name at all means every rule. A retired name brings nothing; UnknownName for one that never was.
    """
    wanted = frozenset(names)
    for name in sorted(wanted - rule_names()):
        if name not in RETIRED and name[:3] not in RETIRED:
            raise UnknownName("quy tắc kiểm tra", name, tuple(sorted(rule_names())))
    return tuple(item for item in all_rules() if not wanted or wanted & {item.id, item.rule})


def read_rules(text: str) -> tuple[Rule, ...]:
    """Rules from YAML text.

    UnknownName where a formula names an indicator that the catalogue lacks, InvalidInput where a scope isn't its form's.
    """
    rules = read_record(text.encode(), "statutory/data/rules.yaml", tuple[Rule, ...])
    problems = [_misplaced(item) for item in rules if item.scope is not item.form.scope]
    if problems:
        raise InvalidInput(problems)
    for item in rules:
        for code in item.terms:
            catalogue().get(code)
    return rules


def _misplaced(item: Rule) -> Problem:
    message = f"quy tắc {item.id} ghi phạm vi khác với dạng {item.form.value}"
    return Problem(message, "statutory/data/rules.yaml", place=item.id, value=item.scope.value, accepted=item.form.scope.value)


@cache
def _by_id() -> dict[str, Rule]:
    return {item.id: item for item in all_rules()}


def families() -> Iterator[str]:
    """The ids of the families, V01 … V21, in order."""
    yield from dict.fromkeys(item.rule for item in all_rules())
