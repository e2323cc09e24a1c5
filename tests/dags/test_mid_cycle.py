"""What becomes of a run that waits for weeks while deadlines, plan files and our own code change under it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import Office, at
from dag_runs import Clock, eventually, in_run, looked, run_to_its_end
from fake_services import FakeServices
from leaders import airflow_client, leader
from offices import make_runtime, office, prepared

from danvan_workflow.errors import Refused, UnknownName
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.dag.frozen import frozen_dags
from danvan_workflow.orchestration.dag.steps import Consolidate, DueDay, SendRung
from danvan_workflow.orchestration.trigger import MomentTrigger
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend, move_deadline

__all__ = ["airflow_client", "leader", "make_runtime", "office", "prepared"]

REPOSITORY = Path(__file__).resolve().parents[2]
CYCLE = "gia-lai-2024.dinh-ky.2024-6m"
DAG_ID = "gia_lai_2024__dinh_ky"
"""Opens Mon 15/4/2024, the last admissible day is Thu 9/5."""
ACT = Act("Chờ số liệu dịch vụ công", "Giám đốc Sở Nội vụ")
NOW = dt.datetime(2024, 5, 6, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def installed(office: Office, airflow_db: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office as the installation that tasks, triggers and DAG files meet."""
    monkeypatch.setenv("DANVAN_DATABASE_URL", office.runtime.settings.database_url)
    monkeypatch.setattr(acts, "open_runtime", lambda settings: office.runtime)
    monkeypatch.setattr("danvan_workflow.orchestration.trigger._runtime", lambda settings: office.runtime)
    return office


@pytest.fixture
def copy_of_dags(tmp_path: Path) -> Path:
    """The DAG folder, to change plans in."""
    return Path(shutil.copytree(REPOSITORY / "dags", tmp_path / "dags"))


