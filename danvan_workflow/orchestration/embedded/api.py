"""What the launcher says to Airflow: its public REST API, as any other program would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx

from danvan_workflow.errors import ResourceError


class AirflowUnavailable(ResourceError):
    """Airflow doesn't answer, or not as it should."""


class AirflowApi:
    """One account's view of Airflow."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=120)
        self._account = {"username": user, "password": password}

    def close(self) -> None:
        """Hang up: a server that is asked to stop waits for its callers."""
        self._client.close()

    def sign_in(self) -> bool:
        """True when Airflow is up and has let us in."""
        try:
            answer = self._client.post("/auth/token", json=self._account)
        except httpx.TransportError:
            return False
        if answer.status_code != 201:
            return False
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return True

    def has_dag(self, dag_id: str) -> bool:
        """True when Airflow knows the DAG."""
        return self._client.get(f"/api/v2/dags/{dag_id}").status_code == 200

    def unpause(self, dag_id: str) -> None:
        """Let the runs of a DAG begin."""
        self._ask("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})

    def unfinished_run(self, dag_id: str, conf: dict[str, Any]) -> str:
        """The run of that very conf which has not ended; empty where there is none."""
        path = f"/api/v2/dags/{dag_id}/dagRuns?state=running&state=queued&limit=100"
        runs = self._ask("GET", path)["dag_runs"]
        return next((run["dag_run_id"] for run in runs if run["conf"] == conf), "")

    def trigger(self, dag_id: str, run_id: str, conf: dict[str, Any], partition_key: str | None) -> None:
        """Begin a run."""
        body = {"dag_run_id": run_id, "logical_date": None, "conf": conf, "partition_key": partition_key}
        self._ask("POST", f"/api/v2/dags/{dag_id}/dagRuns", body)

    def run_state(self, dag_id: str, run_id: str) -> str:
        """The state of a run."""
        return str(self._ask("GET", f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run_id)}")["state"])

    def tasks(self, dag_id: str, run_id: str) -> Iterator[dict[str, Any]]:
        """The task instances of a run."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run_id)}/taskInstances?limit=100"
        yield from self._ask("GET", path)["task_instances"]

    def result(self, dag_id: str, run_id: str, task_id: str) -> Any:
        """What a task returned; None where it returned nothing."""
        path = (
            f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run_id)}/taskInstances/{task_id}/xcomEntries/return_value?deserialize=true"
        )
        answer = self._client.get(path)
        return answer.json()["value"] if answer.status_code == 200 else None

    def answer(self, dag_id: str, run_id: str, task_id: str, option: str, note: dict[str, str]) -> None:
        """Answer a required action."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run_id)}/taskInstances/{task_id}/-1/hitlDetails"
        self._ask("PATCH", path, {"chosen_options": [option], "params_input": note})

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = self._client.request(method, path, json=body)
        except httpx.TransportError as error:
            raise AirflowUnavailable(f"Airflow không trả lời ({type(error).__name__}); xem nhật ký rồi chạy lại.") from error
        if answer.is_error:
            raise AirflowUnavailable(f"Airflow từ chối {method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer.json()


def _quoted(run_id: str) -> str:
    return quote(run_id, safe="")
