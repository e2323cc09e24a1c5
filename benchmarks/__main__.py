"""Measure everything and write docs/benchmarks.md; names as arguments (`parse mail`) print those sections alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.table import machine

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
SECTIONS = ("imports", "parse", "province", "provinces", "mail")
HEAD = """# Benchmarks

Written by `make bench`; don't edit. Ratios are measured side by side in one run, the cases taking turns in every round: they hold
where the milliseconds don't. “Best” is the least of the rounds, in brackets stands the median; a wide gap between the two means
that others used the machine meanwhile. No test asserts a time.
"""


def section(name: str) -> str:
    """One section, measured in a process of its own: what one benchmark imports must not warm the next."""
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, text=True, check=True)
    sys.stdout.write(f"{done.stdout}\n")
    sys.stdout.flush()
    return done.stdout


def main(names: list[str]) -> int:
    """Sections that are named are only printed; all of them together make the document."""
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        sys.stderr.write(f"Unknown: {', '.join(unknown)}. There are: {', '.join(SECTIONS)}.\n")
        return 2
    parts = [section(name) for name in names or SECTIONS]
    if not names:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text("\n".join([HEAD, f"Machine: {machine()}.", "", *parts]), "utf-8")
        sys.stdout.write("docs/benchmarks.md written.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
