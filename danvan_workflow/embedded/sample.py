"""Example reports for a demonstration: written into a source of our own, from which the run then collects them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import replace

from danvan_workflow.services.cycle.open_cycle import open_cycle
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.sample_cycle import sample_cycle
from danvan_workflow.settings import Settings
from danvan_workflow.store import cycles


def fill_source(settings: Settings, cycle_id: str, opens_at: dt.datetime) -> int:
    """Write the examples of a cycle that hasn't been opened yet; returns how many submissions there are, 0 for an opened one.

    They are made in a copy of the (SQLite) database, in which the cycle is open already: the opening itself belongs to the run.
    """
    runtime = Runtime(settings)
    runtime.prepare()
    with runtime.uow() as uow:
        if cycles.find_cycle(uow, cycle_id):
            return 0
    copy = settings.home / "mau.sqlite"
    _copy(settings.database_url.removeprefix("sqlite:///"), copy.as_posix())
    drawing_board = Runtime(replace(settings, database_url=f"sqlite:///{copy}"))
    try:
        open_cycle(drawing_board, cycle_id, opens_at)
        return sample_cycle(drawing_board, cycle_id, seed=cycle_id)
    finally:
        drawing_board.engine.dispose()
        for part in ("", "-wal", "-shm"):
            copy.with_name(copy.name + part).unlink(missing_ok=True)


def _copy(file: str, target: str) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
