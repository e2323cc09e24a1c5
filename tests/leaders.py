"""A leader who answers Airflow's required actions through the public API: no server, no port."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from dag_runs import PATIENCE

NOTE = "Rà soát lại số liệu đối thoại"
Answers = Callable[..., list[int]]


@pytest.fixture(scope="module")
def airflow_client(airflow_db: Path) -> Any:
    """Airflow's API as the account `lanhdao` sees it."""
    from airflow.api_fastapi.app import create_app, get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
    from starlette.testclient import TestClient

    app = create_app(apps="core")
    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username="lanhdao", role="admin"))
    return TestClient(app, headers={"Authorization": f"Bearer {token}"}, raise_server_exceptions=False)


@pytest.fixture
def leader(airflow_client: Any) -> Iterator[Answers]:
    """A leader in a thread who answers the next requests in the given order, however long they take to come; the list fills with
    what Airflow's API said to each answer.

    An answer is an option, or an option with what is written into the form.
    """
    threads: list[threading.Thread] = []
    gone = threading.Event()
    say = partial(answer, airflow_client, patience=math.inf, gone=gone)

    def will_answer(*answers: str | tuple[str, Mapping[str, Any]]) -> list[int]:
        codes: list[int] = []
        said = [(a, {"y_kien": NOTE}) if isinstance(a, str) else a for a in answers]
        thread = threading.Thread(target=lambda: codes.extend(say(*a) for a in said), daemon=True)
        thread.start()
        threads.append(thread)
        return codes

    yield will_answer
    gone.set()
    for thread in threads:
        thread.join(timeout=30)


def answer(
    client: Any, option: str, form: Mapping[str, Any], patience: float = PATIENCE, gone: threading.Event | None = None
) -> int:
    """Wait for the request and answer it; said again where the server failed, as it does while SQLite is busy.

    Nothing is answered once the leader is gone.
    """
    gone, deadline = gone or threading.Event(), time.monotonic() + patience
    while not gone.wait(0.2):
        if asked := waiting(client):
            code = int(client.patch(asked, json={"chosen_options": [option], "params_input": dict(form)}).status_code)
            if code < 500:
                return code
        assert time.monotonic() < deadline, "nothing was asked for"
    return 0


def waiting(client: Any) -> str:
    """The path of the request that waits for an answer; empty where none does."""
    found = client.get("/api/v2/dags/~/dagRuns/~/hitlDetails", params={"response_received": False})
    for detail in found.json()["hitl_details"] if found.is_success else []:
        ti = detail["task_instance"]
        if ti["state"] == "awaiting_input":
            return f"/api/v2/dags/{ti['dag_id']}/dagRuns/{ti['dag_run_id']}/taskInstances/{ti['task_id']}/-1/hitlDetails"
    return ""
