"""What tasks ask of the store beside the services: documents for the leader to read, and how far a cycle has come."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from danvan_workflow.services.consolidation.issue_report import write_files
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import events, reports

FOLDER = "du-thao"


def write_drafts(runtime: Runtime, snapshot_id: int) -> tuple[Path, ...]:
    """Write the documents of a snapshot that nobody has approved yet, in a folder that says so."""
    with runtime.uow() as uow:
        return write_files(reports.reports_of(uow, snapshot_id), runtime.settings.outbox / FOLDER)


def not_before(runtime: Runtime, cycle_id: str, moment: dt.datetime) -> dt.datetime:
    """`moment`, or the cycle's last act where that came later: time must not run backwards when a replay is run again.

    A duty passed on in March must not be looked at with the eyes of February.
    """
    with runtime.uow() as uow:
        return max([moment, *(event.at for event in events.events_of(uow, cycle_id))])
