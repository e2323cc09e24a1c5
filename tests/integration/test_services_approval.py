"""Around the leader's decision: who is asked and reminded when, until when one waits, and what an approval leaves out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from builders import Office, at

from danvan_workflow.errors import InvalidPlan, TransportError
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.notify.messages import Message
from danvan_workflow.plan.loading import LoadedPlan
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import return_submission, waive
from danvan_workflow.services.approval.decide import Recorded, record_decision, request_approval
from danvan_workflow.services.approval.reminder import remind_leaders
from danvan_workflow.services.approval.state import standing
from danvan_workflow.services.approval.until import wait_until
from danvan_workflow.services.consolidation.consolidate_cycle import SnapshotResult, consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.letters.outbox import SendResult, send_pending
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.workdays import WorkCalendar
from danvan_workflow.store import events, reports
from danvan_workflow.store.tables import CycleRow
from danvan_workflow.views.approval.approval_view import approval_view

CYCLE = "gia-lai-2024.dinh-ky.2024-6m"
"""The last admissible day is Thu 9/5/2024; the collector's own day is Thu 23/5."""
PAGE = "https://baocao.gia-lai.example/dan-van/ky/gia-lai-2024.dinh-ky.2024-6m/trinh-duyet"
ACT = Act("Số liệu chưa thống nhất", "Giám đốc Sở Nội vụ")


@pytest.fixture
def asked(office: Office) -> tuple[Office, list[str], SnapshotResult]:
    """Three reports consolidated, and the leaders asked on Thu 23/5/2024 at 14:00."""
    settings = dataclasses.replace(office.runtime.settings, base_url="https://baocao.gia-lai.example")
    office.runtime.settings = settings
    office.open(CYCLE)
    agencies = office.owing(CYCLE)
    for n, agency in enumerate(agencies[:3], start=1):
        office.send(CYCLE, agency, "2024-05-08 10:00", {"TT01": n})
    send_pending(office.runtime, CYCLE, at("2024-05-08 11:00"))
    snapshot = consolidate_cycle(office.runtime, CYCLE, at("2024-05-23 08:00"))
    office.transport.sent.clear()
    request_approval(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 14:00"))
    return office, agencies, snapshot


def decide(office: Office, snapshot: SnapshotResult, decision: str, moment: str, note: str = "", until: str = "") -> Recorded:
    return record_decision(office.runtime, CYCLE, snapshot.snapshot_id, decision, "Giám đốc", note, at(moment), until)


def letters(office: Office, kind: str) -> list[Message]:
    ids = {notice.message_id for notice in office.notices(CYCLE, kind=kind, state="sent")}
    return [message for message in office.transport.sent if message.message_id in ids]


# -- being asked and reminded --------------------------------------------------------------------------------------


def test_the_request_names_the_snapshot_the_due_day_and_the_page(asked: tuple[Office, list[str], SnapshotResult]) -> None:
    office, _, _ = asked
    [letter] = letters(office, "approval_request")
    assert letter.to == "lanhdao@so-noi-vu.gia-lai.example"
    assert "(bản chốt số 01)" in letter.text
    assert "Thời hạn báo cáo lên cấp trên: hết thứ Năm, ngày 23/5/2024" in letter.text
    assert PAGE in letter.text


def test_without_an_address_a_letter_has_no_link(office: Office) -> None:
    office.open(CYCLE)
    snapshot = consolidate_cycle(office.runtime, CYCLE, at("2024-05-23 08:00"))
    request_approval(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 14:00"))
    [letter] = letters(office, "approval_request")
    assert "http" not in letter.text


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        ("2024-05-23 23:59", 0),  # Thu, the day of the question
        ("2024-05-24 08:00", 1),  # Fri, the next working day
        ("2024-05-25 08:00", 0),  # Sat
        ("2024-05-26 08:00", 0),  # Sun
        ("2024-05-27 08:00", 1),  # Mon
    ],
)
def test_a_leader_is_reminded_on_working_days_after_the_question(
    asked: tuple[Office, list[str], SnapshotResult], moment: str, sent: int
) -> None:
    office, _, _ = asked
    assert remind_leaders(office.runtime, at(moment)) == SendResult(sent=sent)
    assert remind_leaders(office.runtime, at(moment) + dt.timedelta(seconds=30)) == SendResult()


