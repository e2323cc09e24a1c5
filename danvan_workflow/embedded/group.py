"""Several programs as one: a process group that ends as a whole, whichever way its owner ends.

Run as a program it is the keeper of the group: it starts what it reads from its first line of input, and ends everything when
that input closes (its owner has gone, be it killed), when it gets a signal, or when one of the programs ends by itself.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the group; what it prints goes to `log`."""

    name: str
    arguments: tuple[str, ...]
    log: Path


class ProcessGroup:
    """The owner's side: programs run inside the `with` block, none of them behind it."""

    def __init__(self, programs: Sequence[Program], environment: Mapping[str, str]) -> None:
        self._order = json.dumps([[p.name, list(p.arguments), str(p.log)] for p in programs])
        self._environment = dict(environment)

    def __enter__(self) -> Self:
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self._environment,
            start_new_session=True,
        )
        assert self._keeper.stdin is not None
        self._keeper.stdin.write(self._order + "\n")
        self._keeper.stdin.flush()
        return self

    def ended(self) -> str:
        """The name of the program that ended by itself and took the group with it; empty while all are well."""
        if self._keeper.poll() is None:
            return ""
        assert self._keeper.stdout is not None
        return self._keeper.stdout.read().strip() or "?"

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        try:
            self._keeper.wait(PATIENCE_SECONDS + 5)
        except subprocess.TimeoutExpired:
            _signal(os.killpg, self._keeper.pid, signal.SIGKILL)
            self._keeper.wait()
        for straggler in _session(self._keeper.pid):  # a task is a group of its own within the session
            _signal(os.kill, straggler, signal.SIGKILL)


def _session(leader: int) -> Iterator[int]:
    """The processes of a session, where the system tells (Linux)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[3] == str(leader):
            yield int(stat.parent.name)


def _signal(send: Callable[[int, int], None], target: int, number: signal.Signals) -> None:
    """Send a signal; nobody there is no error."""
    try:
        send(target, number)
    except ProcessLookupError:
        return


def keep() -> int:
    """The keeper's side."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: over.set())
    running = {name: _start(arguments, log) for name, arguments, log in json.loads(sys.stdin.readline())}
    threading.Thread(target=_until_closed, args=(over,), daemon=True).start()
    ended = ""
    while not over.wait(0.3):
        ended = next((name for name, process in running.items() if process.poll() is not None), "")
        if ended:
            break
    sys.stdout.write(ended)
    sys.stdout.flush()
    _stop(list(running.values()))
    return 1 if ended else 0


def _until_closed(over: threading.Event) -> None:
    sys.stdin.read()
    over.set()


def _start(arguments: Sequence[str], log: str) -> subprocess.Popen[bytes]:
    Path(log).parent.mkdir(parents=True, exist_ok=True)
    with open(log, "ab") as output:
        return subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask the whole group, the keeper deaf to it, and wait; the owner kills what is left."""
    _signal(os.killpg, os.getpgrp(), signal.SIGTERM)
    for process in processes:
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            _signal(os.killpg, os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    raise SystemExit(keep())
