"""How a cycle stands, on the screen and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from danvan_workflow.cli.rendering import Col, cell, clock, heading, say, show_table
from danvan_workflow.duty.ad_hoc import asked_titles
from danvan_workflow.duty.counts import Counts
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.notify.kinds import notice_label
from danvan_workflow.services.letters.tally import RungCount
from danvan_workflow.views.cycle.status import CycleStatus

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime


def section_names(runtime: Runtime, cycle_id: str) -> dict[str, str]:
    """What to call the sections of a cycle's report: `mục II.3`, or the question of an ad hoc cycle."""
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
    questions = {section: f"câu hỏi “{title}”" for section, title in asked_titles(cycle.ad_hoc).items()}
    return {section.id: f"mục {section.number}" for section in plan.sections} | questions


def show_status(status: CycleStatus, names: Mapping[str, str], now: dt.datetime, *, everybody: bool) -> None:
    """Print counts, notices by rung, and the agencies still open (all of them with `everybody`)."""
    heading(f"{status.label} ({status.cycle_id}), {status.state_line}")
    say(f"Lúc {clock(now)}; ngày cuối cùng được nhận {cell(status.last_day)}; hạn tổng hợp {cell(status.collector_due_on)}.")
    say()
    _show_counts(status.counts)
    _show_rungs(status.notices)
    shown = [view for view in status.duties if everybody or view.is_open]
    if shown:
        say()
        heading("Danh sách của kỳ" if everybody else f"Còn phải gửi hoặc phải sửa ({len(shown)})")
        _show_duties(status, names, shown)
    elif status.complete:
        say("Các cơ quan đã gửi đủ, không còn gì phải sửa.", "green")


def _show_counts(counts: Counts) -> None:
    columns: list[tuple[str, object]] = [("Phải gửi", counts.owing), ("Đã gửi", counts.sent)]
    columns += [("Đúng hạn", counts.on_time), ("Trễ hạn", counts.late)]
    columns += [("Thiếu", counts.incomplete), ("Sai", counts.wrong), ("Trả lại", counts.returned), ("Chưa gửi", counts.missing)]
    columns += [(title, n) for title, n in (("Miễn", counts.exempt), ("Chuyển giao", counts.passed_on)) if n]
    columns += [("Kế thừa đã gửi", counts.heirs_share)] if counts.heirs else []
    show_table([Col(title, right=True) for title, _ in columns], [[n for _, n in columns]])


def _show_rungs(rungs: tuple[RungCount, ...]) -> None:
    say()
    columns = (
        Col("Bậc", right=True),
        Col("Thông báo"),
        *(Col(title, right=True) for title in ("Đã gửi", "Chờ", "Không gửi được", "Bỏ qua")),
    )
    show_table(columns, [(r.rung, notice_label(r.kind), r.sent, r.pending, r.failed, r.skipped) for r in rungs])


def _show_duties(status: CycleStatus, names: Mapping[str, str], views: list[DutyStanding]) -> None:
    rows = [_duty_row(status, names, view) for view in views]
    columns = [Col("Mã", whole=True), Col("Cơ quan"), Col("Tình trạng"), Col("Gửi lúc", roomy=True)]
    if any(row[-1] for row in rows):
        columns.append(Col("Còn thiếu, lý do"))
    show_table(columns, rows, styles=[_style(view) for view in views])


def _duty_row(status: CycleStatus, names: Mapping[str, str], view: DutyStanding) -> tuple[object, ...]:
    if not view.owes:
        return view.agency, view.name, "không phải gửi", None, view.reason
    state = view.status.state.label
    if view.status.on_time is False:
        state += ", trễ hạn"
    elif view.status.overdue:
        state += ", quá hạn"
    if view.last_day != status.last_day:
        state += f"; hạn riêng {cell(view.last_day)}"
    return view.agency, view.name, state, view.sent_at, _lack(names, view)


def _lack(names: Mapping[str, str], view: DutyStanding) -> str:
    shown = ", ".join(names.get(item, item) for item in view.missing[:4]) + (
        f" và {len(view.missing) - 4} nội dung khác" if len(view.missing) > 4 else ""
    )
    faults = f"{view.errors} lỗi số liệu" if view.errors else ""
    heirs = f"chuyển cho {', '.join(view.passed_on_to)}" if view.passed_on_to else ""
    return "; ".join(part for part in (shown, faults, heirs) if part)


def _style(view: DutyStanding) -> str:
    if not view.owes:
        return "dim"
    return "red" if view.status.overdue else ("yellow" if view.status.state.is_open else "")


def status_json(status: CycleStatus) -> dict[str, Any]:
    """Everything about a cycle for a machine."""
    return {
        "cycle_id": status.cycle_id,
        "label": status.label,
        "kind": status.kind,
        "state": status.state,
        "last_day": status.last_day,
        "collector_due_on": status.collector_due_on,
        "complete": status.complete,
        "counts": asdict(status.counts),
        "notices": [asdict(rung) for rung in status.notices],
        "agencies": [_duty_json(view) for view in status.duties],
    }


def _duty_json(view: DutyStanding) -> dict[str, Any]:
    keys = ("agency", "name", "group", "owes", "reason", "version", "sent_at", "last_day", "errors", "warnings", "is_sample")
    lists = {"missing": list(view.missing), "inherited_from": list(view.inherited_from), "passed_on_to": list(view.passed_on_to)}
    state = {"state": view.status.state.value, "on_time": view.status.on_time, "overdue": view.status.overdue}
    return {**{key: getattr(view, key) for key in keys}, **state, **lists}
