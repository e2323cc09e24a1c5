"""What our programs do when Airflow's API answers, over real HTTP on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from danvan_workflow.services import airflow_api
from danvan_workflow.services.airflow_api import AirflowApi, AirflowUnavailable

BUSY = (500, {"detail": {"reason": "Database error", "statement": "hidden"}})
BROKEN = (500, {"detail": "An error occurred while trying to deserialize Dag"})
DONE = (200, {"state": "queued"})


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[AirflowApi, list[str]]]]:
    """A server that gives these answers in turn, the last one for ever; with what it was asked."""
    monkeypatch.setattr(airflow_api, "PAUSES", (0, 0, 0))
    servers: list[HTTPServer] = []

    def serve(*answers: tuple[int, dict[str, Any]]) -> tuple[AirflowApi, list[str]]:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, content = answers[min(len(asked), len(answers) - 1)]
                asked.append(self.path)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(content).encode())

            def log_message(self, *_: object) -> None: ...

        servers.append(HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return AirflowApi(f"http://127.0.0.1:{servers[-1].server_port}", "chuyenvien", "x"), asked

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_busy_database_is_asked_again(answering: Callable[..., tuple[AirflowApi, list[str]]]) -> None:
    airflow, asked = answering(BUSY, BUSY, DONE)
    assert airflow.run_state("d", "manual__1") == "queued"
    assert len(asked) == 3


def test_a_database_that_stays_busy_is_told_of(answering: Callable[..., tuple[AirflowApi, list[str]]]) -> None:
    airflow, asked = answering(BUSY)
    with pytest.raises(AirflowUnavailable, match="500") as failure:
        airflow.run_state("d", "manual__1")
    assert (failure.value.status, len(asked)) == (500, 4)


def test_any_other_fault_is_told_of_at_once(answering: Callable[..., tuple[AirflowApi, list[str]]]) -> None:
    airflow, asked = answering(BROKEN, DONE)
    with pytest.raises(AirflowUnavailable, match="deserialize"):
        airflow.run_state("d", "manual__1")
    assert len(asked) == 1
