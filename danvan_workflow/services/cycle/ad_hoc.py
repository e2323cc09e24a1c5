"""Opening an ad hoc cycle (đột xuất): a title, agencies, questions, figures and a date, made up by an officer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from danvan_workflow.duty.ad_hoc import AdHocContent, numbered
from danvan_workflow.duty.requirements import Requirements
from danvan_workflow.errors import InvalidInput, Problem, Refused
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.models import CycleSpec, Due, Obligation, ObligationKind, Plan
from danvan_workflow.plan.schedule import plan_cycle
from danvan_workflow.services.cycle.open_cycle import OpenedCycle, add_cycle, freeze_roll, opened_result
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import date_text, vietnam_date
from danvan_workflow.store import cycles

KEY = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


@dataclass(frozen=True, slots=True)
class AdHocRequest:
    """What an officer asks for. `last_day` is included; `groups` are group ids; none means those of the obligation."""

    plan: str
    key: str
    title: str
    basis: str
    last_day: dt.date
    questions: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    by: str = ""


def open_ad_hoc(runtime: Runtime, request: AdHocRequest, now: dt.datetime) -> OpenedCycle:
    """Open a cycle that no file names, today; InvalidInput with every problem, Refused where the plan has no ad hoc obligation.

    The same request again changes nothing; another one under the same key is refused.
    """
    runtime.prepare()
    loaded = runtime.library.open(request.plan)
    obligation = _ad_hoc_obligation(loaded.plan)
    problems = _problems(runtime, loaded.plan, request, vietnam_date(now))
    if problems and not _is_open(runtime, loaded.plan, obligation, request):  # what is open was right on its day
        raise InvalidInput(problems)
    spec = CycleSpec(key=request.key, label=request.title, due=Due(by=request.last_day), opens_on=vietnam_date(now))
    planned = plan_cycle(loaded.plan, obligation, spec, runtime.calendar)
    asked = AdHocContent(request.title, request.basis, request.by, numbered(request.questions), request.indicators)
    needs = Requirements(tuple(asked.titles), request.indicators)
    with runtime.uow() as uow:
        version = cycles.keep_plan_version(uow, loaded.plan.id, loaded.sha256, loaded.text, now)
        created = add_cycle(uow, planned, version, now, asked)
        if created:
            freeze_roll(runtime, uow, loaded.plan, obligation, planned, now, groups=request.groups, asked=needs)
        elif cycles.get_cycle(uow, planned.cycle_id).ad_hoc != asked:
            raise Refused(f"Đã có kỳ đột xuất “{request.key}” với nội dung khác; đặt mã khác cho kỳ mới.")
        uow.commit()
        return opened_result(uow, planned.cycle_id, created=created)


def _is_open(runtime: Runtime, plan: Plan, obligation: Obligation, request: AdHocRequest) -> bool:
    with runtime.uow() as uow:
        return cycles.find_cycle(uow, str(CycleId(plan.id, obligation.id, request.key))) is not None


def _ad_hoc_obligation(plan: Plan) -> Obligation:
    found = [obligation for obligation in plan.obligations if obligation.kind is ObligationKind.AD_HOC]
    if not found:
        raise Refused(f"Kế hoạch {plan.id} không có chế độ báo cáo đột xuất (văn bản không quy định).")
    return found[0]


def _problems(runtime: Runtime, plan: Plan, request: AdHocRequest, today: dt.date) -> list[Problem]:
    return [*_about_itself(request, today), *_about_the_plan(runtime, plan, request)]


def _about_itself(request: AdHocRequest, today: dt.date) -> Iterator[Problem]:
    if not KEY.match(request.key):
        yield Problem("mã kỳ không hợp lệ", place="key", value=request.key, accepted="chữ thường không dấu, số và gạch nối")
    if not request.title.strip():
        yield Problem("chưa có tên báo cáo", place="title", accepted="tên ngắn, rõ phạm vi (NĐ 09/2019/NĐ-CP, Điều 7)")
    if not request.questions and not request.indicators:
        yield Problem("chưa có nội dung yêu cầu", place="questions", accepted="ít nhất một câu hỏi hoặc một chỉ tiêu")
    if request.last_day <= today:
        yield Problem("hạn nộp đã qua", place="last_day", value=date_text(request.last_day), accepted=f"sau {date_text(today)}")


def _about_the_plan(runtime: Runtime, plan: Plan, request: AdHocRequest) -> Iterator[Problem]:
    groups, codes = {group.id for group in plan.groups}, set(runtime.catalogue_of(plan))
    for group in set(request.groups) - groups:
        yield Problem("nhóm cơ quan không có trong kế hoạch", place="groups", value=group, accepted=", ".join(sorted(groups)))
    for code in set(request.indicators) - codes:
        yield Problem(
            "chỉ tiêu không có trong kế hoạch", place="indicators", value=code, accepted=", ".join(sorted(codes)[:8]) + "…"
        )
