"""The watchdog: each trouble is found at its second and not the second before, and a cycle that runs well has none."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from builders import Office, at
from sqlalchemy import delete, event, insert, update

from danvan_workflow.duty.milestones import Outcome
from danvan_workflow.errors import TransportError
from danvan_workflow.notify.transport import OutcomeUnknown
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.register.models import Contact, ContactRole
from danvan_workflow.register.register import Register
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend, move_deadline, waive
from danvan_workflow.services.approval.decide import record_decision, request_approval
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.cycle.milestones import note_milestone
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.watch.horizon import law_troubles
from danvan_workflow.services.watch.look import watch
from danvan_workflow.services.watch.trouble import Code, Trouble, Urgency
from danvan_workflow.statutory.facts import facts
from danvan_workflow.statutory.workdays import WorkCalendar
from danvan_workflow.store.tables import AgencyRow, ContactRow, NoticeRow, SuccessionRow

Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
"""Opens Wed 26/2/2025; the last admissible day is Wed 19/3 (“trước ngày 20/3”); the collector's own day is Wed 26/3."""
RUNGS = {
    1: "2025-02-26 08:00",
    2: "2025-03-10 08:00",
    3: "2025-03-14 08:00",
    4: "2025-03-18 08:00",
    5: "2025-03-20 08:00",
    6: "2025-03-24 08:00",
    7: "2025-03-28 08:00",
}
REASON = Act("Sắp xếp tổ chức bộ máy", "Giám đốc Sở Nội vụ", "15/SNV-CTTN")
SECOND = dt.timedelta(seconds=1)


def found(office: Office, moment: str | dt.datetime, *codes: Code) -> list[Trouble]:
    """What the watchdog says at a moment, of these kinds only where some are given."""
    now = at(moment) if isinstance(moment, str) else moment
    return [trouble for trouble in watch(office.runtime, now) if not codes or trouble.code in codes]


def begins(office: Office, moment: str, *codes: Code) -> list[Trouble]:
    """The troubles of `moment`, none of which is there the second before."""
    assert found(office, at(moment) - SECOND, *codes) == []
    troubles = found(office, moment, *codes)
    assert troubles, f"nothing found at {moment}"
    return troubles


def passed(office: Office, moment: str, *names: str, outcome: Outcome = Outcome.DONE, why: str = "") -> None:
    """A run did these rows."""
    for name in names:
        note_milestone(office.runtime, Q1, name, outcome, at(moment), why=why, run="scheduled__2025-q1")


def opened(office: Office) -> None:
    """The cycle opened on its day and its requests sent, as a run does it."""
    office.open(Q1)
    passed(office, "2025-02-26 08:00", "open", "rung:1")
    send_rung(office.runtime, Q1, 1, at(RUNGS[1]))


def merged(office: Office) -> None:
    """Departments were merged on Sat 1/3/2025: the duties passed on, and the heirs were asked."""
    pass_on_duties(office.runtime, Q1, at("2025-03-03 08:15"))
    send_rung(office.runtime, Q1, 0, at("2025-03-03 08:15"))


def reminded(office: Office, *numbers: int) -> None:
    """These rungs went out at their moments."""
    for number in numbers:
        pass_on_duties(office.runtime, Q1, at(RUNGS[number]))
        send_rung(office.runtime, Q1, number, at(RUNGS[number]))
        passed(office, RUNGS[number], f"rung:{number}")


def row(office: Office, **values: Any) -> NoticeRow:
    """The first request of the cycle, changed to these values."""
    first = office.notices(Q1)[0]
    with office.runtime.uow() as uow:
        uow.session.execute(update(NoticeRow).where(NoticeRow.id == first.id).values(**values))
        uow.commit()
    return first


# -- a cycle that runs well --------------------------------------------------------------------------------------


