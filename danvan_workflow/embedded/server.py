"""Starting the embedded Airflow and waiting until it answers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from danvan_workflow.embedded import database, late
from danvan_workflow.embedded.group import ProcessGroup, Program
from danvan_workflow.embedded.home import OFFICER, Home, Ports, environment
from danvan_workflow.services.airflow_api import AirflowApi, AirflowUnavailable
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import SHIPPED, Settings, read_settings

START_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running embedded Airflow; `api` speaks as the officer."""

    home: Home
    ports: Ports
    group: ProcessGroup
    api: AirflowApi
    settings: Settings

    def require_alive(self) -> None:
        """AirflowUnavailable where one of the processes has ended by itself."""
        if name := self.group.ended():
            raise AirflowUnavailable(f"Tiến trình “{name}” đã dừng; xem {self.home.logs / name}.log")


@contextmanager
def running_server(
    home: Home,
    console: Console,
    *,
    closed: bool,
    port: int = 0,
    beside: Callable[[Settings], None] = lambda _: None,
    dags: Path = SHIPPED / "dags",
) -> Iterator[Server]:
    """Airflow, up and knowing its DAGs, over a store that is ready, inside the block; an open one keeps reading the plan files.

    Without a `port`, or where somebody has it, any free one is taken: two short runs at once don't ask for the same. `beside` is
    done while Airflow starts, with the settings that its tasks will have.
    """
    ports = Ports.free(port)
    env = environment(home, ports, os.environ, closed=closed, dags=dags)
    settings = read_settings(env)
    first = not database.is_current(home.airflow)
    if first:
        console.print("Khởi tạo cơ sở dữ liệu của Airflow (chỉ lần đầu)…")
        with _preparing(home, env, "migrate"):
            Runtime(settings).prepare()
            beside(settings)
        database.remember(home.airflow)
    else:
        Runtime(settings).prepare()  # the file may be another, or of an earlier version
    console.print("Khởi động Airflow…")
    with ProcessGroup(list(_programs(home, ports, watch_plans=not closed)), env) as group:
        if not first:
            with _preparing(home, env, "dags"):
                beside(settings)
        server = Server(home, ports, group, AirflowApi(ports.url, OFFICER, home.passwords[OFFICER]), settings)
        try:
            _wait_until_up(server)
            yield server
        finally:
            server.api.close()


@contextmanager
def _preparing(home: Home, env: dict[str, str], what: str) -> Iterator[None]:
    """Airflow's database is made ready in a process of its own, beside what the block does."""
    home.logs.mkdir(parents=True, exist_ok=True)
    log = home.logs / "co-so-du-lieu.log"
    with log.open("ab") as output:
        command = [sys.executable, "-m", database.__name__, what]
        process = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        yield
        if process.wait():
            raise AirflowUnavailable(f"Không khởi tạo được cơ sở dữ liệu của Airflow; xem {log}")
    finally:
        process.kill()
        process.wait()


def _programs(home: Home, ports: Ports, *, watch_plans: bool) -> Iterator[Program]:
    airflow = [sys.executable, "-m", "airflow"]
    sink = [sys.executable, "-m", "danvan_workflow.notify.sink", "--maildir", str(home.mailbox), "--port", str(ports.mail)]
    commands = {
        "thu": sink,
        "api-server": [*airflow, "api-server"],
        "scheduler": [sys.executable, "-m", late.__name__, str(ports.web), "scheduler", "--skip-serve-logs"],
        "triggerer": [*airflow, "triggerer", "--skip-serve-logs"],
    }
    if watch_plans:
        commands["dag-processor"] = [*airflow, "dag-processor"]
    for name, command in commands.items():
        yield Program(name, tuple(command), home.logs / f"{name}.log")


def _wait_until_up(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.api.sign_in():
        server.require_alive()
        if time.monotonic() > deadline:
            raise AirflowUnavailable(f"Airflow chưa lên sau {START_SECONDS:.0f} giây; xem {server.home.logs}")
        time.sleep(0.3)
