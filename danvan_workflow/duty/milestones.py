"""The milestones of a cycle, one row each in the grid of its run, and how such a row ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

OPEN, DUE, COLLECT, CONSOLIDATE, APPROVE, ISSUE = "open", "due", "collect", "consolidate", "approve", "issue"


class Outcome(StrEnum):
    """How a row of the grid ended."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MilestoneMark:
    """One end of one row. `milestone` is one of the names above, or `rung:<number>`; `run` is Airflow's run id."""

    milestone: str
    outcome: Outcome
    why: str
    run: str
    at: dt.datetime