def test_a_cycle_that_runs_well_has_no_trouble_on_any_of_its_days(office: Office) -> None:
    opened(office)
    days: dict[str, list[Trouble]] = {}

    def look(moment: str) -> None:
        days[moment] = found(office, moment)

    look("2025-02-26 09:00")
    for number in (2, 3, 4):
        reminded(office, number)
        look(RUNGS[number].replace("08:00", "08:31"))
    last, *others = office.owing(Q1)
    office.send_all(Q1, "2025-03-19 16:00", others)
    passed(office, "2025-03-20 00:00", "due", "collect")
    look("2025-03-20 00:31")
    for number in (5, 6):
        reminded(office, number)
        look(RUNGS[number].replace("08:00", "08:31"))
    office.send(Q1, last, "2025-03-25 10:00")
    passed(office, "2025-03-25 10:01", "rung:7", outcome=Outcome.SKIPPED)
    snapshot = consolidate_cycle(office.runtime, Q1, at("2025-03-26 08:00"))
    passed(office, "2025-03-26 08:00", "consolidate")
    request_approval(office.runtime, Q1, snapshot.snapshot_id, at("2025-03-26 08:01"))
    look("2025-03-26 10:00")
    record_decision(office.runtime, Q1, snapshot.snapshot_id, "approve", "Phó Giám đốc", "", at("2025-03-26 14:00"))
    issue_report(office.runtime, Q1, snapshot.snapshot_id, at("2025-03-26 14:01"))
    look("2025-03-27 08:15")
    look("2025-04-28 08:15")
    assert {moment: troubles for moment, troubles in days.items() if troubles} == {}


# -- letters that are not in the outbox --------------------------------------------------------------------------


def test_a_rung_without_a_row_is_stuck_half_an_hour_after_its_moment(office: Office) -> None:
    opened(office)
    merged(office)
    [trouble] = begins(office, "2025-03-10 08:30", Code.RUNG_MISSING)
    assert (trouble.severity, trouble.cycle_id, trouble.since) == (Urgency.STUCK, Q1, at(RUNGS[2]))
    assert "đến hạn gửi từ 08:00 ngày 10/3/2025 mà chưa có thư “Nhắc trước hạn” (bậc 2)" in trouble.sentence
    assert f"danvan notices {Q1} --send" in trouble.sentence
    reminded(office, 2)
    assert found(office, "2025-03-10 08:31", Code.RUNG_MISSING) == []


def test_an_extended_agency_is_watched_by_its_own_day(office: Office) -> None:
    opened(office)
    merged(office)
    agency = office.owing(Q1)[0]
    extend(office.runtime, Q1, agency, dt.date(2025, 3, 26), REASON, at("2025-03-05 09:00"))
    reminded(office, 2, 3)
    [trouble] = begins(office, "2025-03-17 08:30", Code.RUNG_MISSING)  # Mon, 7 working days before Wed 26/3
    assert trouble.agency == agency
    assert office.duties(Q1)[agency].agency_name in trouble.sentence


def test_after_a_moved_deadline_everybody_is_watched_by_the_new_day(office: Office) -> None:
    opened(office)
    merged(office)
    move_deadline(office.runtime, Q1, dt.date(2025, 3, 26), REASON, at("2025-03-05 09:00"))
    assert found(office, "2025-03-10 08:30", Code.RUNG_MISSING) == []
    [trouble] = begins(office, "2025-03-17 08:30", Code.RUNG_MISSING)
    assert trouble.agency == ""


def test_who_has_reported_or_was_waived_is_owed_no_letter(office: Office) -> None:
    opened(office)
    merged(office)
    waived, *others = office.owing(Q1)
    waive(office.runtime, Q1, waived, REASON, at("2025-03-04"))
    office.send_all(Q1, "2025-03-06 10:00", others)
    assert found(office, "2025-03-10 08:30", Code.RUNG_MISSING, Code.NO_CONTACT, Code.AGENCY_ENDED) == []


def test_a_cycle_opened_late_has_half_an_hour_for_its_requests(office: Office) -> None:
    office.open(Q1, at("2025-03-05 14:00"))
    [trouble] = begins(office, "2025-03-05 14:30", Code.RUNG_MISSING)
    assert "“Yêu cầu báo cáo”" in trouble.sentence


def unreachable(office: Office, *agencies: str) -> None:
    """Take the contacts of these agencies out of the register."""
    whole = office.runtime.register
    reach = [Contact(a.code, ContactRole.FOCAL, a.name, f"{a.code.lower()}@donvi.example") for a in whole.agencies]
    register = Register(whole.agencies, whole.succession_records, [c for c in reach if c.agency not in agencies])
    office.runtime.__dict__["register"] = register


