"""What a milestone does when its turn comes, with the services watched."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowSkipException, TaskDeferred
from dag_runs import in_run
from fake_services import FakeServices

from danvan_workflow.errors import Refused, SourceUnavailable, StoreUnavailable, UnknownName
from danvan_workflow.orchestration import clock, trigger
from danvan_workflow.orchestration.clock import RunClock, run_clock
from danvan_workflow.orchestration.dag.steps import Collect, Consolidate, Issue, OpenCycle, SendRung, SomeNotSent
from danvan_workflow.orchestration.trigger import MomentTrigger
from danvan_workflow.settings import SmtpSettings

CYCLE = "binh-dinh-2025.dinh-ky.2025-q1"
BOX = SmtpSettings("127.0.0.1", 2525, "so@noi-vu.example", embedded=True)
SERVER = SmtpSettings("thu.tinh.gov.vn", 465, "so@noi-vu.example")


REPLAY = in_run(replay=True)

SetTo = Callable[[dt.datetime], dt.datetime]


def rung(number: int) -> SendRung:
    return SendRung(task_id="t", number=number, cycle_id=CYCLE)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> SetTo:
    """Set the wall clock of a test."""

    def set_to(moment: dt.datetime) -> dt.datetime:
        monkeypatch.setattr(RunClock, "wall", staticmethod(lambda: moment))
        return moment

    return set_to


def test_a_replay_acts_at_the_milestones_own_moment_and_waits_for_nothing(services: FakeServices) -> None:
    assert rung(2).execute(REPLAY) == {"sent": 3, "skipped": 1}
    assert services.named("send_rung") == [(CYCLE, 2, services.rungs[2])]


def test_in_a_second_replay_time_does_not_run_backwards(services: FakeServices) -> None:
    services.last_act = services.consolidate_at
    with pytest.raises(AirflowSkipException, match="mốc sau"):
        rung(2).execute(REPLAY)
    Collect(task_id="t", cycle_id=CYCLE).execute(REPLAY)
    assert {call[-1] for call in services.calls} == {services.consolidate_at}


def test_before_letters_go_out_duties_pass_on_and_new_reports_are_taken_in(services: FakeServices) -> None:
    rung(2).execute(REPLAY)
    assert [call[0] for call in services.calls] == ["pass_on_duties", "collect", "assess", "send_rung"]


def test_a_source_that_is_away_does_not_hold_up_the_letters(services: FakeServices) -> None:
    services.collect_error = SourceUnavailable("máy chủ nguồn không trả lời")
    assert rung(2).execute(REPLAY) == {"sent": 3, "skipped": 1}


def test_a_rung_waits_for_its_moment(services: FakeServices, now: SetTo) -> None:
    now(services.rungs[3] - dt.timedelta(seconds=1))
    with pytest.raises(TaskDeferred) as deferred:
        rung(3).execute(in_run())
    assert deferred.value.trigger.serialize()[1]["moment"] == "rung:3"
    assert services.calls == []


def test_a_deadline_moved_between_the_triggers_last_look_and_the_workers_first_is_waited_for(
    services: FakeServices, now: SetTo
) -> None:
    services.rungs[3] = now(services.rungs[3]) + dt.timedelta(seconds=1)
    with pytest.raises(TaskDeferred) as deferred:
        rung(3).act_now(in_run(), {"moment": "rung:3"})
    assert deferred.value.method_name == "act_now"
    assert services.calls == []
    now(services.rungs[3])
    rung(3).act_now(in_run(), {"moment": "rung:3"})
    assert len(services.named("send_rung")) == 1


def test_a_rung_acts_at_its_moment_by_the_wall_clock(services: FakeServices, now: SetTo) -> None:
    moment = now(services.rungs[3])
    rung(3).execute(in_run())
    assert services.named("send_rung") == [(CYCLE, 3, moment)]


def test_a_rung_whose_next_one_has_come_stays_silent(services: FakeServices, now: SetTo) -> None:
    now(services.rungs[4])
    with pytest.raises(AirflowSkipException, match="mốc sau"):
        rung(3).execute(in_run())
    assert services.named("send_rung") == []


def test_of_a_cycle_long_past_only_the_last_rung_asks_whether_anything_is_owed(services: FakeServices, now: SetTo) -> None:
    services.sent = 0
    now(dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    for number in services.rungs:
        with pytest.raises(AirflowSkipException):
            rung(number).execute(in_run())
    assert [call[1] for call in services.named("send_rung")] == [5]


def test_a_rung_that_sends_nothing_shows_as_skipped(services: FakeServices) -> None:
    services.sent = 0
    with pytest.raises(AirflowSkipException, match="Không có thư nào"):
        rung(2).execute(REPLAY)


def test_a_rung_that_came_into_the_plan_after_the_opening_is_skipped(services: FakeServices) -> None:
    del services.rungs[5]
    with pytest.raises(AirflowSkipException, match="chốt khi mở kỳ"):
        rung(5).execute(REPLAY)


def test_letters_that_did_not_leave_are_a_failure_to_try_again(services: FakeServices) -> None:
    services.failed = 2
    with pytest.raises(SomeNotSent, match="2 thư"):
        rung(2).execute(REPLAY)


def test_a_cycle_of_the_plan_opens_at_its_planned_moment_in_a_replay(services: FakeServices) -> None:
    OpenCycle(task_id="t", cycle_id=CYCLE, openings={"2025-q1": "2025-02-26T08:00:00+07:00"}).execute(REPLAY)
    assert services.named("open_cycle") == [(CYCLE, dt.datetime(2025, 2, 26, 1, tzinfo=dt.UTC))]


def test_the_consolidation_takes_in_the_last_reports_and_names_its_snapshot(services: FakeServices) -> None:
    made = Consolidate(task_id="t", cycle_id=CYCLE).execute(REPLAY)
    assert made == {"snapshot_id": 7, "sha256": "a" * 64, "files": ["bao-cao.docx"]}
    assert [call[0] for call in services.calls] == ["pass_on_duties", "collect", "assess", "consolidate_cycle"]


def test_the_snapshot_that_was_approved_is_the_one_issued(services: FakeServices) -> None:
    ti = SimpleNamespace(xcom_pull=lambda task_ids: {"phe_duyet": {"snapshot_id": 7}}[task_ids])
    Issue(task_id="t", cycle_id=CYCLE, approval_task="phe_duyet").execute(in_run(ti, replay=True))
    assert services.named("issue_report") == [(CYCLE, 7, services.consolidate_at)]


def test_collecting_fails_aloud_when_the_source_is_away(services: FakeServices) -> None:
    services.collect_error = SourceUnavailable("máy chủ nguồn không trả lời")
    with pytest.raises(SourceUnavailable):
        Collect(task_id="t", cycle_id=CYCLE).execute(REPLAY)


@pytest.mark.parametrize("mail", [None, SERVER, SmtpSettings("thu.tinh.gov.vn", 25, "a@b.example", embedded=True)])
def test_a_replay_is_refused_unless_all_mail_stays_on_this_machine(mail: SmtpSettings | None) -> None:
    with pytest.raises(Refused, match="diễn tập"):
        run_clock({"replay": True}, mail)


@pytest.mark.parametrize("conf", [None, {}, {"replay": False}, {"replay": ""}, {"cycle_id": CYCLE}])
def test_without_a_replay_the_wall_clock_counts(conf: dict[str, Any] | None) -> None:
    assert run_clock(conf, SERVER) == RunClock(replay=False)


def first_event(waiting: MomentTrigger, seconds: float = 5) -> dict[str, Any]:
    """The payload of the event that a trigger fires."""

    async def run() -> dict[str, Any]:
        return (await anext(waiting.run())).payload  # type: ignore[no-any-return]

    return asyncio.run(asyncio.wait_for(run(), seconds))


def test_the_trigger_follows_a_deadline_that_is_moved_while_it_waits(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[dt.datetime] = []
    begin = clock.RunClock.wall()
    services.due_at = begin + dt.timedelta(days=9)

    def wall() -> dt.datetime:
        looked.append(begin)
        if len(looked) == 6:  # the deadline is brought forward while the trigger waits
            services.due_at = begin
        return begin

    monkeypatch.setattr(RunClock, "wall", staticmethod(wall))
    assert first_event(MomentTrigger(CYCLE, "due", poll_seconds=0.01))["moment"] == "due"
    assert len(looked) >= 6


def test_the_trigger_fires_when_everyone_is_in(services: FakeServices) -> None:
    services.complete = True
    services.due_at = RunClock.wall() + dt.timedelta(days=9)
    assert first_event(MomentTrigger(CYCLE, "due"))["cycle_id"] == CYCLE


def test_the_trigger_of_a_replay_fires_without_a_look(services: FakeServices) -> None:
    services.moments_error = AssertionError("no look was needed")
    assert first_event(MomentTrigger(CYCLE, "due", replay="True"))["cycle_id"] == CYCLE


def test_the_trigger_outlives_a_database_that_is_away(services: FakeServices) -> None:
    services.moments_error = StoreUnavailable("không kết nối được")
    with pytest.raises(TimeoutError):
        first_event(MomentTrigger(CYCLE, "due", poll_seconds=0.01), seconds=0.2)


def test_the_trigger_hands_an_unknown_cycle_to_the_task_to_say_so(services: FakeServices) -> None:
    services.moments_error = UnknownName("kỳ báo cáo", CYCLE)
    assert first_event(MomentTrigger(CYCLE, "due"))["cycle_id"] == CYCLE


def test_the_trigger_can_be_made_again_from_what_airflow_stores() -> None:
    path, stored = MomentTrigger(CYCLE, "rung:3", replay="", poll_seconds=30).serialize()
    assert path == trigger.TRIGGER_PATH == f"{MomentTrigger.__module__}.{MomentTrigger.__qualname__}"
    arguments: dict[str, Any] = stored
    assert MomentTrigger(**arguments).serialize() == (path, stored)


def test_what_a_row_did_is_kept_with_the_cycle(services: FakeServices) -> None:
    rung(3).execute(REPLAY)
    services.sent = 0
    with pytest.raises(AirflowSkipException):
        rung(3).execute(REPLAY)
    services.failed = 2
    with pytest.raises(SomeNotSent):
        rung(3).execute(REPLAY)
    assert services.marks == [
        ("rung:3", "done", "", "thu"),
        ("rung:3", "skipped", "Không có thư nào gửi ở mốc này.", "thu"),
        ("rung:3", "failed", "2 thư chưa gửi được, 0 thư đã gửi; lần thử sau chỉ gửi thư còn lại.", "thu"),
    ]


def test_a_mark_that_cannot_be_kept_does_not_change_how_the_row_ended(services: FakeServices) -> None:
    services.mark_error = OSError("database is locked")
    assert rung(3).execute(REPLAY) == {"sent": 3, "skipped": 1}
