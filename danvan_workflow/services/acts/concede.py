"""Acts of the collector on duties: extension, waiver and its end, moved deadline, return.

Each with reason, decider and the audit log. Letters wait in the outbox for the next sending.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.events import ActKind
from danvan_workflow.duty.notice_state import NoticeReason
from danvan_workflow.duty.outline import section_titles
from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.errors import InvalidInput, Problem, Refused, UnknownName
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.new_deadline import tell_new_day
from danvan_workflow.services.acts.note import note_act
from danvan_workflow.services.acts.returned_sections import composed_reason, returnable
from danvan_workflow.services.letters import outbox_rows
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store import cycles, notices
from danvan_workflow.store.tables import CycleRow, DutyRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def extend(runtime: Runtime, cycle_id: str, agency: str, new_last_day: dt.date, act: Act, now: dt.datetime) -> int:
    """Give one agency a later last day (inclusive); its ladder and its notices follow. Returns 1 where it is told, else 0.

    The letter waits in the outbox for the next sending.
    """
    act.require()
    with runtime.uow() as uow:
        duty = owed_duty(uow, cycle_id, agency)
        require_not_waived(duty)
        _require_later(new_last_day, duty.last_day)
        old, duty.last_day = duty.last_day, new_last_day
        told = tell_new_day(runtime, uow, cycles.get_cycle(uow, cycle_id), {duty.id: old}, [duty], act.document_number, now)
        note_act(uow, duty.cycle_id, duty, ActKind.EXTENSION, act, now, day=new_last_day)
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
        note_act(uow, cycle_id, None, ActKind.MOVED_DEADLINE, act, now, day=new_last_day)
        uow.commit()
        return sum(duty.owes for duty in moved)


def waive(runtime: Runtime, cycle_id: str, agency: str, act: Act, now: dt.datetime) -> None:
    """Excuse one agency from one cycle; what still waits to be sent to it is withdrawn."""
    act.require()
    with runtime.uow() as uow:
        duty = owed_duty(uow, cycle_id, agency)
        require_not_waived(duty)
        duty.waived_at = now
        notices.cancel_pending(uow, [duty.id], NoticeReason.WAIVED)
        note_act(uow, cycle_id, duty, ActKind.WAIVER, act, now)
        uow.commit()


def lift_waiver(runtime: Runtime, cycle_id: str, agency: str, act: Act, now: dt.datetime) -> int:
    """Let an excused agency owe again; returns how many withdrawn letters wait anew.

    A request that never left, a receipt or a return goes out after all; a reminder doesn't: the next rung follows.
    """
    act.require()
    with runtime.uow() as uow:
        duty = owed_duty(uow, cycle_id, agency)
        if duty.waived_at is None:
            raise Refused(f"{duty.agency_name} không được miễn báo cáo kỳ này nên không có gì để hủy.")
        duty.waived_at = None
        restored = notices.restore_withdrawn(uow, duty.id, NoticeReason.WAIVED, rungs=(NoticeKind.REQUEST,))
        note_act(uow, cycle_id, duty, ActKind.WAIVER_LIFTED, act, now)
        uow.commit()
        return restored


def return_submission(
    runtime: Runtime, cycle_id: str, agency: str, sections: Iterable[str] | Mapping[str, str], act: Act, now: dt.datetime
) -> int:
    """Send the newest version back with the sections to mend; returns the version's number.

    A mapping says by section what is to be mended there; a section without a sentence stands under the act's reason, and so does
    the whole report where no section is named. Where every section has its sentence, the act may leave its reason out.
    """
    faults = dict(sections) if isinstance(sections, Mapping) else dict.fromkeys(sections, "")
    with runtime.uow() as uow:
        duty = owed_duty(uow, cycle_id, agency)
        require_not_waived(duty)
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        version = returnable(uow, duty, faults)
        act = replace(act, reason=act.reason.strip() or composed_reason(section_titles(plan, cycle.ad_hoc), faults))
        act.require()
        version.state = SubmissionState.RETURNED
        outbox_rows.queue_return(runtime, uow, cycle, duty, version, faults, act.reason, now)
        note_act(uow, cycle_id, duty, ActKind.RETURN, act, now, version=version.version, sections=faults)
        uow.commit()
        return version.version


def owed_duty(uow: UnitOfWork, cycle_id: str, agency: str) -> DutyRow:
    """The duty of an agency that owes in an opened cycle, for this transaction alone; UnknownName or Refused otherwise."""
    _require_open(cycles.get_cycle(uow, cycle_id))
    duty = cycles.take_duty(uow, cycle_id, agency)
    if duty is None:
        raise UnknownName("cơ quan trong danh sách của kỳ", agency, [d.agency for d in cycles.duties_of(uow, cycle_id) if d.owes])
    if not duty.owes or duty.passed_on_at is not None:
        raise Refused(f"{duty.agency_name} không phải báo cáo kỳ này: {duty.reason}.")
    return duty


def require_not_waived(duty: DutyRow) -> None:
    """Refused where the agency is excused already."""
    if duty.waived_at is not None:
        raise Refused(f"{duty.agency_name} đang được miễn báo cáo kỳ này; hủy miễn trước.")


def _require_open(cycle: CycleRow) -> None:
    if cycle.state is CycleState.ISSUED:
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
