"""Gia hạn, miễn, hủy miễn, trả lại: what an officer decides about one agency in one cycle."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from danvan_workflow.errors import InvalidInput, NotCovered, Problem
from danvan_workflow.orchestration.console.act_pages import (
    ActPage,
    Doing,
    Foretold,
    Ground,
    all_problems,
    form_page,
    ground_of,
    require_waived,
    take,
    typed_act,
)
from danvan_workflow.orchestration.console.desk import DeskDep
from danvan_workflow.orchestration.console.forms import Form, day_of
from danvan_workflow.orchestration.console.posted import Posted, PostedDep
from danvan_workflow.services.acts import concede
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.wording import long_date, short_date
from danvan_workflow.views.previews.foresee import Foreseen

router = APIRouter()
DUTY = "/ky/{cycle_id}/co-quan/{code}"
EXTEND = ActPage("extend.html.j2", "Gia hạn", "Gia hạn", "Gia hạn", "gia-han")
WAIVE = ActPage("waive.html.j2", "Miễn báo cáo kỳ này", "Miễn báo cáo", "Miễn", "mien")
LIFT = ActPage("lift.html.j2", "Hủy miễn", "Hủy miễn", "Hủy miễn", "huy-mien")
NEW_DAY = "new_last_day"
LONGEST_EXTENSION = dt.timedelta(days=366)


@router.get(DUTY + "/gia-han")
def extend_form(request: Request, desk: DeskDep, cycle_id: str, code: str) -> Response:
    """The form for a later last day of one agency."""
    ground = ground_of(desk, cycle_id, code)
    require_waived(ground, False)
    return form_page(request, EXTEND, ground, Form())


@router.post(DUTY + "/gia-han")
def extend(request: Request, desk: DeskDep, posted: PostedDep, cycle_id: str, code: str) -> Response:
    """What the extension would do, then the extension."""
    ground = ground_of(desk, cycle_id, code)

    def do(runtime: Runtime) -> int:
        require_waived(ground, False)
        act = typed_act(posted.form, desk)
        all_problems(act.require, lambda: _sensible(ground, day_of(posted.form, NEW_DAY)))
        return concede.extend(runtime, cycle_id, code, day_of(posted.form, NEW_DAY), act, desk.now)

    return take(request, EXTEND, ground, posted, Doing(do, lambda foreseen: _extension(ground, posted, foreseen)))


def _sensible(ground: Ground, day: dt.date) -> None:
    """A day gone by can be given to a report that came meanwhile; nobody can send one by a day that is over."""
    today, old = ground.desk.today, ground.duty.last_day
    if old < day < today and not ground.duty.versions:
        raise _wrong_day("ngày này đã qua", day, f"từ {short_date(today)}, vì cơ quan chưa gửi báo cáo")
    if day > old + LONGEST_EXTENSION:
        raise _wrong_day("ngày quá xa", day, f"không quá một năm sau {short_date(old)}")


def _wrong_day(message: str, day: dt.date, accepted: str) -> InvalidInput:
    return InvalidInput([Problem(message, place=NEW_DAY, value=short_date(day), accepted=accepted)])


def _extension(ground: Ground, posted: Posted, foreseen: Foreseen[Any]) -> Foretold:
    duty, new = ground.duty, day_of(posted.form, NEW_DAY)
    facts = [("Hạn hiện nay", f"hết {long_date(duty.last_day)}"), ("Hạn mới", f"hết {long_date(new)}")]
    return Foretold(facts, _doubts(ground, new), foreseen)


def _doubts(ground: Ground, day: dt.date) -> list[str]:
    """What an officer may not have thought of."""
    found = []
    try:
        if not ground.desk.runtime.calendar.is_workday(day):
            found.append(f"{long_date(day).capitalize()} là ngày nghỉ.")
    except NotCovered as error:
        found.append(str(error))
    if day >= ground.desk.cycle(ground.duty.cycle_id).collector_due_on:
        due = short_date(ground.desk.cycle(ground.duty.cycle_id).collector_due_on)
        found.append(f"Số liệu của kỳ được tổng hợp ngày {due}: báo cáo đến sau ngày ấy có thể không vào báo cáo tổng hợp.")
    if day < ground.desk.today:
        found.append("Hạn mới đã qua: báo cáo gửi trong thời gian ấy được tính là đúng hạn.")
    return found


@router.get(DUTY + "/mien")
def waive_form(request: Request, desk: DeskDep, cycle_id: str, code: str) -> Response:
    """The form for excusing one agency from one cycle."""
    ground = ground_of(desk, cycle_id, code)
    require_waived(ground, False)
    return form_page(request, WAIVE, ground, Form())


@router.post(DUTY + "/mien")
def waive(request: Request, desk: DeskDep, posted: PostedDep, cycle_id: str, code: str) -> Response:
    """What the waiver would do, then the waiver."""
    ground = ground_of(desk, cycle_id, code)

    def do(runtime: Runtime) -> None:
        require_waived(ground, False)
        concede.waive(runtime, cycle_id, code, typed_act(posted.form, desk), desk.now)

    sent = "Bản đã gửi được giữ trong hồ sơ nhưng không tính vào báo cáo tổng hợp." if ground.duty.versions else ""
    facts = [("Sau khi miễn", "cơ quan không phải báo cáo kỳ này và không bị tính là chưa gửi")]
    return take(request, WAIVE, ground, posted, Doing(do, lambda foreseen: Foretold(facts, [sent] if sent else [], foreseen)))


@router.get(DUTY + "/huy-mien")
def lift_form(request: Request, desk: DeskDep, cycle_id: str, code: str) -> Response:
    """The form for taking a waiver back."""
    ground = ground_of(desk, cycle_id, code)
    require_waived(ground, True)
    return form_page(request, LIFT, ground, Form())


@router.post(DUTY + "/huy-mien")
def lift(request: Request, desk: DeskDep, posted: PostedDep, cycle_id: str, code: str) -> Response:
    """What taking the waiver back would do, then the act."""
    ground = ground_of(desk, cycle_id, code)

    def do(runtime: Runtime) -> int:
        require_waived(ground, True)
        return concede.lift_waiver(runtime, cycle_id, code, typed_act(posted.form, desk), desk.now)

    facts = [("Sau khi hủy miễn", f"cơ quan phải báo cáo kỳ này, chậm nhất hết {long_date(ground.duty.last_day)}")]
    late = ["Hạn ấy đã qua. Cân nhắc gia hạn ngay sau khi hủy miễn."] if ground.duty.last_day < desk.today else []
    return take(request, LIFT, ground, posted, Doing(do, lambda foreseen: Foretold(facts, late, foreseen)))
