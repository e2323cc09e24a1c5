"""Who is told what the watchdog found: real letters, at most one a day to each address; and a person's word on lost letters."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import Office, at
from offices import MakeRuntime
from sqlalchemy import select, update

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.milestones import Outcome
from danvan_workflow.errors import InvalidInput, Refused, TransportError, UnknownName
from danvan_workflow.notify.email import EmailTransport
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.notify.sink import Sink
from danvan_workflow.services.cycle.milestones import note_milestone
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.watch.alert import AlertResult, alert, alert_overdue
from danvan_workflow.services.watch.look import watch
from danvan_workflow.services.watch.settle import settle
from danvan_workflow.services.watch.trouble import Code, Trouble, Urgency
from danvan_workflow.settings import SmtpSettings
from danvan_workflow.store.tables import CycleRow, EventRow, NoticeRow

Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
DUTY_OFFICER = "truc@snv.example"
MONDAY, TUESDAY = "2025-03-10 08:15", "2025-03-11 08:15"


def stuck(sentence: str = "Thư số 1 kẹt.", plan: str = "binh-dinh-2025") -> Trouble:
    return Trouble(Code.LETTER_UNSURE, sentence, Urgency.STUCK, at("2025-03-10"), plan=plan)


def soon(sentence: str = "Kế hoạch sắp hết.") -> Trouble:
    return Trouble(Code.PLAN_ENDS, sentence, Urgency.SOON, at("2025-03-10"), plan="binh-dinh-2025")


def told_to(office: Office, *addresses: str) -> None:
    office.runtime.settings = dataclasses.replace(office.runtime.settings, alert_to=addresses)


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with Sink(tmp_path / "thu", refuse={"khong-co@snv.example": 550}) as server:
        yield server


@pytest.fixture
def posted(make_runtime: MakeRuntime, sink: Sink) -> Iterator[Office]:
    """An office that writes through a real SMTP server."""
    with EmailTransport(SmtpSettings("127.0.0.1", sink.port, "bao-cao@noivu.example"), timeout=5) as email:
        yield Office(make_runtime(email), MemoryTransport())


# -- the daily letter --------------------------------------------------------------------------------------------


def test_the_letter_lists_what_is_stuck_and_what_is_to_come(posted: Office, sink: Sink) -> None:
    told_to(posted, DUTY_OFFICER)
    assert alert(posted.runtime, [stuck("Thư <số 1> kẹt."), soon()], at(TUESDAY)) == AlertResult(sent=1)
    [letter] = sink.messages()
    assert letter["To"] == DUTY_OFFICER
    assert letter["Subject"] == "Trực ban ngày 11/3/2025: 01 việc tồn đọng cần xử lý ngay"
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "CẦN XỬ LÝ NGAY\n1. Thư <số 1> kẹt.\n" in text
    assert "CẦN CHUẨN BỊ\n1. Kế hoạch sắp hết.\n" in text
    assert "<li>Thư &lt;số 1&gt; kẹt.</li>" in letter.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_each_address_gets_one_letter_a_day(posted: Office, sink: Sink) -> None:
    told_to(posted, DUTY_OFFICER, "an@snv.example")
    assert alert(posted.runtime, [stuck()], at("2025-03-11 08:15")).sent == 2
    assert alert(posted.runtime, [stuck(), stuck("Việc khác.")], at("2025-03-11 23:59:59")) == AlertResult()
    assert alert(posted.runtime, [stuck()], at("2025-03-12 00:00:00")).sent == 2
    assert len(sink.messages()) == 4


def test_an_address_that_refuses_keeps_no_other_from_its_letter(posted: Office, sink: Sink) -> None:
    told_to(posted, "khong-co@snv.example", DUTY_OFFICER)
    result = alert(posted.runtime, [stuck()], at(TUESDAY))
    assert result.sent == 1
    [problem] = result.problems
    assert problem.startswith("Chưa gửi được thư báo động cho khong-co@snv.example: ")
    assert [letter["To"] for letter in sink.messages()] == [DUTY_OFFICER]


@pytest.mark.parametrize(("moment", "sent"), [(MONDAY, 1), (TUESDAY, 0), ("2025-03-09 23:59:59", 0), ("2025-03-17 00:00", 1)])
def test_what_there_is_time_for_is_told_on_mondays(office: Office, moment: str, sent: int) -> None:
    told_to(office, DUTY_OFFICER)
    assert alert(office.runtime, [soon()], at(moment)).sent == sent
    assert [message.subject for message in office.transport.sent] == [
        f"Trực ban ngày {'10' if moment == MONDAY else '17'}/3/2025: 01 việc cần chuẩn bị"
    ] * sent


def test_a_good_day_is_no_letter(office: Office) -> None:
    told_to(office, DUTY_OFFICER)
    assert alert(office.runtime, [], at(MONDAY)) == AlertResult()


def test_without_addresses_each_collector_hears_of_its_own_plans(office: Office) -> None:
    general = dataclasses.replace(stuck("Lịch thiếu năm 2028."), plan="")
    found = [stuck("Việc của Bình Định."), stuck("Việc của Gia Lai.", plan="gia-lai-2024"), general]
    assert alert(office.runtime, found, at(TUESDAY)).sent == 2
    letters = {message.to: message.text for message in office.transport.sent}
    assert len(letters) == 2
    for text in letters.values():
        assert ("Việc của Bình Định." in text) != ("Việc của Gia Lai." in text)
        assert "Lịch thiếu năm 2028." in text


def test_what_concerns_no_plan_goes_to_the_collectors_of_this_year(office: Office) -> None:
    assert alert(office.runtime, [stuck(plan="")], at(TUESDAY)).sent == 3  # Bình Định, Đắk Lắk, Phú Sơn 2025


def test_without_a_mail_server_the_reason_is_said(make_runtime: MakeRuntime) -> None:
    runtime = make_runtime(None)  # type: ignore[arg-type]
    runtime.settings = dataclasses.replace(runtime.settings, alert_to=(DUTY_OFFICER,))
    [problem] = alert(runtime, [stuck()], at(TUESDAY)).problems
    assert problem.startswith(f"Chưa gửi được thư báo động cho {DUTY_OFFICER}: Chưa khai báo máy chủ thư.")


# -- the end of the collector's own day --------------------------------------------------------------------------


def test_at_the_end_of_the_collectors_day_an_unfinished_cycle_is_told_of_once(office: Office) -> None:
    told_to(office, DUTY_OFFICER)
    office.open(Q1)
    assert alert_overdue(office.runtime, Q1, at("2025-03-26 23:59:59")) == AlertResult()
    assert alert_overdue(office.runtime, Q1, at("2025-03-27 00:00:00")).sent == 1
    assert alert_overdue(office.runtime, Q1, at("2025-03-27 00:00:05")) == AlertResult()
    assert "hết hạn tổng hợp (ngày 26/3/2025)" in office.transport.sent[0].text
    assert alert(office.runtime, [stuck()], at("2025-03-27 08:15")).sent == 1  # the daily letter is another one


def test_a_cycle_issued_or_moved_since_is_not_told_of(office: Office) -> None:
    told_to(office, DUTY_OFFICER)
    office.open(Q1)
    with office.runtime.uow() as uow:
        uow.session.get_one(CycleRow, Q1).state = CycleState.ISSUED
        uow.commit()
    assert alert_overdue(office.runtime, Q1, at("2025-03-27 00:00:00")) == AlertResult()


def test_a_cycle_that_was_never_opened_is_told_of_too(office: Office) -> None:
    told_to(office, DUTY_OFFICER)
    assert alert_overdue(office.runtime, Q1, at("2025-03-27 00:00:00")).sent == 1
    assert "mà chưa mở" in office.transport.sent[0].text


# -- a person's word ---------------------------------------------------------------------------------------------


@pytest.fixture
def lost(office: Office) -> Callable[..., NoticeRow]:
    """A request of Q1, 26/2/2025, in the state that is asked for."""
    office.open(Q1)
    send_rung(office.runtime, Q1, 1, at("2025-02-26 08:00"))
    for name in ("open", "rung:1"):
        note_milestone(office.runtime, Q1, name, Outcome.DONE, at("2025-02-26 08:00"))

    def make(state: str) -> NoticeRow:
        row = office.notices(Q1)[0]
        with office.runtime.uow() as uow:
            uow.session.execute(update(NoticeRow).where(NoticeRow.id == row.id).values(state=state, sent_at=None))
            uow.commit()
        return row

    return make


def settled(office: Office, letters: tuple[int, ...], how: str, moment: str = "2025-02-26 10:00") -> int:
    return settle(office.runtime, Q1, letters, how, "Trần Thị Bình, chuyên viên", "Đã gọi điện hỏi văn thư", at(moment))


@pytest.mark.parametrize("state", ["unknown", "failed", "sending"])
@pytest.mark.parametrize(("how", "ends"), [("arrived", "sent"), ("resend", "pending"), ("drop", "skipped")])
def test_a_persons_word_ends_the_trouble(office: Office, lost: Callable[..., NoticeRow], state: str, how: str, ends: str) -> None:
    row = lost(state)
    assert len(watch(office.runtime, at("2025-02-26 10:00"))) == 1
    assert settled(office, (row.id,), how) == 1
    assert [notice.state for notice in office.notices(Q1, id=row.id)] == [ends]
    assert watch(office.runtime, at("2025-02-26 10:00")) == ()
    with office.runtime.uow() as uow:
        [event] = uow.session.scalars(select(EventRow).filter_by(kind="letter_settled"))
    assert (event.by, event.agency, event.detail["settlement"]) == ("Trần Thị Bình, chuyên viên", row.agency, how)
    assert event.detail["reason"] == "Đã gọi điện hỏi văn thư"


def test_a_letter_sent_again_bears_its_old_identity(office: Office, lost: Callable[..., NoticeRow]) -> None:
    row = lost("unknown")
    settled(office, (row.id,), "resend")
    office.transport.sent.clear()
    send_rung(office.runtime, Q1, 0, at("2025-02-26 10:05"))
    assert [message.message_id for message in office.transport.sent] == [row.message_id]


def test_all_refused_letters_are_sent_again_at_one_word(office: Office, lost: Callable[..., NoticeRow]) -> None:
    lost("unknown")
    with office.runtime.uow() as uow:
        uow.session.execute(update(NoticeRow).where(NoticeRow.state == "sent").values(state="failed"))
        uow.commit()
    assert settled(office, (), "resend") == 29  # not the one whose outcome is unknown
    assert len(office.notices(Q1, state="unknown")) == 1


@pytest.mark.parametrize(("state", "moment"), [("sent", "2025-02-26 10:00"), ("sending", "2025-02-26 08:09:59")])
def test_a_letter_that_needs_no_word_is_left_alone(
    office: Office, lost: Callable[..., NoticeRow], state: str, moment: str
) -> None:
    row = lost(state)
    with pytest.raises(Refused, match=f"Thư số {row.id}"):
        settled(office, (row.id,), "drop", moment)
    assert [notice.state for notice in office.notices(Q1, id=row.id)] == [state]


def test_who_decides_and_why_must_be_said(office: Office, lost: Callable[..., NoticeRow]) -> None:
    row = lost("unknown")
    with pytest.raises(InvalidInput) as error:
        settle(office.runtime, Q1, (row.id,), "", " ", "", at("2025-02-26 10:00"))
    assert [problem.place for problem in error.value.problems] == ["settlement", "by", "reason"]
    with pytest.raises(InvalidInput, match="phải nêu thư nào đã đến"):
        settled(office, (), "arrived")
    with pytest.raises(UnknownName):
        settled(office, (row.id, 9999), "drop")


def test_an_error_of_the_server_is_no_secret(office: Office) -> None:
    told_to(office, DUTY_OFFICER)
    office.transport._refuse[DUTY_OFFICER] = TransportError("bận", permanent=False)
    assert alert(office.runtime, [stuck()], at(TUESDAY)).problems == (f"Chưa gửi được thư báo động cho {DUTY_OFFICER}: bận",)
    office.transport._refuse.clear()
    assert alert(office.runtime, [stuck()], at(TUESDAY)).sent == 1
