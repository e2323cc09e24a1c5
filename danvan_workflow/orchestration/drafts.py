"""The documents of a snapshot on disk before anybody has approved them: what the leader reads to decide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from danvan_workflow.services.issue_report import write_files
from danvan_workflow.store import reports

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime

FOLDER = "du-thao"


def write_drafts(runtime: Runtime, snapshot_id: int) -> tuple[Path, ...]:
    """Write the documents beside the issued ones, in a folder that says what they are."""
    with runtime.uow() as uow:
        return write_files(reports.reports_of(uow, snapshot_id), runtime.settings.outbox / FOLDER)