def test_an_agency_without_contacts_is_a_trouble_of_its_own(office: Office) -> None:
    opened(office)
    merged(office)
    agency = office.owing(Q1)[0]
    unreachable(office, agency)
    troubles = begins(office, "2025-03-10 08:30", Code.NO_CONTACT, Code.RUNG_MISSING)
    assert [(t.code, t.agency) for t in troubles if t.agency] == [(Code.NO_CONTACT, agency)]
    assert "không có liên hệ của" in next(t.sentence for t in troubles if t.agency)
    reminded(office, 2)
    assert [t.agency for t in found(office, "2025-03-10 09:00", Code.NO_CONTACT, Code.RUNG_MISSING)] == [agency]


def test_a_collector_without_contacts_is_told_of_once(office: Office) -> None:
    opened(office)
    reminded(office, 2, 3, 4, 5, 6)
    collector = office.runtime.library.load("binh-dinh-2025").collector.agency
    unreachable(office, collector)
    [trouble] = begins(office, "2025-03-28 08:30", Code.NO_CONTACT)
    assert trouble.agency == collector


def test_a_closed_agency_that_still_owes_is_named_with_its_last_day(office: Office) -> None:
    opened(office)
    troubles = begins(office, "2025-03-10 08:30", Code.AGENCY_ENDED)
    assert "đã kết thúc hoạt động sau ngày 28/02/2025" in troubles[0].sentence
    pass_on_duties(office.runtime, Q1, at("2025-03-10 08:35"))
    assert found(office, "2025-03-10 08:36", Code.AGENCY_ENDED) == []


# -- letters that stopped on their way ---------------------------------------------------------------------------


def test_a_letter_in_sending_for_ten_minutes_is_shown_to_a_person(office: Office) -> None:
    opened(office)
    letter = row(office, state="sending", claimed_at=at("2025-02-26 08:01"))
    [trouble] = begins(office, "2025-02-26 08:11", Code.LETTER_UNSURE)
    assert (trouble.agency, trouble.since) == (letter.agency, at("2025-02-26 08:01"))
    assert f"thư số {letter.id} “Yêu cầu báo cáo”" in trouble.sentence
    assert letter.recipient in trouble.sentence
    assert "không tự gửi lại" in trouble.sentence


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OutcomeUnknown("đứt đường truyền"), Code.LETTER_UNKNOWN),
        (TransportError("hộp thư không tồn tại", permanent=True), Code.LETTER_FAILED),
    ],
)
def test_a_letter_that_was_lost_or_refused_is_shown_at_once(office: Office, error: TransportError, code: Code) -> None:
    office.open(Q1)
    agency = office.owing(Q1)[0]
    address = office.runtime.register.contacts(agency, dt.date(2025, 2, 26))[0].email
    office.transport._refuse[address] = error
    assert found(office, "2025-02-26 08:00", code) == []
    send_rung(office.runtime, Q1, 1, at("2025-02-26 08:00"))
    [trouble] = found(office, "2025-02-26 08:00", code)
    assert trouble.agency == agency
    assert address in trouble.sentence


def test_many_refused_letters_are_one_line(office: Office) -> None:
    opened(office)
    with office.runtime.uow() as uow:
        uow.session.execute(update(NoticeRow).values(state="failed", detail="550 không nhận"))
        uow.commit()
    [trouble] = found(office, "2025-02-26 09:00", Code.LETTER_FAILED)
    assert "30 thư “Yêu cầu báo cáo” bị máy chủ thư từ chối hẳn" in trouble.sentence
    assert "550 không nhận" in trouble.sentence


def test_a_letter_that_waits_for_a_day_is_stuck(office: Office) -> None:
    opened(office)
    row(office, state="pending", detail="Máy chủ thư bận.")
    [trouble] = begins(office, "2025-02-27 08:00", Code.LETTER_WAITING)
    assert "1 thư chờ gửi đã quá 1 ngày" in trouble.sentence
    assert "lý do: Máy chủ thư bận." in trouble.sentence


