"""What a long run of the tests is at: each minute, the tests that have been under way for longer than that."""

from __future__ import annotations

import threading
import time

import pytest

EVERY = 60.0
"""Seconds between two lines, and the age from which a test is named."""


class Progress:
    """A line a minute while something takes long, so that a run that was cut off tells where it stood."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal
        self._began = time.monotonic()
        self._under_way: dict[str, float] = {}
        self._ended = threading.Event()

    def pytest_sessionstart(self) -> None:
        """A thread of its own: where every test hangs, no other hook is called any more."""
        threading.Thread(target=self._tell, daemon=True).start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """With several workers, the controller hears of each test's beginning too."""
        self._under_way[nodeid] = time.monotonic()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """A worker that died never says so of its test; the list then goes on naming it, which is right."""
        self._under_way.pop(nodeid, None)

    def pytest_sessionfinish(self) -> None:
        """The lines end with the tests."""
        self._ended.set()

    def _tell(self) -> None:
        while not self._ended.wait(EVERY):
            now = time.monotonic()
            long = [f"{test} ({now - since:.0f} s)" for test, since in sorted(self._under_way.items()) if now - since > EVERY]
            if long:
                self._terminal.write_line(f"\n  {(now - self._began) / 60:.0f} min: {', '.join(long)}")
