"""The time line of a cycle: what was planned, what happened, what is to come, and what should have happened and did not."""

from __future__ import annotations

import datetime as dt

from builders import Office, at

from danvan_workflow.duty.milestones import Outcome
from danvan_workflow.errors import TransportError
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend, move_deadline
from danvan_workflow.services.approval.decide import record_decision, request_approval
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.cycle.milestones import note_milestone
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.views.cycle.timeline import Stop, StopState, Timeline, timeline
from danvan_workflow.views.rehearsal import rehearse

SIX = "gia-lai-2024.dinh-ky.2024-6m"
"""Opens Mon 15/4/2024; the last admissible day is Thu 9/5/2024; 36 agencies."""
ACT = Act("Chờ số liệu dịch vụ công", "Giám đốc Sở Nội vụ", "15/SNV-CTTN")
RUN = "scheduled__2024-6m"


def seen(office: Office, moment: str) -> Timeline:
    return timeline(office.runtime, SIX, at(moment))


def stop(line: Timeline, milestone: str) -> Stop:
    return next(stop for stop in line.stops if stop.milestone == milestone)


def sweep(office: Office, day: str) -> None:
    send_rung(office.runtime, SIX, 0, at(day))


def note(office: Office, milestone: str, moment: str, outcome: Outcome = Outcome.DONE, why: str = "") -> None:
    note_milestone(office.runtime, SIX, milestone, outcome, at(moment), why=why, run=RUN)


def test_the_milestones_stand_in_the_order_of_their_days(office: Office) -> None:
    office.open(SIX)
    line = seen(office, "2024-04-19 09:00")
    assert [item.title for item in line.stops] == [
        "Mở kỳ",
        "Gửi yêu cầu",
        "Nhắc trước 7 ngày làm việc",
        "Nhắc trước 3 ngày làm việc",
        "Nhắc lần cuối trước 1 ngày làm việc",
        "Hạn nộp",
        "Thu thập và kiểm tra",
        "Đôn đốc sau 1 ngày làm việc",
        "Báo người đứng đầu sau 3 ngày làm việc",
        "Báo lãnh đạo sau 7 ngày làm việc",
        "Tổng hợp",
        "Lãnh đạo duyệt",
        "Phát hành",
    ]
    days = [item.planned for item in line.stops if item.planned]
    assert days == sorted(days)
    assert stop(line, "due").planned == at("2024-05-10 00:00")  # 24:00 of the last admissible day


def test_what_a_rung_sent_and_what_it_could_not_send(office: Office) -> None:
    office.open(SIX)
    broken = office.runtime.register.contacts(office.owing(SIX)[0], dt.date(2024, 4, 15))[0].email
    office.runtime._transport = MemoryTransport({broken: TransportError("hộp thư không có", permanent=True)})
    sweep(office, "2024-04-15")
    asked = stop(seen(office, "2024-04-15 09:00"), "rung:1")
    assert asked.state is StopState.DONE
    assert asked.told == ("35 thư đã gửi, 1 thư không gửi được.",)
    assert asked.happened == at("2024-04-15")


def test_a_rung_says_whom_it_will_write_to_if_nothing_more_comes(office: Office) -> None:
    office.open(SIX)
    sweep(office, "2024-04-15")
    office.send_all(SIX, "2024-04-22 10:00", office.owing(SIX)[:31])
    line = seen(office, "2024-04-22 11:00")
    reminder = stop(line, "rung:2")
    assert (reminder.state, line.next) == (StopState.COMING, reminder)
    assert len(reminder.letters) == 6
    assert reminder.letters == tuple(x for x in rehearse(office.runtime, SIX, at("2024-04-22 11:00")) if x.rung == 2)
    assert reminder.to_come.startswith("Sẽ gửi 6 thư về 6 cơ quan")


def test_a_milestone_that_nobody_carried_out_says_so(office: Office) -> None:
    office.open(SIX)
    line = seen(office, "2024-04-15 09:00")  # half an hour of grace is over
    assert stop(line, "rung:1").state is StopState.MISSED
    assert stop(seen(office, "2024-04-15 08:10"), "rung:1").state is StopState.WAITING


def test_a_skip_and_a_failure_are_told_with_their_reason(office: Office) -> None:
    office.open(SIX)
    note(office, "rung:1", "2024-04-15 08:05", Outcome.SKIPPED, "Không có thư nào phải gửi ở mốc này.")
    note(office, "rung:2", "2024-04-26 08:05", Outcome.FAILED, "3 thư chưa gửi được, 33 thư đã gửi.")
    line = seen(office, "2024-04-26 09:00")
    assert stop(line, "rung:1").told == ("Bỏ qua: không có thư nào phải gửi ở mốc này.",)
    assert (stop(line, "rung:1").state, stop(line, "rung:2").state) == (StopState.SKIPPED, StopState.FAILED)
    assert stop(line, "rung:2").told[0].startswith("Bị lỗi lúc 08 giờ 05 phút, thứ Sáu, ngày 26/4/2024: 3 thư chưa gửi được")
    assert line.runs == (RUN,)


