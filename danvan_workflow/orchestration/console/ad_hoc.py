"""Kỳ đột xuất: what is asked of whom until when, exactly what would go out, and the run that opens the cycle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from danvan_workflow.errors import InvalidInput, NotCovered, Problem, Refused, UnknownName, UserError
from danvan_workflow.orchestration.console.access import NotAllowed
from danvan_workflow.orchestration.console.airflow_runs import begin_run, find_run, is_paused
from danvan_workflow.orchestration.console.desk import Desk, DeskDep
from danvan_workflow.orchestration.console.forms import Form, day_of
from danvan_workflow.orchestration.console.notes import done
from danvan_workflow.orchestration.console.page import render
from danvan_workflow.orchestration.console.posted import PostedDep
from danvan_workflow.orchestration.naming import dag_id
from danvan_workflow.plan.models import Obligation, Plan
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest
from danvan_workflow.services.cycle.ad_hoc_conf import conf_of
from danvan_workflow.statutory.wording import long_date, short_date
from danvan_workflow.views.previews.ad_hoc import AdHocPreview, Askable, ad_hoc_plans, askable, preview_ad_hoc
from danvan_workflow.views.previews.foresee import Foreseen

router = APIRouter()
GROUP, INDICATOR = "nhom:", "chi-tieu:"
LONGEST = {"title": 250, "basis": 300, "decider": 150}
MOST_QUESTIONS, LONGEST_QUESTION = 50, 500
FARTHEST, SHORT_NOTICE = dt.timedelta(days=366), 2
NOTHING_TO_OPEN = (
    "Không có kế hoạch nào cho phép tài khoản này mở kỳ đột xuất: kế hoạch không quy định chế độ đột xuất, "
    "hoặc tài khoản không có quyền chạy DAG đột xuất của kế hoạch."
)


@dataclass(frozen=True, slots=True)
class Ground:
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


@router.get("/dot-xuat")
def ad_hoc_form(request: Request, desk: DeskDep, plan: str = Query("", alias="ke-hoach", max_length=100)) -> Response:
    """The form for one plan, the first one where none is named."""
    ground = _ground(desk, plan)
    if ground is None:
        return render(request, "told.html.j2", title="Kỳ đột xuất", sentence=NOTHING_TO_OPEN)
    usual = {f"{GROUP}{group.id}": "1" for group in ground.askable.groups if group.usual}
    return _form(request, ground, Form({"key": ground.free_key(), **usual}))


@router.post("/dot-xuat")
def ad_hoc(request: Request, desk: DeskDep, posted: PostedDep) -> Response:
    """The step whose button was pressed: back to the form, what would go out, or the run that opens the cycle."""
    ground, form = _ground(desk, posted.form.value("plan")), posted.form
    if ground is None:
        raise NotAllowed(NOTHING_TO_OPEN)
    if posted.step == "sua":
        return _form(request, ground, form)
    try:
        asked, foreseen = _checked(ground, form)
        if posted.step == "lam":
            return _begin(request, ground, asked)
        return _preview(request, ground, form, asked, foreseen)
    except (NotAllowed, UnknownName):
        raise
    except UserError as error:
        return _form(request, ground, form.with_problems(error), 422)


def _ground(desk: Desk, plan_id: str) -> Ground | None:
    """None where the visitor may open nothing; UnknownName for a plan that isn't among those."""
    found = {p.id: (p, o) for p, o in ad_hoc_plans(desk.runtime) if desk.visitor.may_open(p.id, o.id)}
    if not found:
        return None
    if plan_id and plan_id not in found:
        raise UnknownName("kế hoạch có kỳ đột xuất", plan_id, list(found))
    plan, obligation = found[plan_id or next(iter(found))]
    plans = tuple(p for p, _ in found.values())
    return Ground(desk, plan, obligation, askable(desk.runtime, plan, obligation, desk.now), plans)


def _checked(ground: Ground, form: Form) -> tuple[AdHocRequest, Foreseen[AdHocPreview]]:
    """The request and what would follow; InvalidInput with every problem, of this form and of the service."""
    desk, problems = ground.desk, list(_problems(ground, form))
    day = _day_or_none(form)
    asked = _request(ground, form, day or desk.today + dt.timedelta(days=7))
    try:
        foreseen = preview_ad_hoc(desk.runtime, asked, desk.now)
    except InvalidInput as error:
        raise InvalidInput([*problems, *error.problems]) from None
    if problems:
        raise InvalidInput(problems)
    return asked, foreseen


def _day_or_none(form: Form) -> dt.date | None:
    try:
        return day_of(form, "last_day")
    except InvalidInput:
        return None


def _problems(ground: Ground, form: Form) -> Iterator[Problem]:
    names = {"title": "tên báo cáo", "basis": "căn cứ", "decider": "người yêu cầu"}
    for name, most in LONGEST.items():
        if len(form.value(name)) > most:
            yield Problem(f"{names[name]} quá dài", place=name, accepted=f"tối đa {most} ký tự")
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


def _request(ground: Ground, form: Form, last_day: dt.date) -> AdHocRequest:
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


def _preview(request: Request, ground: Ground, form: Form, asked: AdHocRequest, foreseen: Foreseen[AdHocPreview]) -> Response:
    kept = {name: value for name, value in form.values.items() if name != "buoc"}
    obstacle = _obstacle(ground)
    said: dict[str, Any] = {"ground": ground, "asked": asked, "foreseen": foreseen, "kept": kept, "obstacle": obstacle}
    return render(request, "ad_hoc_confirm.html.j2", cautions=_doubts(ground, asked), **said)


def _obstacle(ground: Ground) -> str:
    """Why Airflow can't begin the run now; empty where it can."""
    try:
        return (
            f"DAG {ground.dag} đang tạm dừng trong Airflow. Bật DAG (nút gạt cạnh tên) rồi xem lại."
            if is_paused(ground.dag)
            else ""
        )
    except Refused as refused:
        return str(refused)


def _doubts(ground: Ground, asked: AdHocRequest) -> list[str]:
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


def _begin(request: Request, ground: Ground, asked: AdHocRequest) -> Response:
    """Begin the run; the same form sent twice begins one."""
    conf = conf_of(asked)
    begun = find_run(ground.dag, f"manual__{asked.key}")
    if begun is None or dict(begun.conf) != conf:
        begin_run(ground.dag, asked.key, conf, ground.desk.visitor.name)
    base = request.scope.get("root_path", "")
    return done(f"{base}/luot/{ground.dag}/manual__{asked.key}", "dot-xuat")


def _form(request: Request, ground: Ground, form: Form, status: int = 200) -> Response:
    picked = {"groups": set(_picked(form, GROUP)), "indicators": set(_picked(form, INDICATOR))}
    tomorrow = ground.desk.today + dt.timedelta(days=1)
    return render(request, "ad_hoc.html.j2", status, form=form, ground=ground, picked=picked, tomorrow=tomorrow)
