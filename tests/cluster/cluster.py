"""The services of docker-compose.yaml as processes of this machine: the same commands and settings, other folders and ports."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from cluster.compose import REPOSITORY, Service, first_start, services
from processes import Process, wait_until
from servers import Postgres, free_port, program

from danvan_workflow.embedded.home import LEADER, OFFICER
from danvan_workflow.services.airflow_api import AirflowApi
from danvan_workflow.settings import Settings, read_settings

HOST = "127.0.0.1"
FAKE_DOCKER = Path(__file__).with_name("fake_docker.py")
AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer", "worker")
KEPT = ("HOME", "LANG", "LC_ALL")
PATH = os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"])
# A test can't wait as long as a province can: what is looked at now and then is looked at more often.
QUICK = {
    "AIRFLOW__API__HOST": HOST,
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "1",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.3",
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
}


@dataclass(frozen=True)
class Ports:
    """Where the processes listen, on this machine only."""

    postgres: int
    redis: int
    web: int
    mail: int
    scheduler: int
    triggerer: int

    @classmethod
    def free(cls) -> Ports:
        """A free port for each."""
        return cls(*(free_port() for _ in range(6)))

    def in_place_of(self) -> dict[str, str]:
        """What the file says, and what stands for it here."""
        return {
            "@postgres:5432": f"@{HOST}:{self.postgres}",
            "@redis:6379": f"@{HOST}:{self.redis}",
            "redis-server -": f"redis-server - --bind {HOST} --port {self.redis}",
            "redis-cli": f"redis-cli -h {HOST} -p {self.redis}",
            "pg_isready": f"pg_isready --port={self.postgres}",
            "//api-server:8080": f"//{HOST}:{self.web}",
            "//localhost:8080": f"//{HOST}:{self.web}",
            "//localhost:8974": f"//{HOST}:{self.scheduler}",
            "('localhost', 1025)": f"('{HOST}', {self.mail})",
        }


class Cluster:
    """Everything lies in `folder`, but for PostgreSQL's data, which an account of its own must reach.

    `settings` are added to those of the file. `mounts` replaces mounted folders. `preload` is the environment that every program,
    the databases too, is started in (a clock of the test's own). Without an `env_file`, fresh secrets are made.
    """

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str],
        *,
        mounts: Mapping[str, Path] | None = None,
        preload: Mapping[str, str] | None = None,
        env_file: Path | None = None,
    ) -> None:
        program("redis-server", "redis-server")
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.ports = folder, Ports.free()
        self.env_file = env_file or first_start(folder / ".env")
        self.services = services(self.env_file)
        self.secrets = dict(line.split("=", 1) for line in self.env_file.read_text().splitlines() if line[:1].isalpha())
        self._settings, self._mounts, self._preload = settings, mounts or {}, dict(preload or {})
        self._data = Path(tempfile.mkdtemp(prefix="danvan-cluster-"))
        self.postgres = Postgres(self._data, self.ports.postgres, "postgres", self.secrets["POSTGRES_PASSWORD"])
        self.service_of: dict[str, Service] = {}
        self.processes = {process.name: process for process in self._make()}
        self.revived: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def _make(self) -> Iterator[Process]:
        for name, service in self.services.items():
            for number in range(1, service.replicas + 1):
                called = name if service.replicas == 1 else f"{name}-{number}"
                self.service_of[called] = service
                yield self._process(service, called)

    def _process(self, service: Service, called: str) -> Process:
        if service.name == "postgres":
            return self.postgres.process(*service.command[1:], environment=self._base())
        environment = self.environment(service, called)
        command = self.command(service.command, service, called)
        if service.name == "worker":  # each container has a host name of its own
            command += ["--celery-hostname", called]
        folder = self.volume("hang-doi") if service.name == "redis" else self.folder
        return Process(called, command, environment, self.folder / "nhat-ky" / f"{called}.log", folder=folder)

    def command(self, command: tuple[str, ...], service: Service, called: str) -> list[str]:
        """A command of the file as it is said here."""
        own = {"1025": str(self.ports.mail)} if service.name == "mail" else {}
        return [own.get(part) or self._here(part, service, called) for part in command]

    def environment(self, service: Service, called: str) -> dict[str, str]:
        """The environment of a service as it is said here."""
        said = {name: self._here(value, service, called) for name, value in service.environment.items()}
        ports = {
            "AIRFLOW__API__PORT": str(self.ports.web),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(self.ports.scheduler),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(self.ports.triggerer),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
            "HOSTNAME": called,
            "DANVAN_SMTP_HOST": HOST,
            "DANVAN_SMTP_PORT": str(self.ports.mail),
            "DANVAN_SMTP_SECURITY": "none",
            "DANVAN_SMTP_EMBEDDED": "1",
        }
        own = {**ports, **QUICK, **self._settings} if "AIRFLOW_HOME" in said else {}
        return {**self._base(), **said, **own}

    def _base(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {**kept, "PATH": PATH, "PYTHONPATH": str(REPOSITORY), **self._preload}

    def _here(self, text: str, service: Service, called: str) -> str:
        for theirs, ours in self._places(service, called).items():
            text = text.replace(theirs, ours)
        return text

    def _places(self, service: Service, called: str) -> dict[str, str]:
        mounted = {target: str(self._mounts.get(target, self._source(name))) for target, name in service.volumes.items()}
        longest_first = dict(sorted(mounted.items(), key=lambda entry: -len(entry[0])))
        home = self.folder / "airflow" / called
        return {**longest_first, "/opt/danvan": str(REPOSITORY), "/opt/airflow": str(home), **self.ports.in_place_of()}

    def _source(self, name: str) -> Path:
        return Path(name) if name.startswith("/") else self.volume(name)

    def volume(self, name: str) -> Path:
        """The folder of a named volume."""
        folder = self.folder / "volumes" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def prepare(self) -> None:
        """The databases, up and prepared: what every other service waits for."""
        self.postgres.create()
        self.start("postgres", "redis")
        self.postgres.wait_until_ready()
        once = self.processes["khoi-tao"]
        once.start()
        wait_until(lambda: not once.is_running, "khoi-tao doesn't end", 300)
        wait_until(self.is_prepared, f"khoi-tao has failed:\n{once.tail()}", 5)

    def is_prepared(self) -> bool:
        """True when the last step of khoi-tao is done."""
        return (self.volume("tai-khoan") / "tai-khoan.json").exists()

    def start(self, *names: str) -> None:
        """Start processes."""
        for name in names:
            self.processes[name].start()

    @property
    def airflow(self) -> list[str]:
        """The names of Airflow's own processes, the workers one by one."""
        return [name for name in self.processes if name.startswith(AIRFLOW)]

    @property
    def workers(self) -> list[str]:
        """The names of the workers."""
        return [name for name in self.processes if name.startswith("worker")]

    def start_airflow(self) -> None:
        """Start Airflow's processes and wait until the officer is let in."""
        self.start(*self.airflow)
        self.wait(self.officer.sign_in, "Airflow doesn't let the officer in", 300)

    @cached_property
    def officer(self) -> AirflowApi:
        """Airflow as the officer speaks to it."""
        return self._api(OFFICER)

    @cached_property
    def leader(self) -> AirflowApi:
        """Airflow as the leader speaks to it."""
        return self._api(LEADER)

    def _api(self, user: str) -> AirflowApi:
        return AirflowApi(f"http://{HOST}:{self.ports.web}", user, self.secrets[f"{user.upper()}_PASSWORD"])

    @cached_property
    def danvan(self) -> Settings:
        """The settings that tasks have."""
        return read_settings(self.processes["worker-1"].environment)

    def admin(self, database: str = "danvan") -> psycopg.Connection:
        """A connection as the superuser, which commits at once."""
        return psycopg.connect(self.postgres.url.removesuffix("postgres") + database, autocommit=True)

    def script(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a script of deploy/ on this cluster; `asked` tells what it wanted of docker."""
        known = {called: self._container(service, called) for called, service in self.service_of.items()}
        known |= {"worker": known["worker-1"]}
        place, tools = self.folder / "docker.json", self.folder / "bin"
        place.write_text(json.dumps(known))
        tools.mkdir(exist_ok=True)
        (tools / "docker").write_text(f'#!/bin/sh\nexec {sys.executable} {FAKE_DOCKER} "$@"\n')
        (tools / "docker").chmod(0o755)
        path = f"{tools}{os.pathsep}{PATH}"
        environment = {"PATH": path, "FAKE_DOCKER": str(place), "DANVAN_ENV": str(self.env_file), "LANG": "C.UTF-8"}
        command = ["sh", str(REPOSITORY / "deploy" / name), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)

    def asked(self) -> list[list[str]]:
        """What scripts wanted of docker, in their order."""
        lines = (self.folder / "docker.asked").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def _container(self, service: Service, called: str) -> dict[str, Any]:
        """What is needed to do something where a service runs."""
        client = {"PGHOST": HOST, "PGPORT": str(self.ports.postgres), "PGPASSWORD": self.postgres.password}
        own = {**self._base(), **client} if service.name == "postgres" else self.environment(service, called)
        return {"environment": own, "places": self._places(service, called)}

    def kill(self, *names: str) -> None:
        """SIGKILL, with all that they have started; nothing starts them again but `start`."""
        for name in names:
            self.processes[name].kill()

    @property
    def running(self) -> list[str]:
        """The names of what runs."""
        return [name for name, process in self.processes.items() if process.is_running]

    def revive(self) -> None:
        """What `restart: unless-stopped` does: what has ended by itself starts again."""
        for name in self.airflow:
            process = self.processes[name]
            if process.starts and not process.is_running and not process.killed:
                self.revived.append(name)
                process.start()

    def wait(self, condition: Callable[[], object], what: str, seconds: float = 180.0) -> None:
        """Until the condition holds, keeping the services up; what the logs say where it doesn't."""

        def holds() -> object:
            self.revive()
            self.meanwhile()
            return condition()

        try:
            wait_until(holds, what, seconds, pause=0.3)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.report()}") from None

    def report(self) -> str:
        """The end of every log, and of the newest logs of tasks."""
        logs = sorted(self.volume("nhat-ky").rglob("attempt=*.log"), key=lambda file: file.stat().st_mtime)[-3:]
        tasks = {str(file.relative_to(self.folder)): file.read_text(errors="replace")[-2000:] for file in logs}
        programs = {name: process.tail(15) for name, process in self.processes.items() if process.starts}
        started = ", ".join(self.revived) or "nothing"
        parts = [f"--- {name}\n{text}" for name, text in {**programs, **tasks}.items()]
        return "\n".join([f"started again: {started}; logs in {self.folder}", *parts])

    def close(self) -> None:
        """End everything and remove PostgreSQL's data; the logs stay."""
        for api in (self.officer, self.leader):
            api.close()
        database = self.processes["postgres"]
        for process in self.processes.values():
            if process.starts and process is not database:
                process.kill()
        if database.is_running:
            database.stop()
        shutil.rmtree(self._data, ignore_errors=True)
