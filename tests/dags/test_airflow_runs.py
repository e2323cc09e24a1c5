"""The one module that reads Airflow's runs and begins one: what it takes from Airflow must go on holding."""

from __future__ import annotations

from pathlib import Path

import pytest
from known_dags import add_run, make_known, pause

from danvan_workflow.errors import Refused

DAG = "gia_lai_2024__dot_xuat"
CONF = {"ma_ky": "2024-dx-01", "ten": "Báo cáo nhanh"}


@pytest.fixture(scope="module")
def airflow(airflow_db: Path) -> None:
    make_known(DAG, "gia_lai_2024__dinh_ky")


def test_a_run_is_begun_as_airflows_own_button_does(airflow: None) -> None:
    from airflow.models import DagRun
    from airflow.utils.session import create_session
    from airflow.utils.types import DagRunTriggeredByType

    from danvan_workflow.orchestration.console.airflow_runs import begin_run, find_run

    assert begin_run(DAG, "2024-dx-01", CONF, "chuyenvien") == "manual__2024-dx-01"
    run = find_run(DAG, "manual__2024-dx-01")
    assert run is not None
    assert (run.state, dict(run.conf)) == ("queued", CONF)
    assert run.cycle_id("gia-lai-2024", "dot-xuat") == "gia-lai-2024.dot-xuat.2024-dx-01"
    with create_session(scoped=False) as session:
        row = session.query(DagRun).filter_by(dag_id=DAG, run_id="manual__2024-dx-01").one()
        assert (row.run_type, row.triggering_user_name, row.triggered_by) == ("manual", "chuyenvien", DagRunTriggeredByType.UI)
        assert [ti.task_id for ti in row.task_instances]  # the scheduler finds rows to run


def test_a_key_begins_one_run(airflow: None) -> None:
    from danvan_workflow.orchestration.console.airflow_runs import begin_run

    begin_run(DAG, "2024-dx-02", CONF, "chuyenvien")
    with pytest.raises(Refused, match="Đã có lượt chạy cho kỳ “2024-dx-02”"):
        begin_run(DAG, "2024-dx-02", CONF, "chuyenvien")


def test_a_paused_or_unknown_dag_is_said_plainly_and_nothing_is_begun(airflow: None) -> None:
    from danvan_workflow.orchestration.console.airflow_runs import begin_run, find_run, is_paused

    pause(DAG, True)
    assert is_paused(DAG)
    with pytest.raises(Refused, match="đang tạm dừng trong Airflow"):
        begin_run(DAG, "2024-dx-03", CONF, "chuyenvien")
    pause(DAG, False)
    assert find_run(DAG, "manual__2024-dx-03") is None
    with pytest.raises(Refused, match="Airflow chưa biết DAG khac__dot_xuat"):
        begin_run("khac__dot_xuat", "2024-dx-03", CONF, "chuyenvien")


def test_a_conf_that_the_form_of_the_dag_refuses_is_refused(airflow: None) -> None:
    from danvan_workflow.orchestration.console.airflow_runs import begin_run

    with pytest.raises(Refused, match="Airflow không nhận yêu cầu"):
        begin_run(DAG, "2024-dx-04", {"cycle_id": 7}, "chuyenvien")


def test_the_cycle_of_a_run_is_read_from_its_conf_or_its_partition_key(airflow: None) -> None:
    from danvan_workflow.orchestration.console.airflow_runs import find_run, state_of_task

    add_run("gia_lai_2024__dinh_ky", "scheduled__2024-6m", key="2024-6m")
    add_run("gia_lai_2024__dinh_ky", "manual__1", conf={"cycle_id": "gia-lai-2024.dinh-ky.2024-annual"})
    add_run("gia_lai_2024__dinh_ky", "manual__2")
    add_run(DAG, "manual__bieu-mau", conf={"ten": "Báo cáo nhanh"})
    named = {}
    for run_id in ("scheduled__2024-6m", "manual__1", "manual__2"):
        run = find_run("gia_lai_2024__dinh_ky", run_id)
        assert run is not None
        named[run_id] = run.cycle_id("gia-lai-2024", "dinh-ky")
    assert named == {
        "scheduled__2024-6m": "gia-lai-2024.dinh-ky.2024-6m",
        "manual__1": "gia-lai-2024.dinh-ky.2024-annual",
        "manual__2": "",
    }
    form = find_run(DAG, "manual__bieu-mau")
    assert form is not None
    assert form.cycle_id("gia-lai-2024", "dot-xuat") == f"gia-lai-2024.dot-xuat.dx-{form.run_after:%y%m%d-%H%M%S}"
    assert state_of_task("gia_lai_2024__dinh_ky", "manual__1", "khong_co") == ""
