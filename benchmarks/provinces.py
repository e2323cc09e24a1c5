"""One Airflow for the whole country, beside one for a province: `python -m benchmarks.provinces`."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks.country import write_country
from benchmarks.measure import in_fork, take_turns
from benchmarks.parse import parse, use_home, warm_up
from benchmarks.table import ms, table, times
from danvan_workflow.embedded.home import Home
from danvan_workflow.embedded.server import Server, running_server
from danvan_workflow.services.airflow_api import AirflowApi, AirflowUnavailable

PROJECT = Path(__file__).resolve().parent.parent
SIZES, ROUNDS, PROBES, PATIENCE = (5, 10, 17, 34), 8, 7, 1200.0
RUN = "scheduled__2026-annual"
PROBE = """from airflow.sdk import dag, task


@dag(schedule=None)
def do_tre():
    @task
    def viec():
        return None

    viec()


do_tre()
"""


@dataclass(frozen=True, slots=True)
class Live:
    """A running installation: seconds until all cycles stood waiting, delays of a task's start, MiB by program."""

    plans: int
    filled: float
    delays: tuple[float, ...]
    memory: dict[str, float]


def dag_folder(folder: Path, count: int) -> Path:
    """Our DAG files over `count` provinces, each with a cycle that has just opened, and a probe."""
    shutil.copytree(PROJECT / "dags", folder, ignore=shutil.ignore_patterns("__pycache__", "plans"))
    today = dt.datetime.now(dt.UTC).date()
    template = PROJECT / "dags" / "plans" / "lang-son-2026.yaml"
    write_country(folder / "plans", template, count, today + dt.timedelta(days=40), today - dt.timedelta(days=1))
    return folder


def parse_costs(home: Path) -> dict[int, tuple[float, float]]:
    """Milliseconds to parse and to serialise, by number of plans."""
    files = {size: dag_folder(home / f"parse-{size}", size) / "cong_tac_dan_van.py" for size in SIZES}
    warm_up([file.parent for file in files.values()])
    stored: dict[int, list[float]] = {size: [] for size in SIZES}

    def case(size: int) -> tuple[float, float]:
        read, kept = in_fork(lambda: parse(files[size], size))
        stored[size].append(kept[0])
        return read  # type: ignore[no-any-return]

    costs = take_turns({str(size): lambda size=size: case(size) for size in SIZES}, ROUNDS)  # type: ignore[misc]
    return {size: (costs[str(size)].best, min(stored[size]) * 1000) for size in SIZES}


def live(home: Path, count: int) -> Live:
    """Start an installation, let every province open its cycle and wait, then look at it."""
    folder = dag_folder(home / f"live-{count}", count)
    (folder / "do_tre.py").write_text(PROBE, "utf-8")
    with running_server(Home(home / f"home-{count}"), Console(file=sys.stderr), closed=False, dags=folder) as server:
        began = time.monotonic()
        dags = [f"{file.stem}__dinh_ky".replace("-", "_") for file in (folder / "plans").glob("*.yaml")]
        for dag in dags:
            server.api.unpause(dag)
        _until_waiting(server, dags)
        filled = time.monotonic() - began
        server.api.unpause("do_tre")
        delays = tuple(_delay(server.api, number) for number in range(PROBES))
        return Live(count, filled, delays, dict(_memory()))


def _until_waiting(server: Server, dags: list[str]) -> None:
    deadline, left = time.monotonic() + PATIENCE, set(dags)
    while left := {dag for dag in left if not _is_waiting(server.api, dag)}:
        server.require_alive()
        if time.monotonic() > deadline:
            raise RuntimeError(f"{len(left)} of {len(dags)} cycles don't wait: {sorted(left)[:5]}")
        time.sleep(3)


def _is_waiting(api: AirflowApi, dag: str) -> bool:
    """True once the run that the timetable made stands at a milestone."""
    try:
        return any(task["state"] == "deferred" for task in api.tasks(dag, RUN))
    except AirflowUnavailable:
        return False  # the scheduler hasn't made the run yet


