"""Acts on one agency: foreseen and taken back, returned section by section, excused and not excused any more."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from builders import Office, at

from danvan_workflow.duty.submission import Attachment, Narrative
from danvan_workflow.errors import InvalidInput, Refused
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.register.register import Register
from danvan_workflow.services.acts import concede
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.letters import outbox
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.settings import Settings
from danvan_workflow.store import events
from danvan_workflow.store.migration import migrate
from danvan_workflow.store.tables import Base
from danvan_workflow.views.agency.duty_file import duty_file
from danvan_workflow.views.agency.file import agency_file
from danvan_workflow.views.agency.listing import agency_groups
from danvan_workflow.views.previews.foresee import foresee

Q1, QUY_NHON, NEW_WARD = "binh-dinh-2025.dinh-ky.2025-q1", "L540", "N21583"
ACT = Act("Thiếu số liệu", "Trần Thị Bình, Phó Giám đốc", "125/SNV-XDCQ", "chuyenvien")


@pytest.fixture
def asked(office: Office) -> Office:
    """A cycle that was opened, and every agency asked for its report."""
    office.open(Q1)
    send_rung(office.runtime, Q1, 1, at("2025-02-26"))
    return office


def content(office: Office) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the store."""
    with office.runtime.uow() as uow:
        tables = Base.metadata.sorted_tables
        return {table.name: [tuple(row) for row in uow.session.execute(table.select())] for table in tables}


def letter_to(office: Office, kind: str) -> str:
    """The text of the only letter of this kind that left."""
    (row,) = office.notices(Q1, kind=kind, state="sent")
    return next(message.text for message in office.transport.sent if message.message_id == row.message_id)


# -- foreseeing -----------------------------------------------------------------------------------------------------


def test_what_is_foreseen_is_what_happens_and_nothing_is_stored_by_looking(asked: Office) -> None:
    new, now = dt.date(2025, 3, 25), at("2025-03-17")
    before = content(asked)
    foreseen = foresee(asked.runtime, Q1, now, lambda trial: concede.extend(trial, Q1, QUY_NHON, new, ACT, now))
    assert content(asked) == before
    assert foreseen.result == 1
    assert [(letter.kind, "25/3/2025" in letter.text) for letter in foreseen.letters] == [("Báo hạn nộp mới", True)]
    concede.extend(asked.runtime, Q1, QUY_NHON, new, ACT, now)
    outbox.send_pending(asked.runtime, Q1, now)
    assert letter_to(asked, "deadline_changed") == foreseen.letters[0].text


def test_what_is_refused_is_refused_while_looking_and_nothing_is_stored(asked: Office) -> None:
    before = content(asked)
    with pytest.raises(InvalidInput, match="muộn hơn"):
        foresee(
            asked.runtime,
            Q1,
            at("2025-03-17"),
            lambda trial: concede.extend(trial, Q1, QUY_NHON, dt.date(2025, 3, 19), ACT, at("2025-03-17")),
        )
    assert content(asked) == before


def test_a_report_is_checked_before_it_is_stored(asked: Office) -> None:
    draft = asked.draft(Q1, QUY_NHON, "2025-03-17", {"DV02": 3})
    before = content(asked)
    foreseen = foresee(asked.runtime, Q1, at("2025-03-17"), lambda trial: receive_submission(trial, draft, at("2025-03-17")))
    assert content(asked) == before
    assert (foreseen.result.version, foreseen.result.errors) == (1, 1)
    assert [letter.kind for letter in foreseen.letters] == ["Xác nhận đã nhận"]


def test_letters_that_would_be_withdrawn_are_named(asked: Office) -> None:
    asked.send(Q1, QUY_NHON, "2025-03-17")  # its receipt waits
    foreseen = foresee(asked.runtime, Q1, at("2025-03-17"), lambda t: concede.waive(t, Q1, QUY_NHON, ACT, at("2025-03-17")))
    assert [letter.kind for letter in foreseen.withdrawn] == ["Xác nhận đã nhận"]
    assert foreseen.letters == ()


