"""What a long run of the tests is at: failures as they happen, and each minute the tests that take longer than that."""

from __future__ import annotations

import os
import sys
import threading
import time

import pytest

EVERY = 60.0
"""Seconds between two lines, and the age from which a test is named."""
LIMIT = 20 * 60.0
"""Seconds without the end of any test after which nothing will end any more: a worker has died, or hangs where no limit of a
single test reaches it."""


class Progress:
    """Tells by itself where a run stands, so that one that was cut off has said so."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal
        self._began = self._last_end = time.monotonic()
        self._under_way: dict[str, float] = {}
        self._ended = threading.Event()

    def pytest_sessionstart(self) -> None:
        """A thread of its own: where every test hangs, no other hook is called any more."""
        threading.Thread(target=self._tell, daemon=True).start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """With several workers, the controller hears of each test's beginning too."""
        self._under_way[nodeid] = time.monotonic()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A failure is named at once; its whole text stands at the end as always."""
        if report.failed:
            _, _, where = report.longreprtext.strip().rpartition("\n")
            self._say(f"{report.when} failed: {report.nodeid}: {where[:300]}")

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """A worker that died never says so of its test; the list then goes on naming it, which is right."""
        self._under_way.pop(nodeid, None)
        self._last_end = time.monotonic()

    def pytest_sessionfinish(self) -> None:
        """The lines end with the tests."""
        self._ended.set()

    def _tell(self) -> None:
        while not self._ended.wait(EVERY):
            now = time.monotonic()
            long = [f"{test} ({now - since:.0f} s)" for test, since in sorted(self._under_way.items()) if now - since > EVERY]
            if long:
                self._say(", ".join(long))
            if now - self._last_end > LIMIT:
                self._say(f"no test has ended for {LIMIT / 60:.0f} minutes: giving up")
                sys.stdout.flush()
                os._exit(1)

    def _say(self, text: str) -> None:
        self._terminal.write_line(f"\n  {(time.monotonic() - self._began) / 60:.0f} min: {text}", flush=True)
