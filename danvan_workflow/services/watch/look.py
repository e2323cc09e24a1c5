"""The watchdog: proves from our own database that nothing stands still, and lists what does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from danvan_workflow.errors import DanvanError
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.facts import CycleFacts, Facts, read_facts
from danvan_workflow.services.watch.horizon import calendar_troubles, law_troubles, plan_troubles
from danvan_workflow.services.watch.letters import letter_troubles
from danvan_workflow.services.watch.register import register_troubles
from danvan_workflow.services.watch.reports import report_troubles
from danvan_workflow.services.watch.rungs import rung_troubles
from danvan_workflow.services.watch.runs import run_troubles
from danvan_workflow.services.watch.trouble import Code, Trouble, Urgency, in_order

Look = Callable[[], Iterable[Trouble]]


def watch(runtime: Runtime, now: dt.datetime) -> tuple[Trouble, ...]:
    """What stands still at `now`, and what will soon; what is stuck first. Writes nothing, asks nobody but our database.

    StoreUnavailable where that can't be read. A part that can't be looked at otherwise is a finding itself and hides no other.
    """
    runtime.prepare()
    facts = read_facts(runtime)
    files = _plan_files(runtime)
    return in_order(trouble for what, look in _looks(runtime, facts, files, now) for trouble in _guarded(what, look, now))


def _looks(runtime: Runtime, facts: Facts, files: dict[str, Plan], now: dt.datetime) -> Iterator[tuple[str, Look]]:
    for cycle in facts.cycles:
        yield from _looks_at(runtime, cycle, files.get(cycle.row.plan), now)
    yield "hộp thư đi", lambda: letter_troubles(facts, now)
    yield "tệp kế hoạch", lambda: plan_troubles(runtime, facts, now)
    yield "danh mục cơ quan", lambda: register_troubles(runtime, now)
    yield "lịch làm việc", lambda: calendar_troubles(runtime.calendar, now)
    yield "giá trị pháp lý", lambda: law_troubles(now)


def _looks_at(runtime: Runtime, cycle: CycleFacts, file: Plan | None, now: dt.datetime) -> Iterator[tuple[str, Look]]:
    yield f"thang đôn đốc của kỳ {cycle.name}", lambda: rung_troubles(runtime, cycle, now)
    yield f"lượt chạy của kỳ {cycle.name}", lambda: run_troubles(runtime, cycle, file, now)
    yield f"báo cáo của kỳ {cycle.name}", lambda: report_troubles(runtime, cycle, now)


def _plan_files(runtime: Runtime) -> dict[str, Plan]:
    return {loaded.plan.id: loaded.plan for loaded in runtime.library.load_all().plans}


def _guarded(what: str, look: Look, now: dt.datetime) -> Iterator[Trouble]:
    try:
        yield from look()
    except Exception as error:  # a fault in one part must not hide what the others found
        said = str(error).strip().splitlines() or [""]
        why = said[0] if isinstance(error, DanvanError) else f"{type(error).__name__}: {said[0]}"
        sentence = f"Không soát được {what}: {why.rstrip('. ')}. Hãy tự kiểm tra phần này, sửa rồi chạy: danvan watch."
        yield Trouble(Code.UNWATCHED, sentence, Urgency.STUCK, now)
