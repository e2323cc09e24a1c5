"""The services that tasks call, loaded when a task runs: parsing a DAG file must not import pandas or SQLAlchemy models."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime
    from danvan_workflow.settings import Settings

SERVICES = "danvan_workflow.services"
MODULES = {
    "open_cycle": f"{SERVICES}.open_cycle",
    "open_ad_hoc": f"{SERVICES}.ad_hoc",
    "request_of": f"{SERVICES}.ad_hoc_conf",
    "pass_on_duties": f"{SERVICES}.pass_on_duties",
    "collect": f"{SERVICES}.collect",
    "assess": f"{SERVICES}.assess",
    "send_rung": f"{SERVICES}.send_rung",
    "consolidate_cycle": f"{SERVICES}.consolidate_cycle",
    "record_decision": f"{SERVICES}.approval",
    "request_approval": f"{SERVICES}.approval",
    "standing": f"{SERVICES}.approval_state",
    "issue_report": f"{SERVICES}.issue_report",
    "cycle_moments": f"{SERVICES}.moments",
    "note_milestone": f"{SERVICES}.milestones",
    "cycle_status": f"{SERVICES}.cycle_status",
    "remind_leaders": f"{SERVICES}.approval_reminder",
    "sweep": f"{SERVICES}.sweep",
    "watch": f"{SERVICES}.watch",
    "alert": f"{SERVICES}.watch_alert",
    "alert_overdue": f"{SERVICES}.watch_alert",
    "write_drafts": "danvan_workflow.orchestration.records",
    "not_before": "danvan_workflow.orchestration.records",
}


def service(name: str) -> Any:
    """The use case of that name."""
    return getattr(import_module(MODULES[name]), name)


def open_runtime(settings: Settings) -> Runtime:
    """What services work with, for these settings; nothing is connected yet."""
    from danvan_workflow.services.runtime import Runtime

    return Runtime(settings)
