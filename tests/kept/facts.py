"""What a store says, in words that outlive its schema: read through the services, written as plain JSON."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from builders import at

from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.duty.submission import FigureStatus, TaskState
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles, events, notices, reports, submissions, tasks
from danvan_workflow.store.tables import CycleRow, NoticeRow, TaskItemRow
from danvan_workflow.store.unit_of_work import UnitOfWork
from danvan_workflow.views.cycle.status import cycle_status

NOW = at("2025-04-01")


def facts_of(runtime: Runtime) -> dict[str, object]:
    """Everything of every cycle, and the size of the register."""
    with runtime.uow() as uow:
        opened = cycles.cycles_of(uow)
        register = runtime.register
        return {
            "agencies": len(register),
            "successions": len(register.succession_records),
            "cycles": {cycle.cycle_id: _cycle(runtime, uow, cycle) for cycle in opened},
            "tasks": {plan: _tasks(uow, plan) for plan in sorted({cycle.plan for cycle in opened})},
        }


def _cycle(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow) -> dict[str, object]:
    cycle_id, status = cycle.cycle_id, cycle_status(runtime, cycle.cycle_id, NOW)
    versions = [version for duty in cycles.duties_of(uow, cycle_id) for version in duty.submissions]
    keys = [version.id for version in versions]
    return {
        "label": cycle.label,
        "days": [f"{day}" for day in (cycle.opens_on, cycle.last_day, cycle.effective_last_day, cycle.collector_due_on)],
        "state": cycle.state,
        "plan": runtime.plan_of(cycle).plan.title,
        "duties": [_duty(view) for view in status.duties],
        "versions": [[v.agency, v.version, _moment(v.sent_at), v.via, v.content_sha256, v.state] for v in versions],
        "figures": _sums(uow, cycle_id, keys),
        "narratives": _digest(f"{n.section}|{n.text}|{n.nil}|{n.skip_reason}" for n in submissions.narratives_of(uow, keys)),
        "findings": _digest(f"{f.rule}|{f.severity}|{f.place}|{f.sentence}" for f in submissions.findings_of(uow, keys)),
        "letters": [_letter(row) for row in notices.notices_of(uow, cycle_id)],
        "acts": [[c.kind, c.reason, c.decider, c.document_number, _moment(c.at)] for c in cycles.concessions_of(uow, cycle_id)],
        "documents": [
            [d.file_name, d.version, d.sha256, hashlib.sha256(d.content).hexdigest() == d.sha256]
            for d in (reports.get_document(uow, cycle_id, row.id) for row in reports.documents_of(uow, cycle_id))
        ],
        "decisions": [[d.decision, d.by, d.note, _moment(d.at)] for d in reports.decisions_of(uow, cycle_id)],
        "events": [[_moment(e.at), e.agency, e.kind, e.by] for e in events.events_of(uow, cycle_id)],
    }


def _duty(view: DutyStanding) -> list[object]:
    return [view.agency, view.name, view.owes, view.status.state.value, view.status.on_time, *view.missing]


def _letter(row: NoticeRow) -> list[object]:
    return [row.agency, row.kind, row.rung, row.recipient, row.state, row.status_code, row.message_id, row.subject]


def _sums(uow: UnitOfWork, cycle_id: str, versions: list[int]) -> dict[str, str]:
    sums: dict[str, Decimal] = {}
    kinds: Counter[str] = Counter()
    for _, code, status, value in submissions.figures_of(uow, cycle_id, versions):
        kinds[FigureStatus(status).value] += 1
        sums[code] = sums.get(code, Decimal(0)) + (value or Decimal(0))
    counted = {f"#{kind}": f"{number}" for kind, number in sorted(kinds.items())}
    return {code: f"{sums[code].normalize():f}" for code in sorted(sums)} | counted


def _tasks(uow: UnitOfWork, plan: str) -> str:
    rows = tasks.tasks_of(uow, plan)
    return _digest(f"{t.task}|{t.agency}|{t.due_on}|{_word(t)}|{t.percent}|{t.evidence}" for t in rows)


def _word(row: TaskItemRow) -> str:
    """The state as release 0.1 wrote it, which had one word for silence and for what is not begun."""
    assert (row.state is TaskState.NOT_STARTED) <= (row.submission_id is not None)
    return TaskState.NOT_STARTED if row.state is TaskState.NOT_REPORTED else row.state


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()


def _digest(lines: Iterable[str]) -> str:
    """How many lines, and their hash, whatever their order."""
    told = sorted(lines)
    digest = hashlib.sha256("\n".join(told).encode()).hexdigest()
    return f"{len(told)}:{digest}"
