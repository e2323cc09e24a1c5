"""One word for one thing: a class has one meaning, a stored word is compared through its enumeration, the glossary agrees."""

from __future__ import annotations

import ast
import importlib
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.events import ActKind, EventKind
from danvan_workflow.duty.milestones import Milestone, Outcome
from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.duty.outline import PersonRole
from danvan_workflow.duty.states import DutyState, SubmissionState
from danvan_workflow.duty.submission import TaskState
from danvan_workflow.errors import Severity
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.register.models import ContactRole

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "danvan_workflow"
WORDS: tuple[type[StrEnum], ...] = (
    ActKind,
    ContactRole,
    CycleState,
    Decision,
    DutyState,
    EventKind,
    Milestone,
    NoticeKind,
    NoticeState,
    ObligationKind,
    Outcome,
    PersonRole,
    Severity,
    SubmissionState,
    TaskState,
)
COLUMNS = frozenset({"state", "kind", "decision", "severity", "status_code", "role"})
"""What stored words stand in. Airflow's own states have the name too, but come as items of its answers, not as attributes."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        yield str(file.relative_to(PACKAGE)), ast.parse(file.read_text("utf-8"))


def test_a_class_has_a_name_of_its_own() -> None:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(name)
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_stored_words_are_compared_through_their_enumerations() -> None:
    values = {word.value for words in WORDS for word in words}
    assert [f"{name}:{node.lineno}" for name, tree in modules() for node in ast.walk(tree) if is_raw(node, values)] == []


def is_raw(node: ast.AST, values: set[str]) -> bool:
    """`row.state == "issued"`, or the same with `in`."""
    if not isinstance(node, ast.Compare):
        return False
    sides = (node.left, *node.comparators)
    asked = any(isinstance(side, ast.Attribute) and side.attr in COLUMNS for side in sides)
    return asked and any(isinstance(n, ast.Constant) and n.value in values for side in sides for n in ast.walk(side))


def test_a_raw_comparison_would_be_seen() -> None:
    tree = ast.parse('row.state == "issued"\nrow.state in ("sent", "failed")\nrow.state is CycleState.ISSUED\nname == "issued"')
    assert [is_raw(node.value, {"issued", "sent", "failed"}) for node in tree.body if isinstance(node, ast.Expr)] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_word_has_a_vietnamese_label_and_no_two_share_one(words: type[StrEnum]) -> None:
    labels = [word.label for word in words]  # type: ignore[attr-defined]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def glossary() -> Iterator[tuple[str, str, str]]:
    """Code, Vietnamese, meaning of each row that names a member: `CycleState.OPEN`."""
    for line in (PROJECT / "GLOSSARY.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and "." in cells[0] and " " not in cells[0]:
            yield cells[0], cells[1], cells[2]


def test_the_glossary_says_what_the_code_says() -> None:
    known = {f"{words.__name__}.{word.name}": word.label for words in WORDS for word in words}  # type: ignore[attr-defined]
    told = {code: vietnamese for code, vietnamese, _ in glossary()}
    assert told == known


def test_the_words_are_found_where_the_glossary_says() -> None:
    text = (PROJECT / "GLOSSARY.md").read_text("utf-8")
    for words in WORDS:
        assert f"`{words.__module__.removeprefix('danvan_workflow.')}`" in text
        assert getattr(importlib.import_module(words.__module__), words.__name__) is words
