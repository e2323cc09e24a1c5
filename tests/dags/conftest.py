"""What the tests of this folder meet: a home of Airflow, services that are watched, a clock that is set."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from airflow_home import airflow_db, runs_of_one_file  # noqa: F401
from dag_runs import Clock
from fake_services import FakeServices

from danvan_workflow.orchestration import acts


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Airflow."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.airflow)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> FakeServices:
    """The services that the tasks meet."""
    fake = FakeServices()
    monkeypatch.setattr(acts, "services", fake)
    monkeypatch.setattr(acts, "open_runtime", lambda settings: settings)
    return fake


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A wall clock that the test sets, at first Mon 15/4/2024 08:00."""
    from danvan_workflow.orchestration.clock import RunClock

    set_to = Clock(dt.datetime(2024, 4, 15, 1, tzinfo=dt.UTC))
    monkeypatch.setattr(RunClock, "wall", staticmethod(set_to.wall))
    return set_to
