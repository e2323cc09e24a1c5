"""An Airflow command that begins when the API server listens: a task that begins before it fails.

What the command and its tasks need is imported meanwhile: a task is a fork of this process and finds it there.
"""

from __future__ import annotations

import socket
import sys
import time
from importlib import import_module

from danvan_workflow.embedded.home import HOST

NEEDED = (
    "airflow.__main__",
    "airflow.jobs.scheduler_job_runner",
    "airflow.cli.commands.scheduler_command",
    "danvan_workflow.orchestration.dag.factory",
    "danvan_workflow.services.submissions.collect",
    "danvan_workflow.services.letters.send_rung",
    "danvan_workflow.services.consolidation.issue_report",
)


def main(arguments: list[str]) -> None:
    """`<port> <airflow command and its options>`."""
    port, *command = arguments
    for module in NEEDED:
        import_module(module)
    while not _listens(int(port)):
        time.sleep(0.2)
    sys.argv = ["airflow", *command]
    import_module("airflow.__main__").main()


def _listens(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    main(sys.argv[1:])
