"""The `danvan` command: the officer's and the engineer's way to everything the services do.

The edge of the system: it reads the clock and the environment, and turns errors into sentences and exit codes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 unforeseen, 2 a person can mend it, 3 a machine is in the way."""
    from danvan_workflow.cli.failures import run_safely

    return run_safely(list(sys.argv[1:] if arguments is None else arguments))
