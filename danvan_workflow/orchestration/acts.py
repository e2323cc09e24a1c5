"""The services that tasks call, loaded when a task runs: parsing a DAG file must not import pandas or SQLAlchemy models."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime
    from danvan_workflow.settings import Settings

SERVICES = "danvan_workflow.services"
MODULES = {
    "open_cycle": f"{SERVICES}.cycle.open_cycle",
    "open_ad_hoc": f"{SERVICES}.cycle.ad_hoc",
    "request_of": f"{SERVICES}.cycle.ad_hoc_conf",
    "pass_on_duties": f"{SERVICES}.cycle.pass_on_duties",
    "collect": f"{SERVICES}.submissions.collect",
    "assess": f"{SERVICES}.submissions.assess",
    "send_rung": f"{SERVICES}.letters.send_rung",
    "consolidate_cycle": f"{SERVICES}.report.consolidate_cycle",
    "record_decision": f"{SERVICES}.approval.decide",
    "request_approval": f"{SERVICES}.approval.decide",
    "standing": f"{SERVICES}.approval.state",
    "issue_report": f"{SERVICES}.report.issue_report",
    "cycle_moments": f"{SERVICES}.cycle.moments",
    "note_milestone": f"{SERVICES}.cycle.milestones",
    "cycle_status": "danvan_workflow.views.cycle.status",
    "remind_leaders": f"{SERVICES}.approval.reminder",
    "sweep": f"{SERVICES}.watch.sweep",
    "watch": f"{SERVICES}.watch.look",
    "alert": f"{SERVICES}.watch.alert",
    "alert_overdue": f"{SERVICES}.watch.alert",
    "write_drafts": "danvan_workflow.orchestration.dag.records",
    "not_before": "danvan_workflow.orchestration.dag.records",
}


def service(name: str) -> Any:
    """The use case of that name."""
    return getattr(import_module(MODULES[name]), name)


def open_runtime(settings: Settings) -> Runtime:
    """What services work with, for these settings; nothing is connected yet."""
    from danvan_workflow.services.runtime import Runtime

    return Runtime(settings)
