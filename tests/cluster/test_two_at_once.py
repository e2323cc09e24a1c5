"""The same step by two processes at the same moment, on PostgreSQL: nothing is doubled, and who comes second ends cleanly."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cluster.compose import REPOSITORY
from cluster.end_state import differences, end_state
from cluster.runs import NOTE
from cluster.scene import EIGHT, Scene, part_of, write_register
from cluster.worker import GATE
from processes import wait_until
from servers import Postgres, free_port

from danvan_workflow.embedded.home import LEADER
from danvan_workflow.notify.sink import Sink
from danvan_workflow.register.build import national_register
from danvan_workflow.services.approval.decide import record_decision
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import reports

pytestmark = pytest.mark.slow

CYCLE = "dien-tap-2026.dinh-ky.2026-q1"
# what Airflow would try again; anything else would leave a red row behind
CLEAN = ("error StoreConflict permanent=False", "error StoreUnavailable permanent=False")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A small cycle as one process alone goes through it."""
    scene = Scene(tmp_path_factory.mktemp("canh"), part_of(national_register(), ["N20"]))
    scene.play(CYCLE, EIGHT)
    return scene


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of a server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="danvan-hai-"))
    server = Postgres(folder, free_port(), "danvan")
    server.create()
    process = server.process()
    process.start()
    try:
        server.wait_until_ready()
        yield server.url
    finally:
        process.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Pair:
    """Two workers on one store, and the box that their letters end in."""

    runtime: Runtime
    gate: psycopg.Connection
    workers: list[subprocess.Popen[str]]
    box: Sink

    def both(self, name: str, moment: Any, *arguments: Any) -> list[str]:
        """Let both do the same at once; what each said. Whoever was in the other's way tries again, as Airflow lets it."""
        answers = self._at_once(name, moment, *arguments)
        for worker, answer in zip(self.workers, answers, strict=True):
            if answer.startswith(CLEAN):
                assert not self._tell([worker], name, moment, *arguments)[0].startswith("error")
        return answers

    def _at_once(self, name: str, moment: Any, *arguments: Any) -> list[str]:
        self.gate.execute("SELECT pg_advisory_lock(%s)", [GATE])
        self._send(self.workers, name, moment, *arguments)
        wait_until(lambda: self._waiting() == len(self.workers), "the workers don't come to the gate")
        self.gate.execute("SELECT pg_advisory_unlock(%s)", [GATE])
        return [self._read(worker) for worker in self.workers]

    def _tell(self, workers: list[subprocess.Popen[str]], name: str, moment: Any, *arguments: Any) -> list[str]:
        self._send(workers, name, moment, *arguments)
        return [self._read(worker) for worker in workers]

    def _send(self, workers: list[subprocess.Popen[str]], name: str, moment: Any, *arguments: Any) -> None:
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write(json.dumps([name, moment.isoformat(), CYCLE, *arguments]) + "\n")
            worker.stdin.flush()

    def _waiting(self) -> int:
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return int(self.gate.execute(query).fetchone()[0])  # type: ignore[index]

    @staticmethod
    def _read(worker: subprocess.Popen[str]) -> str:
        assert worker.stdout is not None
        return worker.stdout.readline().strip()


@pytest.fixture(scope="module")
def pair(database: str, scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two workers, ready."""
    home = tmp_path_factory.mktemp("hai")
    runtime = Runtime(replace(scene.runtime.settings, home=home, database_url=database))
    runtime.prepare()
    assert scene.register is not None
    write_register(runtime, scene.register)
    with Sink(home / "thu") as box, psycopg.connect(database, autocommit=True) as gate:
        environment = {
            **os.environ,
            "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'tests'}",
            "DANVAN_HOME": str(home),
            "DANVAN_PLANS": str(scene.dags / "plans"),
            "DANVAN_DATABASE_URL": database,
            "DANVAN_SMTP_HOST": "127.0.0.1",
            "DANVAN_SMTP_PORT": str(box.port),
            "DANVAN_SOURCE_HE_THONG_TINH_URL": scene.source,
        }
        workers = [_worker(environment) for _ in range(2)]
        try:
            assert [Pair._read(worker) for worker in workers] == ["ready", "ready"]
            yield Pair(runtime, gate, workers, box)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()


def _worker(environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "cluster.worker"]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_whatever_two_do_at_once_is_done_once(pair: Pair, scene: Scene) -> None:
    planned = scene.moments[CYCLE]
    said = {"open": pair.both("open_cycle", planned.opens_at)}
    for number, moment in planned.rungs.items():
        said[f"pass on {number}"] = pair.both("pass_on_duties", moment)
        said[f"collect {number}"] = pair.both("collect", moment)
        said[f"assess {number}"] = pair.both("assess", moment)
        said[f"send {number}"] = pair.both("send_rung", moment, number)
    for name in ("pass_on_duties", "collect", "assess", "consolidate_cycle"):
        said[name] = pair.both(name, planned.consolidate_at)
    snapshot = consolidate_cycle(pair.runtime, CYCLE, planned.consolidate_at).snapshot_id
    said["ask"] = pair.both("request_approval", planned.consolidate_at, snapshot)
    record_decision(pair.runtime, CYCLE, snapshot, "approve", LEADER, NOTE["y_kien"], planned.consolidate_at)
    said["issue"] = pair.both("issue_report", planned.consolidate_at, snapshot)

    unclean = {
        step: answers for step, answers in said.items() if any(a.startswith("error") and not a.startswith(CLEAN) for a in answers)
    }
    assert unclean == {}
    assert differences(end_state(pair.runtime, CYCLE), scene.expected[CYCLE]) == []


def test_no_letter_left_twice(pair: Pair, scene: Scene) -> None:
    box = pair.box.messages()
    assert max(Counter(letter["Message-ID"] for letter in box).values()) == 1
    assert Counter(letter["X-Danvan-Sink-Recipient"] for letter in box) == scene.recipients[CYCLE]


def test_one_report_was_issued(pair: Pair) -> None:
    with pair.runtime.uow() as uow:
        assert [(report.format, report.version) for report in reports.issued_reports(uow, CYCLE)] == [("docx", 1), ("xlsx", 1)]
