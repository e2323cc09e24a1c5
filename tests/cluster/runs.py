"""A run of a cycle on the cluster, followed and answered over Airflow's public API."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from cluster.cluster import Cluster

from danvan_workflow.orchestration.embedded.replay import APPROVAL, APPROVE, SECONDS_BEFORE_ANSWER

NOTE = {"y_kien": "Đồng ý phát hành"}


@dataclass
class Run:
    """One run. The cluster's services are kept up while it is waited for."""

    cluster: Cluster
    dag_id: str
    run_id: str

    def tasks(self) -> dict[str, dict[str, Any]]:
        """The rows of its grid by task id."""
        return {task["task_id"]: task for task in self.cluster.officer.tasks(self.dag_id, self.run_id)}

    def state_of(self, task_id: str) -> str:
        """The state of a row, empty before it has one."""
        return self.tasks()[task_id]["state"] or ""

    def wait_for(self, task_id: str, *states: str, seconds: float = 240.0) -> None:
        """Until a row is in one of these states."""
        self.cluster.wait(lambda: self.state_of(task_id) in states, f"{task_id} is not {' or '.join(states)}", seconds)

    def approve(self) -> None:
        """Wait for the question, and answer it as the leader."""
        self.wait_for(APPROVAL, "awaiting_input")
        time.sleep(SECONDS_BEFORE_ANSWER)
        self.cluster.leader.sign_in()
        self.cluster.leader.answer(self.dag_id, self.run_id, APPROVAL, APPROVE, NOTE)

    def wait_for_end(self, seconds: float = 240.0) -> str:
        """Until it has ended; its state."""
        ended = ("success", "failed")
        self.cluster.wait(lambda: self._state() in ended, f"the run doesn't end: {self.states()}", seconds)
        return self._state()

    def _state(self) -> str:
        return self.cluster.officer.run_state(self.dag_id, self.run_id)

    def states(self) -> dict[str, str]:
        """The state of every row."""
        return {name: task["state"] or "" for name, task in self.tasks().items()}
