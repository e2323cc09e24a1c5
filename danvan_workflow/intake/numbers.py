"""Numbers as Vietnamese offices write them, read exactly or refused: nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

MOST_DIGITS = 12
MOST_DECIMALS = 4
SPACES = " \u00a0\u202f"
EXAMPLE = "chỉ ghi chữ số, ví dụ 1234 hoặc 1.234,5"


class BadNumber(ValueError):
    """Not a number that could be read in exactly one way; the message is for the officer."""


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """The sign between thousands (spaces always pass too) and the decimal sign."""

    thousands: str = "."
    decimal: str = ","


VIETNAMESE = NumberStyle()


def parse_number(value: object, style: NumberStyle = VIETNAMESE) -> Decimal:
    """The number that a cell holds, text or not; BadNumber for anything that isn't surely one, or is negative or too long.

    `1,234` is refused, since one cannot know whether a decimal or a thousand was meant; `0,125` can't be misread.

    >>> parse_number("1.234,5"), parse_number("1 234"), parse_number("0,125")
    (Decimal('1234.5'), Decimal('1234'), Decimal('0.125'))
    """
    return _within_limits(_typed(value) if isinstance(value, int | float | Decimal) else _written(str(value), style))


def _typed(value: float | Decimal) -> Decimal:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if isinstance(value, bool) or not number.is_finite():
        raise BadNumber(f"không phải là số; {EXAMPLE}")
    if number < 0:
        raise BadNumber("số âm; số liệu phải từ 0 trở lên")
    whole = number == number.to_integral_value()
    return number.quantize(Decimal(1)) if whole and number.adjusted() < MOST_DIGITS else number


def _written(text: str, style: NumberStyle) -> Decimal:
    words = text.strip()
    found = _pattern(style).fullmatch(words)
    if found is None:
        raise BadNumber(_why(words))
    whole, decimals = found["whole"], found["decimals"] or ""
    if len(decimals) == 3 and len(whole) <= 3 and whole != "0":
        raise BadNumber(
            f"không rõ dấu “{style.decimal}” là dấu thập phân hay dấu phân cách hàng nghìn; ghi liền các chữ số, ví dụ 1234"
        )
    digits = re.sub(r"[^0-9]", "", whole)
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def _why(words: str) -> str:
    if re.match(r"[-−–]\s*[0-9]", words):
        return "số âm; số liệu phải từ 0 trở lên"
    if re.fullmatch(rf"[0-9.,{SPACES}]+", words):
        return f"cách viết dấu chấm, dấu phẩy không rõ là số nào; {EXAMPLE}"
    return f"không phải là số; {EXAMPLE}"


def _within_limits(number: Decimal) -> Decimal:
    if number and number.adjusted() >= MOST_DIGITS:
        raise BadNumber(f"số quá dài; tối đa {MOST_DIGITS} chữ số phần nguyên")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MOST_DECIMALS:
        raise BadNumber(f"quá nhiều chữ số thập phân; tối đa {MOST_DECIMALS} chữ số sau dấu phẩy")
    return number


@cache
def _pattern(style: NumberStyle) -> re.Pattern[str]:
    signs = re.escape(style.thousands) + SPACES
    grouped = rf"[0-9]{{1,3}}(?P<sign>[{signs}])[0-9]{{3}}(?:(?P=sign)[0-9]{{3}})*"
    return re.compile(rf"(?P<whole>{grouped}|[0-9]+)(?:{re.escape(style.decimal)}(?P<decimals>[0-9]+))?", re.ASCII)
