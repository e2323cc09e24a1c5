"""Completeness: zero, nil and not applicable are answers; a blank is none."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_workflow.duty.completeness import IndicatorState, SectionState, completeness
from danvan_workflow.duty.nil import nil_contradictions, with_nil
from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative

VALUE = Figure("TC01", FigureStatus.VALUE, Decimal(12))
ZERO = Figure("TC01", FigureStatus.ZERO, Decimal(0))
NIL = Figure("TC01", FigureStatus.NIL, Decimal(0))
NOT_APPLICABLE = Figure("TC01", FigureStatus.NOT_APPLICABLE, None)
EMPTY_VALUE = Figure("TC01", FigureStatus.VALUE, None)


@pytest.mark.parametrize(
    ("figures", "state", "complete"),
    [
        ([VALUE], IndicatorState.VALUE, True),
        ([ZERO], IndicatorState.ZERO, True),
        ([NIL], IndicatorState.NIL, True),
        ([NOT_APPLICABLE], IndicatorState.NOT_APPLICABLE, True),
        ([], IndicatorState.BLANK, False),
        ([EMPTY_VALUE], IndicatorState.BLANK, False),
    ],
)
def test_only_a_blank_figure_is_missing(figures: list[Figure], state: IndicatorState, complete: bool) -> None:
    result = completeness([], ["TC01"], figures, [])
    assert result.indicators == {"TC01": state}
    assert result.is_complete is complete
    assert result.missing_indicators == (() if complete else ("TC01",))


@pytest.mark.parametrize(
    ("narrative", "state"),
    [
        (Narrative("phoi-hop", "Đã phối hợp giám sát 02 cuộc."), SectionState.WRITTEN),
        (Narrative("phoi-hop", "", nil=True), SectionState.NIL),
        (Narrative("phoi-hop", "Không phát sinh."), SectionState.NIL),
        (Narrative("phoi-hop", "", skip_reason="Cơ quan không có nhiệm vụ này"), SectionState.SKIPPED),
        (Narrative("phoi-hop", "", skip_reason="  "), SectionState.MISSING),
        (Narrative("phoi-hop", "……………"), SectionState.MISSING),
        (Narrative("phoi-hop", " - \n"), SectionState.MISSING),
        (None, SectionState.MISSING),
    ],
)
def test_a_section_is_judged_by_what_stands_in_it(narrative: Narrative | None, state: SectionState) -> None:
    result = completeness(["phoi-hop"], [], [], [narrative] if narrative else [])
    assert result.sections["phoi-hop"] is state
    assert result.missing_sections == (("phoi-hop",) if state is SectionState.MISSING else ())


def test_a_ticked_section_is_nil() -> None:
    assert completeness(["phoi-hop"], [], [], [], ["phoi-hop"]).sections["phoi-hop"] is SectionState.NIL


def test_a_nil_report_answers_everything_it_does_not_answer_otherwise() -> None:
    result = completeness(
        ["chi-dao", "phoi-hop"], ["TC01", "TC02"], [ZERO], [Narrative("chi-dao", "Đã chỉ đạo.")], nil_report=True
    )
    assert result.is_complete
    assert result.sections == {"chi-dao": SectionState.WRITTEN, "phoi-hop": SectionState.NIL}
    assert result.indicators == {"TC01": IndicatorState.ZERO, "TC02": IndicatorState.NIL}


def test_a_nil_report_beside_figures_above_zero_answers_nothing() -> None:
    result = completeness(
        ["chi-dao", "phoi-hop"], ["TC01", "TC02"], [VALUE], [Narrative("chi-dao", "Đã chỉ đạo.")], nil_report=True
    )
    assert result.missing_sections == ("phoi-hop",)
    assert result.indicators == {"TC01": IndicatorState.VALUE, "TC02": IndicatorState.BLANK}
    assert with_nil([VALUE], ["TC01", "TC02"], nil_report=True) == (VALUE,)


@pytest.mark.parametrize("text", [{"text": "", "nil": True}, {"text": "Trong kỳ không phát sinh."}])
def test_a_nil_section_beside_its_own_figures_above_zero_covers_none_of_them(text: dict[str, Any]) -> None:
    covered, nil = {"tiep-dan": ("TC01", "TC02"), "phoi-hop": ("GS01",)}, Narrative("tiep-dan", **text)
    assert with_nil([VALUE], ["TC01", "TC02"], [nil], section_indicators=covered) == (VALUE,)
    (found,) = nil_contradictions([VALUE, ZERO], [nil], section_indicators=covered)
    assert (found.section, found.value) == ("tiep-dan", "TC01: 12")
    assert nil_contradictions([ZERO, NIL], [nil], nil_report=True, section_indicators=covered) == ()


@given(
    st.lists(st.sampled_from([VALUE, ZERO, NIL, NOT_APPLICABLE, EMPTY_VALUE]), max_size=1),
    st.booleans(),
    st.booleans(),
)
def test_nothing_is_filled_in_where_nil_and_figures_contradict_each_other(said: list[Figure], whole: bool, section: bool) -> None:
    covered, texts = {"tiep-dan": ("TC01", "TC02")}, [Narrative("tiep-dan", "", nil=True)] if section else []
    filled = with_nil(said, ["TC01", "TC02", "GS01"], texts, nil_report=whole, section_indicators=covered)
    if nil_contradictions(said, texts, nil_report=whole, section_indicators=covered):
        assert list(filled) == said
    elif whole:
        assert {figure.indicator for figure in filled} == {"TC01", "TC02", "GS01"}


def test_a_nil_section_answers_its_own_figures_only() -> None:
    covered = {"tiep-dan": ("TC01", "TC02"), "phoi-hop": ("GS01",)}
    nil = [Narrative("tiep-dan", "", nil=True)]
    result = completeness(["tiep-dan"], ["TC01", "TC02", "GS01"], [ZERO], nil, section_indicators=covered)
    assert result.indicators == {"TC01": IndicatorState.ZERO, "TC02": IndicatorState.NIL, "GS01": IndicatorState.BLANK}


def test_a_justified_skip_does_not_answer_figures() -> None:
    skip = [Narrative("tiep-dan", "", skip_reason="Không có trụ sở tiếp dân")]
    result = completeness(["tiep-dan"], ["TC01"], [], skip, section_indicators={"tiep-dan": ("TC01",)})
    assert result.missing_indicators == ("TC01",)


def test_the_ratio_counts_sections_and_figures_alike() -> None:
    result = completeness(["chi-dao", "phoi-hop"], ["TC01", "TC02"], [ZERO], [Narrative("chi-dao", "Đã chỉ đạo.")])
    assert (result.answered, result.required, result.ratio) == (2, 4, Fraction(1, 2))


def test_nothing_owed_is_complete() -> None:
    assert completeness([], [], [], []).ratio == 1


def test_what_nobody_asked_for_does_not_count() -> None:
    result = completeness([], ["TC02"], [VALUE], [])
    assert result.ratio == 0
    assert "TC01" not in result.indicators


def test_nil_answers_become_figures_that_tables_can_count() -> None:
    figures = with_nil([ZERO, Figure("TC02", FigureStatus.VALUE, None)], ["TC01", "TC02", "TC03"], nil_report=True)
    assert figures == (ZERO, Figure("TC02", FigureStatus.NIL, Decimal(0)), Figure("TC03", FigureStatus.NIL, Decimal(0)))
