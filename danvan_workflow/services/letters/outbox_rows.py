"""Rows of the outbox: whom a letter goes to, under which key, and which last day a rung's letter was about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from danvan_workflow.duty.ladder import STALE_AFTER_WORKING_DAYS, Audience, Rung
from danvan_workflow.duty.notice_state import NoticeReason, NoticeState
from danvan_workflow.notify.messages import message_id
from danvan_workflow.plan.models import Plan
from danvan_workflow.register import Contact, ContactRole
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.store import notices
from danvan_workflow.store.tables import CycleRow, DutyRow, NoticeRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

COLLECTOR_RUNG_KEY = "collector"
LAST_DAY, LAST_DAYS, DUTIES = "last_day", "last_days", "duties"


def told_of(row: NoticeRow, cycle: CycleRow) -> Iterator[tuple[int, dt.date]]:
    """The duties that a rung's letter is about, each with its last day at that time; a digest names several.

    A row says the day only where it isn't the plan's.
    """
    if row.duty_id is not None:
        yield row.duty_id, _day(row.payload.get(LAST_DAY), cycle)
    days = row.payload.get(LAST_DAYS, {})
    yield from ((duty, _day(days.get(str(duty)), cycle)) for duty in row.payload.get(DUTIES, ()))


def _day(text: str | None, cycle: CycleRow) -> dt.date:
    return dt.date.fromisoformat(text) if text else cycle.last_day


def told_rungs(rows: Iterable[NoticeRow], cycle: CycleRow) -> dict[int, list[tuple[int, dt.date]]]:
    """Rungs already decided, by duty, each with the last day it was about."""
    told: dict[int, list[tuple[int, dt.date]]] = {}
    for row in rows:
        if row.rung is not None:
            for duty, day in told_of(row, cycle):
                told.setdefault(duty, []).append((row.rung, day))
    return told


def rung_rows(
    runtime: Runtime, cycle: CycleRow, duty: DutyRow, rung: Rung, now: dt.datetime, skipped: NoticeReason | None = None
) -> list[dict[str, Any]]:
    """A rung's rows for a duty, one a contact. Under the plan's own last day the key is plain; another day stands in it."""
    role = {Audience.FOCAL: ContactRole.FOCAL, Audience.HEAD: ContactRole.HEAD}.get(rung.audience, ContactRole.FOCAL)
    day = moved_day(cycle, duty)
    payload = {LAST_DAY: day} if day else {}
    return [
        row_of(cycle, rung.kind, contact, now, duty=duty, rung=rung.number, payload=payload, suffix=day, skipped=skipped)
        for contact in contacts_of(runtime, duty.agency, role, vietnam_date(now))
    ]


def moved_day(cycle: CycleRow, duty: DutyRow) -> str:
    """The last day of a duty as text where it isn't the plan's; empty where it is."""
    return duty.last_day.isoformat() if duty.last_day != cycle.last_day else ""


def digest_rows(
    runtime: Runtime, cycle: CycleRow, plan: Plan, late: list[tuple[DutyRow, Rung]], now: dt.datetime
) -> Iterator[dict[str, Any]]:
    """One letter to each leader of the collector about all those who still owe."""
    if not late:
        return
    rung = late[0][1]
    days = {str(duty.id): day for duty, _ in late if (day := moved_day(cycle, duty))}
    payload: dict[str, Any] = {DUTIES: [duty.id for duty, _ in late], **({LAST_DAYS: days} if days else {})}
    for collector in collector_on(runtime, plan, vietnam_date(now)):
        for contact in contacts_of(runtime, collector, ContactRole.LEADER, vietnam_date(now)):
            yield row_of(cycle, rung.kind, contact, now, rung=rung.number, payload=payload, suffix=f"{vietnam_date(now)}")


def collector_on(runtime: Runtime, plan: Plan, day: dt.date) -> tuple[str, ...]:
    """The collector, or who stands in its place on that day."""
    return tuple(code for code, _ in runtime.register.successors(plan.collector.agency, day))


def contacts_of(runtime: Runtime, agency: str, role: ContactRole, day: dt.date) -> tuple[Contact, ...]:
    """The contacts of an agency in a role; where there is none, those who take its post at all."""
    contacts = runtime.register.contacts(agency, day)
    return tuple(contact for contact in contacts if contact.role is role) or contacts[:1]


def row_of(
    cycle: CycleRow,
    kind: str,
    contact: Contact,
    now: dt.datetime,
    *,
    duty: DutyRow | None = None,
    rung: int | None = None,
    payload: Mapping[str, Any] | None = None,
    suffix: str = "",
    skipped: NoticeReason | None = None,
) -> dict[str, Any]:
    """A row of the outbox; the key says that this letter is owed once."""
    who = duty.agency if duty else COLLECTOR_RUNG_KEY
    key = "|".join(str(part) for part in (cycle.cycle_id, who, rung or kind, contact.email, suffix) if part != "")
    return {
        "key": key,
        "cycle_id": cycle.cycle_id,
        "duty_id": duty.id if duty else None,
        "agency": duty.agency if duty else "",
        "rung": rung,
        "kind": str(kind),
        "recipient": contact.email,
        "recipient_name": contact.name,
        "message_id": message_id(key),
        "subject": "",
        "payload": dict(payload or {}),
        "state": NoticeState.SKIPPED if skipped else NoticeState.PENDING,
        "status_code": skipped or NoticeReason.QUEUED,
        "detail": "",
        "attempts": 0,
        "planned_at": now,
        "claimed_at": None,
        "sent_at": None,
    }


def long_past(runtime: Runtime, cycle: CycleRow, plan: Plan, now: dt.datetime) -> bool:
    """True where the cycle's last rung lies so far back that nobody is written to any more."""
    offset = max((rung.offset for rung in plan.ladder.rungs), default=0)
    first_free = runtime.calendar.shift(vietnam_date(now), -max(offset, 0) - STALE_AFTER_WORKING_DAYS)
    return first_free > cycle.effective_last_day