def test_the_reminder_says_how_long_it_has_waited(asked: tuple[Office, list[str], SnapshotResult]) -> None:
    office, _, _ = asked
    for day in (24, 27, 28):
        remind_leaders(office.runtime, at(f"2024-05-{day} 08:00"))
    reminders = letters(office, "approval_reminder")
    waits = [f"bản chốt số 01, đã 0{days} ngày làm việc)" for days in (1, 2, 3)]
    assert [m.subject.rsplit("(", 1)[1] for m in reminders] == waits
    assert "trình ngày 23/5/2024 còn chờ đồng chí quyết định" in reminders[-1].text
    assert "hết thứ Năm, ngày 23/5/2024, đã quá hạn" in reminders[-1].text
    assert PAGE in reminders[-1].text


@pytest.mark.parametrize("decision", ["approve", "return", "wait"])
def test_a_decision_ends_the_reminders(asked: tuple[Office, list[str], SnapshotResult], decision: str) -> None:
    office, _, snapshot = asked
    decide(office, snapshot, decision, "2024-05-24 07:30", "Rà soát lại")
    assert remind_leaders(office.runtime, at("2024-05-24 08:00")) == SendResult()


@pytest.mark.parametrize("decision", ["approve", "return", "wait"])
def test_a_decision_run_again_is_written_once(asked: tuple[Office, list[str], SnapshotResult], decision: str) -> None:
    office, _, snapshot = asked
    first = decide(office, snapshot, decision, "2024-05-24 09:00", note="Đã xem")
    assert decide(office, snapshot, decision, "2024-05-24 09:05", note="Đã xem") == first
    with office.runtime.uow() as uow:
        assert len(reports.decisions_of(uow, CYCLE)) == 1
        assert sum(event.kind.value == f"decision_{decision}" for event in events.events_of(uow, CYCLE)) == 1


