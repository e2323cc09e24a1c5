"""The three steps of every act on one agency: a form, what would happen, and the act. Nothing typed is lost on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from danvan_workflow.errors import InvalidInput, Problem, Refused, UnknownName, UserError
from danvan_workflow.orchestration.console.access import NotAllowed
from danvan_workflow.orchestration.console.desk import Desk
from danvan_workflow.orchestration.console.forms import Form, act_of
from danvan_workflow.orchestration.console.notes import done
from danvan_workflow.orchestration.console.page import render
from danvan_workflow.orchestration.console.posted import Posted
from danvan_workflow.orchestration.console.sending import send_after
from danvan_workflow.services.acts.concede import Act
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.views.agency.duty_file import DutyFile, duty_file
from danvan_workflow.views.previews.foresee import Foreseen, foresee

CHANGED = "Trong lúc chờ xác nhận, hồ sơ của cơ quan đã thay đổi. Xem lại rồi xác nhận."
LONGEST = {"reason": 2_000, "decider": 200, "document_number": 100}
NAMES = {"reason": "lý do", "decider": "người quyết định", "document_number": "số văn bản"}


@dataclass(frozen=True, slots=True)
class Ground:
    """Where an act stands: the visitor's desk, the file of the agency in the cycle, and what else the form shows."""

    desk: Desk
    duty: DutyFile
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The page of the agency, standing on the cycle, within the console."""
        return f"/co-quan/{self.duty.agency}?ky={self.duty.cycle_id}"

    @property
    def mark(self) -> str:
        """Another text as soon as something happened to the duty: what was foreseen isn't sure any more then."""
        duty = self.duty
        newest = f"{duty.versions[0].number}{duty.versions[0].state}" if duty.versions else ""
        return f"{duty.last_day}/{duty.waived_at is not None}/{newest}/{len(duty.concessions)}"

    def was_last(self, kind: str, act: Act) -> bool:
        """True where the newest act on the duty is this one: the same form was sent twice."""
        if not self.duty.concessions:
            return False
        last = self.duty.concessions[-1]
        return (last.kind, last.decider, last.document_number, last.entered_by) == (
            kind,
            act.decider,
            act.document_number,
            act.entered_by,
        ) and act.reason in ("", last.reason)


@dataclass(frozen=True, slots=True)
class Foretold:
    """What the page of the second step says: pairs of label and text, sentences to think about, and the letters."""

    facts: Sequence[tuple[str, str]]
    cautions: Sequence[str] = ()
    foreseen: Foreseen[Any] | None = None


@dataclass(frozen=True, slots=True)
class ActPage:
    """One act: its template, the words on its button, its name among the concessions, and the note above the next page."""

    template: str
    title: str
    button: str
    kind: str
    note: str
    confirm: str = "confirm.html.j2"


def ground_of(desk: Desk, cycle_id: str, code: str, *, reports: bool = False) -> Ground:
    """NotAllowed for who may not change the cycle, Refused where nothing can be done on the duty any more.

    `reports` is for an act that brings a report: that can be received after the issue, too.
    """
    desk.cycle(cycle_id, change=True)
    duty = duty_file(desk.runtime, cycle_id, code, desk.now)
    if not (duty.takes_reports if reports else duty.takes_acts):
        issued = duty.takes_reports and "kỳ đã phát hành báo cáo tổng hợp"
        why = issued or (duty.reason if not duty.owes else "nghĩa vụ đã chuyển giao")
        raise Refused(f"Không còn thay đổi được báo cáo kỳ này của {duty.agency_name}: {why}.")
    return Ground(desk, duty)


def require_waived(ground: Ground, wanted: bool) -> None:
    """Refused where the agency is excused and shouldn't be for this act, or the other way round."""
    if wanted and ground.duty.waived_at is None:
        raise Refused(f"{ground.duty.agency_name} không được miễn báo cáo kỳ này.")
    if not wanted and ground.duty.waived_at is not None:
        raise Refused(f"{ground.duty.agency_name} đang được miễn báo cáo kỳ này; hủy miễn trước.")


