"""The data folder of an embedded installation: its secrets, its accounts, its environment."""

from __future__ import annotations

import json
import os
import secrets
import socket
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from danvan_workflow.settings import SHIPPED

HOST = "127.0.0.1"
OFFICER, LEADER = "chuyenvien", "lanhdao"
ACCOUNTS = {OFFICER: "admin", LEADER: "user"}
BROWSER_PORT = 8080
SQLITE = {"timeout": 60}
"""Seconds that a program waits while another writes into Airflow's database; after the default of 5 a page fails."""


@dataclass(frozen=True)
class Home:
    """The folder `path`; everything that is made lies in it."""

    path: Path

    @property
    def airflow(self) -> Path:
        """AIRFLOW_HOME."""
        return self.path / "airflow"

    @property
    def logs(self) -> Path:
        """What the processes print."""
        return self.path / "nhat-ky"

    @property
    def mailbox(self) -> Path:
        """The Maildir in which every letter ends."""
        return self.path / "thu"

    @property
    def sample_source(self) -> Path:
        """A database that stands for the province's reporting system."""
        return self.path / "nguon-mau.sqlite"

    @property
    def accounts_file(self) -> Path:
        """Names and passwords for the browser."""
        return self.airflow / "tai-khoan.json"

    @cached_property
    def passwords(self) -> dict[str, str]:
        """The accounts' passwords, made at the first look."""
        return _kept(self.accounts_file, lambda: {name: secrets.token_urlsafe(9) for name in ACCOUNTS})

    @cached_property
    def secrets(self) -> dict[str, str]:
        """What the processes of this installation sign and encrypt with, made at the first look."""
        return _kept(self.airflow / "khoa-bi-mat.json", _new_secrets)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the processes listen, on this machine only."""

    web: int
    mail: int

    @classmethod
    def free(cls, preferred: int = 0) -> Ports:
        """The preferred port for the browser if nobody has it, else any; any for mail."""
        return cls(web=_free(preferred), mail=_free(0))

    @property
    def url(self) -> str:
        """Airflow in the browser."""
        return f"http://{HOST}:{self.web}"


def environment(
    home: Home, ports: Ports, inherited: Mapping[str, str], *, closed: bool, dags: Path = SHIPPED / "dags"
) -> dict[str, str]:
    """The environment of all processes of the installation; settings of another Airflow are not inherited.

    A `closed` installation has its own database, source and box for mail, whatever is set outside: nothing real is read or told.
    An open one falls back on them where nothing is set.
    """
    foreign = ("AIRFLOW", "DANVAN_") if closed else ("AIRFLOW",)
    kept = {name: value for name, value in inherited.items() if not name.startswith(foreign)}
    own = {**_own(home, ports, kept), "DANVAN_PLANS": str(dags / "plans"), "DANVAN_PROJECT": str(dags.parent)}
    return {**own, **kept, **_airflow(home, ports, dags), "DANVAN_HOME": str(home.path), "PYTHONWARNINGS": "ignore"}


def _own(home: Home, ports: Ports, kept: Mapping[str, str]) -> dict[str, str]:
    """What stands in for a province's systems. A real mail server comes with all its settings, so ours leaves none of its own."""
    box = {"DANVAN_SMTP_HOST": HOST, "DANVAN_SMTP_PORT": str(ports.mail), "DANVAN_SMTP_EMBEDDED": "1"}
    source = {"DANVAN_SOURCE_HE_THONG_TINH_URL": f"sqlite:///{home.sample_source}", "DANVAN_APPROVERS": LEADER}
    return source if "DANVAN_SMTP_HOST" in kept else {**box, **source}


def _airflow(home: Home, ports: Ports, dags: Path) -> dict[str, str]:
    options = {
        "CORE__DAGS_FOLDER": str(dags),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": "4",
        "CORE__DAGBAG_IMPORT_ERROR_TRACEBACKS": "False",
        "CORE__FERNET_KEY": home.secrets["fernet"],
        "CORE__EXECUTION_API_SERVER_URL": f"{ports.url}/execution/",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in ACCOUNTS.items()),
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home.accounts_file),
        "DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home.airflow / 'airflow.db'}",
        "DATABASE__SQL_ALCHEMY_CONNECT_ARGS": f"{__name__}.SQLITE",
        "DATABASE__SQL_ALCHEMY_CONNECT_ARGS_ASYNC": f"{__name__}.SQLITE",
        "API__HOST": HOST,
        "API__PORT": str(ports.web),
        "API__BASE_URL": ports.url,
        # the heading of the home page and the title of every page
        "API__INSTANCE_NAME": "Báo cáo dân vận",
        "API__SECRET_KEY": home.secrets["api"],
        "API_AUTH__JWT_SECRET": home.secrets["jwt"],
        "LOGGING__BASE_LOG_FOLDER": str(home.airflow / "logs"),
        # the default of 5 keeps a worker's place taken for seconds after each task
        "WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.3",
        # tasks that were running when the machine was switched off are begun anew after this many seconds
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        "DAG_PROCESSOR__REFRESH_INTERVAL": "15",
    }
    home.passwords  # noqa: B018  # the file must be there before Airflow makes up passwords of its own
    return {"AIRFLOW_HOME": str(home.airflow), **{f"AIRFLOW__{name}": value for name, value in options.items()}}


def _new_secrets() -> dict[str, str]:
    fernet = urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return {"fernet": fernet, "api": secrets.token_hex(32), "jwt": secrets.token_hex(64)}


def _kept(file: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What the file says, or what is made now; the file is for its owner's eyes only from its first byte."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as target:
            json.dump(make(), target)
    content: dict[str, str] = json.loads(file.read_text())
    return content


def _free(preferred: int) -> int:
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")
