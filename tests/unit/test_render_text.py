"""Text and numbers as Vietnamese administration writes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import danvan_workflow
from danvan_workflow.consolidate.mentions import levelled
from danvan_workflow.duty.nil import words_of
from danvan_workflow.register.names import plain_ascii
from danvan_workflow.render import numbers
from danvan_workflow.text import clean, composed, one_line, sort_key


def test_the_legacy_letter_and_decomposed_text_become_one_spelling() -> None:
    assert clean("Chủ trƣơng, KỶ CƢƠNG") == "Chủ trương, KỶ CƯƠNG"
    assert clean(unicodedata.normalize("NFD", "Nội vụ")) == "Nội vụ"


def test_control_and_bidi_marks_go_but_line_breaks_stay() -> None:
    assert clean("a\x00b\x1b\u202ec\ufeff\r\nd\u2028e\ud800") == "abc\nd\ne"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


LONG_RUNS = ("\u0301\u0323", "\u0323", "\u0f73", "\u0344")  # 0f73: a mark of class 0 that falls apart


@pytest.mark.timeout(20)
@pytest.mark.parametrize("run", LONG_RUNS, ids=ascii)
@pytest.mark.parametrize("cleaned", [clean, one_line, composed, plain_ascii, words_of, levelled], ids=lambda one: one.__name__)
def test_two_hundred_thousand_marks_on_one_letter_are_bounded_before_anything_is_composed(
    cleaned: Callable[[str], str], run: str
) -> None:
    found = cleaned("Nội vụ a" + run * (200_000 // len(run)) + "b")
    assert len(found) < 120
    assert found.lower().endswith("b")


def test_marks_between_signs_that_go_are_one_run() -> None:
    assert len(clean("a" + "\u0301\u200b\u0323\u00ad" * 100_000)) <= 31


def test_what_people_write_keeps_every_sign() -> None:
    for text in ("─" * 500, "…" * 200, "🌾" * 100, "กี่ปุ่น" * 50, "e\u0302\u0301" * 100):
        assert clean(text) == unicodedata.normalize("NFC", text)


def test_text_is_composed_at_one_place() -> None:
    folder = Path(danvan_workflow.__file__).parent
    found = [path.name for path in folder.rglob("*.py") if 'unicodedata.normalize("NFC"' in path.read_text(encoding="utf-8")]
    assert found == ["text.py"]


def test_a_letter_that_was_lost_stays_to_be_seen() -> None:
    assert clean("Nguy\ufffdn") == "Nguy\ufffdn"


def test_a_name_stands_on_one_line_and_begins_no_header_of_its_own() -> None:
    assert one_line(" Sở Y tế\r\nBcc: ai@do.example\u2028\x85 ") == "Sở Y tế Bcc: ai@do.example"


def test_letters_sort_in_the_order_of_the_alphabet() -> None:
    letters = "a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y".split()
    assert sorted(reversed(letters), key=sort_key) == letters


def test_tones_sort_ngang_huyen_hoi_nga_sac_nang() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(reversed(tones), key=sort_key) == tones


def test_a_tone_decides_before_the_next_syllable() -> None:
    assert sorted(["Bình An", "Binh Thuận"], key=sort_key) == ["Binh Thuận", "Bình An"]


def test_case_and_the_place_of_the_tone_mark_do_not_part_equal_names() -> None:
    assert sorted(["hoà b", "Hòa a", "HÒA C"], key=sort_key) == ["Hòa a", "hoà b", "HÒA C"]


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_names_can_be_sorted_and_the_order_does_not_depend_on_the_input(names: list[str]) -> None:
    forwards, backwards = sorted(names, key=sort_key), sorted(reversed(names), key=sort_key)
    assert [clean(name) for name in forwards] == [clean(name) for name in backwards]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_a_written_number_reads_back_as_itself(value: Decimal) -> None:
    written = numbers.number(value)
    assert Decimal(written.replace(".", "").replace(",", ".")) == value
    assert not written.endswith((",", ",0"))


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_thousands_stand_in_groups_of_three(value: int) -> None:
    first, *groups = numbers.number(value).lstrip("-").split(".")
    assert 1 <= len(first) <= 3
    assert all(len(group) == 3 for group in groups)


@pytest.mark.parametrize(("value", "written"), [(0, "0"), (1, "01"), (9, "09"), (10, "10"), (-3, "-3"), (None, "…")])
def test_only_one_to_nine_get_a_leading_zero(value: int | None, written: str) -> None:
    assert numbers.count(value) == written


def test_half_is_rounded_up_not_to_even() -> None:
    assert numbers.percent(Decimal("12.25")) == "12,3%"
    assert numbers.number(Decimal("2.5"), 0) == "3"
    assert numbers.number(Decimal("-0.04"), 1) == "0,0"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2025, 1, 5), "ngày 05 tháng 01 năm 2025"),  # Chủ nhật
        (date(2025, 2, 10), "ngày 10 tháng 02 năm 2025"),  # thứ Hai
        (date(2025, 3, 9), "ngày 09 tháng 3 năm 2025"),  # Chủ nhật
        (date(2025, 12, 31), "ngày 31 tháng 12 năm 2025"),  # thứ Tư
    ],
)
def test_leading_zeros_in_dates_follow_the_decree(day: date, written: str) -> None:
    assert numbers.long_day(day) == written


def test_weekdays_of_the_deadlines_of_binh_dinh_2025() -> None:
    assert numbers.weekday_day(date(2025, 3, 20)) == "thứ Năm, ngày 20/3/2025"
    assert numbers.weekday_day(date(2025, 9, 20)) == "thứ Bảy, ngày 20/9/2025"
    assert numbers.weekday_day(date(2025, 11, 25)) == "thứ Ba, ngày 25/11/2025"


def test_hours_are_told_in_vietnam_and_a_naive_moment_is_refused() -> None:
    assert numbers.clock(datetime(2025, 3, 19, 17, 30, tzinfo=UTC)) == "00 giờ 30 phút, ngày 20/3/2025"
    with pytest.raises(ValueError, match="aware"):
        numbers.clock(datetime(2025, 3, 19))  # noqa: DTZ001
