"""The services that tasks call, loaded when a task runs: parsing a DAG file must not import pandas or SQLAlchemy models."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime
    from danvan_workflow.settings import Settings

MODULES = {
    "open_cycle": "open_cycle",
    "pass_on_duties": "pass_on_duties",
    "collect": "collect",
    "assess": "assess",
    "send_rung": "send_rung",
    "consolidate_cycle": "consolidate_cycle",
    "record_decision": "approval",
    "issue_report": "issue_report",
    "cycle_moments": "cycle_moments",
}


def service(name: str) -> Any:
    """The use case of that name, from its module of `danvan_workflow.services`."""
    return getattr(import_module(f"danvan_workflow.services.{MODULES[name]}"), name)


def open_runtime(settings: Settings) -> Runtime:
    """What services work with, for these settings; nothing is connected yet."""
    from danvan_workflow.services.runtime import Runtime

    return Runtime(settings)
