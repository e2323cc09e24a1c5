"""The safety net under the runs: once a day, what is due in any cycle is passed on, queued and sent, whoever should have done it.

So an extension that was given after the last row of the run still gets its reminders, and letters that a mail server refused for
the moment leave at last. Everything goes through the outbox: nothing leaves twice, whether a run does the same or this is done
again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.errors import DanvanError, SourceUnavailable
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.outbox import SendResult, send_pending
from danvan_workflow.services.letters.outbox_rows import long_past
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.assess import assess
from danvan_workflow.services.submissions.collect import collect
from danvan_workflow.services.watch.facts import Facts, read_facts
from danvan_workflow.services.watch.rungs import due_now

ANY_RUNG = 0


@dataclass(frozen=True, slots=True)
class SweepResult:
    """How many cycles were looked at, duties passed on, letters sent and not sent; `problems` are sentences, one a cycle."""

    cycles: int = 0
    passed_on: int = 0
    sent: int = 0
    failed: int = 0
    problems: tuple[str, ...] = ()


def sweep(runtime: Runtime, now: dt.datetime) -> SweepResult:
    """Do what is due at `now` in every cycle that is not long past. One that can't be worked on doesn't hold up the others."""
    runtime.prepare()
    facts = read_facts(runtime)
    alive = [cycle for cycle in facts.cycles if not long_past(runtime, cycle.row, cycle.plan, now)]
    parts = [_guarded(_sweep_cycle, runtime, cycle.row.cycle_id, now) for cycle in alive]
    parts += [_guarded(_send_rest, runtime, cycle_id, now) for cycle_id in _left_behind(facts)]
    return SweepResult(
        cycles=len(parts),
        passed_on=sum(part.passed_on for part in parts),
        sent=sum(part.sent for part in parts),
        failed=sum(part.failed for part in parts),
        problems=tuple(problem for part in parts for problem in part.problems),
    )


def _guarded(
    part: Callable[[Runtime, str, dt.datetime], SweepResult], runtime: Runtime, cycle_id: str, now: dt.datetime
) -> SweepResult:
    try:
        return part(runtime, cycle_id, now)
    except DanvanError as error:
        return SweepResult(problems=(f"Kỳ {cycle_id}: {error}",))


def _sweep_cycle(runtime: Runtime, cycle_id: str, now: dt.datetime) -> SweepResult:
    passed = pass_on_duties(runtime, cycle_id, now)
    [cycle] = read_facts(runtime, only=cycle_id).cycles
    if any(due_now(runtime, cycle, now)):
        _take_in(runtime, cycle_id, now)
    result = send_rung(runtime, cycle_id, ANY_RUNG, now)
    return SweepResult(passed_on=len(passed), sent=result.sent, failed=result.failed)


def _take_in(runtime: Runtime, cycle_id: str, now: dt.datetime) -> None:
    """Who has sent since is not reminded; a source that is away must not hold up the letters."""
    with suppress(SourceUnavailable):
        collect(runtime, cycle_id, now)
    assess(runtime, cycle_id, now)


def _left_behind(facts: Facts) -> list[str]:
    """Issued cycles in which letters still wait: nothing of their runs goes on."""
    running = {cycle.row.cycle_id for cycle in facts.cycles}
    return sorted({row.cycle_id for row in facts.letters if row.state is NoticeState.PENDING} - running)


def _send_rest(runtime: Runtime, cycle_id: str, now: dt.datetime) -> SweepResult:
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
    if long_past(runtime, cycle, plan, now):
        return SweepResult()
    result: SendResult = send_pending(runtime, cycle_id, now)
    return SweepResult(sent=result.sent, failed=result.failed)
