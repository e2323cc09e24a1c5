"""Mutated files read one after the other, each watched: a sentence or a report, in seconds of work, within a bounded memory.

PYTHONPATH=tests python -m fuzz.proof --files 10000 --seed 20250318 --keep /tmp/failed
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from danvan_workflow.errors import DanvanError
from fuzz.giants import write_giants
from fuzz.mutations import mutated
from fuzz.ways_in import WayIn, ways_in

MOST_SECONDS, MOST_MEGABYTES = 5.0, 512
KEPT = Path(__file__).parent / "kept"


@dataclass(frozen=True)
class Failure:
    """A file that was neither taken nor told of, and the number or the name that makes it again."""

    file: str
    why: str


@dataclass
class Proof:
    """What became of all files; `megabytes` is the most that the process held while it read, less what it held `beside`."""

    beside: int = 0
    told: int = 0
    taken: int = 0
    slowest: float = 0.0
    megabytes: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    def watch(self, way: WayIn, content: bytes, name: str) -> None:
        """Read one file, and look at what it cost."""
        forget_peak()
        began = time.process_time()
        try:
            way.read(content)
            self.taken += 1
        except DanvanError as error:
            self.told += 1
            if not str(error).strip():
                self.failures.append(Failure(name, "nothing is said"))
        except Exception:
            self.failures.append(Failure(name, traceback.format_exc(limit=-3)))
        self._weigh(way, name, time.process_time() - began)

    def _weigh(self, way: WayIn, name: str, seconds: float) -> None:
        self.kinds[way.name] += 1
        self.slowest = max(self.slowest, seconds)
        if seconds > MOST_SECONDS:
            self.failures.append(Failure(name, f"{seconds:.1f} s"))
        held = memory("VmHWM") - self.beside
        self.megabytes = max(self.megabytes, held)
        if held > MOST_MEGABYTES:
            self.failures.append(Failure(name, f"{held} MB"))


def memory(what: str) -> int:
    """A line of this process's status, in MB: `VmRSS` is held now, `VmHWM` was held at most.

    getrusage would tell of the process that started this one, too.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(what))) // 1024


def forget_peak() -> None:
    """Let the most that was held begin anew at what is held now, where the machine lets a process do so."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def prove(files: int, seed: int, keep: Path | None = None) -> Proof:
    """Every way in, in turn, with a file of its own number each."""
    proof = Proof()
    for number, (way, content) in enumerate(_files(files, seed)):
        before = len(proof.failures)
        proof.watch(way, content, f"{way.name}:{seed + number}")
        if keep and len(proof.failures) > before:
            keep.mkdir(exist_ok=True)
            (keep / f"{seed + number}-{way.name}").write_bytes(content)
    return proof


def _files(files: int, seed: int) -> Iterator[tuple[WayIn, bytes]]:
    ways = (ways_in()[0], *ways_in())  # workbooks twice as often: they are what agencies send
    for number in range(seed, seed + files):
        way = ways[number % len(ways)]
        yield way, mutated(number, way.honest)


def kept_files() -> list[tuple[WayIn, Path]]:
    """Every file that ever failed, with what reads it: its name ends with that of the way in."""
    return [(_way_of(path), path) for path in sorted(KEPT.iterdir())]


def prove_giants() -> Proof:
    """The files that were built to one attack each, all in one process."""
    proof = Proof()
    with TemporaryDirectory() as folder:
        making = get_context("spawn").Process(target=write_giants, args=(folder,))
        making.start()
        making.join()
        for path in sorted(Path(folder).iterdir()):
            proof.watch(_way_of(path), path.read_bytes(), path.name)
    return proof


def _way_of(path: Path) -> WayIn:
    return next(way for way in ways_in() if path.name.endswith(way.name))


def main() -> int:
    """Print the figures; 1 where anything failed."""
    said = argparse.ArgumentParser()
    said.add_argument("--files", type=int, default=10_000)
    said.add_argument("--seed", type=int, default=20250318)
    said.add_argument("--keep", type=Path)
    said.add_argument("--giants", action="store_true", help="the files that were built to one attack each")
    wanted = said.parse_args()
    sys.stdout.write("giants\n" if wanted.giants else f"seed {wanted.seed}, {wanted.files} files\n")
    proof = prove_giants() if wanted.giants else prove(wanted.files, wanted.seed, wanted.keep)
    sys.stdout.writelines(f"FAILED {failure.file}: {failure.why}\n" for failure in proof.failures)
    sys.stdout.write(f"{dict(proof.kinds)}\n{proof.told} told, {proof.taken} taken, {len(proof.failures)} failed; ")
    sys.stdout.write(f"slowest {proof.slowest:.2f} s, at most {proof.megabytes} MB\n")
    return 1 if proof.failures else 0


if __name__ == "__main__":
    sys.exit(main())
