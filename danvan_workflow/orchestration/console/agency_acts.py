"""Gia hạn, miễn, hủy miễn: what an officer decides about one agency in one cycle."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter

from danvan_workflow.duty.events import EventKind
from danvan_workflow.errors import InvalidInput, NotCovered, Problem
from danvan_workflow.orchestration.console.act_fields import typed_act
from danvan_workflow.orchestration.console.agency_form import ActPage, Foretold, add_routes, agency_form
from danvan_workflow.orchestration.console.agency_ground import AgencyGround, ground_of, require_waived
from danvan_workflow.services.acts import concede
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.wording import long_date, short_date
from danvan_workflow.web.forms import TypedForm, all_problems, day_of
from danvan_workflow.web.posted import Posted

EXTEND = ActPage("extend.html.j2", "Gia hạn", "Gia hạn", EventKind.EXTENSION, "gia-han")
WAIVE = ActPage("waive.html.j2", "Miễn báo cáo kỳ này", "Miễn báo cáo", EventKind.WAIVER, "mien")
LIFT = ActPage("lift.html.j2", "Hủy miễn", "Hủy miễn", EventKind.WAIVER_LIFTED, "huy-mien")
NEW_DAY = "new_last_day"
LONGEST_EXTENSION = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Extension:
    """A later last day, and who gives it why."""

    last_day: dt.date
    act: Act


def _read_extension(ground: AgencyGround, posted: Posted) -> Extension:
    require_waived(ground, False)
    act = typed_act(posted, ground.desk)
    all_problems(act.require, lambda: _sensible(ground, day_of(posted.form, NEW_DAY)))
    return Extension(day_of(posted.form, NEW_DAY), act)


def _sensible(ground: AgencyGround, day: dt.date) -> None:
    """A day gone by can be given to a report that came meanwhile; nobody can send one by a day that is over."""
    today, old = ground.desk.today, ground.duty.last_day
    if old < day < today and not ground.duty.versions:
        raise _wrong_day("ngày này đã qua", day, f"từ {short_date(today)}, vì cơ quan chưa gửi báo cáo")
    if day > old + LONGEST_EXTENSION:
        raise _wrong_day("ngày quá xa", day, f"không quá một năm sau {short_date(old)}")


def _wrong_day(message: str, day: dt.date, accepted: str) -> InvalidInput:
    return InvalidInput([Problem(message, place=NEW_DAY, value=short_date(day), accepted=accepted)])


def _extend(runtime: Runtime, ground: AgencyGround, asked: Extension) -> str:
    duty = ground.duty
    concede.extend(runtime, duty.cycle_id, duty.agency, asked.last_day, asked.act, ground.desk.now)
    return EXTEND.note


def _foretell_extension(ground: AgencyGround, asked: Extension) -> Foretold:
    foreseen = ground.foresee(lambda runtime: _extend(runtime, ground, asked))
    facts = [("Hạn hiện nay", f"hết {long_date(ground.duty.last_day)}"), ("Hạn mới", f"hết {long_date(asked.last_day)}")]
    return Foretold(facts, foreseen, _doubts(ground, asked.last_day))


def _doubts(ground: AgencyGround, day: dt.date) -> list[str]:
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


def _read_waiver(ground: AgencyGround, posted: Posted) -> Act:
    require_waived(ground, False)
    return typed_act(posted, ground.desk)


def _waive(runtime: Runtime, ground: AgencyGround, act: Act) -> str:
    concede.waive(runtime, ground.duty.cycle_id, ground.duty.agency, act, ground.desk.now)
    return WAIVE.note


def _foretell_waiver(ground: AgencyGround, act: Act) -> Foretold:
    foreseen = ground.foresee(lambda runtime: _waive(runtime, ground, act))
    facts = [("Sau khi miễn", "cơ quan không phải báo cáo kỳ này và không bị tính là chưa gửi")]
    sent = ["Bản đã gửi được giữ trong hồ sơ nhưng không tính vào báo cáo tổng hợp."] if ground.duty.versions else []
    return Foretold(facts, foreseen, sent)


def _read_lift(ground: AgencyGround, posted: Posted) -> Act:
    require_waived(ground, True)
    return typed_act(posted, ground.desk)


def _lift(runtime: Runtime, ground: AgencyGround, act: Act) -> str:
    concede.lift_waiver(runtime, ground.duty.cycle_id, ground.duty.agency, act, ground.desk.now)
    return LIFT.note


def _foretell_lift(ground: AgencyGround, act: Act) -> Foretold:
    foreseen = ground.foresee(lambda runtime: _lift(runtime, ground, act))
    facts = [("Sau khi hủy miễn", f"cơ quan phải báo cáo kỳ này, chậm nhất hết {long_date(ground.duty.last_day)}")]
    past = ground.duty.last_day < ground.desk.today
    return Foretold(facts, foreseen, ["Hạn ấy đã qua. Cân nhắc gia hạn ngay sau khi hủy miễn."] if past else [])


def _empty_form(ground: AgencyGround, waived: bool) -> TypedForm:
    require_waived(ground, waived)
    return TypedForm()


EXTENDING = agency_form(EXTEND, _read_extension, _foretell_extension, _extend)
WAIVING = agency_form(WAIVE, _read_waiver, _foretell_waiver, _waive)
LIFTING = agency_form(LIFT, _read_lift, _foretell_lift, _lift)
router = APIRouter()
add_routes(router, "/gia-han", EXTENDING, ground_of, lambda ground: _empty_form(ground, waived=False))
add_routes(router, "/mien", WAIVING, ground_of, lambda ground: _empty_form(ground, waived=False))
add_routes(router, "/huy-mien", LIFTING, ground_of, lambda ground: _empty_form(ground, waived=True))
