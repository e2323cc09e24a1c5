"""The ladder of notices at work: who is told what at which second, once, whatever goes wrong on the way."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from pathlib import Path

import pytest
from builders import Office, at

from danvan_workflow.errors import Refused, TransportError
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.notify.messages import Message
from danvan_workflow.notify.transport import OutcomeUnknown, Transport
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend, move_deadline, return_submission, waive
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.outbox import SendResult, send_pending
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.views.rehearsal import rehearse

NINE = "binh-dinh-2025.dinh-ky.2025-9m"
"""Opens Wed 27/8/2025; the last admissible day is Fri 19/9 (“trước ngày 20/9”, a Saturday); 2/9 and 1/9 are days off."""
SIX = "gia-lai-2024.dinh-ky.2024-6m"
"""Opens Mon 15/4/2024, the last admissible day is Thu 9/5; 36 agencies and the collector, none of which ends."""
REASON = Act("Sắp xếp tổ chức bộ máy", "Giám đốc Sở Nội vụ", "15/SNV-CTTN")


def rung(office: Office, cycle: str, number: int, moment: str) -> SendResult:
    return send_rung(office.runtime, cycle, number, at(moment))


def skip_request(office: Office, cycle: str) -> None:
    """Send the request and empty the mailbox."""
    assert rung(office, cycle, 1, "2024-04-15 08:00").sent == 36
    office.transport.sent.clear()


# -- when --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        ("2024-04-26 07:59:59", 0),  # Fri, the second before 08:00 of D-7: 29/4-1/5 are days off, Sat 4/5 is worked
        ("2024-04-26 08:00:00", 36),
        ("2024-04-26 08:00:01", 36),
    ],
)
def test_a_reminder_leaves_at_eight_of_its_day(office: Office, moment: str, sent: int) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    assert rung(office, SIX, 2, moment).sent == sent
    assert [message.to for message in office.transport.sent] == list(dict.fromkeys(m.to for m in office.transport.sent))
    assert len(office.transport.sent) == sent


def test_calling_twice_sends_nothing_twice(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    assert rung(office, SIX, 2, "2024-04-26 08:00").sent == 36
    assert rung(office, SIX, 2, "2024-04-26 08:01") == SendResult(why="từ trước có 36 thư đã gửi")
    assert len(office.transport.sent) == 36


def test_the_letter_says_what_is_true_when_it_leaves(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    rung(office, SIX, 2, "2024-04-26 08:00")
    text = office.transport.sent[0].text
    assert "09/5/2024" in text
    assert "07 ngày làm việc" in text


# -- whom --------------------------------------------------------------------------------------------------------


def test_only_those_who_still_owe_are_reminded(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    done, *others = office.chased(SIX)
    office.send(SIX, done, "2024-04-25 10:00")
    rung(office, SIX, 2, "2024-04-26 08:00")
    assert {n.agency for n in office.notices(SIX, rung=2, state="sent")} == set(others)


def test_a_report_that_arrives_stops_the_ladder(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    agency = office.owing(SIX)[0]
    rung(office, SIX, 2, "2024-04-26 08:00")
    office.send(SIX, agency, "2024-04-26 10:00")  # Fri
    for number, moment in ((3, "2024-05-06"), (4, "2024-05-08"), (5, "2024-05-10"), (6, "2024-05-14"), (7, "2024-05-20")):
        rung(office, SIX, number, moment)
    assert [n.rung for n in office.notices(SIX, agency=agency, state="sent") if n.rung] == [1, 2]
    digest = next(n for n in office.notices(SIX, rung=7))
    assert office.duties(SIX)[agency].id not in digest.payload["duties"]


def test_an_incomplete_report_is_still_chased(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    agency = office.owing(SIX)[0]
    receipt = office.send(SIX, agency, "2024-04-25 10:00", figures=None, narratives=())
    assert not receipt.is_complete
    rung(office, SIX, 2, "2024-04-26 08:00")
    assert len(office.notices(SIX, agency=agency, rung=2, state="sent")) == 1


def test_a_wrong_report_is_still_chased_and_told_why(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    agency = office.owing(SIX)[0]
    office.send(SIX, agency, "2024-04-25 10:00", {"DV01": 1, "DV02": 3})  # more recognised than registered
    rung(office, SIX, 2, "2024-04-26 08:00")
    [notice] = office.notices(SIX, agency=agency, rung=2, state="sent")
    letter = next(m for m in office.transport.sent if m.message_id == notice.message_id)
    assert "DV02: 3" in letter.text


def test_waived_agencies_get_nothing(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    agency = office.owing(SIX)[0]
    waive(office.runtime, SIX, agency, REASON, at("2024-04-25"))
    rung(office, SIX, 2, "2024-04-26 08:00")
    rung(office, SIX, 7, "2024-05-20 08:00")
    assert office.notices(SIX, agency=agency, rung=2) == []
    assert office.duties(SIX)[agency].id not in office.notices(SIX, rung=7)[0].payload["duties"]


def test_three_days_late_the_head_is_told(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    office.send_all(SIX, "2024-05-09 10:00", office.owing(SIX)[1:])
    agency = office.owing(SIX)[0]
    rung(office, SIX, 5, "2024-05-10 08:00")  # Fri, D+1
    rung(office, SIX, 6, "2024-05-14 08:00")  # Tue, D+3
    late, escalated = office.notices(SIX, agency=agency, state="sent")[-2:]
    assert (late.kind, escalated.kind) == ("overdue", "escalation_head")
    assert late.recipient != escalated.recipient
    heads = [c for c in office.runtime.register.contacts(agency, dt.date(2024, 5, 14)) if c.role == "head"]
    assert escalated.recipient == heads[0].email


def test_seven_days_late_the_leader_of_the_collector_gets_one_digest(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    late = office.owing(SIX)[:3]  # L64-SNV, the collector, among them: the digest names it, too
    office.send_all(SIX, "2024-05-09 10:00", office.owing(SIX)[3:])
    rung(office, SIX, 6, "2024-05-14 08:00")  # Tue
    office.transport.sent.clear()
    rung(office, SIX, 7, "2024-05-20 08:00")  # Mon, D+7
    [digest] = office.notices(SIX, rung=7, state="sent")
    assert digest.duty_id is None
    assert digest.recipient == "lanhdao@so-noi-vu.gia-lai.example"
    text = office.transport.sent[-1].text
    names = {code: office.duties(SIX)[code].agency_name for code in late}
    assert all(name in text for name in names.values())
    assert rung(office, SIX, 7, "2024-05-20 09:00").sent == 0


def test_after_the_merger_the_successor_of_the_collector_is_told(office: Office) -> None:
    cycle = "binh-dinh-2025.dinh-ky.2025-6m"
    office.open(cycle)
    pass_on_duties(office.runtime, cycle, at("2025-07-01"))
    rung(office, cycle, 7, "2025-07-17 08:00")  # Thu; the heirs' own last day was Tue 8/7
    [digest] = [n for n in office.notices(cycle, rung=7) if n.state == "sent" and n.duty_id is None]
    contacts = office.runtime.register.contacts("N52-SNV", dt.date(2025, 7, 1))
    assert digest.recipient in {c.email for c in contacts if c.role == "leader"}


# -- extensions and moved deadlines --------------------------------------------------------------------------------


def test_an_extension_is_followed_by_reminders_of_its_own(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    agency = office.owing(SIX)[0]
    rung(office, SIX, 2, "2024-04-26 08:00")
    extend(office.runtime, SIX, agency, dt.date(2024, 5, 16), REASON, at("2024-05-03"))  # Fri → Thu 16/5
    rung(office, SIX, 3, "2024-05-06 08:00")  # Mon, D-3 of the others; D-8 of the extended one
    assert office.notices(SIX, agency=agency, rung=3) == []
    rung(office, SIX, 3, "2024-05-07 08:00")  # Tue, D-7 of the extended one: the one sent before was about another day
    assert [n.payload for n in office.notices(SIX, agency=agency, rung=2, state="sent")] == [{}, {"last_day": "2024-05-16"}]
    rung(office, SIX, 5, "2024-05-10 08:00")  # Fri, D+1 of the others
    assert office.notices(SIX, agency=agency, rung=5) == []
    rung(office, SIX, 3, "2024-05-13 08:00")  # Mon, its own D-3
    [notice] = office.notices(SIX, agency=agency, rung=3, state="sent")
    letter = next(m for m in office.transport.sent if m.message_id == notice.message_id)
    assert "16/5/2024" in letter.text


def test_a_moved_deadline_moves_everybody(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    assert move_deadline(office.runtime, SIX, dt.date(2024, 5, 16), REASON, at("2024-04-25")) == 37
    rung(office, SIX, 2, "2024-04-26 08:00")
    assert {n.kind for n in office.notices(SIX, state="sent")} == {"request", "deadline_changed"}
    assert rung(office, SIX, 2, "2024-05-07 08:00").sent == 36  # Tue, seven working days before Thu 16/5


# -- outages -------------------------------------------------------------------------------------------------------


def test_an_outage_over_two_rungs_gives_one_letter(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    result = rung(office, SIX, 3, "2024-05-06 08:00")  # Mon, D-3: nothing ran on D-7
    assert result.sent == 36
    assert Counter((n.rung, n.state, n.status_code) for n in office.notices(SIX)) == {
        (1, "sent", "sent"): 36,
        (2, "skipped", "superseded_by_higher_rung"): 36,
        (3, "sent", "sent"): 36,
    }
    assert rung(office, SIX, 2, "2024-05-06 08:05") == SendResult(skipped=36, why="không gửi 36 thư (đã có thư của bậc sau)")


def test_a_cycle_long_past_is_never_mailed_about(office: Office) -> None:
    office.open(SIX, at("2024-08-01"))
    assert rung(office, SIX, 7, "2024-08-01 08:00").sent == 0
    assert office.transport.sent == []
    assert {n.state for n in office.notices(SIX)} <= {"skipped"}
    assert rehearse(office.runtime, SIX, at("2024-08-01")) == ()


def test_receipts_of_a_cycle_long_past_are_withheld(office: Office) -> None:
    office.open(SIX, at("2024-08-01"))
    office.send(SIX, office.owing(SIX)[0], "2024-08-01 10:00")
    assert send_pending(office.runtime, SIX, at("2024-08-01 11:00")) == SendResult()
    assert [n.status_code for n in office.notices(SIX, kind="receipt")] == ["cycle_long_past"]


class Dying(MemoryTransport):
    """Dies while the third letter is on its way, as a killed process does: no handler of errors sees it."""

    def send(self, message: Message) -> None:
        super().send(message)
        if len(self.sent) == 3:
            raise KeyboardInterrupt


def copy_of(office: Office, transport: Transport, tmp_path: Path) -> Runtime:
    """Another process on the same store."""
    runtime = Runtime(Settings(home=tmp_path, database_url=office.runtime.settings.database_url), transport=transport)
    runtime.__dict__["register"] = office.runtime.register
    return runtime


def test_a_crash_between_claim_and_mark_is_never_repeated(office: Office, tmp_path: Path) -> None:
    office.open(SIX)
    dying = copy_of(office, Dying(), tmp_path)
    with pytest.raises(KeyboardInterrupt):
        send_rung(dying, SIX, 1, at("2024-04-15 08:00"))
    [left] = office.notices(SIX, state="sending")
    assert left.status_code == "claimed"
    assert rung(office, SIX, 1, "2024-04-15 08:10").sent == 33
    assert left.recipient not in {message.to for message in office.transport.sent}
    assert [n.id for n in office.notices(SIX, state="sending")] == [left.id]
    dying.engine.dispose()


def test_a_refusal_for_the_moment_is_tried_again_by_the_next_call(office: Office, tmp_path: Path) -> None:
    office.open(SIX)
    [notice] = planned_to(office, office.owing(SIX)[0])
    busy = copy_of(office, MemoryTransport({notice: TransportError("máy chủ bận", permanent=False)}), tmp_path)
    result = send_rung(busy, SIX, 1, at("2024-04-15 08:00"))
    assert (result.sent, result.failed) == (35, 1)
    [waiting] = office.notices(SIX, state="pending")
    assert (waiting.recipient, waiting.status_code, waiting.detail) == (notice, "try_again", "máy chủ bận")
    assert rung(office, SIX, 1, "2024-04-15 08:10") == SendResult(sent=1)
    assert [message.to for message in office.transport.sent] == [notice]
    busy.engine.dispose()


def test_a_refusal_for_good_is_not_tried_again(office: Office, tmp_path: Path) -> None:
    office.open(SIX)
    [address] = planned_to(office, office.owing(SIX)[0])
    strict = copy_of(office, MemoryTransport({address: TransportError("không có hộp thư", permanent=True)}), tmp_path)
    assert send_rung(strict, SIX, 1, at("2024-04-15 08:00")).failed == 1
    assert rung(office, SIX, 1, "2024-04-15 08:10") == SendResult(why="từ trước có 35 thư đã gửi, 1 thư không gửi được")
    assert [n.status_code for n in office.notices(SIX, state="failed")] == ["refused_for_good"]
    strict.engine.dispose()


def test_an_unknown_outcome_is_left_to_a_person(office: Office, tmp_path: Path) -> None:
    office.open(SIX)
    [address] = planned_to(office, office.owing(SIX)[0])
    lost = copy_of(office, MemoryTransport({address: OutcomeUnknown("mất kết nối")}), tmp_path)
    assert send_rung(lost, SIX, 1, at("2024-04-15 08:00")).failed == 1
    assert rung(office, SIX, 1, "2024-04-15 08:10") == SendResult(why="từ trước có 35 thư đã gửi, 1 thư chưa rõ đã đến")
    assert len(office.notices(SIX, state="unknown")) == 1
    lost.engine.dispose()


def test_a_letter_refused_for_days_gives_way_to_the_next_rung(office: Office, tmp_path: Path) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    agency = office.owing(SIX)[0]
    [address] = planned_to(office, agency)
    busy = copy_of(office, MemoryTransport({address: TransportError("máy chủ bận", permanent=False)}), tmp_path)
    send_rung(busy, SIX, 2, at("2024-04-26 08:00"))
    rung(office, SIX, 3, "2024-05-06 08:00")
    assert [(n.rung, n.state) for n in office.notices(SIX, agency=agency)] == [(1, "sent"), (2, "skipped"), (3, "sent")]
    busy.engine.dispose()


def test_a_broken_template_stops_nobody_elses_letter(office: Office, tmp_path: Path) -> None:
    office.open(SIX)
    agency = office.owing(SIX)[0]
    office.send(SIX, agency, "2024-04-15 07:00")
    templates = tmp_path / "templates"
    shutil.copytree(office.runtime.settings.templates, templates)
    (templates / "notices" / "receipt" / "body.txt.j2").write_text("{{ khong_co }}", encoding="utf-8")
    settings = Settings(home=tmp_path, database_url=office.runtime.settings.database_url, templates=templates)
    edited = Runtime(settings, transport=office.transport)
    edited.__dict__["register"] = office.runtime.register
    result = send_rung(edited, SIX, 1, at("2024-04-15 08:00"))
    assert (result.sent, result.failed) == (35, 1)
    [waiting] = office.notices(SIX, state="pending")
    assert (waiting.kind, waiting.status_code) == ("receipt", "unwritable")
    assert send_pending(office.runtime, SIX, at("2024-04-15 09:00")).sent == 1
    edited.engine.dispose()


def test_without_a_mail_server_nothing_is_lost(office: Office, tmp_path: Path) -> None:
    office.open(SIX)
    mute = Runtime(Settings(home=tmp_path, database_url=office.runtime.settings.database_url))
    mute.__dict__["register"] = office.runtime.register
    with pytest.raises(Refused, match="DANVAN_SMTP_HOST"):
        send_rung(mute, SIX, 1, at("2024-04-15 08:00"))
    assert len(office.notices(SIX, state="pending")) == 36
    assert rung(office, SIX, 1, "2024-04-15 08:10").sent == 36
    mute.engine.dispose()


def planned_to(office: Office, agency: str) -> list[str]:
    """Where the request to an agency goes."""
    return [c.email for c in office.runtime.register.contacts(agency, dt.date(2024, 4, 15)) if c.role == "focal"]


# -- rehearsal and returns -----------------------------------------------------------------------------------------


def test_the_rehearsal_says_exactly_who_will_get_what(office: Office) -> None:
    office.open(SIX)
    planned = rehearse(office.runtime, SIX, at("2024-04-15 08:00"))
    assert office.notices(SIX) == []
    assert {letter.rung for letter in planned} == {1, 2, 3, 4, 5, 6, 7}
    for number, moment in enumerate(
        ("2024-04-15", "2024-04-26", "2024-05-06", "2024-05-08", "2024-05-10", "2024-05-14"), start=1
    ):
        mine = [letter for letter in planned if letter.rung == number]
        assert {letter.moment for letter in mine} == {at(moment)}
        rung(office, SIX, number, moment)
        assert sorted(letter.recipient for letter in mine) == sorted(
            n.recipient for n in office.notices(SIX, rung=number, state="sent")
        )


def test_a_returned_report_is_chased_again(office: Office) -> None:
    office.open(SIX)
    skip_request(office, SIX)
    agency = office.owing(SIX)[0]
    office.send(SIX, agency, "2024-04-25 10:00")
    return_submission(office.runtime, SIX, agency, ("doi-thoai",), REASON, at("2024-04-25 15:00"))
    rung(office, SIX, 2, "2024-04-26 08:00")
    kinds = Counter(n.kind for n in office.notices(SIX, agency=agency, state="sent"))
    assert kinds == {"request": 1, "receipt": 1, "return": 1, "reminder": 1}
