"""From a file to a plan, with the line of every place in it; all problems of the format at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from danvan_workflow.errors import InvalidPlan
from danvan_workflow.plan.models import Plan
from danvan_workflow.reading.reader import Kind, read_text, text_of_file
from danvan_workflow.reading.strict_yaml import Place, line_of

PLAN_FILE = Kind("kế hoạch", Plan, error=InvalidPlan)


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan with the text it came from. `sha256` is that of `text` in UTF-8; `lines` are 1-based."""

    plan: Plan
    lines: Mapping[Place, int] = field(repr=False)
    text: str = field(repr=False)
    sha256: str
    file: str = ""

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the nearest part around it."""
        return line_of(self.lines, place)


def load_plan(path: Path) -> Plan:
    """The plan of a file. Raises InvalidPlan with every problem."""
    return open_plan(path).plan


def load_plan_text(text: str, file: str = "") -> Plan:
    """The plan of a YAML text; `file` names it in the problems. Raises InvalidPlan with every problem."""
    return open_plan_text(text, file).plan


def open_plan(path: Path) -> LoadedPlan:
    """As load_plan, with text and lines."""
    return open_plan_text(text_of_file(PLAN_FILE, path), path.name)


@lru_cache(maxsize=64)
def open_plan_text(text: str, file: str = "") -> LoadedPlan:
    """As load_plan_text, with text and lines. The digest is that of the text as it was given.

    The same text is read once a process: nothing in a LoadedPlan may be changed.
    """
    plan, document = read_text(PLAN_FILE, text, file)
    return LoadedPlan(plan, document.lines, text, hashlib.sha256(text.encode()).hexdigest(), file)
