"""The safety net: letters that no run sends any more leave with the daily sweep, once."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from builders import Office, at

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.errors import Refused, TransportError
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.watch.look import watch
from danvan_workflow.services.watch.sweep import SweepResult, sweep
from danvan_workflow.services.watch.trouble import Code
from danvan_workflow.store.tables import CycleRow

SIX = "gia-lai-2024.dinh-ky.2024-6m"
"""Opens Mon 15/4/2024, the last admissible day is Thu 9/5; 36 agencies, none of which ends."""
Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
REASON = Act("Sắp xếp tổ chức bộ máy", "Giám đốc Sở Nội vụ", "15/SNV-CTTN")


def sent_rungs(office: Office, cycle: str, agency: str) -> list[int | None]:
    return [notice.rung for notice in office.notices(cycle, agency=agency, state="sent")]


def test_a_lost_row_is_made_up_for_once(office: Office) -> None:
    office.open(SIX)
    assert sweep(office.runtime, at("2024-04-15 08:15")) == SweepResult(cycles=1, sent=36)
    assert sweep(office.runtime, at("2024-04-15 08:16")) == SweepResult(cycles=1)
    assert len(office.transport.sent) == 36
    assert [t for t in watch(office.runtime, at("2024-04-15 08:45")) if t.code is Code.RUNG_MISSING] == []


def test_what_a_run_sends_the_sweep_does_not_send_again(office: Office) -> None:
    office.open(SIX)
    send_rung(office.runtime, SIX, 1, at("2024-04-15 08:00"))
    assert sweep(office.runtime, at("2024-04-15 08:15")) == SweepResult(cycles=1)


def test_an_extension_given_after_the_last_row_still_gets_its_letters(office: Office) -> None:
    office.open(SIX)
    for number, moment in enumerate(("04-15", "04-26", "05-06", "05-08", "05-10", "05-14", "05-20"), start=1):
        send_rung(office.runtime, SIX, number, at(f"2024-{moment} 08:00"))
    agency = office.owing(SIX)[0]
    extend(office.runtime, SIX, agency, dt.date(2024, 5, 31), REASON, at("2024-05-21 09:00"))  # Tue; the last row has run
    office.transport.sent.clear()
    days = [dt.date(2024, 5, 22) + dt.timedelta(days=n) for n in range(16)]
    for day in days:
        sweep(office.runtime, at(f"{day} 08:15"))
    own = [(notice.kind, str(notice.sent_at)[:10]) for notice in office.notices(SIX, agency=agency, state="sent")[-6:]]
    assert own == [
        ("deadline_changed", "2024-05-22"),
        ("reminder", "2024-05-22"),  # seven working days before Fri 31/5
        ("reminder", "2024-05-28"),
        ("due_tomorrow", "2024-05-30"),
        ("overdue", "2024-06-03"),
        ("escalation_head", "2024-06-05"),
    ]
    assert Counter(message.message_id for message in office.transport.sent).most_common(1)[0][1] == 1


def test_duties_of_closed_agencies_pass_on_and_the_heirs_are_asked(office: Office) -> None:
    office.open(Q1)
    sweep(office.runtime, at("2025-02-26 08:15"))
    result = sweep(office.runtime, at("2025-03-03 08:15"))  # departments were merged on Sat 1/3/2025
    heirs = {notice.agency for notice in office.notices(Q1, kind="duty_passed_on", state="sent")}
    assert result.passed_on > 0
    assert heirs
    assert all(1 in sent_rungs(office, Q1, heir) for heir in heirs)
    assert sweep(office.runtime, at("2025-03-03 08:16")) == SweepResult(cycles=1)


def test_letters_that_a_server_put_off_leave_when_it_takes_them(office: Office) -> None:
    office.open(SIX)
    address = office.runtime.register.contacts(office.owing(SIX)[0], dt.date(2024, 4, 15))[0].email
    office.transport._refuse[address] = TransportError("bận", permanent=False)
    assert sweep(office.runtime, at("2024-04-15 08:15")) == SweepResult(cycles=1, sent=35, failed=1)
    office.transport._refuse.clear()
    assert sweep(office.runtime, at("2024-04-16 08:15")) == SweepResult(cycles=1, sent=1)


def test_a_cycle_long_past_is_left_alone(office: Office) -> None:
    office.open(SIX)
    assert sweep(office.runtime, at("2026-11-21 08:15")) == SweepResult()
    assert office.transport.sent == []
    assert office.notices(SIX) == []


def test_an_issued_cycle_gets_only_what_already_waits(office: Office) -> None:
    office.open(SIX)
    address = office.runtime.register.contacts(office.owing(SIX)[0], dt.date(2024, 4, 15))[0].email
    office.transport._refuse[address] = TransportError("bận", permanent=False)
    sweep(office.runtime, at("2024-04-15 08:15"))
    office.transport._refuse.clear()
    with office.runtime.uow() as uow:
        uow.session.get_one(CycleRow, SIX).state = CycleState.ISSUED
        uow.commit()
    assert sweep(office.runtime, at("2024-04-26 08:15")) == SweepResult(cycles=1, sent=1)
    assert sweep(office.runtime, at("2024-04-27 08:15")) == SweepResult()


def test_a_cycle_that_cannot_be_worked_on_holds_up_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.open(SIX)
    office.open("gia-lai-2024.tuyen-truyen.2024-6m")

    def refuse_one(runtime: object, cycle_id: str, number: int, now: dt.datetime) -> object:
        if cycle_id == SIX:
            raise Refused("không gửi được")
        return send_rung(office.runtime, cycle_id, number, now)

    monkeypatch.setattr("danvan_workflow.services.watch.sweep.send_rung", refuse_one)
    result = sweep(office.runtime, at("2024-04-15 08:15"))
    assert result.sent > 0
    assert result.problems == (f"Kỳ {SIX}: không gửi được",)