def queue(
    runtime: Runtime,
    uow: UnitOfWork,
    cycle: CycleRow,
    kind: str,
    contacts: Iterable[Contact],
    now: dt.datetime,
    *,
    duty: DutyRow | None = None,
    payload: Mapping[str, Any] | None = None,
    suffix: str = "",
) -> int:
    """Queue one letter to each contact, once per key; for a cycle long past it is written down as withheld."""
    skipped = NoticeReason.LONG_PAST if long_past(runtime, cycle, runtime.plan_of(cycle).plan, now) else None
    rows = [row_of(cycle, kind, c, now, duty=duty, payload=payload, suffix=suffix, skipped=skipped) for c in contacts]
    return notices.plan_notices(uow, rows)


def queue_receipt(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, duty: DutyRow, version: SubmissionRow, now: dt.datetime
) -> None:
    """A receipt to the sender of a version."""
    contacts = contacts_of(runtime, duty.agency, ContactRole.FOCAL, vietnam_date(now))
    payload = {"submission": version.id}
    queue(runtime, uow, cycle, "receipt", contacts, now, duty=duty, payload=payload, suffix=f"v{version.version}")


def queue_return(
    runtime: Runtime,
    uow: UnitOfWork,
    cycle: CycleRow,
    duty: DutyRow,
    version: SubmissionRow,
    faults: Mapping[str, str],
    reason: str,
    now: dt.datetime,
) -> None:
    """The returned version; `faults` says by section what is to be mended there, and nothing where the reason says it all."""
    contacts = contacts_of(runtime, duty.agency, ContactRole.FOCAL, vietnam_date(now))
    payload = {"submission": version.id, "sections": list(faults), "faults": dict(faults), "reason": reason}
    queue(runtime, uow, cycle, "return", contacts, now, duty=duty, payload=payload, suffix=f"v{version.version}")


def queue_passed_on(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, heir: DutyRow, now: dt.datetime) -> None:
    """The news to a successor that it now owes."""
    contacts = contacts_of(runtime, heir.agency, ContactRole.FOCAL, vietnam_date(now))
    queue(runtime, uow, cycle, "duty_passed_on", contacts, now, duty=heir)
