"""The fields of the form of an ad hoc cycle: what can be asked under which plan, and what was asked, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.orchestration.console.airflow_runs import find_run
from danvan_workflow.orchestration.console.desk import Desk
from danvan_workflow.orchestration.naming import dag_id
from danvan_workflow.plan.models import Obligation, Plan
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.views.previews.ad_hoc import AdHocPreview, Askable, preview_ad_hoc
from danvan_workflow.views.previews.foresee import Foreseen
from danvan_workflow.web.forms import Bound, TypedForm, day_of, too_long
from danvan_workflow.web.posted import Posted

GROUP, INDICATOR = "nhom:", "chi-tieu:"
BOUNDS = {"title": Bound("tên báo cáo", 250), "basis": Bound("căn cứ", 300), "decider": Bound("người yêu cầu", 150)}
MOST_QUESTIONS, LONGEST_QUESTION = 50, 500
FARTHEST = dt.timedelta(days=366)


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


def read(ground: AdHocGround, posted: Posted) -> Checked:
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


def _day_or_none(form: TypedForm) -> dt.date | None:
    try:
        return day_of(form, "last_day")
    except InvalidInput:
        return None


def _problems(ground: AdHocGround, form: TypedForm) -> Iterator[Problem]:
    yield from too_long(form, BOUNDS)
    if not form.value("decider").strip():
        yield Problem("chưa nêu người yêu cầu", place="decider", accepted="họ tên, chức vụ")
    if not picked(form, GROUP):
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


def _request(ground: AdHocGround, form: TypedForm, last_day: dt.date) -> AdHocRequest:
    decider = form.value("decider").strip()
    return AdHocRequest(
        plan=ground.plan.id,
        key=form.value("key"),
        title=form.value("title").strip(),
        basis=form.value("basis").strip(),
        last_day=last_day,
        questions=_questions(form),
        indicators=picked(form, INDICATOR),
        groups=picked(form, GROUP),
        by=f"{decider} (tài khoản {ground.desk.visitor.name})",
    )


def _questions(form: TypedForm) -> tuple[str, ...]:
    return tuple(line.strip() for line in form.value("questions").splitlines() if line.strip())


def picked(form: TypedForm, prefix: str) -> tuple[str, ...]:
    return tuple(name.removeprefix(prefix) for name in form.values if name.startswith(prefix))
