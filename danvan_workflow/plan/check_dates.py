"""The legal lint of a plan's cycles: periods, cut-off, deadline, opening and the collector's own due day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from danvan_workflow.errors import InvalidInput, NotCovered, Severity
from danvan_workflow.plan.models import CycleSpec, Obligation, ObligationKind, Plan
from danvan_workflow.plan.remarks import Remark
from danvan_workflow.plan.schedule import PlannedCycle, due_phrase, plan_cycle
from danvan_workflow.reading.strict_yaml import Place
from danvan_workflow.statutory.deadline import DayOffPolicy, date_text, literal_last_day
from danvan_workflow.statutory.period import Period
from danvan_workflow.statutory.windows import data_window
from danvan_workflow.statutory.workdays import WorkCalendar

ARTICLE_8 = "khoản 5 Điều 8 Nghị định số 09/2019/NĐ-CP"


def cycle_remarks(plan: Plan, calendar: WorkCalendar) -> Iterator[Remark]:
    """What is amiss with each cycle of each obligation."""
    for number, obligation in enumerate(plan.obligations):
        place = ("obligations", number)
        yield from _cycles_fit_kind(obligation, place)
        for position, cycle in enumerate(obligation.cycles):
            yield from _one_cycle(plan, obligation, cycle, (*place, "cycles", position), calendar)


def _cycles_fit_kind(obligation: Obligation, place: Place) -> Iterator[Remark]:
    ad_hoc = obligation.kind is ObligationKind.AD_HOC
    if ad_hoc and obligation.cycles:
        accepted = "bỏ `cycles`; kỳ đột xuất được mở khi có yêu cầu"
        yield Remark((*place, "cycles"), "chế độ báo cáo đột xuất không có kỳ định trước", accepted=accepted)
    if not ad_hoc and not obligation.cycles:
        yield Remark(place, "chế độ báo cáo chưa có kỳ nào", obligation.id, "ít nhất một kỳ ở `cycles`")
    register = obligation.kind is ObligationKind.FOCAL_REGISTER
    if register and not obligation.persons:
        accepted = "`persons`: nhóm, vai trò và số người"
        yield Remark(place, "chế độ đăng ký đầu mối chưa nói cần những ai", obligation.id, accepted)
    if obligation.persons and not register:
        yield Remark((*place, "persons"), "`persons` chỉ dùng cho chế độ focal_register", obligation.kind.value)


def _one_cycle(plan: Plan, obligation: Obligation, cycle: CycleSpec, place: Place, calendar: WorkCalendar) -> Iterator[Remark]:
    period_remarks = list(_period(plan, obligation, cycle, place))
    yield from period_remarks
    if any(remark.severity is Severity.ERROR and remark.place[-1] == "period" for remark in period_remarks):
        return
    due = (*place, "due", *(key for key, value in cycle.due if value is not None))
    try:
        planned = plan_cycle(plan, obligation, cycle, calendar)
    except NotCovered as error:
        yield Remark(due, str(error).rstrip("."))
        return
    except InvalidInput as error:
        yield from (Remark(due, problem.message, problem.value, problem.accepted) for problem in error.problems)
        return
    yield from _year(plan, planned, due)
    yield from _cut_off(planned, due, calendar)
    yield from _last_day_off(obligation, cycle, planned, due, calendar)
    yield from _order(cycle, planned, place)
    yield from _assumed_law(planned, place, calendar)


def _period(plan: Plan, obligation: Obligation, cycle: CycleSpec, place: Place) -> Iterator[Remark]:
    if cycle.period is None:
        if obligation.kind.has_figures:
            message = "kỳ báo cáo có số liệu nhưng chưa nêu kỳ dữ liệu"
            yield Remark(place, message, cycle.key, f"`period`, ví dụ {plan.year}-6m")
        return
    try:
        period = Period.parse(cycle.period)
        data_window(period)
    except InvalidInput as error:
        yield from (Remark((*place, "period"), p.message, p.value, p.accepted) for p in error.problems)
        return
    except NotCovered as error:
        yield Remark((*place, "period"), str(error).rstrip("."), cycle.period)
        return
    if cycle.key != cycle.period:
        yield Remark((*place, "key"), "`key` khác với kỳ dữ liệu", cycle.key, cycle.period)
    if period.year != plan.year:
        yield Remark(
            (*place, "period"), f"kỳ dữ liệu ngoài năm {plan.year} của kế hoạch", cycle.period, f"một kỳ của năm {plan.year}"
        )


def _year(plan: Plan, planned: PlannedCycle, due: Place) -> Iterator[Remark]:
    last = planned.last_admissible_day
    accepted = f"một ngày trong năm {plan.year}, hoặc tháng 01 năm sau"
    if not dt.date(plan.year, 1, 1) <= last <= dt.date(plan.year + 1, 1, 31):
        yield Remark(due, f"hạn nộp ngoài năm {plan.year} của kế hoạch", date_text(last), accepted)


def _cut_off(planned: PlannedCycle, due: Place, calendar: WorkCalendar) -> Iterator[Remark]:
    """Between cut-off and deadline there is at least one working day (NĐ 09/2019 Đ8.5), or figures are estimates."""
    cut_off, last = planned.data_last_day, planned.last_admissible_day
    if cut_off is None:
        return
    days = f"hạn nộp {date_text(last)}, chốt số liệu {date_text(cut_off)}"
    if calendar.workdays_between(cut_off, last) >= 1:
        if planned.estimate:
            yield Remark(
                (*due[:-2], "estimate"), f"hạn nộp sau ngày chốt nên không cần ước thực hiện ({days})", severity=Severity.INFO
            )
    elif planned.estimate:
        yield Remark(
            due, f"hạn nộp không sau ngày chốt: phần còn lại là số liệu ước thực hiện ({days})", severity=Severity.WARNING
        )
    elif last <= cut_off:
        accepted = f"hạn sau ngày chốt ít nhất 01 ngày làm việc ({ARTICLE_8}), hoặc `estimate: true` nếu báo cáo số ước thực hiện"
        yield Remark(due, f"hạn nộp không sau ngày chốt số liệu ({days})", date_text(last), accepted)
    else:
        accepted = f"ít nhất 01 ngày làm việc ({ARTICLE_8})"
        yield Remark(due, f"từ ngày chốt đến hạn nộp không có ngày làm việc nào ({days})", "", accepted, Severity.WARNING)


def _last_day_off(
    obligation: Obligation, cycle: CycleSpec, planned: PlannedCycle, due: Place, calendar: WorkCalendar
) -> Iterator[Remark]:
    period = Period.parse(cycle.period) if cycle.period else None
    literal = literal_last_day(due_phrase(cycle.due), period, calendar)
    name = calendar.day_off_name(literal)
    if name:
        policy = DayOffPolicy(obligation.day_off.policy)
        message = f"ngày cuối cùng {date_text(literal)} là ngày nghỉ ({name}); theo `{policy.value}` hạn nộp là hết ngày"
        severity: Severity = Severity.WARNING if policy is DayOffPolicy.STRICT else Severity.INFO
        yield Remark(due, f"{message} {date_text(planned.last_admissible_day)}", severity=severity)


def _order(cycle: CycleSpec, planned: PlannedCycle, place: Place) -> Iterator[Remark]:
    last = planned.last_admissible_day
    if planned.opens_on >= last:
        where = (*place, "opens_on") if cycle.opens_on else place
        accepted = f"một ngày trước {date_text(last)}"
        yield Remark(where, "ngày mở kỳ không trước hạn nộp", date_text(planned.opens_on), accepted)
    if planned.collector_due_on < last or (planned.collector_due_on == last and cycle.collector_due_on):
        where = (*place, "collector_due_on")
        accepted = f"một ngày sau {date_text(last)}"
        yield Remark(where, "cơ quan tổng hợp phải báo cáo trước khi hết hạn nộp", date_text(planned.collector_due_on), accepted)


def _assumed_law(planned: PlannedCycle, place: Place, calendar: WorkCalendar) -> Iterator[Remark]:
    """Where the answer rests on law or calendar data that are themselves assumed."""
    if planned.period:
        window = data_window(Period.parse(planned.period))
        if window.assumed:
            yield Remark(
                (*place, "period"), f"thời gian chốt số liệu là giả định: {window.reason}".rstrip("."), severity=Severity.INFO
            )
    for entry in calendar.doubtful_entries(planned.opens_on, max(planned.collector_due_on, planned.last_admissible_day)):
        message = f"lịch làm việc ngày {date_text(entry.day)} là giả định ({entry.name})"
        yield Remark(place, message, severity=Severity.INFO)
