"""What a cell says: what the writer of samples writes is what the reader reads, and nothing is taken by guess."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.intake.codes import CodeMap, CodePattern
from danvan_workflow.intake.foreign import figure_text
from danvan_workflow.intake.mapping_file import read_mapping
from danvan_workflow.intake.rejection import shown
from danvan_workflow.intake.values import BadValue, figure_of, moment_of, text_of, version_of
from danvan_workflow.statutory.indicators import Indicator, catalogue

MAPPING = read_mapping(Path(__file__).parents[2] / "sql" / "collect" / "he-thong-tinh.yaml")
TT01, CD02, SHARE = catalogue()["TT01"], catalogue()["CD02"], catalogue()["HC05"]
LETTERS = st.text("ABCDEFGHXYZabcxyz0123456789", min_size=1, max_size=8)


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(FigureStatus))
def test_a_figure_comes_back_as_it_was_written(value: Decimal, status: FigureStatus) -> None:
    number = {FigureStatus.VALUE: value, FigureStatus.NOT_APPLICABLE: None}.get(status, Decimal(0))
    expected = FigureStatus.ZERO if status is FigureStatus.VALUE and not value else status
    assert figure_of(SHARE, figure_text(Figure("HC05", status, number)), "", MAPPING) == Figure("HC05", expected, number)


@pytest.mark.parametrize(
    ("indicator", "said", "accepted"),
    [
        (TT01, "12,5", "số nguyên từ 0 trở lên"),
        (TT01, 12.5, "số nguyên từ 0 trở lên"),
        (TT01, -3, "từ 0 trở lên"),
        (TT01, "-3", "từ 0 trở lên"),
        (CD02, "2", "1 (có) hoặc 0 (không)"),
        (CD02, "0,5", "1 (có) hoặc 0 (không)"),
        (SHARE, "-0,5", "từ 0 trở lên"),
    ],
)
def test_no_number_that_its_indicator_cannot_hold_is_taken(indicator: Indicator, said: object, accepted: str) -> None:
    with pytest.raises(BadValue, match=re.escape(accepted)):
        figure_of(indicator, said, "", MAPPING)


@pytest.mark.parametrize(("indicator", "said"), [(TT01, "12,0"), (TT01, 12.0), (CD02, "1"), (CD02, 0), (SHARE, "120,25")])
def test_a_number_of_its_kind_is_taken_however_it_is_written(indicator: Indicator, said: object) -> None:
    assert figure_of(indicator, said, "", MAPPING) is not None


@pytest.mark.parametrize("blank", [None, "", "   ", "\n", "\u00a0"])
def test_a_blank_answers_nothing(blank: str | None) -> None:
    assert figure_of(TT01, blank, "", MAPPING) is None


@pytest.mark.parametrize("zero", ["0", 0, 0.0, Decimal("0.00"), "00"])
def test_zero_is_an_answer(zero: object) -> None:
    assert figure_of(TT01, zero, "", MAPPING) == Figure("TT01", FigureStatus.ZERO, Decimal(0))


def test_yes_and_no_are_for_indicators_that_ask_so() -> None:
    assert figure_of(CD02, "Đã ban hành.", "", MAPPING) == Figure("CD02", FigureStatus.VALUE, Decimal(1))
    assert figure_of(CD02, "chưa", "", MAPPING) == Figure("CD02", FigureStatus.ZERO, Decimal(0))
    with pytest.raises(BadValue):
        figure_of(TT01, "có", "", MAPPING)


@pytest.mark.parametrize(
    "said",
    [
        "2025-03-19 23:59:59",
        "19/03/2025 23:59:59",
        dt.datetime(2025, 3, 19, 23, 59, 59),  # noqa: DTZ001 - as a TIMESTAMP column comes
        dt.datetime(2025, 3, 19, 16, 59, 59, tzinfo=dt.UTC),
    ],
)
def test_a_moment_is_read_in_the_time_zone_of_the_source(said: object) -> None:
    """The last second of Wed 19/3/2025 in Việt Nam."""
    assert moment_of(said, MAPPING) == dt.datetime(2025, 3, 19, 16, 59, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize("said", ["", None, "19-03-2025", "2025-02-30 08:00:00", "0001-01-01 00:00:00", "hôm qua", 20250319])
def test_no_moment_is_guessed(said: object) -> None:
    with pytest.raises(BadValue):
        moment_of(said, MAPPING)


def test_versions() -> None:
    assert [version_of(said) for said in (1, "2", " 3 ", None, "")] == [1, 2, 3, None, None]
    for wrong in (0, -1, "1.5", "a", 10_000, "٣"):
        with pytest.raises(BadValue):
            version_of(wrong)


@given(st.text(max_size=40))
def test_texts_are_clean(text: str) -> None:
    clean = text_of(text, 200)
    assert text_of(clean, 200) == clean
    assert not set(clean) & {"\x00", "\r", "\x1b", "ƣ", "Ƣ"}
    clean.encode("utf-8")


def test_a_quoted_value_is_short_and_harmless() -> None:
    assert shown("a\x00b\n c") == "a�b c"
    assert len(shown("x" * 500)) == 200


@given(LETTERS, LETTERS)
def test_codes_go_both_ways(unit: str, body: str) -> None:
    codes = CodeMap({}, (CodePattern("DV.{unit}.{body}", "{unit}-{body}"), CodePattern("DV.{unit}", "{unit}")))
    for ours in (unit, f"{unit}-{body}"):
        theirs = codes.theirs(ours)
        assert theirs is not None
        assert codes.ours(theirs) == ours
