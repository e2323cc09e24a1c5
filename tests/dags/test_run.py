"""Whole runs inside Airflow, the leader answering through the public API; only the services are watched stand-ins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dag_runs import run_to_its_end, states
from fake_services import FakeServices
from leaders import airflow_client, leader

from danvan_workflow.duty.cycle_state import CycleState

__all__ = ["airflow_client", "leader"]

CYCLE = "binh-dinh-2025.dinh-ky.2025-q1"
DAG_ID = "binh_dinh_2025__dinh_ky"
ROWS = 13


def run(conf: dict[str, Any]) -> Any:
    """A run of the DAG as Airflow parses it."""
    from airflow.dag_processing.dagbag import DagBag

    repository = Path(__file__).resolve().parents[2]
    return run_to_its_end(DagBag(str(repository / "dags")).dags[DAG_ID], conf)


def test_a_replayed_cycle_runs_from_the_opening_to_the_issue(services: FakeServices, leader: Any) -> None:
    codes = leader("Duyệt")
    dag_run = run({"cycle_id": CYCLE, "replay": True})
    assert states(dag_run) == {"success": ROWS - 2, "skipped": 2}  # the fake's ladder has five rungs of the plan's seven
    assert codes == [200]
    assert [call[1] for call in services.named("send_rung")] == [1, 2, 3, 4, 5]
    assert [call[:3] for call in services.named("record_decision")] == [(CYCLE, 7, "approve")]
    assert services.named("issue_report") == [(CYCLE, 7, services.consolidate_at)]


def test_a_cycle_long_past_goes_through_without_a_letter(services: FakeServices, leader: Any) -> None:
    services.sent = 0  # the service writes to nobody about it
    leader("Duyệt")
    dag_run = run({"cycle_id": CYCLE})
    assert states(dag_run) == {"success": ROWS - 7, "skipped": 7}
    assert [call[1] for call in services.named("send_rung")] == [5]
    assert len(services.named("issue_report")) == 1


def test_a_returned_report_is_asked_for_again_when_it_has_changed(services: FakeServices, leader: Any) -> None:
    services.fingerprint_after_a_decision = "b" * 64
    codes = leader("Trả lại", "Duyệt")
    dag_run = run({"cycle_id": CYCLE, "replay": True})
    assert states(dag_run)["success"] == ROWS - 2
    assert codes == [200, 200]
    assert [call[2] for call in services.named("record_decision")] == ["return", "approve"]
    assert services.named("record_decision")[0][4] == "Rà soát lại số liệu đối thoại"
    assert len(services.named("issue_report")) == 1


def test_a_run_of_an_issued_cycle_asks_nobody_and_issues_nothing_again(services: FakeServices, airflow_db: Path) -> None:
    services.sent, services.state = 0, CycleState.ISSUED
    dag_run = run({"cycle_id": CYCLE, "replay": True})
    assert states(dag_run) == {"success": 3, "skipped": ROWS - 3}
    assert services.named("consolidate_cycle") == services.named("record_decision") == services.named("issue_report") == []
