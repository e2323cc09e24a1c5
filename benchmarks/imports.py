"""What importing costs, in fresh processes: `python -m benchmarks.imports`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial

from benchmarks.measure import as_process, take_turns
from benchmarks.table import ms, table, times

ROUNDS = 7
HEAVY = ("pandas", "sqlalchemy", "airflow")
CASES = {
    "`python -c pass`": ["-c", "pass"],
    "`import pydantic, yaml`": ["-c", "import pydantic, yaml"],
    "`import danvan_workflow.plan`, all its modules": ["-c", "import danvan_workflow.plan.checks, danvan_workflow.plan.library"],
    "`danvan --help`": ["-m", "danvan_workflow.cli", "--help"],
    "`danvan plan check binh-dinh-2025`": ["-m", "danvan_workflow.cli", "plan", "check", "binh-dinh-2025"],
    "`import pandas`": ["-c", "import pandas"],
    "`import airflow.sdk` and `DAG` in it": ["-c", "from airflow.sdk import DAG"],
}
CHECKED = ("`import danvan_workflow.plan`, all its modules", "`danvan --help`")


def heavy_modules(arguments: list[str]) -> set[str]:
    """Which of the heavy libraries a fresh Python with these arguments brings in."""
    found = subprocess.run([sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, check=True)
    names = {line.rsplit("|", 1)[-1].strip() for line in found.stderr.splitlines() if line.startswith("import time:")}
    return names.intersection(HEAVY)


def report() -> str:
    """The section of the document."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["DANVAN_HOME"] = home  # an installation without a store: the register of the package is taken
        costs = take_turns({name: partial(as_process, arguments) for name, arguments in CASES.items()}, ROUNDS)
    base = costs["`import pydantic, yaml`"].best
    rows = [[name, f"{ms(cost.best)} ({ms(cost.middle)})", times(cost.best, base)] for name, cost in costs.items()]
    brought = "; ".join(f"{name}: {', '.join(sorted(heavy_modules(CASES[name]))) or 'none'}" for name in CHECKED)
    return "\n".join(
        [
            "## Starting",
            "",
            "Whole processes, from start to end: processor time in ms, best (median).",
            "",
            table(["", "ms", "/ pydantic and yaml"], rows),
            "",
            f"Of {', '.join(HEAVY)}, brought in by {brought}.",
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