def bag(folder: Path) -> Any:
    """The folder, read by Airflow itself."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(folder))


# -- dates that move -----------------------------------------------------------------------------------------------


@pytest.fixture
def run_beside(installed: Office, clock: Clock) -> Callable[[Callable[[], None]], Any]:
    """Run the cycle, its waiting at the speed of a test, while the given course of events takes place; returns the ended run."""

    def let_go() -> None:
        clock.now = at("2026-01-01")

    def run(course: Callable[[], None]) -> Any:
        dag = bag(REPOSITORY / "dags").dags[DAG_ID]
        for task in dag.tasks:
            task.poll_seconds = 0.05
        return run_to_its_end(dag, {"cycle_id": CYCLE}, course, let_go)

    return run


def sent(office: Office, **wanted: Any) -> int:
    return len(office.notices(CYCLE, state="sent", **wanted))


def test_a_run_that_waits_follows_a_deadline_that_is_moved_in_the_database(
    run_beside: Any, installed: Office, clock: Clock, leader: Any
) -> None:
    leader("Duyệt")

    def course() -> None:
        eventually(lambda: sent(installed, rung=1) == 36)
        clock.now = at("2024-04-26 07:00")  # Fri, an hour before D-7
        installed.send_all(CYCLE, "2024-04-25 10:00", [c for c in installed.owing(CYCLE) if c not in installed.chased(CYCLE)[:2]])
        move_deadline(installed.runtime, CYCLE, dt.date(2024, 5, 23), ACT, at("2024-04-26 07:00"))
        clock.now = at("2024-04-26 09:00")
        looked(clock, times=60)
        assert sent(installed, rung=2) == 0  # the milestone waits on: D-7 is Tue 14/5 now
        clock.now = at("2024-05-14 07:59")
        looked(clock, times=60)
        assert sent(installed, rung=2) == 0
        clock.now = at("2024-05-14 08:00")
        eventually(lambda: sent(installed, rung=2) == 2)
        assert sent(installed, kind="deadline_changed") == 2
        # complete: nothing is waited for any more
        installed.send_all(CYCLE, "2024-05-14 10:00", installed.chased(CYCLE)[:2])

    run = run_beside(course)
    assert str(run.state) == "success"
    assert {str(ti.state) for ti in run.get_task_instances()} == {"success", "skipped"}


def test_a_deadline_moved_behind_the_row_of_the_due_day_moves_the_rows_that_follow(
    run_beside: Any, installed: Office, clock: Clock, leader: Any
) -> None:
    leader("Duyệt")

    def course() -> None:
        eventually(lambda: sent(installed, rung=1) == 36)
        late, *others = installed.owing(CYCLE)
        installed.send_all(CYCLE, "2024-04-25 10:00", others)
        for moment, rung in (("2024-04-26", 2), ("2024-05-06", 3), ("2024-05-08", 4), ("2024-05-10", 5)):
            clock.now = at(moment)
            eventually(lambda rung=rung: sent(installed, rung=rung) == 1)  # type: ignore[misc]
        extend(installed.runtime, CYCLE, late, dt.date(2024, 5, 16), ACT, at("2024-05-10 09:00"))
        move_deadline(installed.runtime, CYCLE, dt.date(2024, 5, 17), ACT, at("2024-05-10 10:00"))
        clock.now = at("2024-05-14 09:00")  # Tue, D+3 of the old day
        looked(clock, times=60)
        assert sent(installed, rung=6) == 0
        clock.now = at("2024-05-22 08:00")  # Wed, D+3 of Fri 17/5
        eventually(lambda: sent(installed, rung=6) == 1)
        installed.send(CYCLE, late, "2024-05-22 10:00")

    assert str(run_beside(course).state) == "success"


# -- the plan's file -----------------------------------------------------------------------------------------------


def test_a_rung_put_into_the_file_shifts_numbers_but_no_row_acts_for_another_rung(services: FakeServices, clock: Clock) -> None:
    clock.now = services.rungs[2]
    row = SendRung(task_id="truoc_han_7", number=3, offset=-7, cycle_id=CYCLE)  # third in the file now, second when frozen
    row.execute(in_run())
    assert services.named("send_rung") == [(CYCLE, 2, clock.now)]


def test_a_rung_that_came_into_the_file_later_waits_for_nothing_and_sends_nothing(services: FakeServices, clock: Clock) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    clock.now = services.opens_at
    with pytest.raises(AirflowSkipException, match="chốt khi mở kỳ không có bậc này"):
        SendRung(task_id="truoc_han_10", number=2, offset=-10, cycle_id=CYCLE).execute(in_run())
    assert services.named("send_rung") == []


def test_a_rung_taken_out_of_the_file_is_still_sent_by_the_daily_look(installed: Office) -> None:
    from danvan_workflow.services.letters.send_rung import send_rung

    installed.open(CYCLE)
    send_rung(installed.runtime, CYCLE, 1, at("2024-04-15 08:00"))
    send_rung(installed.runtime, CYCLE, 0, at("2024-04-26 08:00"))  # no row of a grid calls with number 2
    assert sent(installed, rung=2) == 36


def changed(folder: Path, plan: str, *pairs: tuple[str, str]) -> Path:
    """Edit a plan file."""
    file = folder / "plans" / f"{plan}.yaml"
    text = file.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    return file


BROKEN = ("kind: periodic_report", "kind: bao_cao")
WITHDRAWN = ("id: dinh-ky\n", "id: dinh-ky-moi\n")


@pytest.fixture
def waiting(installed: Office, clock: Clock) -> Office:
    """A cycle that is open on Mon 6/5/2024."""
    installed.open(CYCLE)
    clock.now = NOW
    return installed


def withdraw(folder: Path) -> None:
    (folder / "plans" / "gia-lai-2024.yaml").unlink()


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda folder: changed(folder, "gia-lai-2024", BROKEN), "không còn hoặc đang có lỗi"),
        (withdraw, "không còn hoặc đang có lỗi"),
        (lambda folder: changed(folder, "gia-lai-2024", WITHDRAWN), "không còn chế độ báo cáo `dinh-ky`"),
    ],
    ids=["broken", "deleted", "obligation taken out"],
)
def test_the_dag_of_an_open_cycle_outlives_its_file(
    waiting: Office, copy_of_dags: Path, harm: Callable[[Path], None], why: str
) -> None:
    before = bag(copy_of_dags).dags[DAG_ID]
    harm(copy_of_dags)
    after = bag(copy_of_dags)
    kept = after.dags[DAG_ID]
    assert Path(kept.fileloc).name == "ky_dang_mo.py"
    assert set(kept.task_dict) == set(before.task_dict)
    assert why in kept.doc_md
    assert not kept.timetable.can_be_scheduled  # it opens no cycle
    assert not [name for name in after.import_errors if "ke_hoach_loi" not in name]


def test_a_broken_plan_still_shows_as_an_import_error_and_the_dag_goes_home_when_it_is_mended(
    waiting: Office, copy_of_dags: Path
) -> None:
    file = changed(copy_of_dags, "gia-lai-2024", BROKEN)
    assert [Path(name).name for name in bag(copy_of_dags).import_errors] == ["ke_hoach_loi.py"]
    file.write_text((REPOSITORY / "dags" / "plans" / file.name).read_text("utf-8"), "utf-8")
    mended = bag(copy_of_dags)
    assert mended.import_errors == {}
    assert Path(mended.dags[DAG_ID].fileloc).name == "cong_tac_dan_van.py"
    assert frozen_dags(copy_of_dags / "plans") == {}


def test_only_dags_of_open_cycles_outlive_their_file(waiting: Office, copy_of_dags: Path) -> None:
    changed(copy_of_dags, "gia-lai-2024", BROKEN)
    assert set(frozen_dags(copy_of_dags / "plans")) == {DAG_ID}  # the plan has two more obligations, nothing of them is open


def test_a_cycle_long_over_keeps_no_dag_alive(waiting: Office, copy_of_dags: Path, clock: Clock) -> None:
    changed(copy_of_dags, "gia-lai-2024", BROKEN)
    clock.now = at("2025-06-01")
    assert frozen_dags(copy_of_dags / "plans") == {}


@pytest.mark.parametrize("file", ["cong_tac_dan_van.py", "ky_dang_mo.py"])
def test_a_task_process_that_starts_while_the_plan_is_broken_finds_its_task(
    waiting: Office, copy_of_dags: Path, file: str
) -> None:
    """As Airflow's task runner does: it parses the file that the DAG's row names, with the DAG in the parsing context."""
    changed(copy_of_dags, "gia-lai-2024", BROKEN)
    code = (
        "import sys; from pathlib import Path; from unittest.mock import patch;"
        "import datetime as dt; from danvan_workflow.orchestration.clock import RunClock;"
        f"RunClock.wall = staticmethod(lambda: dt.datetime.fromisoformat({NOW.isoformat()!r}));"
        "from airflow.dag_processing.dagbag import BundleDagBag; folder = Path(sys.argv[1]);"
        "bag = BundleDagBag(dag_folder=str(folder / sys.argv[2]), safe_mode=False, load_op_links=False,"
        " bundle_path=folder, bundle_name='dags-folder');"
        "print(sorted(bag.dags), len(bag.dags[sys.argv[3]].tasks))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(copy_of_dags), file, DAG_ID],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "_AIRFLOW_PARSING_CONTEXT_DAG_ID": DAG_ID},
    )
    assert ran.stdout.splitlines()[-1:] == [f"['{DAG_ID}'] 13"], ran.stderr


def test_a_run_goes_to_its_end_under_the_frozen_text(
    waiting: Office, copy_of_dags: Path, leader: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(copy_of_dags, "gia-lai-2024", BROKEN)
    monkeypatch.setattr(waiting.runtime, "library", PlanLibrary(copy_of_dags / "plans"))
    waiting.send_all(CYCLE, "2024-05-06 09:00")
    leader("Duyệt")
    run = run_to_its_end(frozen_dags(copy_of_dags / "plans")[DAG_ID], {"cycle_id": CYCLE})
    assert str(run.state) == "success"
    assert sent(waiting, kind="report_issued") > 0


def test_where_the_database_is_away_a_parse_finds_nothing_and_does_not_fail(
    airflow_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "chua-co" / "danvan.sqlite"
    monkeypatch.setenv("DANVAN_DATABASE_URL", f"sqlite:///{missing}")
    assert frozen_dags(REPOSITORY / "dags" / "plans") == {}
    assert not missing.parent.exists()
    (tmp_path / "rong.sqlite").touch()
    monkeypatch.setenv("DANVAN_DATABASE_URL", f"sqlite:///{tmp_path}/rong.sqlite")
    assert frozen_dags(REPOSITORY / "dags" / "plans") == {}


def test_a_cycle_keeps_the_dates_it_was_opened_with(waiting: Office, copy_of_dags: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from danvan_workflow.services.cycle.moments import cycle_moments

    before = cycle_moments(waiting.runtime, CYCLE)
    roll = {code: (duty.last_day, duty.sections, duty.ladder) for code, duty in waiting.duties(CYCLE).items()}
    changed(copy_of_dags, "gia-lai-2024", ("2024-05-10", "2024-06-20"))
    monkeypatch.setattr(waiting.runtime, "library", PlanLibrary(copy_of_dags / "plans"))
    assert not waiting.open(CYCLE).created
    assert cycle_moments(waiting.runtime, CYCLE) == before
    assert {code: (duty.last_day, duty.sections, duty.ladder) for code, duty in waiting.duties(CYCLE).items()} == roll


# -- our own code --------------------------------------------------------------------------------------------------


def test_a_trigger_written_down_by_another_version_is_read(services: FakeServices, clock: Clock) -> None:
    clock.now = services.rungs[2]
    earlier = {"cycle_id": CYCLE, "moment": "rung:2", "replay": "", "poll_seconds": 60.0}
    later = {**earlier, "offset": -7, "something_new": {"a": 1}}
    for kwargs in (earlier, later, {"cycle_id": CYCLE, "moment": "due"}):
        assert MomentTrigger(**kwargs).serialize()[1]["cycle_id"] == CYCLE


def test_a_trigger_waits_for_the_rung_that_stands_at_its_distance(services: FakeServices, clock: Clock) -> None:
    import asyncio

    clock.now = services.rungs[2]
    third_in_the_file = MomentTrigger(CYCLE, "rung:3", poll_seconds=0.01, offset=-7)
    assert asyncio.run(third_in_the_file._seconds_left()) == 0
    assert asyncio.run(MomentTrigger(CYCLE, "rung:3", poll_seconds=0.01)._seconds_left()) > 0


# -- a cycle that could not be opened ------------------------------------------------------------------------------


def test_where_the_opening_failed_one_row_says_why_and_the_run_ends_as_failed(services: FakeServices, clock: Clock) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    services.moments_error = UnknownName("kỳ báo cáo đã mở", CYCLE)
    for row in (DueDay(task_id="han_nop", cycle_id=CYCLE), SendRung(task_id="truoc_han_7", number=2, offset=-7, cycle_id=CYCLE)):
        with pytest.raises(AirflowSkipException, match="hàng “Mở kỳ”"):
            row.act_now(in_run())
    with pytest.raises(Refused, match="hàng “Mở kỳ”"):
        Consolidate(task_id="tong_hop", cycle_id=CYCLE).act_now(in_run())