def test_a_second_run_that_skips_everything_takes_nothing_back(office: Office) -> None:
    office.open(SIX)
    sweep(office, "2024-04-15")
    note(office, "rung:1", "2024-04-15 08:05")
    note(office, "rung:1", "2024-04-15 10:00", Outcome.SKIPPED, "Không có thư nào phải gửi ở mốc này.")
    note(office, "consolidate", "2024-04-15 10:10")
    note(office, "consolidate", "2024-04-15 10:20", Outcome.SKIPPED, "Báo cáo của kỳ này đã phát hành.")
    line = seen(office, "2024-04-15 11:00")
    asked = stop(line, "rung:1")
    assert (asked.state, asked.told) == (StopState.DONE, ("36 thư đã gửi.",))
    assert (stop(line, "consolidate").state, stop(line, "consolidate").told) == (StopState.DONE, ())


def test_a_moved_deadline_moves_what_is_to_come_and_keeps_what_was_sent(office: Office) -> None:
    office.open(SIX)
    for day in ("2024-04-15", "2024-04-26"):
        sweep(office, day)
    note(office, "rung:2", "2024-04-26 08:05")
    move_deadline(office.runtime, SIX, dt.date(2024, 5, 23), ACT, at("2024-04-29 14:00"))
    line = seen(office, "2024-04-29 15:00")
    assert stop(line, "due").planned == at("2024-05-24 00:00")
    assert stop(line, "moved").told[0].startswith("Hạn mới: hết ngày 23/5/2024. Quyết định: Giám đốc Sở Nội vụ, văn bản 15/SNV")
    reminder = stop(line, "rung:2")
    assert (reminder.state, reminder.planned) == (StopState.COMING, at("2024-05-14"))
    assert reminder.told == ("36 thư đã gửi theo hạn cũ.",)
    assert stop(line, "rung:1").state is StopState.DONE  # the request is made once, whatever the day


def test_an_extension_is_told_beside_the_deadline(office: Office) -> None:
    office.open(SIX)
    extend(office.runtime, SIX, office.owing(SIX)[0], dt.date(2024, 5, 16), ACT, at("2024-05-02 09:00"))
    told = stop(seen(office, "2024-05-02 10:00"), "due").told
    # Thu 2/5 to Thu 9/5: Sat 4/5/2024 is a working day (swapped for Mon 29/4)
    assert told == ("Còn 6 ngày làm việc; 0/37 cơ quan đã gửi.", "1 cơ quan được gia hạn, có hạn riêng.")


def test_from_the_snapshot_to_the_issue(office: Office) -> None:
    office.open(SIX)
    office.send_all(SIX, "2024-05-08 10:00", office.owing(SIX)[:3])
    made = consolidate_cycle(office.runtime, SIX, at("2024-05-23"))
    request_approval(office.runtime, SIX, made.snapshot_id, at("2024-05-23 08:10"))
    waiting = seen(office, "2024-05-23 09:00")
    assert stop(waiting, "consolidate").told[0].startswith("Bản chốt số 1: 3 báo cáo")
    assert stop(waiting, "due").told == ("3/37 cơ quan đã gửi đúng hạn.",)
    assert stop(waiting, "approve").state is StopState.WAITING
    assert stop(waiting, "approve").to_come == "Bản chốt số 1 đang chờ lãnh đạo quyết định."
    assert waiting.next == stop(waiting, "approve")

    record_decision(office.runtime, SIX, made.snapshot_id, "return", "Bà Trần B", "Rà soát số đối thoại", at("2024-05-23 10:00"))
    line = seen(office, "2024-05-23 11:00")
    returned = stop(line, "approve")
    assert [item.milestone for item in line.stops][-2:] == ["approve", "issue"]
    assert line.next == returned
    assert (returned.state, returned.to_come) == (StopState.WAITING, "Chờ số liệu thay đổi để tổng hợp và trình lại.")
    assert "Đã trả lại bản chốt số 1 bởi Bà Trần B" in returned.told[-1]
    assert "Ý kiến: Rà soát số đối thoại." in returned.told[-1]

    record_decision(office.runtime, SIX, made.snapshot_id, "wait", "Bà Trần B", "", at("2024-05-23 14:00"), until="27/5/2024")
    again = stop(seen(office, "2024-05-23 15:00"), "approve").to_come
    assert again == "Trình lại ngày 27/5/2024, hoặc ngay khi các cơ quan gửi đủ."

    record_decision(office.runtime, SIX, made.snapshot_id, "approve", "Ông Lê C", "", at("2024-05-24 09:00"))
    assert stop(seen(office, "2024-05-24 09:01"), "issue").state is StopState.WAITING
    issue_report(office.runtime, SIX, made.snapshot_id, at("2024-05-24 09:05"))
    done = seen(office, "2024-05-24 10:00")
    assert (stop(done, "approve").state, stop(done, "issue").state) == (StopState.DONE, StopState.DONE)
    assert stop(done, "issue").told[0].startswith("Đã phát hành phiên bản 1")
