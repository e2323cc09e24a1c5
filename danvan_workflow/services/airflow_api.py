"""What our programs say to Airflow: its public REST API, as any other program would."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import httpx

from danvan_workflow.errors import Refused, ResourceError

BUSY = "Database error"
"""How Airflow's API calls any failure of its database, behind HTTP 500."""
PAUSES = (0.5, 1.0, 2.0, 4.0)


class AirflowUnavailable(ResourceError):
    """Airflow doesn't answer, or not as it should; `status` is what HTTP says, 0 where nothing came."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


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
            return self._token() == ""
        except httpx.TransportError:
            return False

    def enter(self) -> None:
        """As sign_in, but says what stands in the way: AirflowUnavailable, or Refused for a wrong account."""
        try:
            refusal = self._token()
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise AirflowUnavailable(
                f"Không kết nối được Airflow tại {self._client.base_url} ({type(error).__name__}); kiểm tra DANVAN_AIRFLOW_URL."
            ) from error
        if refusal:
            raise Refused(
                f"Airflow không nhận tài khoản “{self._account['username']}” ({refusal}); kiểm tra tên tài khoản và mật khẩu."
            )

    def _token(self) -> str:
        """Why we weren't let in; empty where we were."""
        answer = self._client.post("/auth/token", json=self._account)
        if answer.status_code != 201:
            return str(answer.status_code)
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return ""

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

    def questions(self) -> Iterator[dict[str, Any]]:
        """The required actions that wait for an answer, in any run that the account may see."""
        path = "/api/v2/dags/~/dagRuns/~/hitlDetails?response_received=false&limit=100"
        found = self._ask("GET", path)["hitl_details"]
        yield from (detail for detail in found if detail["task_instance"]["state"] == "awaiting_input")

    def answer(self, dag_id: str, run_id: str, task_id: str, option: str, form: Mapping[str, str | None]) -> None:
        """Answer a required action."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run_id)}/taskInstances/{task_id}/-1/hitlDetails"
        self._ask("PATCH", path, {"chosen_options": [option], "params_input": dict(form)})

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = self._send(method, path, body)
        except httpx.TransportError as error:
            raise AirflowUnavailable(f"Airflow không trả lời ({type(error).__name__}); xem nhật ký rồi chạy lại.") from error
        if answer.is_error:
            message = f"Airflow từ chối {method} {path}: {answer.status_code} {answer.text[:300]}"
            raise AirflowUnavailable(message, answer.status_code)
        return answer.json()

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> httpx.Response:
        """Asked again where Airflow's database was busy: SQLite lets one write at a time, and what was refused was taken back."""
        for pause in PAUSES:
            answer = self._client.request(method, path, json=body)
            if answer.status_code != 500 or BUSY not in answer.text:
                return answer
            time.sleep(pause)
        return self._client.request(method, path, json=body)


def _quoted(run_id: str) -> str:
    return quote(run_id, safe="")
