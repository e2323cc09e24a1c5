"""What moving the last day of a whole cycle would do: who moves, who keeps a day of its own, which letters, which new moments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import move_deadline
from danvan_workflow.services.cycle.moments import cycle_moments
from danvan_workflow.services.letters.names import rungs_to_come
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.views.previews.foresee import Foreseen, foresee


@dataclass(frozen=True, slots=True)
class MovedCycle:
    """A cycle after the move: `owing` agencies moved, `keeping` are those with a later day of their own.

    `reminders` are the rungs whose moment is still to come, each with its new moment.
    """

    owing: int
    keeping: tuple[tuple[str, dt.date], ...]
    collector_due_on: dt.date
    reminders: tuple[tuple[str, dt.datetime], ...]


def preview_move(runtime: Runtime, cycle_id: str, new_last_day: dt.date, act: Act, now: dt.datetime) -> Foreseen[MovedCycle]:
    """The move and its letters, foreseen; what the act itself would refuse is refused in the same words."""
    return foresee(runtime, cycle_id, now, lambda trial: _move(trial, cycle_id, new_last_day, act, now))


def _move(trial: Runtime, cycle_id: str, new_last_day: dt.date, act: Act, now: dt.datetime) -> MovedCycle:
    move_deadline(trial, cycle_id, new_last_day, act, now)
    moments = cycle_moments(trial, cycle_id)
    with trial.uow() as uow:
        cycle, plan = trial.cycle_plan(uow, cycle_id)
        views = [duty_standing(duty, now) for duty in cycles.duties_of(uow, cycle_id)]
        owing = [view for view in views if view.counts_as_owing]
        return MovedCycle(
            sum(view.last_day == new_last_day for view in owing),
            tuple((view.name, view.last_day) for view in owing if view.last_day != new_last_day),
            cycle.collector_due_on,
            rungs_to_come(plan, moments.rungs, now),
        )
