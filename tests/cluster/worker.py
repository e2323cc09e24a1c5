"""One of several workers that are told to do the same thing at the same moment.

Reads steps from its standard input, a line of JSON each, and answers each with a line: what the step returned, or the error.
Before each step it waits at a gate of the database, which the test opens for all of them at once.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from typing import Any

import psycopg

from danvan_workflow.errors import DanvanError
from danvan_workflow.orchestration.acts import services
from danvan_workflow.services.consolidation import take_snapshot  # noqa: F401  # loaded before the gate: both reach the step together
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import read_settings

GATE = 4711


def main() -> None:
    """Until the input ends."""
    settings = read_settings(os.environ)
    runtime = Runtime(settings)
    runtime.register  # noqa: B018  # read before the gate
    with psycopg.connect(settings.database_url, autocommit=True) as gate:
        answer("ready")
        for line in sys.stdin:
            name, moment, *arguments = json.loads(line)
            gate.execute("SELECT pg_advisory_lock_shared(%s)", [GATE])
            gate.execute("SELECT pg_advisory_unlock_shared(%s)", [GATE])
            answer(outcome(runtime, name, dt.datetime.fromisoformat(moment), arguments))


def outcome(runtime: Runtime, name: str, now: dt.datetime, arguments: list[Any]) -> str:
    """What the step came to, in one line."""
    cycle_id, *more = arguments
    try:
        return repr(getattr(services, name)(runtime, cycle_id, *more, now))
    except DanvanError as error:
        return f"error {type(error).__name__} permanent={error.permanent}: {error}"


def answer(text: str) -> None:
    """Say a line to the test."""
    sys.stdout.write(text.replace("\n", " ") + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
