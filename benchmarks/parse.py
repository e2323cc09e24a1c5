"""What Airflow pays for reading the DAG folder: `python -m benchmarks.parse`."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost, Timing, as_process, in_fork, take_turns
from benchmarks.table import ms, table, times

PROJECT = Path(__file__).resolve().parent.parent
ROUNDS, COLD_ROUNDS = 12, 5
MAIN, WATCHER = "cong_tac_dan_van.py", "ke_hoach_loi.py"
FRESH = """
import sys
from pathlib import Path
from airflow.dag_processing.dagbag import BundleDagBag

folder = Path(sys.argv[1])
bag = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags", load_op_links=False)
sys.exit(bool(bag.import_errors) or len(bag.dags) != int(sys.argv[2]))
"""
EMPTY_CASE, FOLDER_CASE = "one empty DAG", "the whole folder in one process, 5 plans"
PLAIN_CASE = "ten DAGs of 13 EmptyOperators, written by hand"
EMPTY = """from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG

with DAG("trong", schedule=None):
    EmptyOperator(task_id="khong_lam_gi")
"""
PLAIN = """from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG

for number in range(10):
    with DAG(f"tron_{number}", schedule=None) as globals()[f"dag_{number}"]:
        for task in range(13):
            EmptyOperator(task_id=f"viec_{task}")
"""


def use_home(home: Path) -> None:
    """An Airflow of our own, before anything imports airflow."""
    os.environ.update(
        AIRFLOW_HOME=str(home),
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__CORE__DAGS_FOLDER=str(home / "dags"),
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{home}/airflow.db",
        AIRFLOW__LOGGING__LOGGING_LEVEL="ERROR",
        PYTHONPATH=str(PROJECT),
    )


def dag_folder(folder: Path, count: int) -> Path:
    """Our DAG files with `count` plans: those of the repository and copies of them under other ids."""
    shutil.copytree(PROJECT / "dags", folder, ignore=shutil.ignore_patterns("__pycache__", "*.yaml"))
    originals = sorted((PROJECT / "dags" / "plans").glob("*.yaml"))
    for number in range(count):
        original = originals[number % len(originals)]
        plan_id = original.stem if number < len(originals) else f"{original.stem}-{number}"
        text = original.read_text("utf-8").replace(f"id: {original.stem}\n", f"id: {plan_id}\n", 1)
        (folder / "plans" / f"{plan_id}.yaml").write_text(text, "utf-8")
    return folder


def one_file(folder: Path, text: str) -> Path:
    """A folder with one DAG file."""
    folder.mkdir()
    (folder / "mot_tep.py").write_text(text, "utf-8")
    return folder


def warm_up(folders: list[Path]) -> None:
    """Bring this process to where Airflow's DAG processor stands when it forks: plugins loaded, airflow modules imported."""
    import airflow.dag_processing.processor as processor
    from airflow.listeners.listener import get_listener_manager

    get_listener_manager()  # DagProcessorJobRunner does this, and it loads the plugins
    for folder in folders:
        for file in folder.glob("*.py"):
            processor._pre_import_airflow_modules(str(file), None)  # type: ignore[arg-type]
    gc.collect()
    gc.freeze()  # as DagFileProcessorManager.before_run


def parse(path: Path, dags: int) -> tuple[Timing, Timing]:
    """Parsing and serialising a file or a folder; RuntimeError where it doesn't bring in so many DAGs."""
    import structlog
    from airflow.dag_processing import processor
    from airflow.dag_processing.dagbag import BundleDagBag

    clock, cpu = time.perf_counter(), time.process_time()
    folder = path if path.is_dir() else path.parent
    bag = BundleDagBag(dag_folder=str(path), bundle_path=folder, bundle_name="dags", load_op_links=False)
    between_clock, between_cpu = time.perf_counter(), time.process_time()
    processor._serialize_dags(bag, structlog.get_logger())
    if bag.import_errors or len(bag.dags) != dags:
        raise RuntimeError(f"{len(bag.dags)} DAGs, {bag.import_errors}")
    parsing = between_cpu - cpu, between_clock - clock
    return parsing, (time.process_time() - between_cpu, time.perf_counter() - between_clock)


