"""Examples beside a plan: given these figures and texts, expect these findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from danvan_workflow.consolidate.checks import check_submission
from danvan_workflow.consolidate.findings import Finding
from danvan_workflow.duty.submission import Figure, Narrative
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.intake.submission_parts import FigureAnswers
from danvan_workflow.plan.chosen_catalogue import catalogue_of
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.own_rules import rules_of
from danvan_workflow.plan.remarks import nearest
from danvan_workflow.reading.model import NullIsAbsent, Text
from danvan_workflow.reading.reader import Kind, read_file
from danvan_workflow.statutory.rules import Rule, RuleScope

CYCLES = ("figures", "previous", "same_period", "last_year")


class RuleExample(NullIsAbsent):
    """One submission (`figures`, `texts` by section), what the agency reported before, and the rules that must find something."""

    name: Text
    figures: FigureAnswers = Field(default_factory=dict)
    texts: dict[str, Text] = Field(default_factory=dict)
    previous: FigureAnswers = Field(default_factory=dict)
    same_period: FigureAnswers = Field(default_factory=dict)
    last_year: FigureAnswers = Field(default_factory=dict)
    expect: tuple[Text, ...] = ()


class RuleExamples(NullIsAbsent):
    """The whole file. `plan` is an id of the library, or a file beside this one; left out, the id is the name of this file."""

    format: Literal["1"]
    plan: str = ""
    examples: tuple[RuleExample, ...]


EXAMPLE_FILE = Kind("ví dụ kiểm tra", RuleExamples)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an example: `missing` are the rules that should have found something, `extra` the findings not expected."""

    name: str
    missing: tuple[str, ...]
    extra: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """True where exactly the expected rules found something."""
        return not self.missing and not self.extra


def read_examples(path: Path) -> RuleExamples:
    """The examples of a file; InvalidInput with every problem of its format."""
    said, _ = read_file(EXAMPLE_FILE, path)
    return said if said.plan else said.model_copy(update={"plan": path.stem})


def try_examples(plan: Plan, said: RuleExamples, file: str = "") -> tuple[Tried, ...]:
    """Every example judged by the plan's rules; InvalidInput with every name that the plan doesn't know."""
    problems = [problem for example in said.examples for problem in _problems(plan, example, file)]
    if problems:
        raise InvalidInput(problems)
    return tuple(_tried(plan, example) for example in said.examples)


def _tried(plan: Plan, example: RuleExample) -> Tried:
    found = _found(plan, example)
    told = {finding.rule for finding in found}
    missing = tuple(name for name in example.expect if name not in told)
    return Tried(example.name, missing, tuple(finding for finding in found if finding.rule not in example.expect))


def _found(plan: Plan, example: RuleExample) -> list[Finding]:
    return check_submission(
        _figures(example.figures),
        _figures(example.previous),
        _figures(example.same_period),
        rules_of(plan),
        catalogue_of(plan),
        [Narrative(section, text) for section, text in example.texts.items()],
        last_year_annual=_figures(example.last_year),
    )


def _figures(answers: FigureAnswers) -> dict[str, Figure]:
    return {code: answer.figure(code) for code, answer in answers.items()}


def _problems(plan: Plan, example: RuleExample, file: str) -> Iterator[Problem]:
    codes = [(key, code) for key in CYCLES for code in getattr(example, key)]
    yield from _unknown(codes, catalogue_of(plan), "chỉ tiêu không có trong kế hoạch", example, file)
    sections = [section.id for section in plan.sections]
    yield from _unknown([("texts", name) for name in example.texts], sections, "mục không có trong kế hoạch", example, file)
    rules = [rule.id for rule in rules_of(plan) if _may_be_expected(rule)]
    message = "quy tắc không có trong kế hoạch hoặc không kiểm tra báo cáo của cơ quan"
    yield from _unknown([("expect", name) for name in example.expect], rules, message, example, file)


def _unknown(
    named: list[tuple[str, str]], known: Collection[str], message: str, example: RuleExample, file: str
) -> Iterator[Problem]:
    for key, name in named:
        if name not in known:
            yield Problem(message, file, place=f"“{example.name}”, {key}", value=name, accepted=nearest(name, known))


def _may_be_expected(rule: Rule) -> bool:
    return rule.form.scope is not RuleScope.REPORT
