"""A cluster that lives by a clock of the test's own, with a mail server in the test's hands: what the drills are made on."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cluster.clock import Clock
from cluster.cluster import Cluster
from cluster.end_state import State, end_state
from cluster.held import HeldBox, HeldTable
from cluster.runs import Run
from cluster.scene import Scene, write_register

from danvan_workflow.register.register import Register
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import notices
from danvan_workflow.store.tables import NoticeRow

PAUSE, STEP = 2.0, dt.timedelta(seconds=15)
VICTIMS = {
    "scheduler": ("scheduler",),
    "triggerer": ("triggerer",),
    "worker": ("worker-1", "worker-2"),
    "api-server": ("api-server",),
    "database": ("postgres",),
    "queue": ("redis",),
}


@dataclass
class Drill:
    """Everything that a drill moves and looks at."""

    cluster: Cluster
    clock: Clock
    box: HeldBox
    scene: Scene

    def begin(self, register: Register) -> None:
        """Everything up, with the register of the scene."""
        self.cluster.prepare()
        owner = self.cluster.secrets["DANVAN_DB_OWNER_PASSWORD"]
        address = f"postgresql://danvan_chu:{owner}@127.0.0.1:{self.cluster.ports.postgres}/danvan"
        write_register(Runtime(self.scene.settings(self.cluster.folder / "chu", address)), register)
        self.cluster.start_airflow()

    def run_of(self, cycle_id: str) -> Run:
        """The run that the scheduler opens for a cycle, as soon as Airflow knows its DAG."""
        plan, obligation, key = cycle_id.split(".")
        dag_id = f"{plan}__{obligation}".replace("-", "_")
        self.cluster.wait(
            lambda: self.cluster.officer.sign_in() and self.cluster.officer.has_dag(dag_id), f"{dag_id} isn't known"
        )
        return Run(self.cluster, dag_id, f"scheduled__{key}")

    def kill(self, victim: str) -> None:
        """SIGKILL to everything of that kind."""
        self.cluster.kill(*VICTIMS[victim])

    def start(self, victim: str) -> None:
        """Start it again; a database is waited for, as depends_on does."""
        self.cluster.start(*VICTIMS[victim])
        if victim == "database":
            self.cluster.postgres.wait_until_ready()

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Time goes faster while something is waited for, in steps that are small beside every patience of Airflow's."""
        last = time.monotonic()

        def hurry() -> None:
            nonlocal last
            if time.monotonic() - last > PAUSE:
                last = time.monotonic()
                self.clock.move_to(self.clock.now() + STEP)

        self.cluster.meanwhile = hurry
        try:
            yield
        finally:
            self.cluster.meanwhile = lambda: None

    def switch_off(self) -> list[str]:
        """The machine loses its power; returns what ran."""
        running = self.cluster.running
        self.cluster.kill(*running)
        return running

    def switch_on(self, names: Sequence[str]) -> None:
        """Everything comes up again, the databases first."""
        first = [name for name in names if name in ("postgres", "redis")]
        self.cluster.start(*first)
        self.cluster.postgres.wait_until_ready()
        self.cluster.start(*(name for name in names if name not in first))

    def hold(self, table: str) -> HeldTable:
        """Hold up whoever writes into a table of ours."""
        return HeldTable(self.cluster.admin(), table)

    @property
    def runtime(self) -> Runtime:
        """Our database as the tasks see it."""
        return Runtime(self.cluster.danvan)

    def state(self, cycle_id: str) -> State:
        """What the cycle has come to."""
        return end_state(self.runtime, cycle_id)

    def letters(self, cycle_id: str, *states: str) -> list[NoticeRow]:
        """The rows of the outbox in these states, all without any."""
        with self.runtime.uow() as uow:
            return [row for row in notices.notices_of(uow, cycle_id) if not states or row.state in states]

    def delivered(self) -> Counter[str]:
        """How often each letter came, by Message-ID."""
        return Counter(str(letter["Message-ID"]) for letter in self.box.messages())

    def close(self) -> None:
        """End everything."""
        self.cluster.close()
        self.clock.close()


def make_drill(folder: Path, scene: Scene, box: HeldBox, start: dt.datetime) -> Drill:
    """A cluster on the scene's plans and source, at that moment."""
    clock = Clock(start)
    settings = {
        "DANVAN_PLANS": str(scene.dags / "plans"),
        "DANVAN_SOURCE_HE_THONG_TINH_URL": scene.source,
        "DANVAN_SMTP_PORT": str(box.port),
        "DANVAN_POLL_SECONDS": "1",
    }
    cluster = Cluster(folder, settings, mounts={"/opt/danvan/dags": scene.dags}, preload=clock.environment)
    return Drill(cluster, clock, box, scene)
