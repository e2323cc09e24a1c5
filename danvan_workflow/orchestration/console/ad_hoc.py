"""Kỳ đột xuất: what is asked of whom until when, exactly what would go out, and the run that opens the cycle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from danvan_workflow.errors import InvalidInput, NotCovered, Problem, Refused, UnknownName
from danvan_workflow.orchestration.console.airflow_runs import begin_run, find_run, is_paused
from danvan_workflow.orchestration.console.desk import Desk, DeskDep
from danvan_workflow.orchestration.console.page import PAGES
from danvan_workflow.orchestration.naming import dag_id
from danvan_workflow.plan.models import Obligation, Plan
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest
from danvan_workflow.services.cycle.ad_hoc_conf import conf_of
from danvan_workflow.statutory.wording import long_date, short_date
from danvan_workflow.views.previews.ad_hoc import AdHocPreview, Askable, ad_hoc_plans, askable, preview_ad_hoc
from danvan_workflow.views.previews.foresee import Foreseen
from danvan_workflow.web.act_form import ActForm, Done, Preview, Shown
from danvan_workflow.web.forms import Bound, Form, day_of, too_long
from danvan_workflow.web.posted import Posted, PostedDep
from danvan_workflow.web.rights import NotAllowed

router = APIRouter()
GROUP, INDICATOR = "nhom:", "chi-tieu:"
BOUNDS = {"title": Bound("tên báo cáo", 250), "basis": Bound("căn cứ", 300), "decider": Bound("người yêu cầu", 150)}
MOST_QUESTIONS, LONGEST_QUESTION = 50, 500
FARTHEST, SHORT_NOTICE = dt.timedelta(days=366), 2
NOTHING_TO_OPEN = (
    "Không có kế hoạch nào cho phép tài khoản này mở kỳ đột xuất: kế hoạch không quy định chế độ đột xuất, "
    "hoặc tài khoản không có quyền chạy DAG đột xuất của kế hoạch."
)


@dataclass(frozen=True, slots=True)
class AdHocGround:
    """The plan under which something is asked, and what can be asked under it."""

    desk: Desk
    plan: Plan
    obligation: Obligation
    askable: Askable
    plans: tuple[Plan, ...]

    @property
    def dag(self) -> str:
        """The DAG whose run opens the cycle."""
        return dag_id(self.plan.id, self.obligation.id)

    def free_key(self) -> str:
        """A key that neither a cycle nor a run that is still to open one bears."""
        keys = (f"{self.plan.year}-dx-{number:02d}" for number in count(1))
        return next(key for key in keys if key not in self.askable.taken and find_run(self.dag, f"manual__{key}") is None)


@dataclass(frozen=True, slots=True)
class Checked:
    """A request that can be made, and what would follow."""

    request: AdHocRequest
    foreseen: Foreseen[AdHocPreview]


@router.get("/dot-xuat")
def ad_hoc_form(request: Request, desk: DeskDep, plan: str = Query("", alias="ke-hoach", max_length=100)) -> Response:
    """The form for one plan, the first one where none is named."""
    ground = _ground(desk, plan)
    if ground is None:
        return PAGES.told(request, "Kỳ đột xuất", NOTHING_TO_OPEN)
    usual = {f"{GROUP}{group.id}": "1" for group in ground.askable.groups if group.usual}
    return ASKING.page(request, ground, Form({"key": ground.free_key(), **usual}))


@router.post("/dot-xuat")
def ad_hoc(request: Request, desk: DeskDep, posted: PostedDep) -> Response:
    """What would go out, then the run that opens the cycle."""
    ground = _ground(desk, posted.form.value("plan"))
    if ground is None:
        raise NotAllowed(NOTHING_TO_OPEN)
    return ASKING.take(request, ground, posted)


def _ground(desk: Desk, plan_id: str) -> AdHocGround | None:
    """None where the visitor may open nothing; UnknownName for a plan that isn't among those."""
    found = {p.id: (p, o) for p, o in ad_hoc_plans(desk.runtime) if desk.visitor.may_open(p.id, o.id)}
    if not found:
        return None
    if plan_id and plan_id not in found:
        raise UnknownName("kế hoạch có kỳ đột xuất", plan_id, list(found))
    plan, obligation = found[plan_id or next(iter(found))]
    plans = tuple(p for p, _ in found.values())
    return AdHocGround(desk, plan, obligation, askable(desk.runtime, plan, obligation, desk.now), plans)


