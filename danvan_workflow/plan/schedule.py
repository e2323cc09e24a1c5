"""The cycles that a plan's text fixes, with every date worked out."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from danvan_workflow.errors import UnknownName
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.models import CycleSpec, Due, Obligation, ObligationKind, Plan
from danvan_workflow.statutory.deadline import (
    Before,
    By,
    DayOffPolicy,
    DayOfLastMonth,
    DuePhrase,
    WorkingDaysAfterCutoff,
    last_admissible_day,
    phrase_text,
)
from danvan_workflow.statutory.period import Period
from danvan_workflow.statutory.windows import DataWindow, data_window
from danvan_workflow.statutory.workdays import WorkCalendar
from danvan_workflow.text import upper_first

JSON_KEYS = (
    "plan",
    "obligation",
    "cycle",
    "data_first_day",
    "data_last_day",
    "opens_on",
    "due_phrase",
    "last_admissible_day",
    "collector_due_on",
    "assumed",
)


@dataclass(frozen=True, slots=True)
class PlannedCycle:
    """One occurrence of an obligation. All days are included ones, in Asia/Ho_Chi_Minh.

    `period` and the data days are None where no figures cover a period. `assumed` says that the document doesn't name this
    cycle. `estimate` says that figures between the due day and the cut-off are estimates (ước thực hiện).
    """

    plan: str
    obligation: str
    key: str
    cycle_id: str
    label: str
    kind: ObligationKind
    period: str | None
    data_first_day: dt.date | None
    data_last_day: dt.date | None
    opens_on: dt.date
    due_phrase: str
    last_admissible_day: dt.date
    collector_due_on: dt.date
    assumed: bool
    estimate: bool

    def to_json(self) -> dict[str, str | bool | None]:
        """The ten keys of JSON_KEYS, days in ISO form; `cycle` is the key within the obligation."""
        values = {**asdict(self), "cycle": self.key}
        return {key: _json_value(values[key]) for key in JSON_KEYS}


def planned_cycles(plan: Plan, calendar: WorkCalendar) -> tuple[PlannedCycle, ...]:
    """All cycles of a plan, by opening day, then last day, then order in the file.

    Raises NotCovered where calendar or law don't reach a date; ad hoc obligations have no cycles here.
    """
    found = [plan_cycle(plan, obligation, cycle, calendar) for obligation in plan.obligations for cycle in obligation.cycles]
    return tuple(sorted(found, key=lambda cycle: (cycle.opens_on, cycle.last_admissible_day)))


def plan_cycle(plan: Plan, obligation: Obligation, cycle: CycleSpec, calendar: WorkCalendar) -> PlannedCycle:
    """One cycle with its dates, also for a cycle that isn't in the file (ad hoc)."""
    window = _window(cycle)
    last_day = last_day_of(obligation, cycle, calendar)
    return PlannedCycle(
        plan=plan.id,
        obligation=obligation.id,
        key=cycle.key,
        cycle_id=str(CycleId(plan.id, obligation.id, cycle.key)),
        label=cycle.label or _label(obligation, cycle),
        kind=obligation.kind,
        period=cycle.period,
        data_first_day=window.first_day if window else None,
        data_last_day=window.last_day if window else None,
        opens_on=cycle.opens_on or calendar.shift(last_day, -obligation.opens.working_days),
        due_phrase=phrase_text(due_phrase(cycle.due)),
        last_admissible_day=last_day,
        collector_due_on=cycle.collector_due_on or calendar.shift(last_day, obligation.collector_due.working_days),
        assumed=obligation.assumed or cycle.assumed,
        estimate=cycle.estimate,
    )


def last_day_of(obligation: Obligation, cycle: CycleSpec, calendar: WorkCalendar) -> dt.date:
    """The last admissible day of a cycle under the obligation's day-off policy."""
    period = Period.parse(cycle.period) if cycle.period else None
    return last_admissible_day(due_phrase(cycle.due), period, DayOffPolicy(obligation.day_off.policy), calendar)


def due_phrase(due: Due) -> DuePhrase:
    """The plan's due as the phrase of the statutory layer."""
    if due.before is not None:
        return Before(due.before)
    if due.by is not None:
        return By(due.by)
    if due.day_of_last_month is not None:
        return DayOfLastMonth(due.day_of_last_month)
    assert due.working_days_after_cutoff is not None  # Due says exactly one of the four
    return WorkingDaysAfterCutoff(due.working_days_after_cutoff)


def find_cycle(plan: Plan, name: str) -> tuple[Obligation, CycleSpec]:
    """The cycle that a person means by `2025-q1` (of the first obligation), `dinh-ky/2025-q1` or a full cycle id.

    Raises UnknownName with the nearest names.
    """
    known = {f"{o.id}/{c.key}": (o, c) for o in plan.obligations for c in o.cycles}
    wanted = _qualified(plan, name)
    if wanted not in known:
        first = plan.obligations[0].id if plan.obligations else ""
        raise UnknownName("kỳ báo cáo", name, [text.removeprefix(f"{first}/") for text in known])
    return known[wanted]


def _qualified(plan: Plan, name: str) -> str:
    full = CycleId.find(name)
    if full and full.plan == plan.id:
        return full.short
    return name if "/" in name or not plan.obligations else f"{plan.obligations[0].id}/{name}"


def _window(cycle: CycleSpec) -> DataWindow | None:
    return data_window(Period.parse(cycle.period)) if cycle.period else None


def _label(obligation: Obligation, cycle: CycleSpec) -> str:
    text = Period.parse(cycle.period).label() if cycle.period else obligation.title
    return upper_first(text)


def _json_value(value: object) -> str | bool | None:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, bool) or value is None else str(value)
