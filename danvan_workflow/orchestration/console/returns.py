"""Trả lại: the newest version goes back, section by section, with what is to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.states import DutyState
from danvan_workflow.errors import InvalidInput, Problem, Refused
from danvan_workflow.orchestration.console.act_fields import typed_act
from danvan_workflow.orchestration.console.agency_form import ActPage, Foretold, add_routes, agency_form
from danvan_workflow.orchestration.console.agency_ground import AgencyGround, ground_of, require_waived
from danvan_workflow.orchestration.console.desk import Desk
from danvan_workflow.render.numbers import clock
from danvan_workflow.services.acts import concede
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.views.previews.return_proposal import ReturnProposal, return_proposal
from danvan_workflow.web.act_form import Shown
from danvan_workflow.web.forms import TypedForm, all_problems
from danvan_workflow.web.posted import Posted

PAGE = ActPage("return.html.j2", "Trả lại để sửa", "Trả lại báo cáo", EventKind.RETURN, "tra-lai")
TICK, SENTENCE = "muc.", "sua."
LONGEST_SENTENCE = 2_000
TIMELY = "Đúng hạn hay trễ tính theo bản gửi đầu tiên; bản gửi lại không làm thay đổi."


@dataclass(frozen=True, slots=True)
class ReturnGround(AgencyGround):
    """With what the checks propose to send back."""

    proposal: ReturnProposal


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What is to be mended, by section (nothing: the whole report), and who returns it why."""

    faults: Mapping[str, str]
    act: Act


def _ground(desk: Desk, cycle_id: str, code: str) -> ReturnGround:
    ground = ground_of(desk, cycle_id, code)
    return ReturnGround(ground.desk, ground.duty, return_proposal(ground.duty))


def _first_form(ground: ReturnGround) -> TypedForm:
    """The sections that must be mended ticked, each with a sentence to begin with."""
    _require_version(ground)
    proposal = ground.proposal
    ticked = {f"{TICK}{one.section}": "1" for one in proposal.sections if one.proposed}
    sentences = {f"{SENTENCE}{one.section}": one.sentence for one in proposal.sections if one.sentence}
    return TypedForm({**ticked, **sentences, "reason": " ".join(proposal.others)})


def _show(ground: ReturnGround, _form: TypedForm) -> Shown:
    return {"proposal": ground.proposal, "tick": TICK, "sentence": SENTENCE}


def _require_version(ground: AgencyGround) -> None:
    duty = ground.duty
    require_waived(ground, False)
    if not duty.versions:
        raise Refused(f"{duty.agency_name} chưa gửi báo cáo kỳ này nên không có gì để trả lại.")
    if duty.versions[0].state is DutyState.RETURNED:
        number = duty.versions[0].number
        raise Refused(f"Bản số {number} của {duty.agency_name} đã được trả lại; cơ quan chưa gửi bản mới.")


def _read(ground: ReturnGround, posted: Posted) -> GivenBack:
    _require_version(ground)
    act, faults = typed_act(posted, ground.desk), _faults(posted.form)
    said_by_section = bool(faults) and all(faults.values())
    checked = replace(act, reason=act.reason or "…") if said_by_section else act
    all_problems(checked.require, lambda: _require_sentences(faults))
    return GivenBack(faults, act)


def _faults(form: TypedForm) -> dict[str, str]:
    """What is to be mended, by ticked section."""
    ticked = [name.removeprefix(TICK) for name in form.values if name.startswith(TICK)]
    return {section: form.value(f"{SENTENCE}{section}").strip() for section in ticked}


def _require_sentences(faults: Mapping[str, str]) -> None:
    too_long = [section for section, said in faults.items() if len(said) > LONGEST_SENTENCE]
    if too_long:
        accepted = f"tối đa {LONGEST_SENTENCE} ký tự"
        raise InvalidInput(Problem("viết quá dài", place=f"{SENTENCE}{section}", accepted=accepted) for section in too_long)


def _return(runtime: Runtime, ground: ReturnGround, asked: GivenBack) -> str:
    duty = ground.duty
    concede.return_submission(runtime, duty.cycle_id, duty.agency, asked.faults, asked.act, ground.desk.now)
    return PAGE.note


def _foretell(ground: ReturnGround, asked: GivenBack) -> Foretold:
    """The letter as it would be written."""
    foreseen = ground.foresee(lambda runtime: _return(runtime, ground, asked))
    titles = {one.section: one.title for one in ground.proposal.sections}
    newest = ground.duty.versions[0]
    places = "\n".join(titles.get(section, section) for section in asked.faults) or "toàn bộ báo cáo"
    facts = [("Bản trả lại", f"bản số {newest.number}, gửi lúc {clock(newest.sent_at)}"), ("Mục phải sửa", places)]
    return Foretold(facts, foreseen, [TIMELY] if ground.duty.status.on_time else [])


router = APIRouter()
add_routes(router, "/tra-lai", agency_form(PAGE, _read, _foretell, _return, _show), _ground, _first_form)
