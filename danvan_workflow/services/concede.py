"""Acts of the collector on duties: extension, waiver, moved deadline, return. Each with reason, decider and the audit log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.errors import InvalidInput, Problem, Refused, UnknownName
from danvan_workflow.services import outbox
from danvan_workflow.services.new_deadline import tell_new_day
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store import cycles, events, notices, submissions
from danvan_workflow.store.tables import ConcessionRow, CycleRow, DutyRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Act:
    """Who decides what for which reason; `document_number` is the paper behind it, `entered_by` the account that typed it."""

    reason: str
    decider: str
    document_number: str = ""
    entered_by: str = ""

    def require(self) -> None:
        """InvalidInput unless reason and decider are said."""
        problems = [
            Problem(f"chưa nêu {what}", place=place, accepted=accepted)
            for value, what, place, accepted in (
                (self.reason, "lý do", "reason", "một câu nói rõ vì sao"),
                (self.decider, "người quyết định", "decider", "họ tên, chức vụ"),
            )
            if not value.strip()
        ]
        if problems:
            raise InvalidInput(problems)


def extend(runtime: Runtime, cycle_id: str, agency: str, new_last_day: dt.date, act: Act, now: dt.datetime) -> int:
    """Give one agency a later last day (inclusive); its ladder and its notices follow. Returns 1 where it is told, else 0.

    The letter waits in the outbox for the next sending.
    """
    act.require()
    with runtime.uow() as uow:
        duty = owed_duty(uow, cycle_id, agency)
        _require_later(new_last_day, duty.last_day)
        old, duty.last_day = duty.last_day, new_last_day
        told = tell_new_day(runtime, uow, cycles.get_cycle(uow, cycle_id), {duty.id: old}, [duty], act.document_number, now)
        _note(uow, duty.cycle_id, duty, "extension", new_last_day, act, now)
        uow.commit()
        return told


def move_deadline(runtime: Runtime, cycle_id: str, new_last_day: dt.date, act: Act, now: dt.datetime) -> int:
    """Move the last day of the whole cycle; agencies with a later day of their own keep it. Returns how many moved.

    Ladders and notices follow; the collector's own due day keeps its distance. The letters wait in the outbox.
    """
    act.require()
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        _require_open(cycle)
        old = cycle.effective_last_day
        _require_other(new_last_day, old, vietnam_date(now))
        moved = [duty for duty in cycles.duties_of(uow, cycle_id) if duty.last_day == old or duty.last_day < new_last_day]
        before = {duty.id: duty.last_day for duty in moved}
        for duty in moved:
            duty.last_day = new_last_day
        cycle.effective_last_day = new_last_day
        gap = runtime.calendar.workdays_between(old, cycle.collector_due_on) if old < cycle.collector_due_on else 0
        cycle.collector_due_on = runtime.calendar.shift(runtime.calendar.previous_workday(new_last_day), max(gap, 1))
        tell_new_day(runtime, uow, cycle, before, moved, act.document_number, now)
        _note(uow, cycle_id, None, "moved_deadline", new_last_day, act, now)
        uow.commit()
        return sum(duty.owes for duty in moved)


def waive(runtime: Runtime, cycle_id: str, agency: str, act: Act, now: dt.datetime) -> None:
    """Excuse one agency from one cycle; what still waits to be sent to it is withdrawn."""
    act.require()
    with runtime.uow() as uow:
        duty = owed_duty(uow, cycle_id, agency)
        duty.waived_at = now
        notices.cancel_pending(uow, [duty.id], "waived")
        _note(uow, cycle_id, duty, "waiver", None, act, now)
        uow.commit()


def return_submission(runtime: Runtime, cycle_id: str, agency: str, sections: tuple[str, ...], act: Act, now: dt.datetime) -> int:
    """Send the newest version back with the sections to mend and the reason; returns the version's number."""
    act.require()
    with runtime.uow() as uow:
        duty = owed_duty(uow, cycle_id, agency)
        version = submissions.latest_version(uow, duty.id)
        if version is None:
            raise Refused(f"{duty.agency_name} chưa gửi báo cáo kỳ này nên không có gì để trả lại.")
        unknown = [section for section in sections if section not in duty.sections]
        if unknown:
            accepted = ", ".join(duty.sections)
            raise InvalidInput(
                [Problem("mục không thuộc báo cáo", place="sections", value=s, accepted=accepted) for s in unknown]
            )
        version.state = "returned"
        cycle = cycles.get_cycle(uow, cycle_id)
        outbox.queue_return(runtime, uow, cycle, duty, version, sections, act.reason, now)
        _note(uow, cycle_id, duty, "return", None, act, now)
        uow.commit()
        return version.version


def owed_duty(uow: UnitOfWork, cycle_id: str, agency: str) -> DutyRow:
    """The duty of an agency that owes in an opened cycle; UnknownName or Refused otherwise."""
    _require_open(cycles.get_cycle(uow, cycle_id))
    duty = cycles.find_duty(uow, cycle_id, agency)
    if duty is None:
        raise UnknownName("cơ quan trong danh sách của kỳ", agency, [d.agency for d in cycles.duties_of(uow, cycle_id) if d.owes])
    if not duty.owes or duty.passed_on_at is not None:
        raise Refused(f"{duty.agency_name} không phải báo cáo kỳ này: {duty.reason}.")
    return duty


def _require_open(cycle: CycleRow) -> None:
    if cycle.state == "issued":
        raise Refused(f"Kỳ {cycle.label} đã phát hành báo cáo; muốn sửa, lập phiên bản đính chính của báo cáo.")


def _require_later(new: dt.date, old: dt.date) -> None:
    if new <= old:
        raise _wrong_day("gia hạn phải muộn hơn hạn hiện nay", new, f"sau {short_date(old)}")


def _require_other(new: dt.date, old: dt.date, today: dt.date) -> None:
    if new == old:
        raise _wrong_day("hạn nộp của kỳ đã là ngày này", new, f"một ngày khác {short_date(old)}")
    if new < old and new < today:
        raise _wrong_day("không rút hạn về một ngày đã qua", new, f"từ {short_date(today)}")


def _wrong_day(message: str, day: dt.date, accepted: str) -> InvalidInput:
    return InvalidInput([Problem(message, place="new_last_day", value=short_date(day), accepted=accepted)])


def _note(
    uow: UnitOfWork, cycle_id: str, duty: DutyRow | None, kind: str, day: dt.date | None, act: Act, now: dt.datetime
) -> None:
    uow.session.add(
        ConcessionRow(
            cycle_id=cycle_id,
            duty_id=duty.id if duty else None,
            kind=kind,
            new_last_day=day,
            reason=act.reason,
            decider=act.decider,
            document_number=act.document_number,
            at=now,
        )
    )
    agency = duty.agency if duty else ""
    detail = {"reason": act.reason, "document_number": act.document_number, "day": day and day.isoformat()}
    events.record(uow, kind, now, cycle_id=cycle_id, agency=agency, by=act.decider, entered_by=act.entered_by, **detail)
