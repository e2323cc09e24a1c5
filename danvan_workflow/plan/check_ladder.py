"""The ladder of notices, the tasks' own due days and the years a plan names: small slips with long tails."""

from __future__ import annotations

import re
from collections.abc import Iterator

from danvan_workflow.errors import Severity
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.plan.models import Obligation, Plan, RungSpec, Task
from danvan_workflow.plan.remarks import Remark


def ladder_remarks(plan: Plan) -> Iterator[Remark]:
    """Rungs on the wrong side of the deadline, before the opening, said twice, or to a role nobody must fill."""
    earliest = max((o.opens.working_days for o in plan.obligations), default=0)
    roles = {contact.role for contact in plan.contacts}
    seen: set[tuple[int, str]] = set()
    for number, rung in enumerate(plan.ladder.rungs):
        place = ("ladder", "rungs", number)
        yield from _wrong_side(rung, number)
        if rung.offset < -earliest:
            message = f"bậc nhắc đến trước khi mở kỳ (mở trước hạn {earliest} ngày làm việc)"
            yield Remark((*place, "offset"), message, str(rung.offset), f"từ -{earliest} trở lên", Severity.WARNING)
        if (rung.offset, rung.to) in seen:
            yield Remark(place, "hai bậc cùng ngày gửi cho cùng một vai trò", f"{rung.offset}, {rung.to}", "mỗi ngày một bậc")
        if roles and rung.to not in roles:
            message = "bậc gửi cho vai trò mà `contacts` không yêu cầu"
            yield Remark((*place, "to"), message, rung.to, ", ".join(sorted(roles)), Severity.WARNING)
        seen.add((rung.offset, rung.to))


def _wrong_side(rung: RungSpec, number: int) -> Iterator[Remark]:
    place = ("ladder", "rungs", number, "offset")
    if rung.kind.words.after_deadline and rung.offset < 1:
        yield Remark(place, f"bậc {rung.kind} phải sau hạn nộp", str(rung.offset), "từ 1 trở lên")
    if not rung.kind.words.after_deadline and rung.offset > 0:
        yield Remark(place, f"bậc {rung.kind} phải trước hoặc đúng hạn nộp", str(rung.offset), "từ 0 trở xuống")
    if rung.kind is NoticeKind.DUE_TOMORROW and rung.offset != -1:
        yield Remark(place, "bậc due_tomorrow báo “ngày mai hết hạn”", str(rung.offset), "-1", Severity.WARNING)


def task_remarks(plan: Plan) -> Iterator[Remark]:
    """A task is due on a day that stands in the file: it has no period to count from. A goal has no day at all.

    A level to reach is one of an indicator.
    """
    for number, task in enumerate(plan.tasks):
        if task.at_least is not None and task.indicator is None:
            message = "nhiệm vụ có mức phải đạt mà không có chỉ tiêu nào để đo"
            yield Remark(("tasks", number, "at_least"), message, str(task.at_least), "thêm indicator, hoặc bỏ at_least")
        day = task.due and (task.due.before or task.due.by)
        if task.goal and task.due:
            message = "mức phấn đấu không có hạn: không đạt thì không phải là quá hạn"
            yield Remark(("tasks", number, "due"), message, task.id, "bỏ `due`, hoặc bỏ `goal: true`")
        elif task.due and day is None:
            yield Remark(("tasks", number, "due"), "hạn của nhiệm vụ phải là một ngày", task.id, "before hoặc by")
        elif day and day.year not in (plan.year, plan.year + 1):
            message = f"hạn của nhiệm vụ ngoài năm {plan.year} của kế hoạch"
            yield Remark(("tasks", number, "due"), message, day.isoformat(), f"một ngày của năm {plan.year}", Severity.WARNING)
        elif day and not any(delivers(obligation, task) for obligation in plan.obligations):
            message = "nhiệm vụ có hạn nhưng không chế độ báo cáo nào cùng hạn, nên không được đôn đốc"
            accepted = "một chế độ kind: plan_delivery có cùng hạn và gồm các nhóm của nhiệm vụ"
            yield Remark(("tasks", number, "due"), message, task.id, accepted, Severity.WARNING)


def delivers(obligation: Obligation, task: Task) -> bool:
    """True where the obligation asks those who do the task for its product on the task's own day: its ladder chases them."""
    same_day = any(cycle.due == task.due for cycle in obligation.cycles)
    return same_day and not obligation.kind.has_figures and set(task.who) <= set(obligation.reporters)


def year_remarks(plan: Plan) -> Iterator[Remark]:
    """The years in id, title, issue date and base date agree with the plan's year."""
    in_id = re.search(r"(?:^|-)(20\d{2})(?:-|$)", plan.id)
    if in_id and int(in_id[1]) != plan.year:
        yield Remark(("id",), f"năm trong `id` khác với `year: {plan.year}`", plan.id, f"id có năm {plan.year}")
    in_title = re.findall(r"năm (20\d{2})", plan.title)
    if in_title and str(plan.year) not in in_title:
        yield Remark(
            ("title",), f"năm trong tên kế hoạch khác với `year: {plan.year}`", plan.title, f"năm {plan.year}", Severity.WARNING
        )
    if plan.base_date.year not in (plan.year - 1, plan.year):
        accepted = f"một ngày của năm {plan.year}"
        yield Remark(("base_date",), f"ngày căn cứ ngoài năm {plan.year}", plan.base_date.isoformat(), accepted, Severity.WARNING)
    if plan.issued_on and plan.issued_on.year not in (plan.year - 1, plan.year):
        accepted = f"một ngày của năm {plan.year} hoặc cuối năm trước"
        yield Remark(
            ("issued_on",), "ngày ban hành không khớp năm kế hoạch", plan.issued_on.isoformat(), accepted, Severity.WARNING
        )
