"""A private PostgreSQL server for the tests that need one; they are skipped, with the reason, where it isn't installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from offices import make_runtime, office, prepared

__all__ = ["make_runtime", "office", "prepared"]

ACCOUNT = "postgres"
NOT_INSTALLED = "PostgreSQL server programs not found: install the Debian package `postgresql`"


def _program(name: str) -> str | None:
    """A server program; Debian keeps them out of PATH."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(kept[-1]) if kept else shutil.which(name)


def _as_server(command: list[str]) -> None:
    """Run a server program; PostgreSQL refuses to run as root."""
    prefix = ["runuser", "-u", ACCOUNT, "--"] if os.geteuid() == 0 else []
    # Not captured: the server inherits the pipes and would keep them open.
    subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=120)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a server started for this session alone, stopped and removed at its end."""
    initdb, control = _program("initdb"), _program("pg_ctl")
    if initdb is None or control is None or (os.geteuid() == 0 and not shutil.which("runuser")):
        pytest.skip(NOT_INSTALLED)
    folder = Path(tempfile.mkdtemp(prefix="danvan-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT, ACCOUNT)
        data, port = folder / "data", _free_port()
        _as_server([initdb, "-D", str(data), "-U", "danvan", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"])
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        _as_server([control, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start"])
        try:
            yield f"postgresql://danvan@127.0.0.1:{port}/postgres"
        finally:
            _as_server([control, "-D", str(data), "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The address of an empty database, dropped after the test."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield postgres_url.removesuffix("/postgres") + f"/{name}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
