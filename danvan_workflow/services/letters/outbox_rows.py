"""Rows of the outbox: whom a letter goes to, under which key, and which last day a rung's letter was about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from danvan_workflow.duty.ladder import STALE_AFTER_WORKING_DAYS
from danvan_workflow.duty.notice_state import NoticeReason, NoticeState
from danvan_workflow.duty.roll import collectors_on
from danvan_workflow.duty.rung import Audience, Rung
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.notify.messages import message_id
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.models import Contact, ContactRole
from danvan_workflow.services.letters.payloads import NoPayload, Payload, RungTold, VersionCame, VersionReturned
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import notices
from danvan_workflow.store.tables import CycleRow, DutyRow, NoticeRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

COLLECTOR_RUNG_KEY = "collector"
OutboxRow = Mapping[str, object]
"""The columns of a row that is yet to be stored."""


def told_of(row: NoticeRow, cycle: CycleRow) -> Iterator[tuple[int, dt.date]]:
    """The duties that a rung's letter is about, each with its last day at that time; a digest names several.

    A row says the day only where it isn't the plan's.
    """
    told = RungTold.from_json(row.payload)
    if row.duty_id is not None:
        yield row.duty_id, told.last_day or cycle.last_day
    days = told.last_days or {}
    yield from ((duty, days.get(duty, cycle.last_day)) for duty in told.duties or ())


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
) -> list[OutboxRow]:
    """A rung's rows for a duty, one a contact. Under the plan's own last day the key is plain; another day stands in it."""
    role = {Audience.FOCAL: ContactRole.FOCAL, Audience.HEAD: ContactRole.HEAD}.get(rung.audience, ContactRole.FOCAL)
    day = _moved_day(cycle, duty)
    told, suffix = RungTold(last_day=day), day.isoformat() if day else ""
    return [
        _row(runtime, cycle, rung.kind, contact, now, duty=duty, rung=rung.number, payload=told, suffix=suffix, skipped=skipped)
        for contact in contacts_of(runtime, duty.agency, role, vietnam_date(now))
    ]


def _moved_day(cycle: CycleRow, duty: DutyRow) -> dt.date | None:
    """The last day of a duty where it isn't the plan's."""
    return duty.last_day if duty.last_day != cycle.last_day else None


def digest_rows(
    runtime: Runtime, cycle: CycleRow, plan: Plan, late: list[tuple[DutyRow, Rung]], now: dt.datetime
) -> Iterator[OutboxRow]:
    """One letter to each leader of the collector about all those who still owe."""
    if not late:
        return
    rung = late[0][1]
    days = {duty.id: day for duty, _ in late if (day := _moved_day(cycle, duty))}
    told = RungTold(duties=tuple(duty.id for duty, _ in late), last_days=days or None)
    for collector in collector_on(runtime, plan, vietnam_date(now)):
        for contact in contacts_of(runtime, collector, ContactRole.LEADER, vietnam_date(now)):
            yield _row(runtime, cycle, rung.kind, contact, now, rung=rung.number, payload=told, suffix=f"{vietnam_date(now)}")


def collector_on(runtime: Runtime, plan: Plan, day: dt.date) -> tuple[str, ...]:
    """The collector, or who stands in its place on that day."""
    return collectors_on(plan, runtime.register, day)


def contacts_of(runtime: Runtime, agency: str, role: ContactRole, day: dt.date) -> tuple[Contact, ...]:
    """The contacts of an agency in a role; where there is none, those who take its post at all."""
    contacts = runtime.register.contacts(agency, day)
    return tuple(contact for contact in contacts if contact.role is role) or contacts[:1]


def _row(
    runtime: Runtime,
    cycle: CycleRow,
    kind: NoticeKind,
    contact: Contact,
    now: dt.datetime,
    *,
    duty: DutyRow | None = None,
    rung: int | None = None,
    payload: Payload,
    suffix: str = "",
    skipped: NoticeReason | None = None,
) -> OutboxRow:
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
        "message_id": message_id(key, runtime.settings.message_id_domain),
        "subject": "",
        "payload": payload.to_json(),
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
    kind: NoticeKind,
    contacts: Iterable[Contact],
    now: dt.datetime,
    *,
    duty: DutyRow | None = None,
    payload: Payload,
    suffix: str = "",
) -> int:
    """Queue one letter to each contact, once per key; for a cycle long past it is written down as withheld."""
    skipped = NoticeReason.LONG_PAST if long_past(runtime, cycle, runtime.plan_of(cycle).plan, now) else None
    rows = [_row(runtime, cycle, kind, c, now, duty=duty, payload=payload, suffix=suffix, skipped=skipped) for c in contacts]
    return notices.plan_notices(uow, rows)


def queue_receipt(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, duty: DutyRow, version: SubmissionRow, now: dt.datetime
) -> None:
    """A receipt to the sender of a version."""
    contacts = contacts_of(runtime, duty.agency, ContactRole.FOCAL, vietnam_date(now))
    payload = VersionCame(submission=version.id)
    queue(runtime, uow, cycle, NoticeKind.RECEIPT, contacts, now, duty=duty, payload=payload, suffix=f"v{version.version}")


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
    payload = VersionReturned(submission=version.id, sections=tuple(faults), faults=faults, reason=reason)
    queue(runtime, uow, cycle, NoticeKind.RETURN, contacts, now, duty=duty, payload=payload, suffix=f"v{version.version}")


def queue_passed_on(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, heir: DutyRow, now: dt.datetime) -> None:
    """The news to a successor that it now owes."""
    contacts = contacts_of(runtime, heir.agency, ContactRole.FOCAL, vietnam_date(now))
    queue(runtime, uow, cycle, NoticeKind.DUTY_PASSED_ON, contacts, now, duty=heir, payload=NoPayload())
