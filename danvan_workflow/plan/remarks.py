"""One remark of a check on a plan, before it has a line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from danvan_workflow.errors import Severity
from danvan_workflow.reading.strict_yaml import Place

MOST_OFFERED = 12


@dataclass(frozen=True, slots=True)
class Remark:
    """What is amiss at a place of the plan; sentences are Vietnamese."""

    place: Place
    message: str
    value: str = ""
    accepted: str = ""
    severity: Severity = Severity.ERROR


def nearest(name: str, known: Collection[str]) -> str:
    """The known names nearest to `name`; the first dozen where none is near."""
    return ", ".join(get_close_matches(name, known, n=3, cutoff=0.5) or list(known)[:MOST_OFFERED])
