"""What an agency came from and what it became, through all mergers, each step with its day and its paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from danvan_workflow.register.models import AgencyKind, Succession
from danvan_workflow.register.register import Register


@dataclass(frozen=True, slots=True)
class Relation:
    """One succession on the way to or from an agency. `share` is the part of the older one, empty for the whole of it."""

    code: str
    name: str
    kind: AgencyKind
    with_code: str
    with_name: str
    share: str
    effective_on: dt.date
    assumed: bool
    reason: str


def ancestry(register: Register, code: str) -> tuple[Relation, ...]:
    """Every step by which others passed into the agency, newest first."""
    steps = _steps(register.successions_into, lambda s: s.predecessor, code)
    return tuple(_relation(register, step, step.predecessor, step.successor) for step in steps)


def progeny(register: Register, code: str) -> tuple[Relation, ...]:
    """Every step by which the agency passed into others, oldest first."""
    steps = _steps(register.successions_from, lambda s: s.successor, code)
    return tuple(_relation(register, step, step.successor, step.predecessor) for step in steps)


def relatives(register: Register, code: str) -> frozenset[str]:
    """The agency, all it came from and all it became."""
    related = (*ancestry(register, code), *progeny(register, code))
    return frozenset({register.get(code).code, *(relation.code for relation in related)})


def _steps(next_of: Callable[[str], tuple[Succession, ...]], other: Callable[[Succession], str], code: str) -> list[Succession]:
    """Breadth first; each agency is gone through once."""
    found: list[Succession] = []
    seen, waiting = {code}, [code]
    while waiting:
        for step in next_of(waiting.pop(0)):
            found.append(step)
            if other(step) not in seen:
                seen.add(other(step))
                waiting.append(other(step))
    return found


def _relation(register: Register, step: Succession, code: str, with_code: str) -> Relation:
    agency = register.get(code)
    return Relation(
        code=code,
        name=agency.name,
        kind=agency.kind,
        with_code=with_code,
        with_name=register.get(with_code).name,
        share="" if step.share == 1 else str(step.share),
        effective_on=step.effective_on,
        assumed=step.assumed,
        reason=step.reason,
    )
