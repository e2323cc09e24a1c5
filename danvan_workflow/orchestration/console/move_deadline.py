"""Đổi hạn của cả kỳ: a form, what would follow, the act."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from danvan_workflow.errors import InvalidInput, NotCovered, Problem, Refused, UnknownName, UserError
from danvan_workflow.orchestration.console.access import NotAllowed
from danvan_workflow.orchestration.console.act_pages import all_problems, typed_act, within_lengths
from danvan_workflow.orchestration.console.desk import Desk, DeskDep
from danvan_workflow.orchestration.console.forms import Form, day_of
from danvan_workflow.orchestration.console.notes import done
from danvan_workflow.orchestration.console.page import render
from danvan_workflow.orchestration.console.posted import Posted, PostedDep
from danvan_workflow.orchestration.console.sending import send_after
from danvan_workflow.services.acts.concede import move_deadline
from danvan_workflow.statutory.wording import long_date, short_date
from danvan_workflow.store import cycles
from danvan_workflow.store.tables import ConcessionRow, CycleRow
from danvan_workflow.views.previews.move_deadline import preview_move

router = APIRouter()
NEW_DAY = "new_last_day"
LONGEST = dt.timedelta(days=366)
CHANGED = "Trong lúc chờ xác nhận, kỳ này đã có thay đổi. Xem lại rồi xác nhận."


@dataclass(frozen=True, slots=True)
class Ground:
    """The cycle to be changed, and the acts on it so far."""

    desk: Desk
    cycle: CycleRow
    acts: tuple[ConcessionRow, ...]

    @property
    def address(self) -> str:
        """The page of the cycle within the console."""
        return f"/ky/{self.cycle.cycle_id}"

    @property
    def mark(self) -> str:
        """Another text as soon as something was conceded: what was foreseen isn't sure any more then."""
        return f"{self.cycle.effective_last_day}/{len(self.acts)}"


@router.get("/ky/{cycle_id}/doi-han")
def move_form(request: Request, desk: DeskDep, cycle_id: str) -> Response:
    """The form."""
    return _form(request, _ground(desk, cycle_id), Form())


@router.post("/ky/{cycle_id}/doi-han")
def move(request: Request, desk: DeskDep, posted: PostedDep, cycle_id: str) -> Response:
    """The step whose button was pressed: back to the form, what would follow, or the act and on to the cycle's page."""
    ground, form = _ground(desk, cycle_id), posted.form
    if posted.step == "sua":
        return _form(request, ground, form)
    try:
        return _act(request, ground, posted) if posted.step == "lam" else _preview(request, ground, form)
    except (NotAllowed, UnknownName):
        raise
    except UserError as error:
        return _form(request, ground, form.with_problems(error), 422)


def _ground(desk: Desk, cycle_id: str) -> Ground:
    """NotAllowed for who may not change the cycle, Refused where its report is issued."""
    cycle = desk.cycle(cycle_id, change=True)
    if cycle.state == "issued":
        raise Refused(f"Kỳ {cycle.label} đã phát hành báo cáo nên không đổi hạn được nữa.")
    with desk.runtime.uow() as uow:
        return Ground(desk, cycle, tuple(cycles.concessions_of(uow, cycle_id)))


def _act(request: Request, ground: Ground, posted: Posted) -> Response:
    """The act, where nothing happened since it was foreseen; a form sent twice acts once."""
    form, desk = posted.form, ground.desk
    base = request.scope.get("root_path", "")
    if form.value("moc") != ground.mark:
        if _was_last(ground, form):
            return done(base + ground.address, "doi-han")
        return _preview(request, ground, form, (CHANGED,))
    _check(ground, form)
    move_deadline(desk.runtime, ground.cycle.cycle_id, day_of(form, NEW_DAY), typed_act(form, desk), desk.now)
    return send_after(done(base + ground.address, "doi-han"), desk, ground.cycle.cycle_id)


def _was_last(ground: Ground, form: Form) -> bool:
    if not ground.acts or ground.acts[-1].kind != "moved_deadline":
        return False
    last, act = ground.acts[-1], typed_act(form, ground.desk)
    said = last.new_last_day and last.new_last_day.isoformat(), last.decider, last.document_number, last.reason
    return said == (form.value(NEW_DAY), act.decider, act.document_number, act.reason)


def _check(ground: Ground, form: Form) -> None:
    all_problems(lambda: within_lengths(form), typed_act(form, ground.desk).require, lambda: _sensible(ground, form))


def _sensible(ground: Ground, form: Form) -> None:
    new, old = day_of(form, NEW_DAY), ground.cycle.effective_last_day
    if new > old + LONGEST:
        accepted = f"không quá một năm sau {short_date(old)}"
        raise InvalidInput([Problem("ngày quá xa", place=NEW_DAY, value=short_date(new), accepted=accepted)])


def _preview(request: Request, ground: Ground, form: Form, cautions: tuple[str, ...] = ()) -> Response:
    _check(ground, form)
    desk, new = ground.desk, day_of(form, NEW_DAY)
    foreseen = preview_move(desk.runtime, ground.cycle.cycle_id, new, typed_act(form, desk), desk.now)
    kept = {name: value for name, value in form.values.items() if name not in ("buoc", "moc")}
    said: dict[str, Any] = {"cycle": ground.cycle, "form": form, "new": new, "foreseen": foreseen, "kept": kept}
    cautions = (*cautions, *_doubts(ground, new))
    return render(request, "move_deadline_confirm.html.j2", cautions=cautions, mark=ground.mark, **said)


def _doubts(ground: Ground, new: dt.date) -> list[str]:
    """What an officer may not have thought of."""
    found = []
    try:
        if not ground.desk.runtime.calendar.is_workday(new):
            found.append(f"Ngày cuối cùng mới là ngày nghỉ: {long_date(new)}.")
    except NotCovered as error:
        found.append(str(error))
    if new < ground.desk.today:
        found.append("Hạn mới đã qua: báo cáo đến sau ngày ấy vẫn bị tính là trễ.")
    if new < ground.cycle.effective_last_day:
        found.append("Hạn mới sớm hơn hạn hiện nay: các cơ quan có ít thời gian hơn.")
    return found


def _form(request: Request, ground: Ground, form: Form, status: int = 200) -> Response:
    return render(request, "move_deadline.html.j2", status, form=form, cycle=ground.cycle)
