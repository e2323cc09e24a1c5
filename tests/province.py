"""A province's whole installation on one machine, in June 2025: Airflow with its scheduler, two cycles, a leader who is asked."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import at
from cluster.clock import Clock
from rich.console import Console

from danvan_workflow.embedded.home import Home
from danvan_workflow.embedded.sample import fill_source
from danvan_workflow.embedded.server import Server, running_server
from danvan_workflow.services.airflow_api import AirflowUnavailable
from danvan_workflow.settings import Settings

MOMENT = at("2025-06-18 09:00")  # a Wednesday, the day before the last: some have sent, others not; Q1 waits for the leader
DAG_ID, AD_HOC, WATCH = "binh_dinh_2025__dinh_ky", "dak_lak_2025__dot_xuat", "danvan_truc_ban"
Q1, SIX_MONTHS = "binh-dinh-2025.dinh-ky.2025-q1", "binh-dinh-2025.dinh-ky.2025-6m"
Q1_RUN, SIX_MONTHS_RUN = "chay-lai__2025-q1", "scheduled__2025-6m"
OPENED = {Q1: at("2025-02-26"), SIX_MONTHS: at("2025-05-29")}
PATIENCE = 300.0


@dataclass(frozen=True)
class Province:
    """The running installation and its clock."""

    server: Server
    home: Home
    clock: Clock

    @property
    def url(self) -> str:
        """Airflow in the browser."""
        return self.server.ports.url

    def state(self, run: str, task: str, dag_id: str = DAG_ID) -> str:
        """The state of a task of a run; empty while there is none."""
        try:
            states = {found["task_id"]: found["state"] for found in self.server.api.tasks(dag_id, run)}
        except AirflowUnavailable:  # the scheduler hasn't made the run yet
            return ""
        return states.get(task) or ""

    def wait_for(self, run: str, task: str, *states: str, dag_id: str = DAG_ID) -> str:
        """Wait until a task stands in one of these states."""
        deadline = time.monotonic() + PATIENCE
        while (state := self.state(run, task, dag_id)) not in states:
            self.server.require_alive()
            assert time.monotonic() < deadline, f"{run}/{task} is {state or 'not there'}, not {states}"
            time.sleep(1)
        return state


@contextmanager
def running_province(folder: Path) -> Iterator[Province]:
    """Start everything; Q1 is replayed up to the question to the leader, the six months' run is opened and waits."""
    home, clock = Home(folder), Clock(MOMENT)

    def make_examples(settings: Settings) -> None:
        for cycle, opens_at in OPENED.items():
            fill_source(settings, cycle, opens_at)

    with pytest.MonkeyPatch.context() as patch:
        for name, value in clock.environment.items():
            patch.setenv(name, value)
        try:
            with running_server(home, Console(file=io.StringIO()), closed=True, beside=make_examples) as server:
                province = Province(server, home, clock)
                _begin(province)
                yield province
        finally:
            clock.close()


def _begin(province: Province) -> None:
    api = province.server.api
    api.trigger(DAG_ID, Q1_RUN, {"cycle_id": Q1, "replay": True}, "2025-q1")
    api.unpause(DAG_ID)  # only now: the timetable goes on from the last cycle that has a run
    province.wait_for(Q1_RUN, "phe_duyet", "awaiting_input")
    province.wait_for(SIX_MONTHS_RUN, "truoc_han_1", "success")
