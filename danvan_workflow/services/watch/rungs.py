"""Letters of the ladders that should be in the outbox and aren't."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from danvan_workflow.duty.ladder import rung_moment, rungs_due, rungs_told, sending_day
from danvan_workflow.duty.rung import Audience, Rung, from_json
from danvan_workflow.register.models import Contact, ContactRole
from danvan_workflow.services.letters.outbox_rows import collector_on, contacts_of
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.facts import CycleFacts
from danvan_workflow.services.watch.trouble import GRACE, Code, Trouble, Urgency, moment, names
from danvan_workflow.statutory.deadline import date_text, vietnam_date
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import DutyRow

RUN_AGAIN = "hoặc chạy lại hàng “Gửi nhắc theo hạn riêng” của quy trình “Trực ban hằng ngày”"


def due_now(
    runtime: Runtime, cycle: CycleFacts, now: dt.datetime, grace: dt.timedelta = dt.timedelta()
) -> Iterator[tuple[DutyRow, Rung]]:
    """The rung that each duty still open waits for: due by its own frozen ladder and last day for `grace` at least."""
    if now - cycle.row.opened_at < grace:
        return
    day = sending_day(now - grace, cycle.plan.ladder.send_at)
    for duty in cycle.duties:
        if duty_standing(duty, now).is_open:
            ladder = from_json(duty.ladder)
            done = rungs_told(ladder, cycle.told.get(duty.id, []), duty.last_day)
            if rung := rungs_due(ladder, duty.last_day, done, day, runtime.calendar.shift).send:
                yield duty, rung


def rung_troubles(runtime: Runtime, cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    """One finding for each rung that is missing, and one for each place where nobody can be written to."""
    missing: dict[Rung, list[DutyRow]] = defaultdict(list)
    unreachable: dict[str, Trouble] = {}
    for duty, rung in due_now(runtime, cycle, now, GRACE):
        if _recipients(runtime, cycle, duty, rung, vietnam_date(now)):
            missing[rung].append(duty)
        else:
            found = _unreachable(runtime, cycle, duty, rung, now)
            unreachable.setdefault(found.agency, found)
    yield from unreachable.values()
    for rung, duties in missing.items():
        yield _missing(runtime, cycle, rung, duties)


def _recipients(runtime: Runtime, cycle: CycleFacts, duty: DutyRow, rung: Rung, day: dt.date) -> list[Contact]:
    role = ContactRole(rung.audience.value)
    leader = rung.audience is Audience.LEADER
    agencies = collector_on(runtime, cycle.plan, day) if leader else (duty.agency,)
    return [contact for agency in agencies for contact in contacts_of(runtime, agency, role, day)]


def _missing(runtime: Runtime, cycle: CycleFacts, rung: Rung, duties: list[DutyRow]) -> Trouble:
    since = min(_moment(runtime, cycle, duty, rung) for duty in duties)
    return Trouble(
        Code.RUNG_MISSING,
        f"Kỳ {cycle.name}: đến hạn gửi từ {moment(since)} mà chưa có thư “{rung.kind.label}” (bậc {rung.number}) "
        f"cho {names([duty.agency_name for duty in duties])}. Gửi ngay: danvan notices {cycle.row.cycle_id} --send, {RUN_AGAIN}.",
        Urgency.STUCK,
        since,
        cycle.row.cycle_id,
        agency=duties[0].agency if len(duties) == 1 else "",
        plan=cycle.row.plan,
    )


def _unreachable(runtime: Runtime, cycle: CycleFacts, duty: DutyRow, rung: Rung, now: dt.datetime) -> Trouble:
    leader = rung.audience is Audience.LEADER
    agency, name = (cycle.plan.collector.agency, cycle.plan.collector.name) if leader else (duty.agency, duty.agency_name)
    ended = runtime.register.get(agency).valid_to
    code, sentence = Code.NO_CONTACT, (
        f"không có liên hệ của {name} để gửi thư “{rung.kind.label}” (bậc {rung.number}). "
        "Bổ sung địa chỉ vào danh bạ: danvan register import."
    )  # fmt: skip
    if ended and ended < vietnam_date(now) and not leader:
        code, sentence = Code.AGENCY_ENDED, (
            f"{name} đã kết thúc hoạt động sau ngày {date_text(ended)} mà còn nợ báo cáo. Miễn cho cơ quan này "
            f"(danvan cycle waive {cycle.row.cycle_id} --agency {agency}) hoặc bổ sung cơ quan kế thừa vào danh mục."
        )  # fmt: skip
    since = _moment(runtime, cycle, duty, rung)
    return Trouble(code, f"Kỳ {cycle.name}: {sentence}", Urgency.STUCK, since, cycle.row.cycle_id, agency, cycle.row.plan)


def _moment(runtime: Runtime, cycle: CycleFacts, duty: DutyRow, rung: Rung) -> dt.datetime:
    return rung_moment(rung, duty.last_day, runtime.calendar.shift, cycle.plan.ladder.send_at)
