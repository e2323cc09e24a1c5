"""The outbox: which letters are owed, each once, and sending what waits.

A row exists before its letter: unique key, claimed by a conditional update, sent with a Message-ID made of the key, then marked.
A row left in `sending` has an unknown outcome: the watchdog shows it to a person, nothing sends it again by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from danvan_workflow.duty.ladder import (
    STALE_AFTER_WORKING_DAYS,
    Audience,
    Rung,
    from_json,
    rung_moment,
    rungs_due,
    sending_day,
)
from danvan_workflow.errors import TransportError, UserError
from danvan_workflow.notify.messages import message_id
from danvan_workflow.notify.transport import OutcomeUnknown
from danvan_workflow.plan.models import Plan
from danvan_workflow.register import Contact, ContactRole
from danvan_workflow.services.cycle_status import duty_view
from danvan_workflow.services.letters import letter
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.store import cycles, events, notices
from danvan_workflow.store.tables import CycleRow, DutyRow, NoticeRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

COLLECTOR_RUNG_KEY = "collector"


@dataclass(frozen=True, slots=True)
class SendResult:
    """How many letters left, how many were not needed or withheld, how many the server refused or may have lost."""

    sent: int = 0
    skipped: int = 0
    failed: int = 0


def queue_due_rungs(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, plan: Plan, now: dt.datetime) -> None:
    """Put the letters into the outbox that the ladders of the duties still owed ask for at `now`."""
    day = sending_day(now, plan.ladder.send_at)
    done = _done_rungs(notices.notices_of(uow, cycle.cycle_id))
    digest: list[tuple[DutyRow, Rung]] = []
    rows: list[dict[str, Any]] = []
    reminded: list[int] = []
    for duty in cycles.duties_of(uow, cycle.cycle_id):
        if not duty.owes or not duty_view(duty, now).status.state.is_open:
            continue
        due = rungs_due(from_json(duty.ladder), duty.last_day, done.get(duty.id, set()), day, runtime.calendar.shift)
        for rung in due.skipped:
            rows += _rung_rows(runtime, cycle, duty, rung, now, "stale" if due.stale else "superseded_by_higher_rung")
        if due.send and due.send.audience is Audience.LEADER:
            digest.append((duty, due.send))
        elif due.send:
            reminded.append(duty.id)
            rows += _rung_rows(runtime, cycle, duty, due.send, now)
    rows += _digest_rows(runtime, cycle, plan, digest, now)
    notices.cancel_pending(uow, reminded, "superseded_by_higher_rung", rungs_only=True)
    notices.plan_notices(uow, rows)


def _done_rungs(rows: Iterable[NoticeRow]) -> dict[int, set[int]]:
    """Rungs already decided, by duty; a digest names its duties in the payload."""
    done: dict[int, set[int]] = {}
    for row in rows:
        if row.rung is not None:
            for duty in [row.duty_id, *row.payload.get("duties", [])]:
                if duty is not None:
                    done.setdefault(duty, set()).add(row.rung)
    return done


def _rung_rows(
    runtime: Runtime, cycle: CycleRow, duty: DutyRow, rung: Rung, now: dt.datetime, skipped: str = ""
) -> list[dict[str, Any]]:
    role = {Audience.FOCAL: ContactRole.FOCAL, Audience.HEAD: ContactRole.HEAD}.get(rung.audience, ContactRole.FOCAL)
    return [
        _row(cycle, rung.kind, contact, now, duty=duty, rung=rung.number, skipped=skipped)
        for contact in contacts_of(runtime, duty.agency, role, vietnam_date(now))
    ]


def _digest_rows(
    runtime: Runtime, cycle: CycleRow, plan: Plan, late: list[tuple[DutyRow, Rung]], now: dt.datetime
) -> Iterator[dict[str, Any]]:
    """One letter to each leader of the collector about all those who still owe."""
    if not late:
        return
    rung = late[0][1]
    payload = {"duties": [duty.id for duty, _ in late]}
    for collector in collector_on(runtime, plan, vietnam_date(now)):
        for contact in contacts_of(runtime, collector, ContactRole.LEADER, vietnam_date(now)):
            yield _row(cycle, rung.kind, contact, now, rung=rung.number, payload=payload, suffix=f"{vietnam_date(now)}")


def collector_on(runtime: Runtime, plan: Plan, day: dt.date) -> tuple[str, ...]:
    """The collector, or who stands in its place on that day."""
    return tuple(code for code, _ in runtime.register.successors(plan.collector.agency, day))


def contacts_of(runtime: Runtime, agency: str, role: ContactRole, day: dt.date) -> tuple[Contact, ...]:
    """The contacts of an agency in a role; where there is none, those who take its post at all."""
    contacts = runtime.register.contacts(agency, day)
    return tuple(contact for contact in contacts if contact.role is role) or contacts[:1]


def _row(
    cycle: CycleRow,
    kind: str,
    contact: Contact,
    now: dt.datetime,
    *,
    duty: DutyRow | None = None,
    rung: int | None = None,
    payload: Mapping[str, Any] | None = None,
    suffix: str = "",
    skipped: str = "",
) -> dict[str, Any]:
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
        "state": "skipped" if skipped else "pending",
        "status_code": skipped or "queued",
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
    skipped = "cycle_long_past" if long_past(runtime, cycle, runtime.plan_of(cycle).plan, now) else ""
    rows = [_row(cycle, kind, c, now, duty=duty, payload=payload, suffix=suffix, skipped=skipped) for c in contacts]
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
    sections: tuple[str, ...],
    reason: str,
    now: dt.datetime,
) -> None:
    """The returned version, with the sections to mend and the reason."""
    contacts = contacts_of(runtime, duty.agency, ContactRole.FOCAL, vietnam_date(now))
    payload = {"submission": version.id, "sections": list(sections), "reason": reason}
    queue(runtime, uow, cycle, "return", contacts, now, duty=duty, payload=payload, suffix=f"v{version.version}")


def queue_passed_on(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, heir: DutyRow, now: dt.datetime) -> None:
    """The news to a successor that it now owes."""
    contacts = contacts_of(runtime, heir.agency, ContactRole.FOCAL, vietnam_date(now))
    queue(runtime, uow, cycle, "duty_passed_on", contacts, now, duty=heir)


def send_pending(runtime: Runtime, cycle_id: str, now: dt.datetime) -> SendResult:
    """Send what waits in the outbox for a cycle, one letter after the other, each claimed first."""
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        waiting = [row.id for row in notices.pending(uow, cycle_id)]
    sent = failed = 0
    for notice_id in waiting:
        outcome = _send_one(runtime, cycle, plan, notice_id, now)
        sent += outcome is True
        failed += outcome is False
    return SendResult(sent=sent, failed=failed)


def _send_one(runtime: Runtime, cycle: CycleRow, plan: Plan, notice_id: int, now: dt.datetime) -> bool | None:
    """True: handed over. False: unwritable, refused or unknown. None: another worker has it, or it was withdrawn."""
    transport = runtime.transport()
    with runtime.uow() as uow:
        if not notices.claim(uow, notice_id, now):
            return None
        try:
            message = letter(runtime, uow, cycle, plan, uow.session.get_one(NoticeRow, notice_id), now)
        except UserError as error:  # what the letter lacks can be mended (a template, a name): it waits, the others go on
            notices.mark(uow, notice_id, "pending", "unwritable", detail=str(error))
            return False
        try:
            transport.send(message)
        except OutcomeUnknown as error:
            notices.mark(uow, notice_id, "unknown", "outcome_unknown", detail=str(error), subject=message.subject)
            return False
        except TransportError as error:
            again = "failed" if error.permanent else "pending"
            code = "refused_for_good" if error.permanent else "try_again"
            notices.mark(uow, notice_id, again, code, detail=str(error), subject=message.subject)
            return False
        notices.mark(uow, notice_id, "sent", "sent", sent_at=now, subject=message.subject, detail="")
        return True


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """A letter as a rehearsal shows it: who would get what, when."""

    moment: dt.datetime
    rung: int
    kind: str
    agency: str
    agency_name: str
    recipient: str


def rehearse(runtime: Runtime, cycle_id: str, now: dt.datetime) -> tuple[PlannedLetter, ...]:
    """Exactly who would get which rung from `now` on if nothing more came in, by moment and agency. Sends and writes nothing."""
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        done = _done_rungs(notices.notices_of(uow, cycle_id))
        open_duties = [d for d in cycles.duties_of(uow, cycle_id) if d.owes and duty_view(d, now).status.state.is_open]
    if long_past(runtime, cycle, plan, now):
        return ()
    letters = [item for duty in open_duties for item in _planned(runtime, plan, duty, done.get(duty.id, set()), now)]
    return tuple(sorted(letters, key=lambda item: (item.moment, item.rung, item.agency)))


def _planned(runtime: Runtime, plan: Plan, duty: DutyRow, done: set[int], now: dt.datetime) -> Iterator[PlannedLetter]:
    day = sending_day(now, plan.ladder.send_at)
    ladder = from_json(duty.ladder)
    due = rungs_due(ladder, duty.last_day, done, day, runtime.calendar.shift)
    for rung in ladder:
        moment = rung_moment(rung, duty.last_day, runtime.calendar.shift, plan.ladder.send_at)
        if rung.number in done or rung in due.skipped or (moment <= now and rung != due.send):
            continue
        for address in _addresses(runtime, plan, duty, rung, vietnam_date(max(moment, now))):
            yield PlannedLetter(max(moment, now), rung.number, rung.kind, duty.agency, duty.agency_name, address)


def _addresses(runtime: Runtime, plan: Plan, duty: DutyRow, rung: Rung, day: dt.date) -> Iterator[str]:
    role = {Audience.FOCAL: ContactRole.FOCAL, Audience.HEAD: ContactRole.HEAD, Audience.LEADER: ContactRole.LEADER}[
        rung.audience
    ]
    agencies = collector_on(runtime, plan, day) if rung.audience is Audience.LEADER else (duty.agency,)
    for agency in agencies:
        yield from (contact.email for contact in contacts_of(runtime, agency, role, day))


def note_failures(uow: UnitOfWork, cycle_id: str, result: SendResult, now: dt.datetime) -> None:
    """Keep in the audit log that letters could not be sent."""
    if result.failed:
        events.record(uow, "letters_failed", now, cycle_id=cycle_id, failed=result.failed)
