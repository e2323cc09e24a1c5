"""What a cycle has come to: the rows of the store without what a database numbers and a clock stamps."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from sqlalchemy import inspect as mapped
from sqlalchemy import select
from sqlalchemy.orm import Session

from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store.tables import (
    AttachmentRow,
    Base,
    CycleRow,
    DecisionRow,
    DutyRow,
    FigureRow,
    FindingRow,
    NarrativeRow,
    NoticeRow,
    PersonRow,
    RejectionRow,
    ReportRow,
    SnapshotRow,
    SubmissionRow,
    TaskItemRow,
    TaskProgressRow,
)

COMPARED: tuple[type[Base], ...] = (
    CycleRow,
    DutyRow,
    SubmissionRow,
    FigureRow,
    NarrativeRow,
    PersonRow,
    AttachmentRow,
    TaskProgressRow,
    FindingRow,
    TaskItemRow,
    NoticeRow,
    SnapshotRow,
    ReportRow,
    DecisionRow,
    RejectionRow,
)
# Keys that the database gives, lists of such keys, and how often something was tried: not what a cycle has come to.
LEFT_OUT = frozenset({"id", "plan_version_id", "duty_id", "snapshot_id", "members", "payload", "attempts"})

Row = tuple[tuple[str, Any], ...]
State = dict[str, list[Row]]


def end_state(runtime: Runtime, cycle_id: str) -> State:
    """The rows of a cycle by table, in an order that doesn't depend on who wrote them when."""
    with runtime.uow() as uow:
        reader = _Reader(uow.session, cycle_id)
        return {table.__tablename__: reader.rows(table) for table in COMPARED}


class _Reader:
    """Reads the rows that belong to one cycle."""

    def __init__(self, session: Session, cycle_id: str) -> None:
        self._session, self._cycle_id = session, cycle_id
        versions = session.scalars(select(SubmissionRow)).all()
        self._sender = {row.id: f"{row.cycle_id} {row.agency} {row.version}" for row in versions}
        self._own = {row.id for row in versions if row.cycle_id == cycle_id}

    def rows(self, table: type[Base]) -> list[Row]:
        names = [column.key for column in mapped(table).columns]
        found = [row for row in self._session.scalars(select(table)) if self._belongs(row, names)]
        return sorted((self._values(row, names) for row in found), key=repr)

    def _belongs(self, row: Any, names: list[str]) -> bool:
        if "cycle_id" in names:
            return bool(row.cycle_id == self._cycle_id)
        if "plan" in names:
            return bool(row.plan == self._cycle_id.partition(".")[0])
        return row.submission_id in self._own

    def _values(self, row: Any, names: list[str]) -> Row:
        shown = {name: getattr(row, name) for name in names if name not in LEFT_OUT}
        if "submission_id" in shown:
            shown["submission_id"] = self._sender.get(shown["submission_id"], "")
        return tuple((name, value) for name, value in shown.items() if not isinstance(value, dt.datetime))


def differences(found: State, expected: State) -> list[str]:
    """What one state lacks and what it has too much, row by row; empty where they are equal."""
    lines = []
    for table, rows in expected.items():
        have, want = Counter(map(repr, found[table])), Counter(map(repr, rows))
        lines += [f"{table} lacks {row[:500]}" for row in (want - have).elements()]
        lines += [f"{table} has too much {row[:500]}" for row in (have - want).elements()]
    return lines
