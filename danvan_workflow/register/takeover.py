"""When an agency took over from others: the day of the succession in the register, whenever anybody acted on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from danvan_workflow.register.models import Succession
from danvan_workflow.register.register import Register


def takeovers(register: Register, codes: Iterable[str], heir: str) -> tuple[Succession, ...]:
    """Every step by which what `codes` had came to `heir`, oldest first, each once: from body to body, day by day.

    What two mergers moved came in two steps: the bodies that the first one founded are the predecessors of the second.
    """
    found: dict[Succession, None] = {}
    for code in codes:
        _follow(register, code, heir, found)
    return tuple(sorted(found, key=lambda step: (step.effective_on, step.predecessor, step.successor)))


def taken_over_on(register: Register, code: str, heir: str) -> dt.date | None:
    """The day since which `heir` stands for `code`; None where nothing of it ever came there."""
    days = [step.effective_on for step in takeovers(register, [code], heir) if step.successor == heir]
    return min(days, default=None)


def _follow(register: Register, code: str, heir: str, found: dict[Succession, None]) -> bool:
    """Whether a way leads from `code` to `heir`; its steps go into `found`."""
    if code == heir:
        return True
    ways = [step for step in register.successions_from(code) if _follow(register, step.successor, heir, found)]
    found.update(dict.fromkeys(ways))
    return bool(ways)
