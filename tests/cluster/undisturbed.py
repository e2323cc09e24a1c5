"""A cycle from opening to issued report in one process, each act at its own moment: what every disturbed run must come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from danvan_workflow.services.approval.decide import record_decision, request_approval
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.cycle.moments import CycleMoments, cycle_moments
from danvan_workflow.services.cycle.open_cycle import open_cycle
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.assess import assess
from danvan_workflow.services.submissions.collect import collect


def open_and_chase(runtime: Runtime, cycle_id: str, opens_at: dt.datetime) -> CycleMoments:
    """Everything up to the day of the consolidation."""
    open_cycle(runtime, cycle_id, opens_at)
    planned = cycle_moments(runtime, cycle_id)
    for moment, number in _rungs(planned):
        if moment < planned.due_at:
            _send(runtime, cycle_id, number, moment)
    _take_in(runtime, cycle_id, planned.due_at)
    for moment, number in _rungs(planned):
        if planned.due_at <= moment <= planned.consolidate_at:
            _send(runtime, cycle_id, number, moment)
    return planned


def finish(runtime: Runtime, cycle_id: str, planned: CycleMoments, by: str, note: str) -> None:
    """The consolidation, the rungs beside it, the leader's approval and the issue."""
    now = planned.consolidate_at
    _take_in(runtime, cycle_id, now)
    snapshot = consolidate_cycle(runtime, cycle_id, now).snapshot_id
    request_approval(runtime, cycle_id, snapshot, now)
    for moment, number in _rungs(planned):
        if moment > now:
            _send(runtime, cycle_id, number, moment)
    last = max(now, *planned.rungs.values())
    record_decision(runtime, cycle_id, snapshot, "approve", by, note, last)
    issue_report(runtime, cycle_id, snapshot, last)


def _rungs(planned: CycleMoments) -> Iterator[tuple[dt.datetime, int]]:
    yield from sorted((moment, number) for number, moment in planned.rungs.items())


def _send(runtime: Runtime, cycle_id: str, number: int, moment: dt.datetime) -> None:
    _take_in(runtime, cycle_id, moment)
    send_rung(runtime, cycle_id, number, moment)


def _take_in(runtime: Runtime, cycle_id: str, now: dt.datetime) -> None:
    pass_on_duties(runtime, cycle_id, now)
    collect(runtime, cycle_id, now)
    assess(runtime, cycle_id, now)