def _delay(api: AirflowApi, number: int) -> float:
    """Seconds from asking for a run to the start of its only task."""
    run, asked, deadline = f"do-{number}", dt.datetime.now(dt.UTC), time.monotonic() + PATIENCE
    api.trigger("do_tre", run, {}, None)
    while not (started := next((task["start_date"] for task in api.tasks("do_tre", run)), None)):
        if time.monotonic() > deadline:
            raise RuntimeError(f"{run} doesn't start")
        time.sleep(0.2)
    return (dt.datetime.fromisoformat(started) - asked).total_seconds()


def _memory() -> Iterator[tuple[str, float]]:
    """Proportional set size in MiB of each program with its children."""
    found: Counter[str] = Counter()
    for process in _offspring(os.getpid()):
        try:
            name = _program((process / "cmdline").read_text().replace("\0", " "))
            lines = (process / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # it has just ended
        found[name] += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    for name, kib in sorted(found.items()):
        yield name, kib / 1024


def _offspring(ancestor: int) -> list[Path]:
    """All processes that descend from one, by the table of processes."""
    parents = {int(stat.parent.name): _parent(stat) for stat in Path("/proc").glob("[0-9]*/stat")}
    family = {ancestor}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return [Path("/proc", str(pid)) for pid in family - {ancestor}]


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _program(command: str) -> str:
    """What a process belongs to, by its command line."""
    names = ("api-server", "api_server", "scheduler", "triggerer", "dag-processor", "sink", "worker")
    return next((name.replace("_", "-") for name in names if name in command), "others")


def report() -> str:
    """The section of the document."""
    with tempfile.TemporaryDirectory() as folder:
        use_home(Path(folder))
        costs: dict[int, tuple[float, float]] = in_fork(lambda: parse_costs(Path(folder)))
        one, all_ = live(Path(folder), 1), live(Path(folder), SIZES[-1])
    return "\n".join([*_parse_section(costs), *_live_section(one, all_)])


def _parse_section(costs: dict[int, tuple[float, float]]) -> Iterator[str]:
    first, last = SIZES[0], SIZES[-1]
    yield "## Thirty-four provinces in one Airflow"
    yield ""
    yield (
        "Made-up plans, one a province with its real agencies, one obligation each. Parsing in forks of a warm process: "
        "processor time in ms, best."
    )
    yield ""
    rows = [[f"{n} plans", ms(read), ms(kept), ms(read / n)] for n, (read, kept) in costs.items()]
    yield table(["", "parse", "serialise", "parse a plan"], rows)
    slope = (costs[last][0] - costs[first][0]) / (last - first)
    halves = [(costs[b][0] - costs[a][0]) / (b - a) for a, b in ((first, SIZES[-2]), (SIZES[-2], last))]
    yield ""
    yield (
        f"A plan more: **{ms(slope)} ms** ({ms(halves[0])} ms up to {SIZES[-2]} plans, {ms(halves[1])} ms beyond: the growth is "
        "linear where the two agree)."
    )
    yield ""


def _live_section(one: Live, all_: Live) -> Iterator[str]:
    yield "Running, every province with one open cycle whose run waits for its next milestone (SQLite, LocalExecutor):"
    yield ""
    delay = [(name, pick(one.delays), pick(all_.delays)) for name, pick in (("best", min), ("median", median))]
    rows = [[f"a task's start after it was asked for, s ({name})", f"{a:.1f}", f"{b:.1f}", times(b, a)] for name, a, b in delay]
    rows.insert(
        0,
        [
            "all cycles opened, request letters sent, waiting, s",
            f"{one.filled:.0f}",
            f"{all_.filled:.0f}",
            times(all_.filled, one.filled),
        ],
    )
    for name in sorted({*one.memory, *all_.memory}):
        a, b = one.memory.get(name, 0.0), all_.memory.get(name, 0.0)
        rows.append([f"memory of {name}, MiB (proportional)", f"{a:.0f}", f"{b:.0f}", times(b, a) if a else "–"])
    yield table(["", "1 province", f"{all_.plans} provinces", "ratio"], rows)


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
