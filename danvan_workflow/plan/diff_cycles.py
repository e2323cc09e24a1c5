"""Cycles of two versions of a plan: which are new, gone, or have other dates, and for how many agencies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from danvan_workflow.plan.members import reporters_on
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.schedule import PlannedCycle, planned_cycles
from danvan_workflow.register.register import Register
from danvan_workflow.statutory.deadline import date_text
from danvan_workflow.statutory.workdays import WorkCalendar

Said = tuple[Literal["added", "removed", "changed"], str]
_Key = tuple[str, str]


def cycle_changes(old: Plan, new: Plan, calendar: WorkCalendar, register: Register | None) -> Iterator[Said]:
    """One sentence for each change of a cycle, by opening day of the new plan, the removed ones last."""
    before = {(c.obligation, c.key): c for c in planned_cycles(old, calendar)}
    after = {(c.obligation, c.key): c for c in planned_cycles(new, calendar)}
    for key, cycle in after.items():
        where = _where(new, key)
        if key not in before:
            yield "added", f"Thêm {where[0].lower()}{where[1:]}: {cycle.due_phrase}"
        else:
            yield from _dates(before[key], cycle, where)
            yield from _concerned(before[key], cycle, where, new, register)
    for key, cycle in before.items():
        if key not in after:
            where = _where(old, key)
            yield "removed", f"Bỏ {where[0].lower()}{where[1:]} (hạn nộp {date_text(cycle.last_admissible_day)})"


def _where(plan: Plan, key: _Key) -> str:
    """The cycle's name; its obligation too where that isn't the plan's first."""
    first = plan.obligations[0].id == key[0]
    return f"Kỳ {key[1]}" if first else f"Kỳ {key[1]} ({plan.obligation(key[0]).title})"


_DATES: tuple[tuple[str, Callable[[PlannedCycle], str]], ...] = (
    ("hạn nộp", lambda c: date_text(c.last_admissible_day)),
    ("ngày mở kỳ", lambda c: date_text(c.opens_on)),
    ("hạn báo cáo của cơ quan tổng hợp", lambda c: date_text(c.collector_due_on)),
    ("ngày chốt số liệu", lambda c: date_text(c.data_last_day) if c.data_last_day else "không có"),
    ("cách lấy số liệu", lambda c: "có ước thực hiện" if c.estimate else "không ước thực hiện"),
)


def _dates(old: PlannedCycle, new: PlannedCycle, where: str) -> Iterator[Said]:
    for label, read in _DATES:
        if read(old) != read(new):
            yield "changed", f"{where}: {label} đổi từ {read(old)} thành {read(new)}"


def _concerned(old: PlannedCycle, new: PlannedCycle, where: str, plan: Plan, register: Register | None) -> Iterator[Said]:
    if register is None or old.last_admissible_day == new.last_admissible_day:
        return
    codes = reporters_on(plan, plan.obligation(new.obligation).reporters, register, new.opens_on)
    yield "changed", f"{where}: {len(codes)} cơ quan có hạn mới {date_text(new.last_admissible_day)}"