def test_a_letter_that_nobody_needs_any_more_is_no_trouble(office: Office) -> None:
    opened(office)
    letter = row(office, state="failed")
    assert len(found(office, "2025-03-03", Code.LETTER_FAILED)) == 1
    office.send(Q1, letter.agency, "2025-03-03 09:00")
    assert found(office, "2025-03-03 09:01", Code.LETTER_FAILED) == []


# -- runs that don't go on ---------------------------------------------------------------------------------------


def test_a_cycle_that_no_run_has_opened_is_missed_half_an_hour_later(office: Office) -> None:
    office.open(Q1)
    [trouble] = begins(office, "2025-02-26 08:30", Code.MILESTONE_MISSING)
    assert "mốc mở kỳ đã đến từ 08:00 ngày 26/02/2025 mà không lượt chạy nào thực hiện (chưa qua mốc nào)" in trouble.sentence
    assert f"chọn kỳ {Q1}" in trouble.sentence


def test_a_run_whose_trigger_is_gone_is_seen_at_the_first_row_that_does_not_come(office: Office) -> None:
    opened(office)
    [trouble] = begins(office, "2025-03-10 08:30", Code.MILESTONE_MISSING)
    assert "mốc bậc 2 của thang đôn đốc (nhắc trước hạn)" in trouble.sentence
    assert trouble.run == "scheduled__2025-q1"
    [later] = found(office, "2025-03-26 09:00", Code.MILESTONE_MISSING)
    assert (later.sentence, later.since) == (trouble.sentence, trouble.since)  # the rows behind it wait for it


@pytest.mark.parametrize(
    ("done", "moment", "name"),
    [(4, "2025-03-20 00:30", "hạn nộp"), (6, "2025-03-26 08:30", "tổng hợp")],
)
def test_the_due_day_and_the_consolidation_are_missed_half_an_hour_later(
    office: Office, done: int, moment: str, name: str
) -> None:
    opened(office)
    for number in range(2, done + 1):
        passed(office, RUNGS[number], f"rung:{number}")
    if done > 4:
        passed(office, "2025-03-20 00:00", "due", "collect")
    [trouble] = begins(office, moment, Code.MILESTONE_MISSING)
    assert f"mốc {name} đã đến" in trouble.sentence


def test_after_a_moved_deadline_the_new_moment_counts(office: Office) -> None:
    opened(office)
    passed(office, "2025-03-18 08:00", "rung:2", "rung:3", "rung:4")
    move_deadline(office.runtime, Q1, dt.date(2025, 3, 26), REASON, at("2025-03-19 09:00"))
    begins(office, "2025-03-27 00:30", Code.MILESTONE_MISSING)


def test_a_row_that_failed_is_told_of_with_its_reason_until_it_goes_well(office: Office) -> None:
    opened(office)
    passed(office, "2025-03-10 08:00", "rung:2", outcome=Outcome.FAILED, why="3 thư chưa gửi được.")
    passed(office, "2025-03-10 08:10", "rung:2", outcome=Outcome.FAILED, why="2 thư chưa gửi được.")
    [trouble] = begins(office, "2025-03-10 08:30", Code.MILESTONE_FAILED)
    assert "bị lỗi từ 08:00 ngày 10/3/2025: 2 thư chưa gửi được. Sửa nguyên nhân" in trouble.sentence
    assert found(office, "2025-03-10 08:30", Code.MILESTONE_MISSING) == []
    passed(office, "2025-03-10 08:40", "rung:2")
    assert found(office, "2025-03-10 08:41", Code.MILESTONE_FAILED) == []


def test_a_failed_consolidation_is_not_hidden_by_a_later_reminder(office: Office) -> None:
    opened(office)
    passed(office, "2025-03-26 08:00", "consolidate", outcome=Outcome.FAILED)
    passed(office, "2025-03-28 08:00", "rung:7")
    assert len(found(office, "2025-03-28 09:00", Code.MILESTONE_FAILED)) == 1


