"""What the rungs of a plan are called beside the day that they belong to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from danvan_workflow.plan.models import Plan


def rungs_to_come(plan: Plan, moments: Mapping[int, dt.datetime], now: dt.datetime) -> tuple[tuple[str, dt.datetime], ...]:
    """Title and moment of each rung after `now`, by the rung's number; `moments` are those of the cycle."""
    rungs = plan.ladder.rungs
    return tuple((rungs[n - 1].title, moment) for n, moment in sorted(moments.items()) if moment > now)