def test_another_word_or_a_new_question_is_a_new_decision(asked: tuple[Office, list[str], SnapshotResult]) -> None:
    office, _, snapshot = asked
    decide(office, snapshot, "wait", "2024-05-24 09:00", note="Chờ")
    decide(office, snapshot, "wait", "2024-05-24 09:05", note="Chờ thêm")
    request_approval(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-27 08:00"))
    decide(office, snapshot, "wait", "2024-05-27 09:00", note="Chờ thêm")
    with office.runtime.uow() as uow:
        assert len(reports.decisions_of(uow, CYCLE)) == 3


def test_an_issue_ends_the_reminders(asked: tuple[Office, list[str], SnapshotResult]) -> None:
    office, _, snapshot = asked
    decide(office, snapshot, "approve", "2024-05-24 07:30")
    issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-24 07:40"))
    assert remind_leaders(office.runtime, at("2024-05-27 08:00")) == SendResult()


def test_a_reminder_that_waits_is_taken_back_by_the_decision(
    asked: tuple[Office, list[str], SnapshotResult], tmp_path: Path
) -> None:
    office, _, snapshot = asked
    refusal = {"lanhdao@so-noi-vu.gia-lai.example": TransportError("máy chủ bận", permanent=False)}
    busy = Runtime(office.runtime.settings, transport=MemoryTransport(refusal))
    busy.__dict__["register"] = office.runtime.register
    assert remind_leaders(busy, at("2024-05-24 08:00")) == SendResult(failed=1)
    decide(office, snapshot, "return", "2024-05-24 08:30", "Rà soát lại")
    assert send_pending(office.runtime, CYCLE, at("2024-05-24 09:00")) == SendResult()
    assert [n.status_code for n in office.notices(CYCLE, kind="approval_reminder")] == ["decided"]
    busy.engine.dispose()


def test_the_same_question_is_put_once_and_a_new_one_behind_a_decision_again(
    asked: tuple[Office, list[str], SnapshotResult],
) -> None:
    office, _, snapshot = asked
    request_approval(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 15:00"))  # a retried task
    assert len(letters(office, "approval_request")) == 1
    assert remind_leaders(office.runtime, at("2024-05-24 08:00")).sent == 1
    decide(office, snapshot, "wait", "2024-05-24 09:00")
    request_approval(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-27 08:00"))  # nobody else has sent: the same one
    assert len(letters(office, "approval_request")) == 2
    assert remind_leaders(office.runtime, at("2024-05-27 09:00")) == SendResult()  # asked anew today
    assert remind_leaders(office.runtime, at("2024-05-28 08:00")).sent == 1


def test_a_cycle_that_can_not_be_reminded_about_holds_up_no_other(
    asked: tuple[Office, list[str], SnapshotResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _, _ = asked
    other = "gia-lai-2024.tuyen-truyen.2024-6m"
    office.open(other)
    made = consolidate_cycle(office.runtime, other, at("2024-05-23 08:00"))
    request_approval(office.runtime, other, made.snapshot_id, at("2024-05-23 14:00"))
    plan_of = office.runtime.plan_of

    def unreadable(cycle: CycleRow) -> LoadedPlan:
        if cycle.cycle_id == other:
            raise InvalidPlan([])
        return plan_of(cycle)

    monkeypatch.setattr(office.runtime, "plan_of", unreadable)
    assert remind_leaders(office.runtime, at("2024-05-24 08:00")) == SendResult(sent=1, failed=1)


# -- waiting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        ("", dt.date(2024, 5, 27), ""),  # the day after Fri 24/5 that is worked on is Mon
        ("2024-05-30", dt.date(2024, 5, 30), "Chờ đến ngày 30/5/2024."),
        ("30/5/2024", dt.date(2024, 5, 30), "Chờ đến ngày 30/5/2024."),
        ("2024-05-30T00:00:00Z", dt.date(2024, 5, 30), "Chờ đến ngày 30/5/2024."),
        ("2024-05-26", dt.date(2024, 5, 26), "Chờ đến ngày 26/5/2024."),  # Sun: as said
        ("2024-05-24", dt.date(2024, 5, 27), "Ngày chờ 24/5/2024 không ở sau hôm nay, sẽ hỏi lại ngày 27/5/2024."),
        ("2023-05-30", dt.date(2024, 5, 27), "Ngày chờ 30/5/2023 không ở sau hôm nay, sẽ hỏi lại ngày 27/5/2024."),
        ("tuần sau", dt.date(2024, 5, 27), "Ngày chờ “tuần sau” không đọc được, sẽ hỏi lại ngày 27/5/2024."),
        ("31/4/2024", dt.date(2024, 5, 27), "Ngày chờ “31/4/2024” không đọc được, sẽ hỏi lại ngày 27/5/2024."),
        ("{'a': 1}", dt.date(2024, 5, 27), "Ngày chờ “{'a': 1}” không đọc được, sẽ hỏi lại ngày 27/5/2024."),
    ],
)
def test_whatever_is_written_as_a_day_gives_a_day(text: str, day: dt.date, words: str) -> None:
    assert wait_until(WorkCalendar.default(), text, dt.date(2024, 5, 24)) == (day, words)


def test_beyond_the_calendar_one_waits_a_day() -> None:
    assert wait_until(WorkCalendar.default(), "", dt.date(2031, 1, 6))[0] == dt.date(2031, 1, 7)


def test_the_day_and_the_remark_stand_with_the_decision(asked: tuple[Office, list[str], SnapshotResult]) -> None:
    office, _, snapshot = asked
    decide(office, snapshot, "wait", "2024-05-24 09:00", "Chờ ba huyện.", "hôm qua")
    found = standing(office.runtime, CYCLE)
    assert found.question is None
    assert found.decided is not None
    assert (found.decided.decision, found.decided.until) == ("wait", dt.date(2024, 5, 27))
    assert approval_view(office.runtime, CYCLE, at("2024-05-24 10:00")).decisions[-1].note == (
        "Chờ ba huyện. Ngày chờ “hôm qua” không đọc được, sẽ hỏi lại ngày 27/5/2024."
    )


# -- what an approval leaves out -----------------------------------------------------------------------------------


def test_an_approval_that_leaves_something_out_says_so_to_everybody(asked: tuple[Office, list[str], SnapshotResult]) -> None:
    office, agencies, snapshot = asked
    names = {code: duty.agency_name for code, duty in office.duties(CYCLE).items()}
    office.send(CYCLE, agencies[0], "2024-05-24 10:00", {"TT01": 40})
    office.send(CYCLE, agencies[5], "2024-05-24 10:30")
    return_submission(office.runtime, CYCLE, agencies[1], (), ACT, at("2024-05-24 11:00"))
    send_pending(office.runtime, CYCLE, at("2024-05-24 11:10"))
    recorded = decide(office, snapshot, "approve", "2024-05-24 14:00")
    assert [(item.agency, item.version) for item in recorded.moved] == [(agencies[0], 2), (agencies[1], None), (agencies[5], 1)]
    assert f"{names[agencies[0]]} (bản số 02, gửi ngày 24/5/2024)" in recorded.caution
    with office.runtime.uow() as uow:
        [event] = [e for e in events.events_of(uow, CYCLE) if e.kind == "decision_approve"]
    assert event.detail["moved"] == [agencies[0], agencies[1], agencies[5]]
    issued = issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-24 15:00"))
    assert issued.version == 1
    [letter] = letters(office, "later_versions")
    assert letter.to == "vanthu@so-noi-vu.gia-lai.example"
    assert f"- {names[agencies[0]]}: bản số 02, gửi ngày 24/5/2024" in letter.text
    assert f"- {names[agencies[1]]}: không còn trong số liệu tổng hợp" in letter.text
    assert "danvan " not in letter.text + letter.html
    assert PAGE in letter.text


def test_an_approval_of_a_snapshot_that_is_not_the_newest_says_so(asked: tuple[Office, list[str], SnapshotResult]) -> None:
    office, agencies, snapshot = asked
    waive(office.runtime, CYCLE, agencies[9], ACT, at("2024-05-24 09:00"))
    newer = consolidate_cycle(office.runtime, CYCLE, at("2024-05-24 09:30"))
    recorded = decide(office, snapshot, "approve", "2024-05-24 14:00")
    assert (recorded.number, recorded.newest) == (1, newer.number) == (1, 2)
    assert "Bản chốt mới nhất là số 2, không phải bản được quyết định (số 1)." in recorded.caution
    issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-24 15:00"))
    [letter] = letters(office, "later_versions")
    assert "Đã có bản chốt mới hơn, số 02; bản chốt này chưa được duyệt." in letter.text


def test_an_approval_that_leaves_nothing_out_writes_no_letter(asked: tuple[Office, list[str], SnapshotResult]) -> None:
    office, _, snapshot = asked
    assert decide(office, snapshot, "approve", "2024-05-24 14:00").caution == ""
    issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-24 15:00"))
    assert office.notices(CYCLE, kind="later_versions") == []


def test_while_a_question_is_open_the_page_shows_the_snapshot_that_would_be_issued(
    asked: tuple[Office, list[str], SnapshotResult],
) -> None:
    office, agencies, snapshot = asked
    office.send(CYCLE, agencies[0], "2024-05-24 10:00", {"TT01": 40})
    newer = consolidate_cycle(office.runtime, CYCLE, at("2024-05-24 11:00"))
    view = approval_view(office.runtime, CYCLE, at("2024-05-24 12:00"))
    assert (view.number, view.newest, view.asked_at) == (1, 2, at("2024-05-23 14:00"))
    assert [item.agency for item in view.moved] == [agencies[0]]
    decide(office, snapshot, "return", "2024-05-24 13:00", "Tổng hợp lại")
    after = approval_view(office.runtime, CYCLE, at("2024-05-24 14:00"))
    assert (after.number, after.asked_at, after.moved) == (newer.number, None, ())
