"""Programs that a test starts: each in a session of its own, ended with everything it has started, by their ids."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PATIENCE_SECONDS = 20.0
_libc = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _end_with_the_tests() -> None:
    """Asked of the system by a program between fork and exec: nothing outlives tests that are killed themselves."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass
class Process:
    """A program, not yet running. `account` is the user that it runs as where the tests run as root, `asked_by` the signal
    that asks it to end."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    account: str | None = None
    folder: Path = Path("/")
    asked_by: signal.Signals = signal.SIGTERM
    starts: int = 0
    killed: bool = False
    _popen: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Run it; what it prints is added to its log."""
        assert not self.is_running, f"{self.name} is running already"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        identity = {"user": self.account, "group": self.account, "extra_groups": []} if self.account else {}
        with self.log.open("ab") as output:
            self._popen = subprocess.Popen(
                list(self.command),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_end_with_the_tests,
                **identity,  # type: ignore[call-overload]
            )
        self.starts += 1
        self.killed = False

    @property
    def is_running(self) -> bool:
        """False before the start and after the end."""
        return self._popen is not None and self._popen.poll() is None

    @property
    def pid(self) -> int:
        """The id of the program itself."""
        assert self._popen is not None
        return self._popen.pid

    def family(self) -> list[psutil.Process]:
        """The program and everything that it and its children have started, the program first."""
        try:
            parent = psutil.Process(self.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def kill(self) -> None:
        """SIGKILL to all of them at once, as when a container or a machine dies."""
        self.killed = True
        family = self.family()
        for member in family:  # held first: what is stopped starts nothing new and notices nothing
            with suppress(psutil.NoSuchProcess):
                member.suspend()
        for member in {*family, *self.family()}:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self._reap()

    def stop(self) -> None:
        """Ask it to end, then insist."""
        family = self.family()
        if self.is_running and self._popen is not None:
            self._popen.send_signal(self.asked_by)
            with suppress(subprocess.TimeoutExpired):
                self._popen.wait(PATIENCE_SECONDS)
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self._reap()

    def _reap(self) -> None:
        if self._popen is not None:
            self._popen.wait(PATIENCE_SECONDS)

    def tail(self, lines: int = 40) -> str:
        """The end of what it has printed."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def wait_until(condition: Callable[[], object], what: str, seconds: float = 120.0, pause: float = 0.2) -> None:
    """Return when the condition holds; an assertion with `what` where it doesn't in a time that is generous on purpose."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain: {what}"
        time.sleep(pause)
