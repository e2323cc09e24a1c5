"""Whatever somebody writes, the reader gives a model or problems that say where: never a traceback, never both."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from danvan_workflow.errors import InvalidInput, InvalidPlan, Problem
from danvan_workflow.intake.mapping_file import MAPPING_FILE
from danvan_workflow.intake.submission_file import SUBMISSION_FILE, read_submission_text
from danvan_workflow.plan.loading import PLAN_FILE
from danvan_workflow.reading.breaches import keys_at
from danvan_workflow.reading.reader import Kind, judged, read_text
from danvan_workflow.reading.rows import read_rows
from danvan_workflow.reading.strict_yaml import ParsedText
from danvan_workflow.register.bodies_file import BODIES_FILE, WARDS_FILE
from danvan_workflow.register.body_parts import DepartmentRow
from danvan_workflow.register.codec import read_register_files
from danvan_workflow.register.rows import AgencyRecord, ContactRecord, SuccessionRecord
from danvan_workflow.services.cycle.ad_hoc_conf import CONF
from danvan_workflow.statutory.calendar_year import CalendarYear
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.statutory.indicators import Indicator
from danvan_workflow.statutory.rules import Rule

NOW = dt.datetime(2025, 3, 18, 10, 0, tzinfo=VIETNAM)  # a Tuesday
ROOT = Path(__file__).parents[2]
KINDS: list[Kind[Any]] = [
    PLAN_FILE,
    MAPPING_FILE,
    SUBMISSION_FILE,
    BODIES_FILE,
    WARDS_FILE,
    CONF,
    Kind("dữ liệu", CalendarYear),
    Kind("dữ liệu", tuple[Indicator, ...]),
    Kind("dữ liệu", tuple[Rule, ...]),
]
ROWS: list[type[BaseModel]] = [AgencyRecord, SuccessionRecord, ContactRecord, DepartmentRow]
CONTEXTS = {SUBMISSION_FILE.word: NOW, WARDS_FILE.word: {}}

WORDS = st.sampled_from(
    [
        *("", " ", "1", "0", "-3", "98.5", "1e9", "true", "có", "nil", "zero", "17:30", "99:99", "50%", "a:1/2", "a:1/0"),
        *("2025-03-20", "2025-02-30", "20217600", "flow", "ratio", "holiday", "leader", "done", "nd-09-2019"),
        *("{year}", "{year[0]}", "{", "{number:9}", "DV.{unit}", "Asia/Ho_Chi_Minh", "Asia", "../x", "+84", "=1+1"),
        *("a@b.example", "L52-SNV", "CD01"),
    ]
)
LEAVES = st.none() | WORDS | st.text(max_size=8)


def trees(keys: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    """Trees under keys that mean something and keys that don't."""
    return st.recursive(
        LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6), max_leaves=25
    )


def keys_of(model: object, depth: int = 4) -> set[str]:
    """Every key that may stand somewhere below a model."""
    here = set(keys_at(model, ()))
    return here | {key for name in here for key in (keys_below(model, (name,), depth - 1) if depth else set())}


def keys_below(model: object, place: tuple[str, ...], depth: int) -> set[str]:
    here = set(keys_at(model, place))
    return here | {key for name in here if depth for key in keys_below(model, (*place, name), depth - 1)}


KEYS = {kind: st.sampled_from(sorted(keys_of(kind.model))) | st.sampled_from(["CD01", "N1", "x"]) for kind in KINDS}


def sound(problems: list[Problem]) -> bool:
    """Every problem says something, and its line can be read."""
    return all(problem.message and problem.text() and problem.accepted is not None for problem in problems)


def said_of(error: type[InvalidInput] | type[InvalidPlan], read: Callable[[], object]) -> list[Problem]:
    """The problems that reading ends with; none where it doesn't. Any other error is a failure."""
    try:
        read()
    except error as refused:
        return list(refused.problems)
    return []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.model.__name__ if isinstance(kind.model, type) else str(kind.model))
@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_tree_gives_a_model_or_problems(kind: Kind[object], data: st.DataObject) -> None:
    tree = data.draw(trees(KEYS[kind]))
    model, problems = judged(kind, ParsedText(tree, {(): 1}, ()), "t.yaml", CONTEXTS.get(kind.word))
    assert (model is None) == bool(problems)
    assert sound(problems)
    assert not any("(Input" in problem.message or "Value" in problem.message for problem in problems)


FILES = {
    PLAN_FILE: ROOT / "dags" / "plans" / "dak-lak-2025.yaml",
    MAPPING_FILE: ROOT / "sql" / "collect" / "he-thong-tinh.yaml",
    BODIES_FILE: ROOT / "danvan_workflow" / "register" / "data" / "bodies.yaml",
}


@pytest.mark.parametrize("kind", FILES, ids=lambda kind: kind.model.__name__)
@given(st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_file_with_a_stroke_in_it_is_read_or_refused(kind: Kind[object], data: st.DataObject) -> None:
    text = FILES[kind].read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text) - 1))
    stroke = data.draw(st.text("ab:-{}[]'\"|>&*!%@#\n\t \x00\u2028ư", max_size=4))
    broken = text[:start] + stroke + text[start + data.draw(st.integers(0, 12)) :]
    assert sound(said_of(kind.error, lambda: read_text(kind, broken, "t.yaml")))


@given(trees(KEYS[SUBMISSION_FILE]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_submission_says_the_same_in_yaml_and_in_json(tree: object) -> None:
    written = {"format": "1", "cycle": "a.b.c", "agency": "L540", "persons": tree}
    in_json = json.dumps(written)
    in_yaml = yaml.safe_dump(written, default_style='"', sort_keys=False).replace('!!null "null"', "null")
    told = [
        {(problem.place, problem.message) for problem in said_of(InvalidInput, partial(read_submission_text, text, NOW))}
        for text in (in_json, in_yaml)
    ]
    assert told[0] == told[1]


@given(st.text("abc,;\t\"\n\r\x00'=1/", max_size=60), st.sampled_from(ROWS))
def test_any_rows_are_read_or_refused(text: str, model: type[BaseModel]) -> None:
    for written in (text, ",".join(model.model_fields) + "\n" + text):
        found = read_rows(model, written, "t.csv", tuple(model.model_fields)[:1])
        assert sound(found.problems)
        assert found.rows or found.problems or not written.partition("\n")[2].strip()


@given(st.lists(st.tuples(st.just("t.csv"), st.text('ab,;\n"agency,role,email,predecessor', max_size=80)), max_size=3))
def test_any_files_of_a_register_are_read_or_refused(files: list[tuple[str, str]]) -> None:
    assert sound(said_of(InvalidInput, lambda: read_register_files(files)))
