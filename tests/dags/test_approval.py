"""The leader's decision inside Airflow: asked, waited for, returned, and given elsewhere; only the clock is moved by hand."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from builders import Office, at
from dag_runs import Clock, eventually, in_run, looked, rows, run_to_its_end
from leaders import airflow_client, answer, leader, waiting
from offices import make_runtime, office, prepared

from danvan_workflow.errors import SourceUnavailable
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.acts import Services
from danvan_workflow.orchestration.dag import approval
from danvan_workflow.orchestration.dag.approval import Approve
from danvan_workflow.orchestration.dag.approval_form import Given, answer_of, body
from danvan_workflow.orchestration.dag.steps import Issue
from danvan_workflow.services.approval.decide import record_decision
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.collect import CollectResult
from danvan_workflow.store import reports

__all__ = ["airflow_client", "leader", "make_runtime", "office", "prepared"]

CYCLE = "gia-lai-2024.dinh-ky.2024-6m"
"""The last admissible day is Thu 9/5/2024; the collector's own day is Thu 23/5."""
WAIT, RETURN, APPROVE = "Chờ thêm cơ quan", "Trả lại", "Duyệt"


@pytest.fixture
def desk(office: Office, airflow_db: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office as the tasks meet it: a cycle with three reports of thirty-six."""
    monkeypatch.setenv("DANVAN_DATABASE_URL", office.runtime.settings.database_url)
    monkeypatch.setenv("DANVAN_HOME", str(office.runtime.settings.home))
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.gia-lai.example")
    monkeypatch.setattr(acts, "open_runtime", lambda settings: office.runtime)
    clock.now = at("2024-05-23 14:00")
    office.open(CYCLE)
    for n, agency in enumerate(office.owing(CYCLE)[:3], start=1):
        office.send(CYCLE, agency, "2024-05-08 10:00", {"TT01": n})
    return office


def dag() -> Any:
    """The two rows at the end of a run."""
    from airflow.sdk import DAG

    with DAG("thu_phe_duyet", schedule=None) as made:
        asked = Approve(task_id="phe_duyet", title="Báo cáo định kỳ", cycle_id=CYCLE)
        asked >> Issue(task_id="phat_hanh", approval_task="phe_duyet", cycle_id=CYCLE)
    return made


def make_known(made: Any) -> None:
    """Write a DAG into Airflow's database, as its DAG processor would have done."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db

    manager: Any = DagBundlesManager  # has no types
    manager().sync_bundles_to_db()
    bag = DagBag("/dev/null")
    bag.dags = {made.dag_id: made}
    sync_bag_to_db(bag, "dags-folder", None)


@pytest.fixture
def run_beside(desk: Office, clock: Clock, airflow_client: Any) -> Callable[[Callable[[], None]], dict[str, str]]:
    """Run the two rows while the given course of events takes place; returns the states by task."""

    def run(course: Callable[[], None]) -> dict[str, str]:
        made = dag()
        make_known(made)
        return rows(run_to_its_end(made, {}, course))

    return run


ENDED_WELL = {"phe_duyet": "success", "phat_hanh": "success"}


def decisions(office: Office) -> list[tuple[str, str, str]]:
    with office.runtime.uow() as uow:
        return [(row.decision, row.by, row.note) for row in reports.decisions_of(uow, CYCLE)]


def issued(office: Office) -> list[int]:
    """The numbers of the snapshots that were issued."""
    with office.runtime.uow() as uow:
        found = reports.issued_reports(uow, CYCLE)
        return sorted({reports.get_snapshot(uow, report.snapshot_id).number for report in found})


# -- what is asked -------------------------------------------------------------------------------------------------


def test_the_text_of_the_request_leads_to_the_live_page_and_holds_no_figure(
    run_beside: Any, desk: Office, airflow_client: Any
) -> None:
    shown: list[dict[str, Any]] = []

    def course() -> None:
        eventually(lambda: bool(waiting(airflow_client)))
        shown.append(airflow_client.get(waiting(airflow_client)).json())
        answer(airflow_client, APPROVE, {})

    assert run_beside(course) == ENDED_WELL
    [asked] = shown
    page = f"https://airflow.gia-lai.example/dan-van/ky/{CYCLE}/trinh-duyet"
    assert f"[Xem bản tổng hợp]({page})" in asked["body"]
    assert set(re.findall(r"\d+", asked["body"].replace(CYCLE, ""))) == {"8"}  # the hour of asking again
    assert asked["subject"] == "6 tháng đầu năm 2024. Báo cáo định kỳ: duyệt bản tổng hợp"
    assert asked["options"] == [APPROVE, RETURN, WAIT]
    assert asked["params"]["cho_den"]["schema"]["format"] == "date"


def test_without_an_address_the_link_stays_on_the_server_of_the_page() -> None:
    assert f"(/dan-van/ky/{CYCLE}/trinh-duyet)" in body("", CYCLE)


# -- waiting for more agencies -------------------------------------------------------------------------------------


def test_a_leader_who_waits_is_asked_again_at_eight_of_the_day_that_was_given(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any
) -> None:
    def course() -> None:
        answer(airflow_client, WAIT, {"y_kien": "Chờ ba huyện", "cho_den": "2024-05-28"})
        eventually(lambda: len(decisions(desk)) == 1)
        desk.send(CYCLE, desk.owing(CYCLE)[3], "2024-05-24 09:00")  # one more, not everyone: no reason to ask
        clock.now = at("2024-05-28 07:59:59")
        looked(clock, times=12)
        assert not waiting(airflow_client)
        clock.now = at("2024-05-28 08:00:00")
        answer(airflow_client, APPROVE, {"y_kien": "", "cho_den": None})

    assert run_beside(course) == ENDED_WELL
    assert decisions(desk) == [("wait", "lanhdao", "Chờ ba huyện Chờ đến ngày 28/5/2024."), ("approve", "lanhdao", "")]
    with desk.runtime.uow() as uow:
        newest = reports.latest_snapshot(uow, CYCLE)
    assert newest is not None
    assert (issued(desk), len(newest.members)) == ([newest.number], 4)


def test_a_leader_who_waits_is_asked_as_soon_as_everyone_is_in(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any
) -> None:
    def course() -> None:
        answer(airflow_client, WAIT, {"cho_den": "2024-07-01"})
        eventually(lambda: len(decisions(desk)) == 1)
        desk.send_all(CYCLE, "2024-05-24 09:00", desk.owing(CYCLE)[3:])
        clock.now = at("2024-05-24 09:10")
        answer(airflow_client, APPROVE, {})

    assert run_beside(course) == ENDED_WELL
    assert len(decisions(desk)) == 2


NONSENSE: list[dict[str, Any]] = [
    {"y_kien": {"a": 1}, "cho_den": ["2024"], "khac": True},
    {"cho_den": "2020-01-01"},
    {"y_kien": 5, "cho_den": 45443},
]


@pytest.mark.parametrize("form", NONSENSE, ids=["wrong types", "a day past", "numbers"])
def test_nonsense_in_the_form_is_never_a_failure(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any, form: dict[str, Any]
) -> None:
    def course() -> None:
        assert answer(airflow_client, WAIT, form) == 200
        eventually(lambda: len(decisions(desk)) == 1)
        clock.now = at("2024-05-24 08:00")  # Fri, the next working day
        answer(airflow_client, APPROVE, {})

    assert run_beside(course) == ENDED_WELL
    assert "sẽ hỏi lại ngày 24/5/2024." in decisions(desk)[0][2]


def test_a_form_of_another_version_is_read_as_far_as_it_goes() -> None:
    given: Given = {"chosen_options": [RETURN], "params_input": {"mot_o_khac": "x"}, "responded_by_user": None}
    assert answer_of(given).note == "Không ghi lý do."
    Approve(task_id="t", title="t", cycle_id=CYCLE).validate_params_input({"mot_o_khac": "x"})
    named = answer_of({**given, "params_input": {"nguoi_quyet_dinh": "Nguyễn Văn An"}, "responded_by_user": {"name": "snv"}})
    assert named.by == "Nguyễn Văn An (tài khoản snv)"


# -- returned ------------------------------------------------------------------------------------------------------


def test_a_returned_report_comes_again_when_it_has_changed_and_as_often_as_needed(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any
) -> None:
    first = desk.owing(CYCLE)[0]

    def course() -> None:
        for n, figure in enumerate((40, 41), start=1):
            answer(airflow_client, RETURN, {"y_kien": f"Sửa lần {n}"})
            eventually(lambda n=n: len(decisions(desk)) == n)  # type: ignore[misc]
            looked(clock, times=12)
            assert not waiting(airflow_client)  # nothing has changed yet
            desk.send(CYCLE, first, f"2024-05-23 15:0{n}", {"TT01": figure})
            clock.now = at(f"2024-05-23 15:1{n}")
            eventually(lambda: bool(waiting(airflow_client)))
        answer(airflow_client, APPROVE, {})

    assert run_beside(course) == ENDED_WELL
    assert [decision for decision, _, _ in decisions(desk)] == ["return", "return", "approve"]
    assert issued(desk) == [3]


def test_a_returned_report_that_nobody_touches_comes_again_after_a_day(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any
) -> None:
    def course() -> None:
        answer(airflow_client, RETURN, {"y_kien": "Rà soát"})
        eventually(lambda: len(decisions(desk)) == 1)
        clock.now = at("2024-05-24 14:00:01")
        answer(airflow_client, APPROVE, {})

    assert run_beside(course) == ENDED_WELL
    assert issued(desk) == [1]


def test_a_source_that_is_away_while_one_waits_fails_nothing(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away(Services):
        def collect(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> CollectResult:
            raise SourceUnavailable("máy chủ nguồn không trả lời")

    def course() -> None:
        answer(airflow_client, RETURN, {"y_kien": "Rà soát"})
        eventually(lambda: len(decisions(desk)) == 1)
        monkeypatch.setattr(acts, "services", Away())
        looked(clock, times=12)
        clock.now = at("2024-05-24 14:00:01")
        answer(airflow_client, APPROVE, {})

    assert run_beside(course) == ENDED_WELL


# -- what came meanwhile, and what was decided elsewhere -----------------------------------------------------------


def test_what_came_between_question_and_answer_is_not_issued_and_that_is_said(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any
) -> None:
    first = desk.owing(CYCLE)[0]

    def course() -> None:
        eventually(lambda: bool(waiting(airflow_client)))
        desk.send(CYCLE, first, "2024-05-23 15:00", {"TT01": 40})
        clock.now = at("2024-05-23 16:00")
        answer(airflow_client, APPROVE, {})

    assert run_beside(course) == ENDED_WELL
    assert issued(desk) == [1]
    [letter] = [m for m in desk.transport.sent if "chưa gồm số liệu đến sau" in m.subject]
    assert "bản số 02, gửi ngày 23/5/2024" in letter.text


def newest(office: Office) -> int:
    with office.runtime.uow() as uow:
        snapshot = reports.latest_snapshot(uow, CYCLE)
    assert snapshot is not None
    return snapshot.id


def test_an_approval_given_elsewhere_while_the_run_is_parked_is_what_is_issued(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any
) -> None:
    def course() -> None:
        eventually(lambda: bool(waiting(airflow_client)))
        desk.send(CYCLE, desk.owing(CYCLE)[0], "2024-05-23 15:00", {"TT01": 40})
        consolidate_cycle(desk.runtime, CYCLE, at("2024-05-23 15:10"))
        record_decision(desk.runtime, CYCLE, newest(desk), "approve", "Giám đốc", "", at("2024-05-23 15:20"))
        answer(airflow_client, APPROVE, {})

    assert run_beside(course) == ENDED_WELL
    assert decisions(desk) == [("approve", "Giám đốc", "")]
    assert issued(desk) == [2]


def test_an_approval_given_elsewhere_is_taken_back_by_a_return(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any
) -> None:
    def course() -> None:
        eventually(lambda: bool(waiting(airflow_client)))
        record_decision(desk.runtime, CYCLE, newest(desk), "approve", "Giám đốc", "", at("2024-05-23 15:20"))
        answer(airflow_client, RETURN, {"y_kien": "Chưa được"})
        eventually(lambda: len(decisions(desk)) == 2)
        clock.now = at("2024-05-24 15:00")
        answer(airflow_client, APPROVE, {})

    assert run_beside(course) == ENDED_WELL
    assert [decision for decision, _, _ in decisions(desk)] == ["approve", "return", "approve"]


def test_a_run_that_waits_follows_an_approval_given_elsewhere_at_its_next_look(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any
) -> None:
    def course() -> None:
        answer(airflow_client, WAIT, {"cho_den": "2024-07-01"})
        eventually(lambda: len(decisions(desk)) == 1)
        record_decision(desk.runtime, CYCLE, newest(desk), "approve", "Giám đốc", "", at("2024-05-23 15:20"))

    assert run_beside(course) == ENDED_WELL
    assert issued(desk) == [1]


@pytest.mark.parametrize("choice", [APPROVE, RETURN])
def test_a_report_issued_elsewhere_ends_the_run_and_the_late_answer_changes_nothing(
    run_beside: Any, desk: Office, clock: Clock, airflow_client: Any, choice: str
) -> None:
    def course() -> None:
        eventually(lambda: bool(waiting(airflow_client)))
        record_decision(desk.runtime, CYCLE, newest(desk), "approve", "Giám đốc", "", at("2024-05-23 15:20"))
        issue_report(desk.runtime, CYCLE, newest(desk), at("2024-05-23 15:30"))
        answer(airflow_client, choice, {"y_kien": "Muộn"})

    assert run_beside(course) == {"phe_duyet": "skipped", "phat_hanh": "skipped"}
    assert decisions(desk) == [("approve", "Giám đốc", "")]


def test_a_task_begun_anew_while_the_leader_waits_does_not_ask_before_the_day(desk: Office, clock: Clock) -> None:
    """As after the end of its worker: nothing of the waiting is kept but what the cycle's own database holds."""
    from airflow.sdk.exceptions import TaskDeferred

    made = consolidate_cycle(desk.runtime, CYCLE, at("2024-05-23 14:00"))
    record_decision(desk.runtime, CYCLE, made.snapshot_id, "wait", "Giám đốc", "", at("2024-05-23 14:10"), "2024-05-28")
    clock.now = at("2024-05-24 09:00")
    task = Approve(task_id="phe_duyet", title="t", cycle_id=CYCLE)
    with pytest.raises(TaskDeferred) as deferred:
        task.execute(in_run(SimpleNamespace()))
    assert deferred.value.method_name == "look_again"


def test_a_waiting_that_another_version_began_is_gone_on_with(desk: Office, clock: Clock) -> None:
    from airflow.sdk.exceptions import TaskDeferred

    made = consolidate_cycle(desk.runtime, CYCLE, at("2024-05-23 14:00"))
    record_decision(desk.runtime, CYCLE, made.snapshot_id, "return", "Giám đốc", "Rà soát", at("2024-05-23 14:10"))
    task = Approve(task_id="phe_duyet", title="t", cycle_id=CYCLE)
    with pytest.raises(TaskDeferred):
        task.look_again(
            in_run(SimpleNamespace()),
            None,
            sha256=made.sha256,
            decided_at="2024-05-23T07:10:00+00:00",
        )


# -- the same answer from the command line -------------------------------------------------------------------------


@pytest.fixture
def server(airflow_db: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Airflow's API on a port of this machine, with a password for the account `lanhdao`."""
    import uvicorn
    from airflow.api_fastapi.app import create_app

    passwords = airflow_db.parent / "mat-khau.json"
    passwords.write_text(json.dumps({"lanhdao": "mat-khau-thu"}))
    monkeypatch.setenv("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE", str(passwords))
    running = uvicorn.Server(uvicorn.Config(create_app(), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    eventually(lambda: running.started)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(timeout=30)


def danvan(office: Office, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "DANVAN"))}
    settings = office.runtime.settings
    own = {"DANVAN_HOME": str(settings.home), "DANVAN_DATABASE_URL": settings.database_url, "COLUMNS": "200"}
    command = [sys.executable, "-c", "import sys; from danvan_workflow.cli import main; sys.exit(main())", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**kept, **own, **environment})


def test_the_command_line_answers_the_run_that_waits(run_beside: Any, desk: Office, airflow_client: Any, server: str) -> None:
    told: list[subprocess.CompletedProcess[str]] = []
    account = {"DANVAN_AIRFLOW_URL": server, "DANVAN_AIRFLOW_USER": "lanhdao", "DANVAN_AIRFLOW_PASSWORD": "mat-khau-thu"}

    def course() -> None:
        eventually(lambda: bool(waiting(airflow_client)))
        wrong = {**account, "DANVAN_AIRFLOW_PASSWORD": "doan-mo"}
        told.append(danvan(desk, "report", "decide", CYCLE, "duyet", "--by", "Giám đốc", **wrong))
        told.append(danvan(desk, "report", "decide", CYCLE, "duyet", "--by", "Nguyễn Văn An, Giám đốc", **account))
        if told[-1].returncode:
            raise AssertionError(told[-1].stderr)

    assert run_beside(course) == ENDED_WELL
    refused, answered = told
    assert refused.returncode == 2
    assert "Airflow không nhận tài khoản “lanhdao”" in refused.stderr
    assert "doan-mo" not in refused.stderr + refused.stdout
    assert "đã trả lời lượt chạy" in answered.stdout
    assert decisions(desk) == [("approve", "Nguyễn Văn An, Giám đốc (tài khoản lanhdao)", "")]
    assert issued(desk) == [1]
    nobody = danvan(desk, "report", "decide", CYCLE, "tra-lai", "--by", "A", "--note", "x", **account)
    assert nobody.returncode == 2  # issued: nothing is asked any more, and nothing can be decided
    assert "đã phát hành" in nobody.stderr


def test_without_an_address_the_command_line_decides_itself_and_says_what_that_means(desk: Office) -> None:
    consolidate_cycle(desk.runtime, CYCLE, at("2024-05-23 14:00"))
    told = danvan(desk, "report", "decide", CYCLE, "cho", "--by", "Giám đốc", "--until", "28/5/2024", "--now", "2024-05-23T15:00")
    assert told.returncode == 0, told.stderr
    assert "Chưa khai báo địa chỉ Airflow (DANVAN_AIRFLOW_URL)" in told.stdout
    assert "trả lời “Chờ thêm cơ quan” một lần" in told.stdout
    assert decisions(desk) == [("wait", "Giám đốc", "Chờ đến ngày 28/5/2024.")]


def test_an_airflow_that_is_away_is_a_machine_in_the_way_and_nothing_is_decided(desk: Office) -> None:
    consolidate_cycle(desk.runtime, CYCLE, at("2024-05-23 14:00"))
    away = {"DANVAN_AIRFLOW_URL": "http://127.0.0.1:9", "DANVAN_AIRFLOW_USER": "lanhdao", "DANVAN_AIRFLOW_PASSWORD": "x"}
    told = danvan(desk, "report", "decide", CYCLE, "duyet", "--by", "Giám đốc", **away)
    assert told.returncode == 3
    assert "Không kết nối được Airflow" in told.stderr
    assert decisions(desk) == []


def test_the_pause_between_looks_ends_with_the_day_that_was_given(desk: Office, clock: Clock) -> None:
    from airflow.sdk.exceptions import TaskDeferred

    made = consolidate_cycle(desk.runtime, CYCLE, at("2024-05-23 14:00"))
    record_decision(desk.runtime, CYCLE, made.snapshot_id, "wait", "Giám đốc", "", at("2024-05-23 14:10"), "2024-05-24")
    clock.now = at("2024-05-24 07:57")
    task = Approve(task_id="phe_duyet", title="t", cycle_id=CYCLE)
    with pytest.raises(TaskDeferred) as deferred:
        task.look_again(in_run(SimpleNamespace()))
    assert deferred.value.trigger.moment == at("2024-05-24 08:00")
    assert approval.LOOK_AGAIN_AFTER == dt.timedelta(minutes=10)
