"""What letters and previews call things: the rungs of a plan, what is owed, the day off on which a document's last day falls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from danvan_workflow.plan.models import Obligation, Plan
from danvan_workflow.plan.schedule import due_phrase
from danvan_workflow.statutory.deadline import literal_last_day
from danvan_workflow.statutory.period import Period
from danvan_workflow.statutory.wording import in_sentence, short_date
from danvan_workflow.statutory.workdays import WorkCalendar
from danvan_workflow.store.tables import CycleRow


def rungs_to_come(plan: Plan, moments: Mapping[int, dt.datetime], now: dt.datetime) -> tuple[tuple[str, dt.datetime], ...]:
    """Title and moment of each rung after `now`, by the rung's number; `moments` are those of the cycle."""
    rungs = plan.ladder.rungs
    return tuple((rungs[n - 1].title, moment) for n, moment in sorted(moments.items()) if moment > now)


def owed(obligation: Obligation, cycle: CycleRow) -> str:
    """What an agency owes in a cycle, as inside a sentence. A cycle without a period is named by the thing itself."""
    label, product = in_sentence(cycle.label), cycle.kind.words.product
    if cycle.period:
        return f"{in_sentence(obligation.title)} {label}"
    return label if label.split()[:2] == product.split()[:2] else f"{product} “{cycle.label}”"


def day_off_note(plan: Plan, cycle: CycleRow, calendar: WorkCalendar) -> str:
    """Why the last day isn't the one that the document's words name, in brackets; empty where it is."""
    spec = next((spec for spec in plan.obligation(cycle.obligation).cycles if spec.key == cycle.key), None)
    if spec is None:
        return ""
    named = literal_last_day(due_phrase(spec.due), Period.parse(cycle.period) if cycle.period else None, calendar)
    return f" (ngày {short_date(named)} là ngày nghỉ)" if named != cycle.last_day else ""
