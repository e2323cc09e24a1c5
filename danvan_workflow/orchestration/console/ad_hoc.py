"""Kỳ đột xuất: what is asked of whom until when, exactly what would go out, and the run that opens the cycle."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from danvan_workflow.errors import NotCovered, Refused, UnknownName
from danvan_workflow.orchestration.console.ad_hoc_fields import GROUP, INDICATOR, AdHocGround, Checked, picked, read
from danvan_workflow.orchestration.console.airflow_runs import begin_run, find_run, is_paused
from danvan_workflow.orchestration.console.desk import Desk, DeskDep
from danvan_workflow.orchestration.console.page import PAGES
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest
from danvan_workflow.services.cycle.ad_hoc_conf import conf_of
from danvan_workflow.statutory.wording import long_date
from danvan_workflow.views.previews.ad_hoc import ad_hoc_plans, askable
from danvan_workflow.web.act_form import ActForm, Done, Preview, Shown
from danvan_workflow.web.forms import TypedForm
from danvan_workflow.web.posted import PostedDep
from danvan_workflow.web.rights import NotAllowed

router = APIRouter()
SHORT_NOTICE = 2
NOTHING_TO_OPEN = (
    "Không có kế hoạch nào cho phép tài khoản này mở kỳ đột xuất: kế hoạch không quy định chế độ đột xuất, "
    "hoặc tài khoản không có quyền chạy DAG đột xuất của kế hoạch."
)


@router.get("/dot-xuat")
def ad_hoc_form(request: Request, desk: DeskDep, plan: str = Query("", alias="ke-hoach", max_length=100)) -> Response:
    """The form for one plan, the first one where none is named."""
    ground = _ground(desk, plan)
    if ground is None:
        return PAGES.told(request, "Kỳ đột xuất", NOTHING_TO_OPEN)
    usual = {f"{GROUP}{group.id}": "1" for group in ground.askable.groups if group.usual}
    return ASKING.page(request, ground, TypedForm({"key": ground.free_key(), **usual}))


def may_open(desk: DeskDep) -> None:
    """NotAllowed for who may open no ad hoc cycle at all, before the form is read."""
    if _ground(desk, "") is None:
        raise NotAllowed(NOTHING_TO_OPEN)


@router.post("/dot-xuat", dependencies=[Depends(may_open)])
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


def _show(ground: AdHocGround, form: TypedForm) -> Shown:
    ticked = {"groups": set(picked(form, GROUP)), "indicators": set(picked(form, INDICATOR))}
    return {"ground": ground, "picked": ticked, "tomorrow": ground.desk.today + dt.timedelta(days=1)}


ASKING = ActForm(
    PAGES,
    "Mở kỳ đột xuất",
    "Mở kỳ",
    "ad_hoc.html.j2",
    "ad_hoc_confirm.html.j2",
    show=_show,
    read=read,
    preview=_preview,
    act=_begin,
)
