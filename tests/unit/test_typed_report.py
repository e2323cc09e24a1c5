"""A report typed into the form: read exactly, refused field by field, and shown again as it was typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_forms import QUARTERLY

from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative, Person, SubmissionDraft
from danvan_workflow.errors import InvalidInput
from danvan_workflow.intake.form import AskedSection
from danvan_workflow.intake.typed import TYPED, typed_text
from danvan_workflow.intake.typed_report import draft_of, values_of
from danvan_workflow.intake.values import figure_of
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.statutory.indicators import catalogue

NOW = dt.datetime(2025, 3, 18, 10, 0, tzinfo=VIETNAM)
KNOWN = catalogue()
FORM = replace(
    QUARTERLY,
    sections=(
        AskedSection("chi-dao", "I. Chỉ đạo", True, (KNOWN["CD01"], KNOWN["CD02"])),
        AskedSection("kien-nghi", "V. Kiến nghị", False, ()),
        AskedSection("", "Số liệu khác", False, (KNOWN["TC01"], KNOWN["HC05"])),
    ),
    owed=frozenset({"CD01", "CD02", "TC01"}),
)
PAPER = {"sent_on": "2025-03-17", "document_number": "12/BC-UBND", "sender": "Nguyễn Văn An"}


def problems(values: dict[str, str]) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        draft_of(FORM, values, NOW)
    return {problem.place: problem.text() for problem in refused.value.problems}


def test_what_is_typed_becomes_a_draft_of_that_day() -> None:
    draft = draft_of(
        FORM,
        PAPER
        | {"so.CD01": "1.234", "so.CD02": "có", "so.TC01": "KPS", "ghi.TC01": "không có khách"}
        | {"bai.chi-dao": " Đã ban hành.\r\nĐã giao việc. ", "kps.kien-nghi": "1"}
        | {"nguoi.0.vai": "leader", "nguoi.0.ten": "Trần Thị Bình", "nguoi.0.chuc": "Phó Chủ tịch"},
        NOW,
    )
    assert draft.sent_at == dt.datetime(2025, 3, 17, 17, 0, tzinfo=VIETNAM)
    assert (draft.via, draft.document_number, draft.sender) == ("paper", "12/BC-UBND", "Nguyễn Văn An")
    assert draft.figures == (
        Figure("CD01", FigureStatus.VALUE, Decimal(1234)),
        Figure("CD02", FigureStatus.VALUE, Decimal(1)),
        Figure("TC01", FigureStatus.NIL, Decimal(0), "không có khách"),
    )
    assert draft.narratives == (Narrative("chi-dao", "Đã ban hành.\nĐã giao việc."), Narrative("kien-nghi", "", nil=True))
    assert draft.persons == (Person("leader", "Trần Thị Bình", "Phó Chủ tịch"),)


def test_a_paper_of_today_was_handed_in_before_now() -> None:
    assert draft_of(FORM, PAPER | {"sent_on": "2025-03-18", "so.CD01": "1"}, NOW).sent_at == NOW


def test_a_blank_field_answers_nothing_and_a_zero_does() -> None:
    draft = draft_of(FORM, PAPER | {"so.CD01": "0", "so.CD02": "  ", "bai.chi-dao": "\n "}, NOW)
    assert draft.figures == (Figure("CD01", FigureStatus.ZERO, Decimal(0)),)
    assert draft.narratives == ()


def test_everything_wrong_is_told_at_once_each_at_its_field() -> None:
    found = problems(
        {"sent_on": "2025-02-30", "document_number": "1" * 101, "so.CD01": "1,234", "so.TC01": "-3", "so.CD02": "chưa rõ"}
        | {"bai.chi-dao": "Có nội dung", "kps.chi-dao": "1", "bai.kien-nghi": "A" * 50_001}
        | {"nguoi.0.vai": "leader", "nguoi.0.chuc": "Phó Chủ tịch", "nguoi.1.vai": "vua", "nguoi.1.ten": "Ai đó"}
    )
    assert set(found) == {
        *("sent_on", "document_number", "so.CD01", "so.TC01", "so.CD02"),
        *("bai.chi-dao", "bai.kien-nghi", "nguoi.0.ten", "nguoi.1.ten"),
    }
    assert "không rõ dấu" in found["so.CD01"]
    assert "số âm" in found["so.TC01"]


def test_what_an_indicator_cannot_hold_is_refused_at_its_field_with_what_it_can() -> None:
    found = problems(PAPER | {"so.CD01": "2,5", "so.CD02": "2", "so.TC01": "12,5"})
    assert set(found) == {"so.CD01", "so.CD02", "so.TC01"}
    assert "số nguyên từ 0 trở lên" in found["so.TC01"]
    assert "1 (có) hoặc 0 (không)" in found["so.CD02"]


@pytest.mark.parametrize("day", ["", "2025-03-19", "2024-12-14", "17/3/2025", "2025-13-01"])
def test_a_day_outside_of_the_period_up_to_today_is_refused(day: str) -> None:
    assert set(problems(PAPER | {"sent_on": day, "so.CD01": "1"})) == {"sent_on"}


def test_an_empty_form_is_no_report_but_a_nil_report_is_one() -> None:
    assert "biểu còn trống" in problems(PAPER)[""]
    assert draft_of(FORM, PAPER | {"nil_report": "1"}, NOW).nil_report


def test_a_field_of_nothing_in_the_form_is_left_alone() -> None:
    draft = draft_of(FORM, PAPER | {"so.CD01": "1", "so.LA99": "5", "bai.la": "x", "nguoi.x.vai": "leader"}, NOW)
    assert [figure.indicator for figure in draft.figures] == ["CD01"]
    assert (draft.narratives, draft.persons) == ((), ())


def test_a_draft_shown_in_the_form_is_read_back_the_same() -> None:
    draft = SubmissionDraft(
        FORM.cycle_id,
        FORM.agency,
        dt.datetime(2025, 3, 17, 17, 0, tzinfo=VIETNAM),
        "paper",
        sender="Nguyễn Văn An",
        document_number="12/BC-UBND",
        figures=(Figure("CD02", FigureStatus.ZERO, Decimal(0)), Figure("HC05", FigureStatus.VALUE, Decimal("1.234"), "ước")),
        narratives=(Narrative("chi-dao", "Một\nhai"), Narrative("kien-nghi", "", False, "đã nêu riêng")),
        persons=(Person("leader", "A", "B", "0900", "a@x.example"), Person("official", "C")),
        is_sample=True,
    )
    assert draft_of(FORM, values_of(FORM, draft), NOW) == draft


@given(st.decimals(min_value=0, max_value=10**11, places=4, allow_nan=False, allow_infinity=False))
def test_every_number_that_can_be_kept_is_typed_in_one_way(value: Decimal) -> None:
    for code, number in (("HC05", value), ("CD01", value.to_integral_value())):
        said = typed_text(KNOWN[code], Figure(code, FigureStatus.VALUE, number))
        read = figure_of(KNOWN[code], said, "", TYPED)
        assert read is not None
        assert read.value == number
