"""Vietnamese numbers are read exactly or refused with a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_workflow.intake.numbers import BadNumber, NumberStyle, parse_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", "0"),
        ("05", "5"),
        ("1234", "1234"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1 234", "1234"),
        ("1\u00a0234,25", "1234.25"),
        ("98,5", "98.5"),
        ("0,125", "0.125"),
        ("  12  ", "12"),
        (12, "12"),
        (12.0, "12"),
        (98.25, "98.25"),
        (Decimal("3.50"), "3.50"),
        ("999.999.999.999", "999999999999"),
    ],
)
def test_what_is_read(written: object, number: str) -> None:
    assert parse_number(written) == Decimal(number)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("khoảng 12", "không phải là số"),
        ("12a", "không phải là số"),
        ("12 lượt", "không phải là số"),
        ("12%", "không phải là số"),
        ("1,234.5", "không rõ"),
        ("1,234", "dấu thập phân hay dấu phân cách"),
        ("1.23", "không rõ"),
        ("12.34.567", "không rõ"),
        ("1.234 567", "không rõ"),
        ("1 23", "không rõ"),
        ("1..234", "không rõ"),
        (",5", "không rõ"),
        ("5,", "không rõ"),
        ("-5", "số âm"),
        ("−5", "số âm"),
        (-5, "số âm"),
        ("", "không phải là số"),
        ("1e3", "không phải là số"),
        ("٣", "không phải là số"),
        ("NaN", "không phải là số"),
        (float("nan"), "không phải là số"),
        (float("inf"), "không phải là số"),
        (True, "không phải là số"),
        ("1234567890123", "quá dài"),
        (1e30, "quá dài"),
        ("1,23456", "thập phân"),
    ],
)
def test_what_is_refused(written: object, why: str) -> None:
    with pytest.raises(BadNumber, match=why):
        parse_number(written)


def test_another_style_turns_the_signs_around() -> None:
    english = NumberStyle(",", ".")
    assert parse_number("1,234.5", english) == Decimal("1234.5")
    with pytest.raises(BadNumber):
        parse_number("1.234", english)


@given(st.integers(min_value=0, max_value=10**12 - 1), st.integers(min_value=0, max_value=99))
def test_what_an_office_writes_comes_back(whole: int, cents: int) -> None:
    grouped = f"{whole:,}".replace(",", ".")
    assert parse_number(grouped) == whole
    assert parse_number(f"{grouped},{cents:02d}") == Decimal(f"{whole}.{cents:02d}")
    assert parse_number(grouped.replace(".", " ")) == whole


def read_or_none(text: str) -> Decimal | None:
    try:
        return parse_number(text)
    except BadNumber:
        return None


@given(st.text(max_size=20) | st.text(alphabet="0123456789., -", max_size=20))
def test_any_text_is_a_plain_number_or_refused(text: str) -> None:
    number = read_or_none(text)
    assert number is None or (number.is_finite() and number >= 0 and any(c in "0123456789" for c in text))
    assert number is None or read_or_none(f"{text} người") is None
