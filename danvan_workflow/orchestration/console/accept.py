"""Chấp nhận số liệu: values of the newest version that break an error rule count after all, with who decides so and why."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from danvan_workflow.duty.events import EventKind
from danvan_workflow.errors import InvalidInput, Problem, Refused
from danvan_workflow.orchestration.console.act_fields import typed_act
from danvan_workflow.orchestration.console.agency_form import ActPage, Foretold, add_routes, agency_form
from danvan_workflow.orchestration.console.agency_ground import AgencyGround, ground_of, require_waived
from danvan_workflow.services.acts.accept_figures import PLACE, Acceptance, accept_figures
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.web.act_form import Shown
from danvan_workflow.web.forms import TypedForm, all_problems
from danvan_workflow.web.posted import Posted

PAGE = ActPage("accept.html.j2", "Chấp nhận số liệu", "Chấp nhận số liệu", EventKind.FIGURES_ACCEPTED, "chap-nhan")
TICK = "so."


@dataclass(frozen=True, slots=True)
class Accepting:
    """The indicators whose values are accepted, and who accepts them why."""

    indicators: tuple[str, ...]
    act: Act


def _first_form(ground: AgencyGround) -> TypedForm:
    require_waived(ground, False)
    if not ground.duty.checked:
        raise Refused(f"{ground.duty.agency_name} không có số liệu nào đang kiểm tra ở kỳ này nên không có gì để chấp nhận.")
    return TypedForm()


def _show(_ground: AgencyGround, _form: TypedForm) -> Shown:
    return {"tick": TICK}


def _read(ground: AgencyGround, posted: Posted) -> Accepting:
    require_waived(ground, False)
    act = typed_act(posted, ground.desk)
    codes = tuple(name.removeprefix(TICK) for name in posted.form.values if name.startswith(TICK))
    all_problems(act.require, lambda: _require_any(codes))
    return Accepting(codes, act)


def _require_any(codes: tuple[str, ...]) -> None:
    if not codes:
        raise InvalidInput([Problem("chưa chọn số liệu nào", place=PLACE, accepted="ít nhất một số liệu đang kiểm tra")])


def _accept(runtime: Runtime, ground: AgencyGround, asked: Accepting) -> str:
    _done(runtime, ground, asked)
    return PAGE.note


def _done(runtime: Runtime, ground: AgencyGround, asked: Accepting) -> Acceptance:
    duty = ground.duty
    return accept_figures(runtime, duty.cycle_id, duty.agency, asked.indicators, asked.act, ground.desk.now)


def _foretell(ground: AgencyGround, asked: Accepting) -> Foretold:
    duty = ground.duty
    foreseen = ground.foresee(lambda runtime: _done(runtime, ground, asked))
    told = "\n".join(f"{value.name} ({value.code}): {value.text}" for value in duty.checked if value.code in asked.indicators)
    left = foreseen.result.errors_left
    after = f"còn {left} lỗi; báo cáo vẫn phải sửa" if left else "báo cáo không còn lỗi phải sửa"
    return Foretold([("Số liệu chấp nhận", told), ("Sau khi chấp nhận", after)], foreseen)


router = APIRouter()
add_routes(router, "/chap-nhan", agency_form(PAGE, _read, _foretell, _accept, _show), ground_of, _first_form)
