"""Numbers and lists as an officer writes them in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction


def number_text(value: Decimal | int) -> str:
    """The number in Vietnamese style, with the decimals it has.

    >>> number_text(Decimal("1234.50"))
    '1.234,50'
    >>> number_text(Decimal("-7"))
    '-7'
    """
    return f"{Decimal(value):,f}".translate(str.maketrans(",.", ".,"))


def rounded(value: Fraction, decimals: int) -> Decimal:
    """The fraction rounded half up (away from zero) to that many decimals, without passing through a float.

    >>> rounded(Fraction(200, 3), 2)
    Decimal('66.67')
    >>> rounded(Fraction(-5, 2), 0)
    Decimal('-3')
    """
    scaled = abs(value) * 10**decimals
    steps = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-steps if value < 0 else steps).scaleb(-decimals)


def percentage(part: Decimal, whole: Decimal, decimals: int) -> Decimal | None:
    """100 × part / whole, rounded half up; None where the whole is zero."""
    return ratio(part, whole, decimals, Decimal(100))


def ratio(part: Decimal, whole: Decimal, decimals: int, times: Decimal) -> Decimal | None:
    """times × part / whole, rounded half up; None where the whole is zero."""
    return rounded(Fraction(times) * Fraction(part) / Fraction(whole), decimals) if whole else None


def mean(values: Sequence[Decimal], decimals: int) -> Decimal:
    """The mean of some numbers, rounded half up.

    >>> mean([Decimal(1), Decimal(2)], 0)
    Decimal('2')
    """
    return rounded(Fraction(sum(values, Decimal(0))) / len(values), decimals)


def shown_decimals(value: Decimal, at_most: int) -> int:
    """How many decimals a stated number shows; trailing zeros beyond `at_most` come from storage and don't count.

    >>> shown_decimals(Decimal("98.0"), 2), shown_decimals(Decimal("98.7000"), 2)
    (1, 1)
    """
    written = _decimals(value)
    return written if written <= at_most else _decimals(value.normalize())


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def list_text(names: Iterable[str], at_most: int = 10) -> str:
    """Names in one line, cut with a count when there are many.

    >>> list_text(["xã A", "xã B", "xã C"], at_most=2)
    'xã A, xã B và 1 cơ quan khác'
    """
    items = list(names)
    shown = ", ".join(items[:at_most])
    return f"{shown} và {len(items) - at_most} cơ quan khác" if len(items) > at_most else shown