def _read(ground: AdHocGround, posted: Posted) -> Checked:
    """InvalidInput with every problem, of this form and of the service."""
    desk, form, problems = ground.desk, posted.form, list(_problems(ground, posted.form))
    day = _day_or_none(form)
    asked = _request(ground, form, day or desk.today + dt.timedelta(days=7))
    try:
        foreseen = preview_ad_hoc(desk.runtime, asked, desk.now)
    except InvalidInput as error:
        raise InvalidInput([*problems, *error.problems]) from None
    if problems:
        raise InvalidInput(problems)
    return Checked(asked, foreseen)


def _day_or_none(form: Form) -> dt.date | None:
    try:
        return day_of(form, "last_day")
    except InvalidInput:
        return None


def _problems(ground: AdHocGround, form: Form) -> Iterator[Problem]:
    yield from too_long(form, BOUNDS)
    if not form.value("decider").strip():
        yield Problem("chưa nêu người yêu cầu", place="decider", accepted="họ tên, chức vụ")
    if not _picked(form, GROUP):
        yield Problem("chưa chọn nhóm cơ quan nào", place="groups", accepted="ít nhất một nhóm")
    questions = _questions(form)
    if len(questions) > MOST_QUESTIONS or any(len(question) > LONGEST_QUESTION for question in questions):
        yield Problem(
            "quá nhiều hoặc quá dài", place="questions", accepted=f"tối đa {MOST_QUESTIONS} câu, {LONGEST_QUESTION} ký tự"
        )
    day = _day_or_none(form)
    if day is None:
        yield Problem("chưa nêu hạn nộp", place="last_day", accepted="một ngày sau hôm nay")
    elif day > ground.desk.today + FARTHEST:
        yield Problem("ngày quá xa", place="last_day", value=short_date(day), accepted="không quá một năm từ hôm nay")


def _request(ground: AdHocGround, form: Form, last_day: dt.date) -> AdHocRequest:
    decider = form.value("decider").strip()
    return AdHocRequest(
        plan=ground.plan.id,
        key=form.value("key"),
        title=form.value("title").strip(),
        basis=form.value("basis").strip(),
        last_day=last_day,
        questions=_questions(form),
        indicators=_picked(form, INDICATOR),
        groups=_picked(form, GROUP),
        by=f"{decider} (tài khoản {ground.desk.visitor.name})",
    )


def _questions(form: Form) -> tuple[str, ...]:
    return tuple(line.strip() for line in form.value("questions").splitlines() if line.strip())


def _picked(form: Form, prefix: str) -> tuple[str, ...]:
    return tuple(name.removeprefix(prefix) for name in form.values if name.startswith(prefix))


def _preview(ground: AdHocGround, checked: Checked) -> Preview:
    asked = checked.request
    said = {"ground": ground, "asked": asked, "foreseen": checked.foreseen, "obstacle": _obstacle(ground)}
    return Preview(said, _doubts(ground, asked))


def _obstacle(ground: AdHocGround) -> str:
    """Why Airflow can't begin the run now; empty where it can."""
    try:
        return (
            f"DAG {ground.dag} đang tạm dừng trong Airflow. Bật DAG (nút gạt cạnh tên) rồi xem lại."
            if is_paused(ground.dag)
            else ""
        )
    except Refused as refused:
        return str(refused)


def _doubts(ground: AdHocGround, asked: AdHocRequest) -> list[str]:
    """What an officer may not have thought of."""
    calendar, found = ground.desk.runtime.calendar, []
    try:
        if not calendar.is_workday(asked.last_day):
            found.append(f"Ngày cuối cùng là ngày nghỉ: {long_date(asked.last_day)}.")
        if calendar.workdays_between(ground.desk.today, asked.last_day) < SHORT_NOTICE:
            found.append("Các cơ quan có chưa đến hai ngày làm việc để trả lời.")
    except NotCovered as error:
        found.append(str(error))
    return found


def _begin(ground: AdHocGround, checked: Checked) -> Done:
    """Begin the run; the same form sent twice begins one."""
    asked = checked.request
    conf = conf_of(asked)
    begun = find_run(ground.dag, f"manual__{asked.key}")
    if begun is None or dict(begun.conf) != conf:
        begin_run(ground.dag, asked.key, conf, ground.desk.visitor.name)
    return Done(f"/luot/{ground.dag}/manual__{asked.key}", "dot-xuat")


def _show(ground: AdHocGround, form: Form) -> Shown:
    picked = {"groups": set(_picked(form, GROUP)), "indicators": set(_picked(form, INDICATOR))}
    return {"ground": ground, "picked": picked, "tomorrow": ground.desk.today + dt.timedelta(days=1)}


ASKING = ActForm(
    PAGES,
    "Mở kỳ đột xuất",
    "Mở kỳ",
    "ad_hoc.html.j2",
    "ad_hoc_confirm.html.j2",
    show=_show,
    read=_read,
    preview=_preview,
    act=_begin,
)
