"""A thousand damaged files of every kind that is read, always the same ones, and every file that ever failed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.mutations import mutated
from fuzz.proof import kept_files
from fuzz.ways_in import WayIn, ways_in

SEED = 20250318
KEPT = kept_files()


@pytest.mark.parametrize("way", ways_in(), ids=lambda way: way.name)
def test_the_honest_file_is_taken(way: WayIn) -> None:
    assert way.read(way.honest)


def test_a_number_makes_the_same_file_every_time() -> None:
    honest = ways_in()[1].honest
    assert [mutated(number, honest) for number in range(50)] == [mutated(number, honest) for number in range(50)]


@pytest.mark.slow
@pytest.mark.parametrize("which", [("--files", "1000", "--seed", str(SEED)), ("--giants",)], ids=["mutated", "giants"])
def test_no_file_leads_to_a_fault_or_takes_minutes_or_all_memory(which: tuple[str, ...]) -> None:
    """In a process of its own: what it holds at most is what reading holds at most."""
    command = [sys.executable, "-m", "fuzz.proof", *which]
    told = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=600)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize(("way", "path"), KEPT, ids=[path.name for _, path in KEPT])
def test_what_once_failed_is_told_in_a_sentence_now(way: WayIn, path: Path) -> None:
    from fuzz.proof import Proof, forget_peak, memory

    forget_peak()
    proof = Proof(beside=memory("VmHWM"))
    proof.watch(way, path.read_bytes(), path.name)
    assert proof.failures == []