def measure(home: Path) -> tuple[dict[str, tuple[Cost, Cost]], dict[str, Cost]]:
    """Costs by case: as (parse, serialise) in forks, and of fresh processes."""
    paths: dict[str, Path] = {
        EMPTY_CASE: one_file(home / "empty", EMPTY) / "mot_tep.py",
        PLAIN_CASE: one_file(home / "plain", PLAIN) / "mot_tep.py",
    }
    five, twenty = dag_folder(home / "five", 5), dag_folder(home / "twenty", 20)
    paths |= {
        f"`{MAIN}`, 5 plans": five / MAIN,
        f"`{MAIN}`, 6 plans": dag_folder(home / "six", 6) / MAIN,
        f"`{MAIN}`, 10 plans": dag_folder(home / "ten", 10) / MAIN,
        f"`{MAIN}`, 20 plans": twenty / MAIN,
        f"`{WATCHER}`, 5 plans": five / WATCHER,
        FOLDER_CASE: five,
    }
    warm_up([path.parent if path.is_file() else path for path in paths.values()])
    dags = {name: _dag_count(path) for name, path in paths.items()}
    answers: dict[str, list[tuple[Timing, Timing]]] = {name: [] for name in paths}

    def forked(name: str) -> Callable[[], Timing]:
        def case() -> Timing:
            answer: tuple[Timing, Timing] = in_fork(lambda: parse(paths[name], dags[name]))
            answers[name].append(answer)
            return answer[0]

        return case

    parsing = take_turns({name: forked(name) for name in paths}, ROUNDS)
    costs = {name: (parsing[name], _cost([second for _, second in answers[name]])) for name in paths}
    cold = {
        EMPTY_CASE: partial(as_process, ["-c", FRESH, str(home / "empty"), "1"]),
        FOLDER_CASE: partial(as_process, ["-c", FRESH, str(five), str(dags[FOLDER_CASE])]),
        "the whole folder, 20 plans": partial(as_process, ["-c", FRESH, str(twenty), str(_dag_count(twenty))]),
    }
    return costs, take_turns(cold, COLD_ROUNDS)


def _cost(timings: list[Timing]) -> Cost:
    return Cost(tuple(cpu for cpu, _ in timings), tuple(wall for _, wall in timings))


def _dag_count(path: Path) -> int:
    def count() -> Any:
        from airflow.dag_processing.dagbag import BundleDagBag

        folder = path if path.is_dir() else path.parent
        bag = BundleDagBag(dag_folder=str(path), bundle_path=folder, bundle_name="dags", load_op_links=False)
        if bag.import_errors:
            raise RuntimeError(str(bag.import_errors))
        return len(bag.dags)

    return int(in_fork(count))


def report() -> str:
    """The section of the document."""
    with tempfile.TemporaryDirectory() as folder:
        use_home(Path(folder))
        costs, cold = measure(Path(folder))
    empty, empty_stored = costs[EMPTY_CASE]
    whole_empty = empty.best + empty_stored.best
    rows = [
        [
            name,
            f"{ms(read.best)} ({ms(read.middle)})",
            f"{ms(stored.best)} ({ms(stored.middle)})",
            times(read.best, empty.best),
            times(read.best + stored.best, whole_empty),
        ]
        for name, (read, stored) in costs.items()
    ]
    fresh = cold[EMPTY_CASE]
    fresh_rows = [[name, f"{ms(cost.best)} ({ms(cost.middle)})", times(cost.best, fresh.best)] for name, cost in cold.items()]
    return "\n".join(
        [
            "## Parsing the DAG folder",
            "",
            "In forks of a warm process, as the DAG processor parses: processor time in ms, best (median).",
            "",
            table(["", "parse", "serialise", "parse / empty", "parse + serialise / empty"], rows),
            "",
            f"A plan more (slope from 5 to 20 plans): {_slope(costs)}.",
            "",
            "The folder in a fresh process, as a command of Airflow parses it, importing Airflow included:",
            "",
            table(["", "ms, best (median)", "/ empty"], fresh_rows),
            "",
            _goal(costs, cold),
        ]
    )


def _slope(costs: dict[str, tuple[Cost, Cost]]) -> str:
    (few, few_stored), (many, many_stored) = costs[f"`{MAIN}`, 5 plans"], costs[f"`{MAIN}`, 20 plans"]
    per_parse, per_store = (many.best - few.best) / 15, (many_stored.best - few_stored.best) / 15
    return f"**{ms(per_parse)} ms** to parse, {ms(per_store)} ms to serialise"


def _goal(costs: dict[str, tuple[Cost, Cost]], cold: dict[str, Cost]) -> str:
    """The goals beside what was measured; nothing is rounded in our favour."""
    fresh = cold[FOLDER_CASE].best / cold[EMPTY_CASE].best
    warm, plain = (_whole(costs[name]) / _whole(costs[EMPTY_CASE]) for name in (FOLDER_CASE, PLAIN_CASE))
    slope = (costs[f"`{MAIN}`, 20 plans"][0].best - costs[f"`{MAIN}`, 5 plans"][0].best) / 15
    lines = (
        (
            f"- Goal “five plans at most 1.5 × one empty DAG file”: {_met(warm <= 1.5)} in the warm fork ({warm:.1f}×, parse and "
            f"serialise), where an empty file costs next to nothing and the same ten DAGs of bare operators, without any plan, "
            f"cost {plain:.1f}×; {_met(fresh <= 1.5)} in a fresh process ({fresh:.2f}×), which spends nearly all its time on "
            "importing Airflow."
        ),
        f"- Goal “a plan more under 30 ms”: {_met(slope < 30)} ({ms(slope)} ms).",
    )
    return "\n".join(lines)


def _whole(parts: tuple[Cost, Cost]) -> float:
    return parts[0].best + parts[1].best


def _met(is_met: bool) -> str:
    return "met" if is_met else "**not met**"


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
