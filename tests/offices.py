"""Offices for tests: migrating a store and importing the national register takes seconds, copying the prepared file none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import Office

from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.notify.transport import Transport
from danvan_workflow.register.register import Register
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Register]:
    """A store at the newest schema that holds the national register, and that register as read from it."""
    file = tmp_path_factory.mktemp("prepared") / "danvan.sqlite"
    runtime = Runtime(Settings(home=file.parent, database_url=f"sqlite:///{file}"))
    runtime.prepare()
    register = runtime.register
    runtime.engine.dispose()  # the last connection folds the write-ahead log into the file
    return file, register


MakeRuntime = Callable[[Transport], Runtime]


@pytest.fixture
def make_runtime(prepared: tuple[Path, Register], tmp_path: Path) -> Iterator[MakeRuntime]:
    """Runtimes on one fresh copy of the prepared store, each with its own transport."""
    file = tmp_path / "danvan.sqlite"
    shutil.copy(prepared[0], file)
    opened: list[Runtime] = []

    def make(transport: Transport) -> Runtime:
        runtime = Runtime(Settings(home=tmp_path, database_url=f"sqlite:///{file}"), transport=transport)
        runtime.__dict__["register"] = prepared[1]  # reading it takes two seconds and it never changes
        opened.append(runtime)
        return runtime

    yield make
    for runtime in opened:
        runtime.engine.dispose()


@pytest.fixture
def office(make_runtime: MakeRuntime) -> Office:
    """An office with an empty mailbox and no cycle opened."""
    transport = MemoryTransport()
    return Office(make_runtime(transport), transport)
