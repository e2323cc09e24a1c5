"""A run of a cycle on the cluster, followed and answered over Airflow's public API, which may be away for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from cluster.cluster import Cluster

from danvan_workflow.embedded.replay import APPROVAL, APPROVE, SECONDS_BEFORE_ANSWER
from danvan_workflow.services.airflow_api import AirflowApi, AirflowUnavailable

NOTE = {"y_kien": "Đồng ý phát hành"}
ENDED = ("success", "failed")


@dataclass
class Run:
    """One run. The cluster's services are kept up while it is waited for."""

    cluster: Cluster
    dag_id: str
    run_id: str

    def states(self) -> dict[str, str]:
        """The state of every row by task id; nothing while the API doesn't answer or the run isn't there."""
        api = self.cluster.officer
        try:
            return {task["task_id"]: task["state"] or "" for task in api.tasks(self.dag_id, self.run_id)}
        except AirflowUnavailable:
            api.sign_in()  # a clock that jumped makes tokens old
            return {}

    def wait_for(self, task_id: str, *states: str, seconds: float = 300.0) -> None:
        """Until a row is in one of these states."""
        self.cluster.wait(lambda: self.states().get(task_id) in states, f"{task_id} is not {' or '.join(states)}", seconds)

    def approve(self) -> None:
        """Wait for the question, and answer it as the leader."""
        self.wait_for(APPROVAL, "awaiting_input")
        time.sleep(SECONDS_BEFORE_ANSWER)
        self.answer()

    def answer(self) -> None:
        """Answer the question as the leader."""
        self._until_told(self.cluster.leader, lambda api: api.answer(self.dag_id, self.run_id, APPROVAL, APPROVE, NOTE))

    def begin(self) -> None:
        """Let the scheduler open the cycle's run when its day comes."""
        self._until_told(self.cluster.officer, lambda api: api.unpause(self.dag_id))

    def _until_told(self, api: AirflowApi, say: Callable[[AirflowApi], None]) -> None:
        def is_told() -> bool:
            with suppress(AirflowUnavailable):
                if api.sign_in():
                    say(api)
                    return True
            return False

        self.cluster.wait(is_told, f"Airflow doesn't take what it is told about {self.dag_id}")

    def wait_for_end(self, seconds: float = 300.0) -> str:
        """Until it has ended; its state."""
        self.cluster.wait(lambda: self._state() in ENDED, "the run doesn't end", seconds)
        return self._state()

    def _state(self) -> str:
        try:
            return self.cluster.officer.run_state(self.dag_id, self.run_id)
        except AirflowUnavailable:
            self.cluster.officer.sign_in()
            return ""
