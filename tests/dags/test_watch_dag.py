"""The daily run inside Airflow: real services on a real store, letters through a real SMTP server, a heartbeat over HTTP."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pendulum
import pytest
from builders import Office
from dag_runs import in_run, rows, run_to_its_end
from offices import make_runtime, office, prepared

from danvan_workflow.notify.sink import Sink
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.acts import Services
from danvan_workflow.orchestration.clock import RunClock
from danvan_workflow.orchestration.dag import approval
from danvan_workflow.orchestration.watch.dag import daily_dag
from danvan_workflow.orchestration.watch.heartbeat import send_heartbeat
from danvan_workflow.orchestration.watch.rows import StuckWork, Watch
from danvan_workflow.orchestration.watch.states import RunStates
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.services.letters.outbox import SendResult
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch import reports as watch_reports
from danvan_workflow.services.watch.alert import AlertResult
from danvan_workflow.services.watch.sweep import SweepResult
from danvan_workflow.services.watch.trouble import Code, Trouble, Urgency
from danvan_workflow.settings import SHIPPED, Settings, read_settings
from danvan_workflow.statutory.deadline import VIETNAM

__all__ = ["make_runtime", "office", "prepared"]

Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
ROWS = {"gui_nhac": "Gửi nhắc theo hạn riêng", "nhac_lanh_dao": "Nhắc lãnh đạo phê duyệt", "soat_ton_dong": "Soát việc tồn đọng"}
SECRET_PATH = "/ping/9f0c-bi-mat"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with Sink(tmp_path / "thu") as server:
        yield server


@pytest.fixture
def heartbeats() -> Iterator[list[str]]:
    """A service outside that writes down what it is asked for; the first entry is its address."""
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked.append(f"http://127.0.0.1:{server.server_port}{SECRET_PATH}")
    yield asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def day(
    office: Office, sink: Sink, heartbeats: list[str], airflow_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], dict[str, str]]:
    """Run the daily DAG at a moment; answers with the states of its rows."""
    settings = {
        "DANVAN_DATABASE_URL": office.runtime.settings.database_url,
        "DANVAN_SMTP_HOST": "127.0.0.1",
        "DANVAN_SMTP_PORT": str(sink.port),
        "DANVAN_ALERT_TO": "truc@snv.example, an@snv.example",
        "DANVAN_HEARTBEAT_URL": heartbeats[0],
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    open_runtime = acts.open_runtime

    def with_register(found: Settings) -> Runtime:
        runtime = open_runtime(found)
        runtime.__dict__["register"] = office.runtime.register  # reading it takes two seconds
        return runtime

    monkeypatch.setattr(acts, "open_runtime", with_register)

    def run(moment: str) -> dict[str, str]:
        monkeypatch.setattr(RunClock, "wall", staticmethod(lambda: at(moment)))
        return rows(run_to_its_end(daily_dag(), {}))

    return run


def test_the_rows_follow_one_another_whatever_becomes_of_the_one_before() -> None:
    dag = daily_dag()
    assert {task.task_id: task.task_display_name for task in dag.tasks} == ROWS
    assert dag.task_dict["nhac_lanh_dao"].upstream_task_ids == {"gui_nhac"}
    assert dag.task_dict["soat_ton_dong"].upstream_task_ids == {"nhac_lanh_dao"}
    assert {task.trigger_rule for task in dag.tasks} == {"all_done"}
    assert (dag.dag_display_name, dag.catchup, dag.max_active_runs, dag.is_paused_upon_creation) == (
        "Trực ban hằng ngày",
        False,
        1,
        False,
    )


def test_the_scheduler_begins_it_at_a_quarter_past_eight_in_vietnam() -> None:
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.timetables.base import DataInterval, TimeRestriction

    again = DagSerialization.from_dict(DagSerialization.to_dict(daily_dag()))
    last = pendulum.datetime(2126, 3, 10, 1, 15)  # later than the machine's clock, or the clock would decide
    following = again.timetable.next_dagrun_info(
        last_automated_data_interval=DataInterval.exact(last), restriction=TimeRestriction(None, None, catchup=False)
    )
    assert following is not None
    assert following.run_after == pendulum.datetime(2126, 3, 11, 1, 15)
    assert following.run_after.astimezone(VIETNAM).time() == dt.time(8, 15)


def test_on_a_good_day_the_outside_is_told_and_nobody_else(
    day: Callable[[str], dict[str, str]], sink: Sink, heartbeats: list[str]
) -> None:
    assert day("2025-02-20 08:15") == {"gui_nhac": "skipped", "nhac_lanh_dao": "skipped", "soat_ton_dong": "success"}
    assert heartbeats[1:] == [SECRET_PATH]
    assert sink.messages() == []


def test_what_is_stuck_fails_the_row_and_is_mailed_once_a_day(
    day: Callable[[str], dict[str, str]], sink: Sink, heartbeats: list[str]
) -> None:
    expected = {"gui_nhac": "skipped", "nhac_lanh_dao": "skipped", "soat_ton_dong": "failed"}
    assert day("2025-02-26 08:45") == expected
    assert day("2025-02-26 15:00") == expected
    letters = sink.messages()
    assert [letter["To"] for letter in letters] == ["truc@snv.example", "an@snv.example"]
    assert letters[0]["Subject"] == "Trực ban ngày 26/02/2025: 01 việc tồn đọng cần xử lý ngay"
    text = letters[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert f"1. Kỳ Quý I năm 2025 ({Q1}): phải mở từ 08:00 ngày 26/02/2025 mà chưa mở." in text
    assert "[Airflow: quy trình binh_dinh_2025__dinh_ky không có lượt chạy nào mang tên kỳ này]" in text
    assert day("2025-02-27 08:15") == expected
    assert len(sink.messages()) == 4
    assert heartbeats[1:] == []


def test_what_the_runs_left_over_is_sent_before_it_is_watched(
    day: Callable[[str], dict[str, str]], office: Office, sink: Sink
) -> None:
    office.open(Q1)
    states = day("2025-02-26 08:15")
    assert states == {"gui_nhac": "success", "nhac_lanh_dao": "skipped", "soat_ton_dong": "success"}
    assert len(sink.messages()) == 30
    assert day("2025-02-26 08:16")["gui_nhac"] == "skipped"
    assert len(sink.messages()) == 30


def test_a_row_that_fails_keeps_none_from_its_turn(
    day: Callable[[str], dict[str, str]], monkeypatch: pytest.MonkeyPatch, heartbeats: list[str]
) -> None:
    class Broken(Services):
        def sweep(self, runtime: Runtime, now: dt.datetime) -> SweepResult:
            raise ZeroDivisionError

        def remind_leaders(self, runtime: Runtime, now: dt.datetime) -> SendResult:
            raise ZeroDivisionError

    monkeypatch.setattr(acts, "services", Broken())
    monkeypatch.setattr("danvan_workflow.orchestration.dag.step.FAULT_TRIES", 0)
    assert day("2025-02-20 08:15") == {"gui_nhac": "failed", "nhac_lanh_dao": "failed", "soat_ton_dong": "success"}
    assert heartbeats[1:] == [SECRET_PATH]


def test_what_there_is_time_for_is_mailed_on_mondays_and_fails_nothing(
    day: Callable[[str], dict[str, str]], office: Office, sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = tmp_path / "ke-hoach"
    plans.mkdir()
    text = (office.runtime.settings.plans / "lang-son-2026.yaml").read_text(encoding="utf-8")
    (plans / "lang-son-2026.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("DANVAN_PLANS", str(plans))
    assert day("2026-11-03 08:15")["soat_ton_dong"] == "success"  # Tue
    assert sink.messages() == []
    assert day("2026-11-09 08:15")["soat_ton_dong"] == "success"  # Mon
    assert [letter["Subject"] for letter in sink.messages()] == ["Trực ban ngày 09/11/2026: 01 việc cần chuẩn bị"] * 2


# -- the error, the letter that can't leave, the secret -----------------------------------------------------------


def trouble(sentence: str, **more: Any) -> Trouble:
    return Trouble(Code.MILESTONE_MISSING, sentence, Urgency.STUCK, at("2025-03-10 08:00"), **more)


def look(found: list[Trouble], monkeypatch: pytest.MonkeyPatch, problems: tuple[str, ...] = ()) -> object:
    """The row itself, with these findings."""

    class Finding(Services):
        def watch(self, runtime: Runtime, now: dt.datetime) -> tuple[Trouble, ...]:
            return tuple(found)

        def alert(self, runtime: Runtime, troubles: Sequence[Trouble], now: dt.datetime) -> AlertResult:
            return AlertResult(problems=problems)

    monkeypatch.setattr(acts, "services", Finding())
    return Watch(task_id="t").act(Runtime(read_settings({})), at("2025-03-10 08:15"), in_run())


def test_the_error_is_the_list_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StuckWork) as error:
        look([trouble("Một việc."), trouble("Việc khác.")], monkeypatch, problems=("Chưa gửi được thư báo động.",))
    assert str(error.value).splitlines() == [
        "Có 3 việc tồn đọng cần người xử lý:",
        "1. Một việc.",
        "2. Việc khác.",
        "3. Chưa gửi được thư báo động.",
    ]


def test_a_person_must_act_so_nothing_is_tried_again() -> None:
    policy = Watch(task_id="t").retry_policy
    assert policy is not None
    assert policy.evaluate(StuckWork("x"), 1, 3).action.name == "FAIL"


def test_the_run_and_the_row_are_named_where_airflow_knows_them() -> None:
    states = {
        "scheduled__2025-q1": {"mo_ky": "success", "truoc_han_7": "deferred", "han_nop": None},
        "scheduled__2025-6m": {"mo_ky": "failed"},
        "manual__2025-q1__20250310T010000.000": {"mo_ky": "success"},
    }
    ti = SimpleNamespace(get_task_states=lambda dag_id: {"binh_dinh_2025__dinh_ky": states}[dag_id])
    library = PlanLibrary(SHIPPED / "dags" / "plans")
    told = RunStates(ti, library).added_to(trouble("Mốc không tới.", cycle_id=Q1, run="scheduled__2025-q1"))
    assert told.sentence == "Mốc không tới. [Airflow: lượt chạy scheduled__2025-q1: hàng “Nhắc trước 7 ngày” đang chờ mốc]"
    told = RunStates(ti, library).added_to(trouble("Mốc không tới.", cycle_id=Q1))
    last = "manual__2025-q1__20250310T010000.000"
    assert told.sentence.endswith(f"[Airflow: lượt chạy {last}: không hàng nào đang chạy hay đang chờ]")


def test_a_finding_stands_where_airflow_cannot_be_asked() -> None:
    found = trouble("Mốc không tới.", cycle_id=Q1)
    assert RunStates(SimpleNamespace(), PlanLibrary(SHIPPED / "dags" / "plans")).added_to(found) is found


def test_the_address_of_the_heartbeat_is_never_logged(heartbeats: list[str], caplog: pytest.LogCaptureFixture) -> None:
    for name in ("", "httpx", "httpcore"):  # as loud as a task's log can be set
        caplog.set_level(logging.DEBUG, name)
    assert send_heartbeat(heartbeats[0])
    assert not send_heartbeat("http://127.0.0.1:1" + SECRET_PATH)
    assert not send_heartbeat("khong-phai-dia-chi" + SECRET_PATH)
    assert not send_heartbeat("")
    assert SECRET_PATH not in caplog.text
    assert "ConnectError" in caplog.text


def test_the_watchdog_asks_when_the_run_asks() -> None:
    assert watch_reports.ASKED_AGAIN_AFTER == approval.ASK_AGAIN_AFTER
