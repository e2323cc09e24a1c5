"""Telling people what the watchdog found: at most one letter a day to each address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

from danvan_workflow.duty.events import EventKind
from danvan_workflow.errors import DanvanError
from danvan_workflow.notify.messages import Message, message_id
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.models import ContactRole
from danvan_workflow.services.letters.outbox_rows import collector_on, contacts_of
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.look import watch
from danvan_workflow.services.watch.trouble import Code, Trouble, Urgency, midnight
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import events

KIND = EventKind.WATCH_ALERT
DAILY, DEADLINE = "watch", "deadline"
WARNING_WEEKDAY = 0
"""Monday: what there is still time for is told of once a week."""
BELONGS_TO_DEADLINE = frozenset({Code.OVERDUE, Code.NOT_OPENED})


@dataclass(frozen=True, slots=True)
class WatchAlert:
    """What the letter says: sentences about what is stuck on the day of writing, and about what will be."""

    as_of: dt.date
    stuck: tuple[str, ...]
    soon: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertResult:
    """Letters handed over, and sentences about those that could not be."""

    sent: int = 0
    problems: tuple[str, ...] = ()


def alert(runtime: Runtime, troubles: Sequence[Trouble], now: dt.datetime) -> AlertResult:
    """The daily letter: at once where something is stuck, on Mondays where something will be."""
    stuck = any(trouble.severity is Urgency.STUCK for trouble in troubles)
    if not stuck and (not troubles or vietnam_date(now).weekday() != WARNING_WEEKDAY):
        return AlertResult()
    return _send(runtime, troubles, f"{DAILY}|{vietnam_date(now)}", now)


def alert_overdue(runtime: Runtime, cycle_id: str, now: dt.datetime) -> AlertResult:
    """The letter about a cycle that its collector's own day found unfinished; none where it was issued or its day was moved."""
    troubles = [trouble for trouble in watch(runtime, now) if trouble.cycle_id == cycle_id]
    if not any(trouble.code in BELONGS_TO_DEADLINE for trouble in troubles):
        return AlertResult()
    return _send(runtime, troubles, f"{DEADLINE}|{cycle_id}|{vietnam_date(now)}", now)


def _send(runtime: Runtime, troubles: Sequence[Trouble], about: str, now: dt.datetime) -> AlertResult:
    letters = _addressed(runtime, troubles, vietnam_date(now))
    if not letters:
        return AlertResult(
            problems=("Chưa có nơi nhận thư báo động: đặt DANVAN_ALERT_TO (các địa chỉ cách nhau bằng dấu phẩy).",)
        )
    told = _told_today(runtime, now)
    outcomes = [
        _send_one(runtime, f"{about}|{to}", to, found, now) for to, found in letters.items() if f"{about}|{to}" not in told
    ]
    return AlertResult(sum(not outcome for outcome in outcomes), tuple(outcome for outcome in outcomes if outcome))


def _send_one(runtime: Runtime, key: str, to: str, troubles: Sequence[Trouble], now: dt.datetime) -> str:
    """Empty where the letter left; else why it did not. Written down only then, so that it leaves at the next call."""
    try:
        runtime.transport().send(_letter(runtime, key, to, troubles, now))
    except DanvanError as error:
        return f"Chưa gửi được thư báo động cho {to}: {error}"
    with runtime.uow() as uow:
        events.record(uow, KIND, now, key=key, troubles=len(troubles))
        uow.commit()
    return ""


def _told_today(runtime: Runtime, now: dt.datetime) -> set[str]:
    with runtime.uow() as uow:
        return {event.detail["key"] for event in events.events_since(uow, KIND, midnight(vietnam_date(now)))}


def _letter(runtime: Runtime, key: str, to: str, troubles: Iterable[Trouble], now: dt.datetime) -> Message:
    said = {severity: tuple(t.sentence for t in troubles if t.severity is severity) for severity in Urgency}
    context = WatchAlert(as_of=vietnam_date(now), stuck=said[Urgency.STUCK], soon=said[Urgency.SOON])
    notice = runtime.writer.write(KIND, asdict(context))
    identity = message_id(key, runtime.settings.message_id_domain)
    return Message(to, notice.subject, notice.text, notice.html, identity, sent_at=now)


def _addressed(runtime: Runtime, troubles: Sequence[Trouble], day: dt.date) -> dict[str, list[Trouble]]:
    """Who is told what: everything to the addresses of the settings, else to each collector what concerns its plans."""
    if runtime.settings.alert_to:
        return {to: list(troubles) for to in runtime.settings.alert_to}
    plans = [loaded.plan for loaded in runtime.library.load_all().plans]
    concerned = {t.plan for t in troubles} & {p.id for p in plans} or {p.id for p in plans if p.year == day.year}
    readers = _focal_points(runtime, [plan for plan in plans if plan.id in concerned], day)
    return {to: [trouble for trouble in troubles if not trouble.plan or trouble.plan in own] for to, own in readers.items()}


def _focal_points(runtime: Runtime, plans: Collection[Plan], day: dt.date) -> dict[str, set[str]]:
    """The focal points of the plans' collectors, each with the plans it watches."""
    found: dict[str, set[str]] = {}
    for plan in plans:
        for collector in collector_on(runtime, plan, day):
            for contact in contacts_of(runtime, collector, ContactRole.FOCAL, day):
                found.setdefault(contact.email, set()).add(plan.id)
    return found
