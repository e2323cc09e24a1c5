"""Tasks that are the sending in of a document, and the agencies of whom none came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from danvan_workflow.duty.states import DutyState
from danvan_workflow.plan.check_ladder import delivers
from danvan_workflow.plan.models import Plan
from danvan_workflow.store import cycles
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.unit_of_work import UnitOfWork

_NOTHING_CAME = (DutyState.MISSING, DutyState.RETURNED)


def undelivered(uow: UnitOfWork, plan: Plan, now: dt.datetime) -> frozenset[tuple[str, str]]:
    """(task, agency) of each document that an opened cycle asks for and that hadn't come by `now`."""
    return frozenset(_undelivered(uow, plan, now))


def _undelivered(uow: UnitOfWork, plan: Plan, now: dt.datetime) -> Iterator[tuple[str, str]]:
    asked = {one.id: [task.id for task in plan.tasks if delivers(one, task)] for one in plan.obligations}
    if not any(asked.values()):
        return
    for cycle in cycles.cycles_of(uow, [plan.id]):
        for duty in cycles.duties_of(uow, cycle.cycle_id) if asked.get(cycle.obligation) else ():
            standing = duty_standing(duty, now)
            if standing.owes and standing.status.state in _NOTHING_CAME:
                yield from ((task, duty.agency) for task in asked[cycle.obligation])
