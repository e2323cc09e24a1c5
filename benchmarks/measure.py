"""Timing on a machine that others use too: the cases take turns, and the best and the middle of many rounds are kept."""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

MILLI = 1000.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one case in each round. Processor time is the steadier of the two where others use the machine."""

    cpu: tuple[float, ...]
    wall: tuple[float, ...]

    @property
    def best(self) -> float:
        """The least processor time, in milliseconds: what it costs when nothing disturbs it."""
        return min(self.cpu) * MILLI

    @property
    def middle(self) -> float:
        """The median processor time, in milliseconds."""
        return median(self.cpu) * MILLI

    @property
    def best_wall(self) -> float:
        """The least time on the clock, in milliseconds; waiting for disk and database counts here alone."""
        return min(self.wall) * MILLI

    @property
    def middle_wall(self) -> float:
        """The median time on the clock, in milliseconds."""
        return median(self.wall) * MILLI


Timing = tuple[float, float]
"""(processor, clock) seconds."""


def timed(act: Callable[[], Any]) -> Timing:
    """What one call takes in this process."""
    clock, cpu = time.perf_counter(), time.process_time()
    act()
    return time.process_time() - cpu, time.perf_counter() - clock


def in_fork(act: Callable[[], Any]) -> Any:
    """The answer of a call in a forked copy of this process, as Airflow forks for each parse."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = (True, act())
        except BaseException as error:
            answer = (False, repr(error))
        with os.fdopen(writing, "wb") as out:
            out.write(pickle.dumps(answer))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        done, value = pickle.loads(pipe.read())
    os.waitpid(child, 0)
    if not done:
        raise RuntimeError(value)
    return value


def as_process(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Timing:
    """What a fresh Python with these arguments takes, from start to end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
    clock = time.perf_counter() - clock
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


def take_turns(cases: Mapping[str, Callable[[], Timing]], rounds: int) -> dict[str, Cost]:
    """The costs of the cases, measured one after the other in every round, so that a bad minute hits them all."""
    taken: dict[str, list[Timing]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            taken[name].append(case())
    return {name: Cost(tuple(cpu for cpu, _ in each), tuple(wall for _, wall in each)) for name, each in taken.items()}
