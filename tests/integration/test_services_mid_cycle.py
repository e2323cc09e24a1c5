"""A deadline moved or an extension given in the middle of a cycle: the notices follow, and nothing about the old day leaves."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from builders import Office, at
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from danvan_workflow.duty.rung import from_json
from danvan_workflow.errors import InvalidInput, TransportError
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.register.register import Register
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend, move_deadline
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.outbox import SendResult, send_pending
from danvan_workflow.services.letters.outbox_rows import rung_rows
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.statutory.wording import long_date
from danvan_workflow.store import cycles
from danvan_workflow.store.notices import plan_notices

SIX = "gia-lai-2024.dinh-ky.2024-6m"
"""Opens Mon 15/4/2024, the last admissible day is Thu 9/5; 36 agencies."""
OLD, NEW = dt.date(2024, 5, 9), dt.date(2024, 5, 23)  # Thursdays
ACT = Act("Chờ số liệu dịch vụ công", "Giám đốc Sở Nội vụ", "15/SNV-CTTN")


def sweep(office: Office, moment: str) -> SendResult:
    """What the daily look does: queue what is due, send what waits."""
    return send_rung(office.runtime, SIX, 0, at(moment))


@pytest.fixture
def late(office: Office) -> tuple[Office, str, str]:
    """On Fri 10/5, the first day after the deadline: all but two have sent; the two had every letter up to “overdue”."""
    office.open(SIX)
    one, two, *_ = office.chased(SIX)
    others = [code for code in office.owing(SIX) if code not in (one, two)]
    sweep(office, "2024-04-15 08:00")
    office.send_all(SIX, "2024-04-22 10:00", others)
    for moment in ("2024-04-26", "2024-05-06", "2024-05-08", "2024-05-10"):
        sweep(office, f"{moment} 08:00")
    office.transport.sent.clear()
    return office, one, two


def kinds(office: Office, agency: str, **wanted: object) -> list[tuple[str, int | None]]:
    return [(notice.kind, notice.rung) for notice in office.notices(SIX, agency=agency, **wanted)]


def sent_after(office: Office, agency: str, known: int) -> list[tuple[str, int | None]]:
    return kinds(office, agency, state="sent")[known:]


# -- what an officer expects ---------------------------------------------------------------------------------------


def test_a_moved_deadline_brings_its_own_reminders_and_escalation(late: tuple[Office, str, str]) -> None:
    office, one, _ = late
    known = len(kinds(office, one, state="sent"))
    move_deadline(office.runtime, SIX, NEW, ACT, at("2024-05-10 14:00"))
    seen: dict[tuple[str, int | None], str] = {}
    for day in range(11, 42):  # every day of the daily look until Mon 10/6
        moment = at("2024-05-10") + dt.timedelta(days=day - 10)
        send_rung(office.runtime, SIX, 0, moment)
        for letter in sent_after(office, one, known + len(seen)):
            seen[letter] = moment.strftime("%d/%m")
    assert seen == {
        ("deadline_changed", None): "11/05",  # Sat: the next look; D-9 of Thu 23/5, no rung of its own
        ("reminder", 2): "14/05",  # Tue, D-7
        ("reminder", 3): "20/05",  # Mon, D-3
        ("due_tomorrow", 4): "22/05",  # Wed, D-1
        ("overdue", 5): "24/05",  # Fri, D+1
        ("escalation_head", 6): "28/05",  # Tue, D+3
    }
    [digest] = office.notices(SIX, rung=7, state="sent")
    assert digest.sent_at == at("2024-06-03")  # Mon, D+7


def test_who_has_sent_is_not_bothered_and_nobody_is_asked_a_second_time(late: tuple[Office, str, str]) -> None:
    office, one, two = late
    move_deadline(office.runtime, SIX, NEW, ACT, at("2024-05-10 14:00"))
    sweep(office, "2024-05-10 14:05")
    assert {n.agency for n in office.notices(SIX, kind="deadline_changed")} == {one, two}
    sweep(office, "2024-05-14 08:00")
    assert Counter(kind for kind, _ in kinds(office, one))["request"] == 1


def test_the_letter_names_both_days_and_the_document(late: tuple[Office, str, str]) -> None:
    office, one, _ = late
    extend(office.runtime, SIX, one, NEW, ACT, at("2024-05-10 14:00"))
    sweep(office, "2024-05-10 14:05")
    [letter] = office.transport.sent
    assert letter.subject.endswith("Hạn mới gửi báo cáo công tác dân vận, hết thứ Năm, ngày 23/5/2024")
    assert "thay cho hạn trước đây là hết thứ Năm, ngày 09/5/2024" in letter.text
    assert "(theo văn bản số 15/SNV-CTTN)" in letter.text
    assert "Thời gian còn lại: 09 ngày làm việc." in letter.text


def test_later_letters_do_not_speak_of_the_old_phrase(late: tuple[Office, str, str]) -> None:
    office, _, _ = late
    move_deadline(office.runtime, SIX, NEW, ACT, at("2024-05-10 14:00"))
    sweep(office, "2024-05-14 08:00")
    letter = next(m for m in office.transport.sent if m.subject.endswith("còn 07 ngày làm việc"))
    assert "chậm nhất là hết thứ Năm, ngày 23/5/2024 (thay cho hạn cũ là hết ngày 09/5/2024)" in letter.text
    with office.runtime.uow() as uow:
        phrase = cycles.get_cycle(uow, SIX).due_phrase
    assert phrase
    assert phrase not in letter.text


def test_an_extension_is_told_to_that_agency_alone_and_escalation_waits_for_its_day(late: tuple[Office, str, str]) -> None:
    office, one, two = late
    assert extend(office.runtime, SIX, one, NEW, ACT, at("2024-05-10 14:00")) == 1
    sweep(office, "2024-05-14 08:00")  # Tue: D+3 of the others, D-7 of the extended one
    assert kinds(office, two, state="sent")[-1] == ("escalation_head", 6)
    assert kinds(office, one, state="sent")[-2:] == [("deadline_changed", None), ("reminder", 2)]
    sweep(office, "2024-05-20 08:00")  # Mon: D+7 of the others
    [digest] = office.notices(SIX, rung=7, state="sent")
    assert digest.payload == {"duties": [office.duties(SIX)[two].id]}
    text = next(m.text for m in office.transport.sent if m.message_id == digest.message_id)
    assert f"{office.duties(SIX)[one].agency_name}: chưa gửi, hạn riêng đến hết ngày 23/5/2024;" in text


# -- letters that wait ---------------------------------------------------------------------------------------------


def busy(office: Office, folder: Path, addresses: list[str]) -> Runtime:
    """Another process on the same store, whose mail server refuses these addresses for the moment."""
    refusals = {address: TransportError("máy chủ bận", permanent=False) for address in addresses}
    runtime = Runtime(
        Settings(home=folder, database_url=office.runtime.settings.database_url), transport=MemoryTransport(refusals)
    )
    runtime.__dict__["register"] = office.runtime.register
    return runtime


def address(office: Office, agency: str) -> str:
    return office.notices(SIX, agency=agency, kind="request")[0].recipient


def test_a_letter_about_the_old_day_that_still_waits_is_withdrawn(late: tuple[Office, str, str], tmp_path: Path) -> None:
    office, one, _ = late
    head = [c.email for c in office.runtime.register.contacts(one, OLD) if c.role == "head"]
    runtime = busy(office, tmp_path, head)
    send_rung(runtime, SIX, 6, at("2024-05-14 08:00"))  # Tue, D+3: the letter to the head does not leave
    assert kinds(office, one, state="pending") == [("escalation_head", 6)]
    extend(office.runtime, SIX, one, NEW, ACT, at("2024-05-14 09:00"))
    sweep(office, "2024-05-14 10:00")
    assert [n.status_code for n in office.notices(SIX, agency=one, rung=6)] == ["superseded_by_new_deadline"]
    assert kinds(office, one, state="sent")[-1] == ("deadline_changed", None)
    runtime.engine.dispose()


def test_a_row_queued_about_the_old_day_behind_the_act_is_not_sent_either(late: tuple[Office, str, str]) -> None:
    office, one, _ = late
    with office.runtime.uow() as uow:  # the day moves while another process has already read the old one
        duty = cycles.find_duty(uow, SIX, one)
        assert duty is not None
        rung = from_json(duty.ladder)[5]
        plan_notices(uow, rung_rows(office.runtime, cycles.get_cycle(uow, SIX), duty, rung, at("2024-05-14 08:00")))
        duty.last_day = NEW
        uow.commit()
    assert send_pending(office.runtime, SIX, at("2024-05-14 10:00")) == SendResult()
    assert [n.status_code for n in office.notices(SIX, agency=one, rung=6)] == ["superseded_by_new_deadline"]


def test_a_request_that_waits_says_the_new_day_and_no_news_is_needed(office: Office, tmp_path: Path) -> None:
    office.open(SIX)
    one = office.owing(SIX)[0]
    waits = [c.email for c in office.runtime.register.contacts(one, dt.date(2024, 4, 15)) if c.role == "focal"]
    runtime = busy(office, tmp_path, waits)
    send_rung(runtime, SIX, 1, at("2024-04-15 08:00"))
    assert extend(office.runtime, SIX, one, NEW, ACT, at("2024-04-15 09:00")) == 0
    sweep(office, "2024-04-15 10:00")
    assert kinds(office, one) == [("request", 1)]
    assert long_date(NEW) in office.transport.sent[-1].text
    sweep(office, "2024-05-14 08:00")  # Tue, D-7: the request stands, and was made once
    assert kinds(office, one, state="sent") == [("request", 1), ("reminder", 2)]
    runtime.engine.dispose()


def test_a_day_given_taken_back_and_given_again_is_told_each_time(late: tuple[Office, str, str]) -> None:
    office, one, _ = late
    for day, moment in ((23, "2024-05-10"), (16, "2024-05-13"), (23, "2024-05-14")):
        move_deadline(office.runtime, SIX, dt.date(2024, 5, day), ACT, at(f"{moment} 14:00"))
        sweep(office, f"{moment} 14:05")
    told = [m.subject.rsplit(" ", 1)[-1] for m in office.transport.sent if m.to == address(office, one)]
    assert told == ["23/5/2024", "16/5/2024", "23/5/2024"]


def test_two_moves_before_the_mail_leaves_give_one_letter(late: tuple[Office, str, str]) -> None:
    office, one, _ = late
    move_deadline(office.runtime, SIX, dt.date(2024, 5, 16), ACT, at("2024-05-10 14:00"))
    move_deadline(office.runtime, SIX, NEW, ACT, at("2024-05-10 15:00"))
    sweep(office, "2024-05-10 16:00")
    [letter] = [m for m in office.transport.sent if m.to == address(office, one)]
    assert long_date(NEW) in letter.text


def test_a_report_that_comes_before_the_news_leaves_takes_it_back(late: tuple[Office, str, str]) -> None:
    office, one, _ = late
    extend(office.runtime, SIX, one, NEW, ACT, at("2024-05-10 14:00"))
    office.send(SIX, one, "2024-05-10 14:30")
    sweep(office, "2024-05-10 15:00")
    assert [n.status_code for n in office.notices(SIX, kind="deadline_changed")] == ["superseded_by_submission"]


def test_the_plan_s_own_day_keeps_the_plain_key(office: Office) -> None:
    office.open(SIX)
    sweep(office, "2024-04-15 08:00")
    one = office.owing(SIX)[0]
    assert [n.key for n in office.notices(SIX, agency=one)] == [f"{SIX}|{one}|1|{address(office, one)}"]
    move_deadline(office.runtime, SIX, NEW, ACT, at("2024-04-16 08:00"))
    sweep(office, "2024-05-14 08:00")
    assert office.notices(SIX, agency=one, rung=2)[0].key == f"{SIX}|{one}|2|{address(office, one)}|2024-05-23"


def test_a_deadline_brought_forward_is_told_and_chased_from_the_new_day(office: Office) -> None:
    office.open(SIX)
    sweep(office, "2024-04-15 08:00")
    one = office.owing(SIX)[0]
    move_deadline(office.runtime, SIX, dt.date(2024, 4, 24), ACT, at("2024-04-16 10:00"))  # Wed
    sweep(office, "2024-04-16 10:05")
    sweep(office, "2024-04-19 08:00")  # Fri, D-3: Thu 18/4 is a day off
    assert kinds(office, one, state="sent") == [("request", 1), ("deadline_changed", None), ("reminder", 3)]


@pytest.mark.parametrize(("day", "words"), [(OLD, "đã là ngày này"), (dt.date(2024, 5, 8), "không rút hạn về một ngày đã qua")])
def test_a_day_that_changes_nothing_or_lies_behind_is_refused(late: tuple[Office, str, str], day: dt.date, words: str) -> None:
    office, _, _ = late
    with pytest.raises(InvalidInput, match=words):
        move_deadline(office.runtime, SIX, day, ACT, at("2024-05-10 14:00"))


def test_an_heir_told_of_the_old_day_is_told_of_the_new_one(office: Office) -> None:
    cycle = "binh-dinh-2025.dinh-ky.2025-6m"
    office.open(cycle)
    pass_on_duties(office.runtime, cycle, at("2025-07-01 08:00"))
    send_rung(office.runtime, cycle, 0, at("2025-07-01 08:05"))
    heir = next(n.agency for n in office.notices(cycle, kind="duty_passed_on", state="sent"))
    extend(office.runtime, cycle, heir, dt.date(2025, 7, 11), ACT, at("2025-07-01 10:00"))
    assert len(office.notices(cycle, agency=heir, kind="deadline_changed")) == 1


# -- any course of events ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_late(prepared: tuple[Path, Register], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Register]:
    """A store in which two agencies still owe on the day of the request."""
    file = tmp_path_factory.mktemp("two-late") / "danvan.sqlite"
    shutil.copy(prepared[0], file)
    runtime = Runtime(Settings(home=file.parent, database_url=f"sqlite:///{file}"), transport=MemoryTransport())
    runtime.__dict__["register"] = prepared[1]
    office = Office(runtime, MemoryTransport())
    office.open(SIX)
    late = office.chased(SIX)[:2]
    office.send_all(SIX, "2024-04-15 07:00", [code for code in office.owing(SIX) if code not in late])
    send_pending(runtime, SIX, at("2024-04-15 07:30"))
    runtime.engine.dispose()
    return file, prepared[1]


@contextmanager
def copied(prepared: tuple[Path, Register]) -> Iterator[Office]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "danvan.sqlite"
        shutil.copy(prepared[0], file)
        transport = MemoryTransport()
        runtime = Runtime(Settings(home=file.parent, database_url=f"sqlite:///{file}"), transport=transport)
        runtime.__dict__["register"] = prepared[1]
        yield Office(runtime, transport)
        runtime.engine.dispose()


courses = st.lists(st.tuples(st.integers(1, 9), st.sampled_from(("move", "extend")), st.integers(-3, 12)), max_size=3)
"""Each: so many days later, an act, by so many days."""


@given(course=courses)
@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))  # an example takes a second
def test_whatever_is_conceded_every_letter_is_about_the_day_that_counts_and_is_sent_once(
    two_late: tuple[Path, Register], course: list[tuple[int, str, int]]
) -> None:
    with copied(two_late) as office:
        one, two = [code for code, duty in office.duties(SIX).items() if duty.owes and not duty.submissions]
        today = dt.date(2024, 4, 15)
        for wait, act, by in [*course, (50, "", 0)]:
            for _ in range(wait):
                count = len(office.transport.sent)
                sweep(office, f"{today} 08:00")
                days = {long_date(office.duties(SIX)[code].last_day) for code in (one, two)}
                for letter in office.transport.sent[count:]:
                    assert any(f"hết {day}" in letter.text for day in days) or "Kính gửi: Đồng chí" in letter.text
                today += dt.timedelta(days=1)
            concede(office, act, one, by, f"{today} 07:00")
        sent = [n for n in office.notices(SIX, state="sent") if n.kind != "receipt"]
        assert len({n.message_id for n in sent}) == len(sent) == len(office.transport.sent)
        assert not office.notices(SIX, state="pending")
        for code in (one, two):
            about = Counter((n.rung, n.payload.get("last_day")) for n in sent if n.agency == code and n.rung is not None)
            assert set(about.values()) == {1}


def concede(office: Office, act: str, agency: str, by: int, moment: str) -> None:
    """The act, where it is one that an officer may do."""
    last_day = office.duties(SIX)[agency].last_day + dt.timedelta(days=by)
    try:
        if act == "move":
            move_deadline(office.runtime, SIX, last_day, ACT, at(moment))
        elif act == "extend":
            extend(office.runtime, SIX, agency, last_day, ACT, at(moment))
    except InvalidInput:
        return