def typed_act(form: Form, desk: Desk) -> Act:
    """Reason, decider and document number as typed, by this account."""
    return act_of(form, desk.visitor.name)


def all_problems(*checks: Callable[[], object]) -> None:
    """InvalidInput with the problems of all checks together."""
    problems: list[Problem] = []
    for check in checks:
        try:
            check()
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)


def within_lengths(form: Form) -> None:
    """InvalidInput for what is longer than can be kept."""
    too_long = [name for name, most in LONGEST.items() if len(form.value(name)) > most]
    if too_long:
        raise InvalidInput(
            Problem(f"{NAMES[name]} quá dài", place=name, accepted=f"tối đa {LONGEST[name]} ký tự") for name in too_long
        )


def form_page(request: Request, page: ActPage, ground: Ground, form: Form, status: int = 200) -> Response:
    """The first step."""
    day_after = ground.duty.last_day + dt.timedelta(days=1)
    said: dict[str, Any] = {"form": form, "duty": ground.duty, "page": page, "day_after": day_after, **ground.more}
    return render(request, page.template, status, **said)


@dataclass(frozen=True, slots=True)
class Doing:
    """How an act is done. `do` is the act on a runtime; `look` does it too, and brings what the second step shows of it.

    `repeated` says that the same form was sent before; `note_of` names the note above the next page by what `do` returned.
    """

    do: Callable[[Runtime], Any]
    foretell: Callable[[Foreseen[Any]], Foretold]
    look: Callable[[Runtime], Any] | None = None
    repeated: Callable[[], bool] | None = None
    note_of: Callable[[Any], str] | None = None


def take(request: Request, page: ActPage, ground: Ground, posted: Posted, doing: Doing) -> Response:
    """The step whose button was pressed: back to the form, what would happen, or the act and on to the agency's page."""
    form, desk, cycle_id = posted.form, ground.desk, ground.duty.cycle_id
    if posted.step == "sua":
        return form_page(request, page, ground, form)
    address = request.scope.get("root_path", "") + ground.address
    try:
        within_lengths(form)
        if posted.step == "lam" and form.value("moc") == ground.mark:
            result = doing.do(desk.runtime)
            note = doing.note_of(result) if doing.note_of else page.note
            return send_after(done(address, note), desk, cycle_id)
        if posted.step == "lam" and _repeated(page, ground, form, doing):
            return done(address, page.note)
        foretold = doing.foretell(foresee(desk.runtime, cycle_id, desk.now, doing.look or doing.do))
    except (NotAllowed, UnknownName):
        raise
    except UserError as error:
        if posted.step == "lam" and _done_meanwhile(page, ground, form):
            return done(address, page.note)
        return form_page(request, page, ground, form.with_problems(error), 422)
    if posted.step == "lam":
        foretold = replace(foretold, cautions=(CHANGED, *foretold.cautions))
    kept = {name: value for name, value in form.values.items() if name not in ("buoc", "moc")}
    said: dict[str, Any] = {"page": page, "duty": ground.duty, "foretold": foretold, "kept": kept, "mark": ground.mark}
    return render(request, page.confirm, act=form, **said)


def _done_meanwhile(page: ActPage, ground: Ground, form: Form) -> bool:
    """True where the same form was sent twice at once, and the other one was quicker."""
    now = replace(ground, duty=duty_file(ground.desk.runtime, ground.duty.cycle_id, ground.duty.agency, ground.desk.now))
    return now.mark != ground.mark and now.was_last(page.kind, typed_act(form, ground.desk))


def _repeated(page: ActPage, ground: Ground, form: Form, doing: Doing) -> bool:
    return doing.repeated() if doing.repeated else ground.was_last(page.kind, typed_act(form, ground.desk))