# -- returning ------------------------------------------------------------------------------------------------------


def test_a_return_says_in_each_section_what_is_to_be_mended(asked: Office) -> None:
    asked.send(Q1, QUY_NHON, "2025-03-17")
    faults = {"tuyen-truyen": "Chưa nêu số lớp tập huấn.", "kiem-tra": ""}
    assert concede.return_submission(asked.runtime, Q1, QUY_NHON, faults, ACT, at("2025-03-18")) == 1
    outbox.send_pending(asked.runtime, Q1, at("2025-03-18"))
    text = letter_to(asked, "return")
    assert "1. II.1. Tuyên truyền" in text
    assert "Chưa nêu số lớp tập huấn." in text
    assert ": Thiếu số liệu" in text.split("2. II.9.")[1]
    assert "chậm nhất là hết thứ Tư, ngày 19/3/2025" in text
    with asked.runtime.uow() as uow:
        event = events.events_of(uow, Q1)[-1]
    assert (event.kind, event.by, event.detail["entered_by"]) == ("return", ACT.decider, "chuyenvien")
    assert event.detail["sections"] == faults


def test_a_return_whose_sections_say_it_all_needs_no_reason_besides(asked: Office) -> None:
    asked.send(Q1, QUY_NHON, "2025-03-17")
    bare = Act("", ACT.decider)
    with pytest.raises(InvalidInput, match="lý do"):
        concede.return_submission(asked.runtime, Q1, QUY_NHON, {"tuyen-truyen": ""}, bare, at("2025-03-18"))
    with pytest.raises(InvalidInput, match="lý do"):
        concede.return_submission(asked.runtime, Q1, QUY_NHON, {}, bare, at("2025-03-18"))
    concede.return_submission(asked.runtime, Q1, QUY_NHON, {"tuyen-truyen": "Chưa nêu số lớp."}, bare, at("2025-03-18"))
    with asked.runtime.uow() as uow:
        assert "Chưa nêu số lớp" in events.events_of(uow, Q1)[-1].detail["reason"]


def test_a_version_is_returned_once(asked: Office) -> None:
    asked.send(Q1, QUY_NHON, "2025-03-17")
    concede.return_submission(asked.runtime, Q1, QUY_NHON, (), ACT, at("2025-03-18"))
    with pytest.raises(Refused, match=r"Bản số 1 .* đã được trả lại"):
        concede.return_submission(asked.runtime, Q1, QUY_NHON, (), ACT, at("2025-03-18"))
    asked.send(Q1, QUY_NHON, "2025-03-18", {"CD01": 1})
    assert concede.return_submission(asked.runtime, Q1, QUY_NHON, (), ACT, at("2025-03-19")) == 2
    assert len(asked.notices(Q1, kind="return")) == 2


def test_a_section_that_was_not_owed_but_sent_can_be_returned(asked: Office) -> None:
    draft = asked.draft(Q1, QUY_NHON, "2025-03-17")
    asked.send(Q1, QUY_NHON, "2025-03-17", narratives=(*draft.narratives, Narrative("kien-nghi", "Đề nghị bổ sung kinh phí.")))
    assert "kien-nghi" not in asked.duties(Q1)[QUY_NHON].sections
    assert concede.return_submission(asked.runtime, Q1, QUY_NHON, {"kien-nghi": "Nêu rõ số tiền."}, ACT, at("2025-03-18")) == 1


# -- excusing -------------------------------------------------------------------------------------------------------


def test_a_waiver_is_taken_back_and_the_agency_owes_and_is_heard_again(asked: Office) -> None:
    concede.waive(asked.runtime, Q1, QUY_NHON, ACT, at("2025-03-17"))
    with pytest.raises(Refused, match="hủy miễn"):
        asked.send(Q1, QUY_NHON, "2025-03-17")
    concede.lift_waiver(asked.runtime, Q1, QUY_NHON, ACT, at("2025-03-18"))
    assert asked.send(Q1, QUY_NHON, "2025-03-18").version == 1
    with asked.runtime.uow() as uow:
        assert [e.kind for e in events.events_of(uow, Q1) if e.agency == QUY_NHON][:2] == ["waiver", "waiver_lifted"]


