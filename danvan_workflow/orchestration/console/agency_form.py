"""The frame of every act on one agency in one cycle: a new act is a page, how it is read, foretold and done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import Response

from danvan_workflow.duty.events import EventKind
from danvan_workflow.orchestration.console.act_fields import sent_before, within_lengths
from danvan_workflow.orchestration.console.agency_ground import AgencyGround
from danvan_workflow.orchestration.console.desk import CHANGING, Desk, DeskDep
from danvan_workflow.orchestration.console.page import PAGES
from danvan_workflow.orchestration.console.sending import send_after
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.views.previews.foresee import ForeseenLetter, Withdrawn
from danvan_workflow.web.act_form import ActForm, Asked, Done, Preview, Shown
from danvan_workflow.web.forms import TypedForm
from danvan_workflow.web.posted import Posted, PostedDep

ADDRESS = "/ky/{cycle_id}/co-quan/{code}"
CHANGED = "Trong lúc chờ xác nhận, hồ sơ của cơ quan đã thay đổi. Xem lại rồi xác nhận."
Ground = TypeVar("Ground", bound=AgencyGround)


class Outlook(Protocol):
    """What was foreseen (see views.previews.foresee), whatever the act itself would return."""

    @property
    def result(self) -> object: ...
    @property
    def letters(self) -> tuple[ForeseenLetter, ...]: ...
    @property
    def withdrawn(self) -> tuple[Withdrawn, ...]: ...


@dataclass(frozen=True, slots=True)
class Foretold:
    """What the page of the second step says: pairs of label and text, what was foreseen, sentences to think about."""

    facts: Sequence[tuple[str, str]]
    foreseen: Outlook
    cautions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ActPage:
    """The words of an act: its template, title and button, its kind, the note above the next page."""

    template: str
    title: str
    button: str
    kind: EventKind
    note: str
    confirm: str = "agency_confirm.html.j2"


def agency_form(
    page: ActPage,
    read: Callable[[Ground, Posted], Asked],
    foretell: Callable[[Ground, Asked], Foretold],
    act: Callable[[Runtime, Ground, Asked], str],
    show: Callable[[Ground, TypedForm], Shown] = lambda _ground, _form: {},
) -> ActForm[Ground, Asked]:
    """The act as the shared protocol takes it.

    `act` returns the code of the note above the next page; `show` gives what the form shows besides the duty.
    """

    def read_within_lengths(ground: Ground, posted: Posted) -> Asked:
        within_lengths(posted.form)
        return read(ground, posted)

    def preview(ground: Ground, asked: Asked) -> Preview:
        foretold = foretell(ground, asked)
        return Preview({"duty": ground.duty, "foretold": foretold}, foretold.cautions)

    def done(ground: Ground, asked: Asked) -> Done:
        note = act(ground.desk.runtime, ground, asked)
        return Done(ground.address, note, send_after(ground.desk, ground.duty.cycle_id))

    def done_before(ground: Ground, posted: Posted) -> Done | None:
        was = sent_before(posted, ground.desk, page.kind, ground.duty.cycle_id, ground.duty.agency)
        return Done(ground.address, page.note) if was else None

    return ActForm(
        PAGES,
        page.title,
        page.button,
        page.template,
        page.confirm,
        show=lambda ground, form: {**_duty_shown(ground), **show(ground, form)},
        read=read_within_lengths,
        preview=preview,
        act=done,
        mark=lambda ground: ground.mark,
        repeated=done_before,
        changed=CHANGED,
    )


def add_routes(
    router: APIRouter,
    address: str,
    form: ActForm[Ground, Asked],
    ground: Callable[[Desk, str, str], Ground],
    first: Callable[[Ground], TypedForm],
) -> None:
    """The two routes of an act; `first` is the form to begin with, or refuses the act."""

    def show(request: Request, desk: DeskDep, cycle_id: str, code: str) -> Response:
        found = ground(desk, cycle_id, code)
        return form.page(request, found, first(found))

    def take(request: Request, desk: DeskDep, posted: PostedDep, cycle_id: str, code: str) -> Response:
        return form.take(request, ground(desk, cycle_id, code), posted)

    router.add_api_route(ADDRESS + address, show, methods=["GET"])
    router.add_api_route(ADDRESS + address, take, methods=["POST"], dependencies=CHANGING)


def _duty_shown(ground: AgencyGround) -> Shown:
    return {"duty": ground.duty, "day_after": ground.duty.last_day + dt.timedelta(days=1)}
