"""Tasks that are the sending in of a document: whose came, and of whom nothing came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from danvan_workflow.duty.states import DutyState
from danvan_workflow.duty.submission import TaskState
from danvan_workflow.duty.tasks import TaskWord
from danvan_workflow.plan.check_ladder import delivers
from danvan_workflow.plan.models import Plan
from danvan_workflow.store import cycles
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import DutyRow
from danvan_workflow.store.unit_of_work import UnitOfWork

Key = tuple[str, str]
_NOTHING_CAME = (DutyState.MISSING, DutyState.RETURNED)


def deliveries(uow: UnitOfWork, plan: Plan, now: dt.datetime) -> Mapping[Key, TaskWord | None]:
    """By (task, agency): a whole document that had come by `now`, None where an opened cycle asks for one and none had."""
    return dict(_deliveries(uow, plan, now))


def _deliveries(uow: UnitOfWork, plan: Plan, now: dt.datetime) -> Iterator[tuple[Key, TaskWord | None]]:
    asked = {one.id: [task.id for task in plan.tasks if delivers(one, task)] for one in plan.obligations}
    opened = cycles.cycles_of(uow, [plan.id]) if any(asked.values()) else ()
    for cycle in (cycle for cycle in opened if asked.get(cycle.obligation)):
        for duty in cycles.duties_of(uow, cycle.cycle_id):
            state = duty_standing(duty, now).status.state
            for task in asked[cycle.obligation]:
                if state is DutyState.ACCEPTED:
                    yield (task, duty.agency), _delivered(duty, cycle.cycle_id, now)
                elif state in _NOTHING_CAME and duty.owes:
                    yield (task, duty.agency), None


def _delivered(duty: DutyRow, cycle_id: str, now: dt.datetime) -> TaskWord:
    newest = [version for version in duty.submissions if version.sent_at <= now][-1]
    return TaskWord(TaskState.DONE, 100, newest.document_number, cycle_id, is_delivered=True)
