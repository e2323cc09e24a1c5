"""When a last day moves, the notices follow: what waits about the old day is withdrawn, who still owes is told the new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from danvan_workflow.duty.ladder import rungs_covered, rungs_told
from danvan_workflow.duty.notice_state import REACHED, NoticeReason
from danvan_workflow.duty.rung import from_json
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.register.models import ContactRole
from danvan_workflow.services.letters.outbox_rows import contacts_of, queue, rung_rows, told_rungs
from danvan_workflow.services.letters.payloads import DeadlineMoved
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import notices
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import CycleRow, DutyRow, NoticeRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def tell_new_day(
    runtime: Runtime,
    uow: UnitOfWork,
    cycle: CycleRow,
    moved: Mapping[int, dt.date],
    duties: Iterable[DutyRow],
    document: str,
    now: dt.datetime,
) -> int:
    """Let the notices follow duties whose last day has just moved; `moved` holds their old days. Returns how many are told.

    Only those who still owe are told, and of them only those whom a letter may have reached: for the others the letters that
    wait say the new day when they leave. The rungs of the new day that have already come are written down as covered.
    """
    rows = notices.notices_of(uow, cycle.cycle_id)
    open_duties = [duty for duty in duties if duty_standing(duty, now).is_open]
    _withdraw(uow, [duty.id for duty in open_duties])
    told = [duty for duty in open_duties if any(row.duty_id == duty.id and row.state in REACHED for row in rows)]
    rungs = told_rungs(rows, cycle)
    for duty in told:
        _tell(runtime, uow, cycle, duty, moved[duty.id], document, rows, now)
        _cover(runtime, uow, cycle, duty, rungs.get(duty.id, []), now)
    return len(told)


def _withdraw(uow: UnitOfWork, duties: Sequence[int]) -> None:
    """A request that waits stays: it will say the new day."""
    why = NoticeReason.NEW_DEADLINE
    notices.cancel_pending(uow, duties, why, rungs_only=True, but=(NoticeKind.REQUEST,))
    notices.cancel_pending(uow, duties, why, kinds=(NoticeKind.DEADLINE_CHANGED,))


def _tell(
    runtime: Runtime,
    uow: UnitOfWork,
    cycle: CycleRow,
    duty: DutyRow,
    previous: dt.date,
    document: str,
    rows: Sequence[NoticeRow],
    now: dt.datetime,
) -> None:
    day = duty.last_day.isoformat()
    earlier = sum(row.duty_id == duty.id and row.kind == NoticeKind.DEADLINE_CHANGED for row in rows)
    payload = DeadlineMoved(last_day=duty.last_day, previous=previous, document=document)
    contacts = contacts_of(runtime, duty.agency, ContactRole.FOCAL, vietnam_date(now))
    suffix = f"{day}.{earlier + 1}" if earlier else day  # a day may be given, taken back and given again
    queue(runtime, uow, cycle, NoticeKind.DEADLINE_CHANGED, contacts, now, duty=duty, payload=payload, suffix=suffix)


def _cover(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, duty: DutyRow, told: list[tuple[int, dt.date]], now: dt.datetime
) -> None:
    """The rungs of today, too: nobody gets the news and a reminder on one day."""
    ladder = from_json(duty.ladder)
    done = rungs_told(ladder, told, duty.last_day)
    covered = rungs_covered(ladder, duty.last_day, done, vietnam_date(now), runtime.calendar.shift)
    for rung in covered:
        notices.plan_notices(uow, rung_rows(runtime, cycle, duty, rung, now, NoticeReason.COVERED))
