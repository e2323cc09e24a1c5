"""One word for one thing: a class has one meaning, a stored word is compared through its enumeration, the glossary agrees."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from architecture.words import GLOSSARY, WORDS, label_of, section

PACKAGE = Path(__file__).resolve().parents[2] / "danvan_workflow"
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
    assert [f"{name}:{node.lineno}" for name, tree in modules() for node in comparisons(tree) if is_raw(node, values)] == []


def comparisons(tree: ast.Module) -> Iterator[ast.Compare]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Compare))


def is_raw(node: ast.Compare, values: set[str]) -> bool:
    """`row.state == "issued"`, or the same with `in`."""
    sides = (node.left, *node.comparators)
    asked = any(isinstance(side, ast.Attribute) and side.attr in COLUMNS for side in sides)
    return asked and any(isinstance(n, ast.Constant) and n.value in values for side in sides for n in ast.walk(side))


def test_a_raw_comparison_would_be_seen() -> None:
    said = 'row.state == "issued"\nrow.state in ("sent", "failed")\nrow.state is CycleState.ISSUED\nname == "issued"'
    assert [is_raw(node, {"issued", "sent", "failed"}) for node in comparisons(ast.parse(said))] == [True, True, False, False]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_word_has_a_vietnamese_label_and_no_two_share_one(words: type[StrEnum]) -> None:
    labels = [label_of(word) for word in words]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_the_glossary_lists_the_words_of_the_code() -> None:
    told = GLOSSARY.read_text("utf-8")
    assert told.endswith(section()), "PYTHONPATH=tests python -m architecture.words"
