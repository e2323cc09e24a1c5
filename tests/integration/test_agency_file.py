"""The file of an agency: its line through the mergers, its duties, and one cycle of it whole."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from builders import TEXT, Office, at
from sqlalchemy import event

from danvan_workflow.duty.states import DutyState
from danvan_workflow.duty.submission import Attachment, Figure, FigureStatus, Narrative, TaskProgress, TaskState
from danvan_workflow.errors import UnknownName
from danvan_workflow.services.acts import concede
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.cycle import pass_on_duties
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.views.agency.duty_file import duty_file
from danvan_workflow.views.agency.file import agency_file
from danvan_workflow.views.agency.listing import agency_groups
from danvan_workflow.views.agency.version_changes import Piece
from danvan_workflow.views.agency.version_view import VersionView

Q1, SIX = "binh-dinh-2025.dinh-ky.2025-q1", "binh-dinh-2025.dinh-ky.2025-6m"
QUY_NHON, NEW_WARD, SNV, SNV_GIA_LAI = "L540", "N21583", "L52-SNV", "N52-SNV"
ACT = Act("Mưa lũ", "Trần Thị Bình, Phó Giám đốc", "125/SNV-XDCQ", "chuyenvien")


@pytest.fixture
def opened(office: Office) -> Office:
    office.open(Q1)
    return office


def figures_of(shown: VersionView) -> dict[str, str]:
    return {figure.code: figure.text for section in shown.sections for figure in section.figures}


# -- the agency -----------------------------------------------------------------------------------------------------


def test_an_agency_shows_what_it_came_from_and_became_with_days_and_reasons(opened: Office) -> None:
    file = agency_file(opened.runtime, QUY_NHON, at("2025-07-15"), [Q1])
    assert (file.exists, file.agency.valid_to) == (False, dt.date(2025, 6, 30))
    assert NEW_WARD in {relation.code for relation in file.progeny}
    step = next(relation for relation in file.progeny if relation.code == NEW_WARD)
    assert (step.effective_on, step.with_code) == (dt.date(2025, 7, 1), QUY_NHON)
    assert step.share
    assert step.assumed
    assert step.reason
    assert NEW_WARD in {agency.code for agency in file.stands_for_it}


def test_an_heir_shows_the_duties_of_those_it_came_from(opened: Office) -> None:
    opened.send(Q1, QUY_NHON, "2025-03-18")
    file = agency_file(opened.runtime, NEW_WARD, at("2025-07-15"), [Q1])
    assert file.own_duties == ()
    assert [(duty.agency, duty.status.state) for duty in file.duties] == [(QUY_NHON, DutyState.ACCEPTED)]
    assert {relation.code for relation in file.ancestry} >= {QUY_NHON}


def test_chains_of_mergers_are_followed_to_their_end(opened: Office) -> None:
    line = agency_file(opened.runtime, SNV_GIA_LAI, at("2025-07-15"), [Q1]).ancestry
    assert {relation.code for relation in line} >= {SNV, "L64-SNV"}
    days = [relation.effective_on for relation in line]
    assert days == sorted(days, reverse=True)
    assert min(days) < dt.date(2025, 7, 1)  # the merger of 1 March stands behind that of 1 July


def test_an_agency_of_another_province_is_told_apart_from_none_at_all(opened: Office) -> None:
    assert agency_file(opened.runtime, QUY_NHON, at("2025-03-01"), [Q1]).duties
    for code in ("L52", *(relation.code for relation in agency_file(opened.runtime, NEW_WARD, at("2025-03-01"), [Q1]).ancestry)):
        assert agency_file(opened.runtime, code, at("2025-03-01"), [Q1])  # whatever a page leads to can be opened
    with pytest.raises(UnknownName, match="được xem"):
        agency_file(opened.runtime, "L92-SNV", at("2025-03-01"), [Q1])
    with pytest.raises(UnknownName, match="được xem"):
        agency_file(opened.runtime, QUY_NHON, at("2025-03-01"), [])
    with pytest.raises(UnknownName, match="cơ quan “L9999”"):
        agency_file(opened.runtime, "L9999", at("2025-03-01"), [Q1])


def test_contacts_are_listed_by_role_and_examples_say_so(opened: Office) -> None:
    file = agency_file(opened.runtime, QUY_NHON, at("2025-03-01"), [Q1])
    assert [role.label for role, _ in file.contacts] == ["Đầu mối", "Thủ trưởng", "Lãnh đạo phụ trách"]
    assert all(contact.example for _, contacts in file.contacts for contact in contacts)


def test_a_duty_says_its_day_with_the_extension_and_how_late_it_is(opened: Office) -> None:
    concede.extend(opened.runtime, Q1, QUY_NHON, dt.date(2025, 3, 25), ACT, at("2025-03-18"))
    opened.send(Q1, QUY_NHON, "2025-03-27 09:00")
    (duty,) = agency_file(opened.runtime, QUY_NHON, at("2025-04-01"), [Q1]).duties
    assert (duty.last_day, duty.extended, duty.lateness) == (dt.date(2025, 3, 25), True, "trễ 2 ngày làm việc")
    (other,) = agency_file(opened.runtime, "L542", at("2025-03-24"), [Q1]).duties
    assert (other.extended, other.lateness, other.status.overdue) == (
        False,
        "quá hạn 3 ngày làm việc",
        True,
    )  # 20, 21 and 24 March


# -- one cycle ------------------------------------------------------------------------------------------------------


def test_an_agency_that_sent_nothing_has_its_coming_letters_and_its_log(opened: Office) -> None:
    file = duty_file(opened.runtime, Q1, QUY_NHON, at("2025-03-01"))
    assert (file.shown, file.versions, file.changes) == (None, (), None)
    assert file.planned
    assert {letter.agency for letter in file.planned} == {QUY_NHON}
    assert [event.title for event in file.events] == ["Mở kỳ báo cáo"]


def test_a_version_is_read_in_the_plans_order_with_words_for_what_is_no_number(opened: Office) -> None:
    draft = opened.draft(Q1, QUY_NHON, "2025-03-18", {"CD01": 1234})
    figures = {f.indicator: f for f in draft.figures if f.indicator != "CD03"}
    nil = next(code for code in figures if code not in ("CD01", "CD02"))
    figures[nil] = Figure(nil, FigureStatus.NIL, Decimal(0))
    figures["CD02"] = Figure("CD02", FigureStatus.NOT_APPLICABLE, None, "không có đơn vị")
    texts = [n for n in draft.narratives if n.section not in ("tuyen-truyen", "dan-chu-co-so", "kiem-tra")]
    texts += [Narrative("tuyen-truyen", "", nil=True), Narrative("dan-chu-co-so", "", skip_reason="đã báo cáo riêng")]
    opened.send(Q1, QUY_NHON, "2025-03-18", narratives=tuple(texts))
    sent = dataclasses.replace(
        draft,
        sent_at=at("2025-03-18 10:00"),
        figures=tuple(figures.values()),
        narratives=tuple(texts),
        tasks=(TaskProgress("doi-thoai", TaskState.DONE, 100, "TB số 12"),),
        attachments=(Attachment("báo cáo.pdf", b"%PDF-1.7", "application/pdf"),),
    )
    receive_submission(opened.runtime, sent, at("2025-03-18 10:00"))
    file = duty_file(opened.runtime, Q1, QUY_NHON, at("2025-03-18 12:00"))
    assert file.shown is not None
    words = figures_of(file.shown)
    assert (words["CD01"], words["CD02"], words["CD03"]) == ("1.234", "không áp dụng", "chưa báo cáo")
    assert words[nil] == "không phát sinh"
    sections = {section.section: section for section in file.shown.sections}
    assert sections["tuyen-truyen"].word == "không phát sinh"
    assert sections["dan-chu-co-so"].word == "không nêu: đã báo cáo riêng"
    assert (sections["kiem-tra"].word, sections["kiem-tra"].missing) == ("chưa báo cáo", True)
    assert [s.title.split(".")[0] for s in file.shown.sections][:3] == ["I", "II", "II"]
    assert (file.shown.files[0].name, file.shown.files[0].size) == ("báo cáo.pdf", 8)
    assert file.shown.tasks[0].state == "hoàn thành"
    assert [line.number for line in file.versions] == [2, 1]
    assert file.changes is not None
    assert ("0", "1.234") in {(change.before, change.after) for change in file.changes.values}
    first = duty_file(opened.runtime, Q1, QUY_NHON, at("2025-03-18 12:00"), 1)
    assert first.shown is not None
    assert (first.shown.number, first.changes) == (1, None)


def test_a_text_that_changed_is_shown_as_what_was_kept_added_and_removed(opened: Office) -> None:
    opened.send(Q1, QUY_NHON, "2025-03-17")
    texts = tuple(
        Narrative(s, f"{TEXT} Đã mở 02 lớp." if s == "tuyen-truyen" else TEXT) for s in opened.duties(Q1)[QUY_NHON].sections
    )
    opened.send(Q1, QUY_NHON, "2025-03-18", narratives=texts)
    changes = duty_file(opened.runtime, Q1, QUY_NHON, at("2025-03-19")).changes
    assert changes is not None
    (text,) = changes.texts
    added = [words for piece, words in text.pieces if piece is Piece.ADDED]
    assert "Đã mở 02 lớp." in "".join(added)
    assert "".join(words for piece, words in text.pieces if piece is not Piece.REMOVED) == f"{TEXT} Đã mở 02 lớp."


def test_findings_letters_and_acts_stand_with_their_reasons_and_the_account(opened: Office) -> None:
    concede.extend(opened.runtime, Q1, QUY_NHON, dt.date(2025, 3, 25), ACT, at("2025-03-17"))
    opened.send(Q1, QUY_NHON, "2025-03-18", {"TC01": 1, "TC02": 5})
    concede.return_submission(opened.runtime, Q1, QUY_NHON, ("tuyen-truyen",), ACT, at("2025-03-19"))
    file = duty_file(opened.runtime, Q1, QUY_NHON, at("2025-03-19"))
    assert (file.status.state, file.is_extended) == (DutyState.RETURNED, True)
    assert [(c.kind.label, c.reason, c.decider, c.document_number, c.entered_by) for c in file.concessions] == [
        (kind, "Mưa lũ", "Trần Thị Bình, Phó Giám đốc", "125/SNV-XDCQ", "chuyenvien") for kind in ("Gia hạn", "Trả lại báo cáo")
    ]
    assert {notice.kind for notice in file.notices} >= {"Xác nhận đã nhận", "Trả lại, yêu cầu bổ sung"}
    assert [event.title for event in file.events] == ["Trả lại báo cáo", "Nhận báo cáo", "Gia hạn", "Mở kỳ báo cáo"]
    assert file.events[0].entered_by == "chuyenvien"


def test_a_moved_deadline_of_the_cycle_stands_with_each_agency(opened: Office) -> None:
    concede.move_deadline(opened.runtime, Q1, dt.date(2025, 3, 21), ACT, at("2025-03-17"))
    file = duty_file(opened.runtime, Q1, QUY_NHON, at("2025-03-18"))
    assert [c.kind.label for c in file.concessions] == ["Đổi hạn của cả kỳ"]
    assert not file.is_extended


def test_a_version_or_an_agency_that_is_not_there_is_named(opened: Office) -> None:
    with pytest.raises(UnknownName, match="danh sách của kỳ"):
        duty_file(opened.runtime, Q1, NEW_WARD, at("2025-03-18"))
    opened.send(Q1, QUY_NHON, "2025-03-17")
    with pytest.raises(UnknownName, match="mang số “7”"):
        duty_file(opened.runtime, Q1, QUY_NHON, at("2025-03-18"), 7)


def test_a_duty_passed_on_names_its_heirs_and_takes_no_act(office: Office) -> None:
    office.open(SIX)
    pass_on_duties.pass_on_duties(office.runtime, SIX, at("2025-07-01"))
    file = duty_file(office.runtime, SIX, QUY_NHON, at("2025-07-02"))
    assert file.group == "Ủy ban nhân dân các xã, phường"
    assert (NEW_WARD, dt.date(2025, 7, 1)) in [(heir.agency, heir.since) for heir in file.passed_on_to]
    assert not file.takes_acts
    assert duty_file(office.runtime, SIX, NEW_WARD, at("2025-07-02")).takes_acts


# -- the list -------------------------------------------------------------------------------------------------------


def test_agencies_are_listed_by_group_and_found_without_diacritics(opened: Office) -> None:
    groups = agency_groups(opened.runtime, [Q1], at("2025-03-18"))
    assert [group.group for group in groups] == ["so-ban-nganh", "cap-huyen"]
    assert sum(len(group.lines) for group in groups) == len(opened.owing(Q1))
    found = agency_groups(opened.runtime, [Q1], at("2025-03-18"), "quy nhon")
    assert [line.agency.code for group in found for line in group.lines] == [QUY_NHON]
    assert found[0].lines[0].contact == "địa chỉ ví dụ"
    assert agency_groups(opened.runtime, [], at("2025-03-18")) == ()


# -- the cost -------------------------------------------------------------------------------------------------------


@pytest.fixture
def queries(opened: Office) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(opened.runtime.engine, "before_cursor_execute", note)
    yield seen
    event.remove(opened.runtime.engine, "before_cursor_execute", note)


def test_more_versions_and_more_agencies_ask_the_database_no_more_often(opened: Office, queries: list[str]) -> None:
    def asked() -> int:
        queries.clear()
        agency_file(opened.runtime, QUY_NHON, at("2025-03-19"), [Q1])
        duty_file(opened.runtime, Q1, QUY_NHON, at("2025-03-19"))
        return len(queries)

    opened.send(Q1, QUY_NHON, "2025-03-10")
    opened.send(Q1, QUY_NHON, "2025-03-11", {"CD01": 1})
    few = asked()
    for day in range(12, 18):
        opened.send(Q1, QUY_NHON, f"2025-03-{day}", {"CD01": day})
    opened.send_all(Q1, "2025-03-18", [code for code in opened.owing(Q1) if code != QUY_NHON][:8])
    assert asked() == few
    assert few < 40
