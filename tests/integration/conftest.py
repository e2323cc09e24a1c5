"""A private PostgreSQL server for the tests that need one; they are skipped, with the reason, where it isn't installed."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from offices import make_runtime, office, prepared
from servers import Postgres, free_port

__all__ = ["make_runtime", "office", "prepared"]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a server started for this session alone, stopped and removed at its end."""
    folder = Path(tempfile.mkdtemp(prefix="danvan-pg-"))
    try:
        server = Postgres(folder, free_port(), "danvan")
        server.create()
        process = server.process()
        process.start()
        try:
            server.wait_until_ready()
            yield server.url
        finally:
            process.stop()
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
