"""Runs that don't go on: a milestone whose moment passed unnoticed, a row that failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from danvan_workflow.duty.ladder import rung_moment
from danvan_workflow.duty.milestones import Milestone, MilestoneMark, Outcome
from danvan_workflow.duty.rung import make_ladder
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.facts import CycleFacts
from danvan_workflow.services.watch.trouble import GRACE, Code, Trouble, Urgency, moment
from danvan_workflow.statutory.deadline import deadline_moment
from danvan_workflow.statutory.office_hours import opening_of

FINAL = frozenset({Milestone.CONSOLIDATE, Milestone.APPROVE, Milestone.ISSUE})


def run_troubles(runtime: Runtime, cycle: CycleFacts, current: Plan | None, now: dt.datetime) -> Iterator[Trouble]:
    """What stands still in a run, by its effect. `current` is the plan file as it is now: its rungs are the rows of the run."""
    yield from _failed(cycle, now)
    yield from _missing(runtime, cycle, current, now)


def milestone_name(cycle: CycleFacts, milestone: str) -> str:
    """What an officer calls a row of the run."""
    if not milestone.startswith("rung:"):
        return Milestone(milestone).label.lower()
    number = int(milestone.removeprefix("rung:"))
    rungs = cycle.plan.ladder.rungs
    kind = f" ({rungs[number - 1].kind.label.lower()})" if 0 < number <= len(rungs) else ""
    return f"bậc {number} của thang đôn đốc{kind}"


def expected(runtime: Runtime, cycle: CycleFacts, current: Plan | None) -> list[tuple[dt.datetime, str]]:
    """The milestones with moments of their own, in the order in which the run comes to them.

    A rung that isn't in the plan file any more has no row; what came before the opening is passed over right after it.
    """
    row, calendar = cycle.row, runtime.calendar
    ladder = make_ladder((rung.offset, rung.to, rung.kind) for rung in cycle.plan.ladder.rungs)
    rows = {rung.offset for rung in (current or cycle.plan).ladder.rungs}  # a row finds its rung by the distance
    send_at = cycle.plan.ladder.send_at
    found = [
        (rung_moment(rung, row.effective_last_day, calendar.shift, send_at), f"rung:{rung.number}")
        for rung in ladder
        if rung.offset in rows
    ]
    moments = [
        (opening_of(row.opens_on), Milestone.OPEN),
        *found,
        (deadline_moment(row.effective_last_day), Milestone.DUE),
        (opening_of(row.collector_due_on), Milestone.CONSOLIDATE),
    ]
    return sorted((max(at, row.opened_at), name) for at, name in moments)


def _missing(runtime: Runtime, cycle: CycleFacts, current: Plan | None, now: dt.datetime) -> Iterator[Trouble]:
    """The first milestone that nobody tried: the ones behind it wait for it."""
    tried = {mark.milestone for mark in cycle.marks}
    late = [(at, name) for at, name in expected(runtime, cycle, current) if name not in tried and at + GRACE <= now]
    if not late:
        return
    since, name = late[0]
    last = cycle.marks[-1] if cycle.marks else None
    reached = f"mốc gần nhất đã qua: {milestone_name(cycle, last.milestone)}, {moment(last.at)}" if last else "chưa qua mốc nào"
    sentence = (
        f"Kỳ {cycle.name}: mốc {milestone_name(cycle, name)} đã đến từ {moment(since)} mà không lượt chạy nào thực hiện "
        f"({reached}). Mở lượt chạy của kỳ trong Airflow: quy trình tạm dừng thì bật lại; hàng chờ quá giờ thì bấm Làm lại ở "
        f"hàng đó; không có lượt chạy thì bấm Chạy ở quy trình và chọn kỳ {cycle.row.cycle_id}."
    )
    yield _trouble(cycle, Code.MILESTONE_MISSING, sentence, since)


def _failed(cycle: CycleFacts, now: dt.datetime) -> Iterator[Trouble]:
    """Rows that failed: the last one of all, and any that ends a run. Of the others a later row has done the work again."""
    ends = {mark.milestone: mark for mark in cycle.marks}
    for name, last in ends.items():
        since = _begin_of_failing(cycle.marks, name)
        if last.outcome is Outcome.FAILED and (name in FINAL or last is cycle.marks[-1]) and since + GRACE <= now:
            why = f": {last.why.rstrip('. ')}" if last.why else ""
            sentence = (
                f"Kỳ {cycle.name}: mốc {milestone_name(cycle, name)} bị lỗi từ {moment(since)}{why}. Sửa nguyên nhân; "
                "nếu Airflow không còn thử lại thì bấm Làm lại ở hàng đó của lượt chạy."
            )
            yield _trouble(cycle, Code.MILESTONE_FAILED, sentence, since)


def _begin_of_failing(marks: tuple[MilestoneMark, ...], milestone: str) -> dt.datetime:
    own = [mark for mark in marks if mark.milestone == milestone]
    since = own[-1].at
    for mark in reversed(own):
        if mark.outcome is not Outcome.FAILED:
            break
        since = mark.at
    return since


def _trouble(cycle: CycleFacts, code: Code, sentence: str, since: dt.datetime) -> Trouble:
    return Trouble(code, sentence, Urgency.STUCK, since, cycle.row.cycle_id, plan=cycle.row.plan, run=cycle.run)
