"""PostgreSQL from Debian's package, private to a test: its own folder, a free port, never run as root."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from processes import Process, wait_until

ACCOUNT = "postgres"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def program(name: str, package: str) -> str:
    """The path of a program; the test is skipped, with the package that brings it, where it isn't installed."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))  # Debian keeps them out of PATH
    found = str(kept[-1]) if kept else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} not found: install the Debian package `{package}`")
    return found


@dataclass(frozen=True)
class Postgres:
    """A server's data in `folder`. Without a password everybody on this machine is let in."""

    folder: Path
    port: int
    superuser: str
    password: str = ""

    @property
    def account(self) -> str | None:
        """The user whom the server runs as; PostgreSQL refuses root."""
        return ACCOUNT if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        """The superuser's address."""
        login = f"{self.superuser}:{self.password}" if self.password else self.superuser
        return f"postgresql://{login}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """Lay out the data folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        secret = self.folder / "password"
        secret.write_text(self.password or "-")
        secret.chmod(0o600)
        if self.account:
            for path in (self.folder, secret):
                shutil.chown(path, self.account, self.account)
        method = "scram-sha-256" if self.password else "trust"
        options = ["-U", self.superuser, "-A", method, "--pwfile", str(secret), "-E", "UTF8", "--no-locale", "--no-sync"]
        identity = {"user": self.account, "group": self.account, "extra_groups": []} if self.account else {}
        command = [program("initdb", "postgresql"), "-D", str(self.folder / "data"), *options]
        subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=120, **identity)  # type: ignore[call-overload]

    def process(self, *options: str, environment: dict[str, str] | None = None) -> Process:
        """The server as a program to start; `options` come before those that keep it private and fast."""
        private = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
        }
        settings = [part for name, value in private.items() for part in ("-c", f"{name}={value}")]
        command = [program("postgres", "postgresql"), "-D", str(self.folder / "data"), *options, *settings]
        log = self.folder / "postgres.log"
        log.touch()
        fast = signal.SIGINT  # breaks off what runs; by default it would wait for every client to leave
        return Process("postgres", command, environment or dict(os.environ), log, account=self.account, asked_by=fast)

    def is_ready(self) -> bool:
        """True when it lets the superuser in."""
        with suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=5):
            return True
        return False

    def wait_until_ready(self) -> None:
        """Return when it answers."""
        wait_until(self.is_ready, "PostgreSQL doesn't answer")
