"""One cycle from its opening to its issue, shown line by line as its milestones pass."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

from danvan_workflow.embedded.home import LEADER
from danvan_workflow.embedded.server import Server
from danvan_workflow.services.airflow_api import AirflowApi

APPROVAL, APPROVE = "phe_duyet", "Duyệt"
NOTE = {"y_kien": "Đồng ý phát hành (trình diễn)"}
DEMO = " (lãnh đạo trình diễn, máy trả lời thay; muốn tự quyết định: APPROVE=no, hoặc --approve no)"
SIGNS = {"success": "[green]✓[/]", "skipped": "[dim]–[/]", "failed": "[red]✗[/]", "upstream_failed": "[red]✗[/]"}
ENDED = frozenset(SIGNS) | {"removed"}
# Airflow 3.3.2 marks a task failed that is answered before its first process has been put away.
SECONDS_BEFORE_ANSWER = 4.0


@dataclass(slots=True)
class Replay:
    """A run that is being watched. `approve` False leaves the leader's decision open."""

    server: Server
    dag_id: str
    run_id: str
    approve: bool
    console: Console
    shown: dict[str, str] = field(default_factory=dict)
    asked_at: float | None = None

    def watch(self) -> str:
        """Show milestones until the run has ended or waits for a leader who won't answer here; returns the run's state."""
        while True:
            self.server.require_alive()
            waiting = self._show_progress()
            state = self.server.api.run_state(self.dag_id, self.run_id)
            if state in ("success", "failed"):
                self._show_progress()
                return state
            if waiting and self._is_over():
                return "awaiting_input"
            time.sleep(0.5)

    def _show_progress(self) -> bool:
        """Print what has changed; True when nothing but the leader's decision is waited for."""
        tasks = sorted(self.server.api.tasks(self.dag_id, self.run_id), key=lambda task: task["end_date"] or "9")
        for task in tasks:
            if task["state"] in ENDED and self.shown.get(task["task_id"]) != task["state"]:
                self.shown[task["task_id"]] = task["state"]
                self.console.print(f"  {SIGNS.get(task['state'], '·')} {task['task_display_name']}{self._remark(task)}")
            if task["state"] == "up_for_retry":
                self._show_retry(task)
        others = {task["state"] for task in tasks if task["task_id"] != APPROVAL}
        asked = any(task["task_id"] == APPROVAL and task["state"] == "awaiting_input" for task in tasks)
        return asked and others <= ENDED | {None}

    def _show_retry(self, task: dict[str, Any]) -> None:
        attempt = f"{task['task_id']}#{task['try_number']}"
        if attempt not in self.shown:
            self.shown[attempt] = task["state"]
            logs = f"{self.server.home.airflow}/logs/dag_id={self.dag_id}/run_id={self.run_id}/task_id={task['task_id']}"
            self.console.print(
                f"  [yellow]↻[/] {task['task_display_name']}: lần {task['try_number']} chưa được, sẽ thử lại; xem {logs}"
            )

    def _remark(self, task: dict[str, Any]) -> str:
        """What a milestone has to tell beside its name."""
        if task["state"] == "skipped":
            return " [dim](không có việc phải làm)[/]"
        result = self.server.api.result(self.dag_id, self.run_id, task["task_id"]) if task["state"] == "success" else None
        return REMARKS.get(task["task_id"], _letters)(result) if isinstance(result, dict) else ""

    def _is_over(self) -> bool:
        """Answer for the leader, a few seconds after the question; True where nobody is to answer here."""
        if not self.approve:
            return True
        self.asked_at = self.asked_at or time.monotonic()
        if time.monotonic() - self.asked_at >= SECONDS_BEFORE_ANSWER:
            leader = AirflowApi(self.server.ports.url, LEADER, self.server.home.passwords[LEADER])
            leader.sign_in()
            leader.answer(self.dag_id, self.run_id, APPROVAL, APPROVE, NOTE)
            leader.close()
            self.asked_at = None
        return False


def _letters(result: dict[str, Any]) -> str:
    return f": {result['sent']} thư" if "sent" in result else ""


REMARKS: dict[str, Callable[[dict[str, Any]], str]] = {
    "tong_hop": lambda result: "".join(f"\n      {file}" for file in result["files"]),
    APPROVAL: lambda result: f": {result['by']}{DEMO if result['by'] == LEADER else ''}",
}