def test_a_rung_that_left_the_plan_file_has_no_row_to_miss(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(office)
    plan = office.runtime.library.load("binh-dinh-2025")
    fewer = (plan.ladder.rungs[0], *plan.ladder.rungs[2:])
    shorter = plan.model_copy(update={"ladder": plan.ladder.model_copy(update={"rungs": fewer})})
    begins(office, "2025-03-10 08:30", Code.MILESTONE_MISSING)
    monkeypatch.setattr("danvan_workflow.services.watch.look._plan_files", lambda runtime: {"binh-dinh-2025": shorter})
    [trouble] = begins(office, "2025-03-14 08:30", Code.MILESTONE_MISSING)
    assert "mốc bậc 3" in trouble.sentence


# -- cycles and reports past their day ---------------------------------------------------------------------------


def test_a_planned_cycle_that_is_not_opened_is_stuck_half_an_hour_after_its_day_begins(office: Office) -> None:
    [trouble] = begins(office, "2025-02-26 08:30", Code.NOT_OPENED)
    assert trouble.cycle_id == Q1
    assert "phải mở từ 08:00 ngày 26/02/2025 mà chưa mở" in trouble.sentence
    assert "Đã quá hạn nộp (hết ngày 19/3/2025)" in found(office, "2025-03-20", Code.NOT_OPENED)[0].sentence
    office.open(Q1)
    assert found(office, "2025-02-26 08:30", Code.NOT_OPENED) == []


def test_a_cycle_long_past_that_was_never_opened_is_history(office: Office) -> None:
    assert len(found(office, "2025-04-17 23:59:59", Code.NOT_OPENED)) == 1  # Thu, the 15th working day after Wed 26/3
    assert found(office, "2025-04-18", Code.NOT_OPENED) == []


def test_a_cycle_past_the_collectors_day_is_stuck_at_midnight(office: Office) -> None:
    opened(office)
    [trouble] = begins(office, "2025-03-27 00:00", Code.OVERDUE)
    assert "hết hạn tổng hợp (ngày 26/3/2025) mà báo cáo chưa phát hành" in trouble.sentence


def asked(office: Office) -> int:
    """A report before the leader on Wed 26/3/2025 at 08:01; returns its snapshot."""
    opened(office)
    snapshot = consolidate_cycle(office.runtime, Q1, at("2025-03-26 08:00")).snapshot_id
    passed(office, "2025-03-26 08:00", "consolidate")
    request_approval(office.runtime, Q1, snapshot, at("2025-03-26 08:01"))
    return snapshot


def test_a_leader_has_two_working_days(office: Office) -> None:
    asked(office)
    [trouble] = begins(office, "2025-03-31 00:00", Code.APPROVAL_WAITING)  # Thu and Fri go by, then the weekend
    assert "chờ lãnh đạo quyết định từ 08:01 ngày 26/3/2025, đã quá 2 ngày làm việc" in trouble.sentence


def test_a_report_that_is_ready_is_put_before_the_leader_within_half_an_hour(office: Office) -> None:
    opened(office)
    snapshot = consolidate_cycle(office.runtime, Q1, at("2025-03-26 08:00")).snapshot_id
    passed(office, "2025-03-26 08:00", "consolidate")
    [trouble] = begins(office, "2025-03-26 08:30", Code.NOT_ASKED)
    assert "phải trình lãnh đạo từ 08:00 ngày 26/3/2025 mà chưa trình" in trouble.sentence
    request_approval(office.runtime, Q1, snapshot, at("2025-03-26 08:31"))
    assert found(office, "2025-03-26 08:32", Code.NOT_ASKED) == []


@pytest.mark.parametrize(
    ("decision", "until", "again"),
    [
        ("return", "", "2025-03-28 14:30"),  # a day after the decision at 14:00, and half an hour
        ("wait", "", "2025-03-28 08:30"),  # Fri, the next working day
        ("wait", "02/4/2025", "2025-04-02 08:30"),
    ],
)
def test_a_report_comes_before_the_leader_again(office: Office, decision: str, until: str, again: str) -> None:
    snapshot = asked(office)
    record_decision(office.runtime, Q1, snapshot, decision, "Phó Giám đốc", "Rà soát", at("2025-03-27 14:00"), until)
    begins(office, again, Code.NOT_ASKED)
    request_approval(office.runtime, Q1, snapshot, at("2025-04-02 08:00"))
    assert found(office, "2025-04-04 23:59:59", Code.NOT_ASKED) == []
    [trouble] = begins(office, "2025-04-08 00:00", Code.APPROVAL_WAITING)  # Thu, Fri go by, Mon 7/4 is a day off
    assert trouble.since == at("2025-04-02 08:00")


def test_an_approved_report_is_issued_within_half_an_hour(office: Office) -> None:
    snapshot = asked(office)
    record_decision(office.runtime, Q1, snapshot, "approve", "Phó Giám đốc", "", at("2025-03-26 14:00"))
    [trouble] = begins(office, "2025-03-26 14:30", Code.NOT_ISSUED)
    assert "Phó Giám đốc đã duyệt lúc 14:00 ngày 26/3/2025" in trouble.sentence
    assert found(office, "2025-04-30", Code.APPROVAL_WAITING) == []
    issue_report(office.runtime, Q1, snapshot, at("2025-03-26 15:00"))
    assert found(office, "2025-04-30", Code.NOT_ISSUED, Code.OVERDUE, Code.APPROVAL_WAITING) == []


# -- what will be missing soon -----------------------------------------------------------------------------------


def of_plan(office: Office, plan: str, moment: str) -> list[Trouble]:
    return [trouble for trouble in found(office, moment, Code.PLAN_ENDS) if trouble.plan == plan]


def test_a_plan_that_ends_within_sixty_days_wants_a_next_one(office: Office, tmp_path: Path) -> None:
    assert of_plan(office, "binh-dinh-2025", "2025-10-01 23:59:59") == []
    [trouble] = of_plan(office, "binh-dinh-2025", "2025-10-02 00:00")  # 60 days before Mon 1/12/2025
    assert trouble.severity is Urgency.SOON
    assert "việc cuối cùng của kế hoạch là ngày 01/12/2025, chưa có kế hoạch tiếp theo" in trouble.sentence
    shutil.copytree(office.runtime.library.folder, tmp_path / "ke-hoach")
    this_year = (tmp_path / "ke-hoach" / "binh-dinh-2025.yaml").read_text(encoding="utf-8")
    (tmp_path / "ke-hoach" / "binh-dinh-2026.yaml").write_text(this_year.replace("2025", "2026"), encoding="utf-8")
    office.runtime.__dict__["library"] = PlanLibrary(tmp_path / "ke-hoach")
    assert of_plan(office, "binh-dinh-2025", "2025-10-02 00:00") == []


def test_a_plan_of_another_year_is_history(office: Office) -> None:
    assert of_plan(office, "binh-dinh-2025", "2025-12-31 23:59:59") != []
    assert of_plan(office, "binh-dinh-2025", "2026-01-01 00:00") == []


def test_a_plan_file_with_a_mistake_is_stuck_and_hides_no_other(office: Office, tmp_path: Path) -> None:
    shutil.copytree(office.runtime.library.folder, tmp_path / "ke-hoach")
    office.runtime.__dict__["library"] = PlanLibrary(tmp_path / "ke-hoach")
    assert found(office, "2025-02-26 08:30", Code.PLAN_BROKEN) == []
    (tmp_path / "ke-hoach" / "gia-lai-2024.yaml").write_text("format: '1'")
    [trouble] = found(office, "2025-02-26 08:30", Code.PLAN_BROKEN)
    assert "danvan plan check gia-lai-2024" in trouble.sentence
    assert [t.cycle_id for t in found(office, "2025-02-26 08:30", Code.NOT_OPENED)] == [Q1]


def test_next_years_holidays_are_asked_for_from_october_on(office: Office) -> None:
    assert WorkCalendar.default().last_covered_day.year == 2027, "a further year was entered: move this test on"
    [trouble] = begins(office, "2027-10-01 00:00", Code.CALENDAR_ENDS)
    assert trouble.severity is Urgency.SOON
    assert "Lịch làm việc chưa có năm 2028" in trouble.sentence
    [now] = found(office, "2028-01-01 00:00", Code.CALENDAR_ENDS)
    assert now.severity is Urgency.STUCK


def test_law_that_ends_within_sixty_days_wants_a_successor() -> None:
    ending = dataclasses.replace(facts()[0], last_day=dt.date(2025, 5, 31))
    following = dataclasses.replace(ending, first_day=dt.date(2025, 6, 1), last_day=None)
    assert list(law_troubles(at("2025-03-31 23:59:59"), [ending])) == []
    [trouble] = law_troubles(at("2025-04-01 00:00"), [ending])
    assert (trouble.code, trouble.severity) == (Code.LAW_ENDS, Urgency.SOON)
    assert "hết hiệu lực sau ngày 31/5/2025" in trouble.sentence
    assert list(law_troubles(at("2025-04-01 00:00"), [ending, following])) == []
    assert list(law_troubles(at("2025-04-01 00:00"))) == []  # what is in force has no end


def change(office: Office, *statements: Any) -> None:
    with office.runtime.uow() as uow:
        for statement in statements:
            uow.session.execute(statement)
        uow.commit()


def test_an_agency_that_ends_without_heirs_is_told_of_sixty_days_before(office: Office) -> None:
    opened(office)
    agency = office.owing(Q1)[0]
    change(office, update(AgencyRow).where(AgencyRow.code == agency).values(valid_to=dt.date(2025, 5, 31)))
    assert found(office, "2025-04-01 00:00", Code.AGENCY_ENDS) == []  # it passes into others
    change(office, delete(SuccessionRow).where(SuccessionRow.predecessor == agency))
    [trouble] = begins(office, "2025-04-01 00:00", Code.AGENCY_ENDS)
    assert (trouble.agency, trouble.severity) == (agency, Urgency.SOON)


def test_a_last_contact_that_ends_is_told_of_sixty_days_before(office: Office) -> None:
    opened(office)
    agency = office.owing(Q1)[0]
    last = {"agency": agency, "role": "focal", "email": "an@donvi.example", "position": 1, "valid_to": dt.date(2025, 5, 31)}
    change(office, insert(ContactRow).values(last))
    [trouble] = begins(office, "2025-04-01 00:00", Code.CONTACT_ENDS)
    assert (trouble.agency, trouble.severity) == (agency, Urgency.SOON)
    change(office, insert(ContactRow).values({**last, "email": "binh@donvi.example", "position": 2, "valid_to": None}))
    assert found(office, "2025-04-01 00:00", Code.CONTACT_ENDS) == []


# -- the watchdog itself -----------------------------------------------------------------------------------------


def test_a_part_that_cannot_be_looked_at_is_a_trouble_and_hides_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(office, "2025-02-26 08:30", Code.UNWATCHED) == []
    monkeypatch.setattr("danvan_workflow.services.watch.look.letter_troubles", lambda *_: 1 / 0)
    troubles = found(office, "2025-02-26 08:30")
    assert [t.code for t in troubles] == [Code.NOT_OPENED, Code.UNWATCHED]
    assert "Không soát được hộp thư đi: ZeroDivisionError" in troubles[1].sentence


def test_what_is_stuck_comes_first_and_the_oldest_of_it(office: Office) -> None:
    opened(office)
    troubles = found(office, "2025-10-02 00:00")
    assert troubles == sorted(troubles, key=lambda t: (t.severity is Urgency.SOON, t.since))
    assert {Urgency.STUCK, Urgency.SOON} == {t.severity for t in troubles}


def test_the_number_of_queries_does_not_grow_with_cycles_and_agencies(office: Office) -> None:
    def queries() -> int:
        count = 0

        def one_more(*_: Any) -> None:
            nonlocal count
            count += 1

        event.listen(office.runtime.engine, "before_cursor_execute", one_more)
        watch(office.runtime, at("2025-06-02 09:00"))
        event.remove(office.runtime.engine, "before_cursor_execute", one_more)
        return count

    opened(office)
    alone = queries()
    for cycle in ("binh-dinh-2025.dinh-ky.2025-6m", "phu-son-2025.dinh-ky.2025-6m", "dak-lak-2025.dinh-ky.2025-6m"):
        office.open(cycle)
    assert queries() == alone
