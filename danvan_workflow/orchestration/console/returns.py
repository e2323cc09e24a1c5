"""Trả lại: the newest version goes back, section by section, with what is to be mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from danvan_workflow.errors import InvalidInput, Problem, Refused
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
from danvan_workflow.orchestration.console.desk import Desk, DeskDep
from danvan_workflow.orchestration.console.forms import Form
from danvan_workflow.orchestration.console.posted import PostedDep
from danvan_workflow.render.numbers import clock
from danvan_workflow.services.acts import concede
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.views.previews.foresee import Foreseen
from danvan_workflow.views.previews.return_proposal import ReturnProposal, return_proposal

router = APIRouter()
ADDRESS = "/ky/{cycle_id}/co-quan/{code}/tra-lai"
PAGE = ActPage("return.html.j2", "Trả lại để sửa", "Trả lại báo cáo", "Trả lại", "tra-lai")
TICK, SENTENCE = "muc.", "sua."
LONGEST_SENTENCE = 2_000
TIMELY = "Đúng hạn hay trễ tính theo bản gửi đầu tiên; bản gửi lại không làm thay đổi."


@router.get(ADDRESS)
def return_form(request: Request, desk: DeskDep, cycle_id: str, code: str) -> Response:
    """The sections of the newest version, those that must be mended ticked, each with a sentence to begin with."""
    ground, proposal = _ground(desk, cycle_id, code)
    _require_version(ground)
    return form_page(request, PAGE, ground, _first_form(proposal))


@router.post(ADDRESS)
def give_back(request: Request, desk: DeskDep, posted: PostedDep, cycle_id: str, code: str) -> Response:
    """The letter as it would be written, then the return."""
    ground, proposal = _ground(desk, cycle_id, code)
    faults = _faults(posted.form)

    def do(runtime: Runtime) -> int:
        require_waived(ground, False)
        _require_version(ground)
        act = typed_act(posted.form, desk)
        said_by_section = bool(faults) and all(faults.values())
        checked = replace(act, reason=act.reason or "…") if said_by_section else act
        all_problems(checked.require, lambda: _require_sentences(faults))
        return concede.return_submission(runtime, cycle_id, code, faults, act, desk.now)

    return take(request, PAGE, ground, posted, Doing(do, lambda foreseen: _foretold(ground, proposal, faults, foreseen)))


def _ground(desk: Desk, cycle_id: str, code: str) -> tuple[Ground, ReturnProposal]:
    ground = ground_of(desk, cycle_id, code)
    proposal = return_proposal(ground.duty)
    return replace(ground, more={"proposal": proposal, "tick": TICK, "sentence": SENTENCE}), proposal


def _require_version(ground: Ground) -> None:
    duty = ground.duty
    require_waived(ground, False)
    if not duty.versions:
        raise Refused(f"{duty.agency_name} chưa gửi báo cáo kỳ này nên không có gì để trả lại.")
    if duty.versions[0].state == "returned":
        number = duty.versions[0].number
        raise Refused(f"Bản số {number} của {duty.agency_name} đã được trả lại; cơ quan chưa gửi bản mới.")


def _first_form(proposal: ReturnProposal) -> Form:
    ticked = {f"{TICK}{one.section}": "1" for one in proposal.sections if one.proposed}
    sentences = {f"{SENTENCE}{one.section}": one.sentence for one in proposal.sections if one.sentence}
    return Form({**ticked, **sentences, "reason": " ".join(proposal.others)})


def _faults(form: Form) -> dict[str, str]:
    """What is to be mended, by ticked section."""
    ticked = [name.removeprefix(TICK) for name in form.values if name.startswith(TICK)]
    return {section: form.value(f"{SENTENCE}{section}").strip() for section in ticked}


def _require_sentences(faults: dict[str, str]) -> None:
    too_long = [section for section, said in faults.items() if len(said) > LONGEST_SENTENCE]
    if too_long:
        accepted = f"tối đa {LONGEST_SENTENCE} ký tự"
        raise InvalidInput(Problem("viết quá dài", place=f"{SENTENCE}{section}", accepted=accepted) for section in too_long)


def _foretold(ground: Ground, proposal: ReturnProposal, faults: dict[str, str], foreseen: Foreseen[Any]) -> Foretold:
    titles = {one.section: one.title for one in proposal.sections}
    newest = ground.duty.versions[0]
    places = "\n".join(titles.get(section, section) for section in faults) or "toàn bộ báo cáo"
    facts = [("Bản trả lại", f"bản số {newest.number}, gửi lúc {clock(newest.sent_at)}"), ("Mục phải sửa", places)]
    return Foretold(facts, [TIMELY] if ground.duty.status.on_time else [], foreseen)
