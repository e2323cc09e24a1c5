"""Đổi hạn của cả kỳ: what would follow, for whom, and the act."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.events import EventKind
from danvan_workflow.errors import InvalidInput, NotCovered, Problem, Refused
from danvan_workflow.orchestration.console.act_fields import sent_before, typed_act, within_lengths
from danvan_workflow.orchestration.console.desk import CHANGING, Desk, DeskDep
from danvan_workflow.orchestration.console.page import PAGES
from danvan_workflow.orchestration.console.sending import send_after
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import move_deadline
from danvan_workflow.statutory.wording import long_date, short_date
from danvan_workflow.store import cycles
from danvan_workflow.store.tables import ConcessionRow, CycleRow
from danvan_workflow.views.previews.move_deadline import preview_move
from danvan_workflow.web.act_form import ActForm, Done, Preview
from danvan_workflow.web.forms import TypedForm, all_problems, day_of
from danvan_workflow.web.posted import Posted, PostedDep

router = APIRouter()
NEW_DAY = "new_last_day"
LONGEST = dt.timedelta(days=366)
CHANGED = "Trong lúc chờ xác nhận, kỳ này đã có thay đổi. Xem lại rồi xác nhận."


@dataclass(frozen=True, slots=True)
class CycleGround:
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


@dataclass(frozen=True, slots=True)
class Move:
    """The new last day of a cycle, and who moves it why."""

    last_day: dt.date
    act: Act


@router.get("/ky/{cycle_id}/doi-han")
def move_form(request: Request, desk: DeskDep, cycle_id: str) -> Response:
    """The form."""
    return MOVING.page(request, _ground(desk, cycle_id), TypedForm())


@router.post("/ky/{cycle_id}/doi-han", dependencies=CHANGING)
def move(request: Request, desk: DeskDep, posted: PostedDep, cycle_id: str) -> Response:
    """What would follow, then the act."""
    return MOVING.take(request, _ground(desk, cycle_id), posted)


def _ground(desk: Desk, cycle_id: str) -> CycleGround:
    """NotAllowed for who may not change the cycle, Refused where its report is issued."""
    cycle = desk.cycle(cycle_id, change=True)
    if cycle.state is CycleState.ISSUED:
        raise Refused(f"Kỳ {cycle.label} đã phát hành báo cáo nên không đổi hạn được nữa.")
    with desk.runtime.uow() as uow:
        return CycleGround(desk, cycle, tuple(cycles.concessions_of(uow, cycle_id)))


def _read(ground: CycleGround, posted: Posted) -> Move:
    form, act = posted.form, typed_act(posted, ground.desk)
    all_problems(lambda: within_lengths(form), act.require, lambda: _sensible(ground, form))
    return Move(day_of(form, NEW_DAY), act)


def _sensible(ground: CycleGround, form: TypedForm) -> None:
    new, old = day_of(form, NEW_DAY), ground.cycle.effective_last_day
    if new > old + LONGEST:
        accepted = f"không quá một năm sau {short_date(old)}"
        raise InvalidInput([Problem("ngày quá xa", place=NEW_DAY, value=short_date(new), accepted=accepted)])


def _preview(ground: CycleGround, asked: Move) -> Preview:
    desk, cycle_id = ground.desk, ground.cycle.cycle_id
    foreseen = preview_move(desk.runtime, cycle_id, asked.last_day, asked.act, desk.now)
    return Preview({"cycle": ground.cycle, "new": asked.last_day, "foreseen": foreseen}, _doubts(ground, asked.last_day))


def _doubts(ground: CycleGround, new: dt.date) -> list[str]:
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


def _move(ground: CycleGround, asked: Move) -> Done:
    desk, cycle_id = ground.desk, ground.cycle.cycle_id
    move_deadline(desk.runtime, cycle_id, asked.last_day, asked.act, desk.now)
    return Done(ground.address, "doi-han", send_after(desk, cycle_id))


def _was_done(ground: CycleGround, posted: Posted) -> Done | None:
    done = sent_before(posted, ground.desk, EventKind.MOVED_DEADLINE, ground.cycle.cycle_id)
    return Done(ground.address, "doi-han") if done else None


MOVING = ActForm(
    PAGES,
    "Đổi hạn của cả kỳ",
    "Đổi hạn",
    "move_deadline.html.j2",
    "move_deadline_confirm.html.j2",
    show=lambda ground, _form: {"cycle": ground.cycle},
    read=_read,
    preview=_preview,
    act=_move,
    mark=lambda ground: ground.mark,
    repeated=_was_done,
    changed=CHANGED,
)
