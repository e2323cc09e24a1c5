"""The words that templates compare states and kinds with are words that those have: a renamed state can't slip by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.states import DutyState, SubmissionState
from danvan_workflow.register.models import AgencyKind
from danvan_workflow.statutory.indicators import IndicatorKind
from danvan_workflow.views.cycle.timeline import StopState

ROOT = Path(__file__).parents[2]
KNOWN = {
    "state": {*DutyState, *SubmissionState, *CycleState, *StopState},
    "kind": {*IndicatorKind, *AgencyKind},
}
COMPARED = re.compile(r"\.(state|kind) (?:==|!=|in) (\"\w+\"|\([^)]*\))")


def compared() -> Iterator[tuple[str, str, str]]:
    """(template, what is compared, the word)"""
    for folder in (ROOT / "templates", ROOT / "danvan_workflow"):
        for file in sorted(folder.rglob("*.j2")):
            for what, words in COMPARED.findall(file.read_text(encoding="utf-8")):
                yield from ((file.name, what, word) for word in re.findall(r"\w+", words))


@pytest.mark.parametrize(("template", "what", "word"), sorted(set(compared())))
def test_a_template_compares_with_a_word_that_is_there(template: str, what: str, word: str) -> None:
    assert word in KNOWN[what]


def test_there_is_something_to_compare() -> None:
    assert len(set(compared())) >= 8
