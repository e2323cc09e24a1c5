"""Answering the run that waits for a leader, instead of deciding behind its back: else it stays parked for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from danvan_workflow.duty.addresses import approval_path
from danvan_workflow.duty.decision import Decision
from danvan_workflow.errors import Refused
from danvan_workflow.services.airflow_api import AirflowUnavailable
from danvan_workflow.services.approval.form_fields import BY, NOTE, UNTIL

REFUSALS = {
    401: "Phiên đăng nhập vào Airflow đã hết hạn, hãy chạy lại lệnh",
    403: "Tài khoản này không được làm việc đó trong Airflow",
    409: "Việc này đã có người trả lời trước trong Airflow",
}


class Questions(Protocol):
    """What is needed of Airflow."""

    def questions(self) -> Iterable[dict[str, Any]]: ...
    def answer(self, dag_id: str, run_id: str, task_id: str, option: str, form: Mapping[str, str | None]) -> None: ...


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """The run of a cycle that waits for a decision."""

    dag_id: str
    run_id: str
    task_id: str


def waiting_run(airflow: Questions, cycle_id: str) -> WaitingRun | None:
    """The run that asks about this cycle. Its question names the cycle: in the link, or in the subject where it is older."""
    for detail in airflow.questions():
        if approval_path(cycle_id) in str(detail.get("body") or "") or f"kỳ {cycle_id}:" in str(detail.get("subject") or ""):
            ti = detail["task_instance"]
            return WaitingRun(ti["dag_id"], ti["dag_run_id"], ti["task_id"])
    return None


def answer_run(airflow: Questions, run: WaitingRun, decision: Decision, by: str, note: str, until: str) -> None:
    """Give the answer; the run writes the decision down when it wakes up. Refused where the account may not, or was too late."""
    form = {NOTE: note, UNTIL: until or None, BY: by}
    try:
        airflow.answer(run.dag_id, run.run_id, run.task_id, decision.label, form)
    except AirflowUnavailable as error:
        if error.status in REFUSALS:
            raise Refused(f"{REFUSALS[error.status]} (Airflow trả lời {error.status}).") from error
        raise
