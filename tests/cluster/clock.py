"""A wall clock of the test's own for every process of a cluster, moved while they run. What waits or measures is left alone."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

from servers import program

SOURCE = Path(__file__).with_name("clock.c")
SECOND = 1_000_000_000


class Clock:
    """Runs as fast as the machine's own, but elsewhere; `environment` makes a program live by it."""

    def __init__(self, start: dt.datetime) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="danvan-clock-"))
        self._folder.chmod(0o755)  # PostgreSQL, under its own account, reads it too
        library, self._file = self._folder / "clock.so", self._folder / "offset"
        command = [program("gcc", "gcc"), "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", str(library), str(SOURCE)]
        subprocess.run(command, check=True)
        self._file.write_bytes(struct.pack("q", 0))
        self._file.chmod(0o644)
        self.environment = {"LD_PRELOAD": str(library), "SHIFTED_CLOCK": str(self._file)}
        self._offset = 0
        self.move_to(start)

    def move_to(self, moment: dt.datetime) -> None:
        """Let it be `moment` now, for everybody at once."""
        self._offset = round((moment - dt.datetime.now(dt.UTC)).total_seconds() * SECOND)
        with self._file.open("r+b") as file:  # in place: the programs hold it open
            os.pwrite(file.fileno(), struct.pack("q", self._offset), 0)

    def now(self) -> dt.datetime:
        """What the programs are told."""
        return dt.datetime.now(dt.UTC) + dt.timedelta(microseconds=self._offset / 1000)

    def close(self) -> None:
        """Remove the files; the programs must have ended."""
        shutil.rmtree(self._folder, ignore_errors=True)