def test_what_never_left_goes_out_after_all_but_no_reminder_of_a_day_gone_by(office: Office) -> None:
    office.open(Q1)
    office.send(Q1, QUY_NHON, "2025-02-26", nil_report=False, narratives=())  # incomplete: it is still asked and reminded
    with office.runtime.uow() as uow:
        cycle, plan = office.runtime.cycle_plan(uow, Q1)
        outbox.queue_due_rungs(office.runtime, uow, cycle, plan, at("2025-02-26"))
        uow.commit()
    concede.waive(office.runtime, Q1, QUY_NHON, ACT, at("2025-02-26"))
    assert {row.state for row in office.notices(Q1, agency=QUY_NHON)} == {"skipped"}
    assert concede.lift_waiver(office.runtime, Q1, QUY_NHON, ACT, at("2025-02-27")) == 2
    assert {row.kind for row in office.notices(Q1, agency=QUY_NHON, state="pending")} == {"request", "receipt"}


def test_a_waiver_is_given_once_and_an_excused_agency_gets_no_other_act(asked: Office) -> None:
    with pytest.raises(Refused, match="không được miễn"):
        concede.lift_waiver(asked.runtime, Q1, QUY_NHON, ACT, at("2025-03-17"))
    asked.send(Q1, QUY_NHON, "2025-03-16")
    concede.waive(asked.runtime, Q1, QUY_NHON, ACT, at("2025-03-17"))
    with pytest.raises(Refused, match="đang được miễn"):
        concede.waive(asked.runtime, Q1, QUY_NHON, ACT, at("2025-03-17"))
    with pytest.raises(Refused, match="đang được miễn"):
        concede.extend(asked.runtime, Q1, QUY_NHON, dt.date(2025, 3, 25), ACT, at("2025-03-17"))
    with pytest.raises(Refused, match="đang được miễn"):
        concede.return_submission(asked.runtime, Q1, QUY_NHON, (), ACT, at("2025-03-17"))


# -- the other database ---------------------------------------------------------------------------------------------


@pytest.mark.postgres
def test_on_postgresql_a_file_is_read_and_acts_are_foreseen_and_done(
    postgres_database: str, tmp_path: Path, prepared: tuple[Path, Register]
) -> None:
    settings = Settings(home=tmp_path, database_url=postgres_database)
    runtime, now = Runtime(settings, transport=MemoryTransport()), at("2025-03-17")
    migrate(runtime.engine, settings.sql)
    runtime.__dict__["register"] = prepared[1]
    office = Office(runtime, MemoryTransport())
    office.open(Q1)
    office.send(Q1, QUY_NHON, "2025-03-16", {"DV02": 3}, attachments=(Attachment("ảnh.png", b"1234"),))
    foreseen = foresee(runtime, Q1, now, lambda trial: concede.return_submission(trial, Q1, QUY_NHON, (), ACT, now))
    assert [letter.kind for letter in foreseen.letters] == ["Trả lại, yêu cầu bổ sung"]
    assert not office.notices(Q1, kind="return")
    concede.return_submission(runtime, Q1, QUY_NHON, (), ACT, now)
    concede.waive(runtime, Q1, QUY_NHON, ACT, now)
    assert concede.lift_waiver(runtime, Q1, QUY_NHON, ACT, now) == 2
    file = duty_file(runtime, Q1, QUY_NHON, now)
    assert file.shown is not None
    assert ([one.size for one in file.shown.files], len(file.concessions)) == ([4], 3)
    assert agency_file(runtime, NEW_WARD, now, [Q1]).duties[0].agency == QUY_NHON
    assert sum(len(group.lines) for group in agency_groups(runtime, [Q1], now)) == len(office.owing(Q1))
    runtime.engine.dispose()
