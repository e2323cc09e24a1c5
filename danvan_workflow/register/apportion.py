"""Divide a total among several parties so that nothing is lost or invented."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import MAX_PREC, Decimal, localcontext
from fractions import Fraction
from typing import overload


@overload
def apportion(total: int, weights: Sequence[Fraction | int]) -> list[int]: ...
@overload
def apportion(total: Decimal, weights: Sequence[Fraction | int], *, quantum: Decimal | None = None) -> list[Decimal]: ...
def apportion(
    total: int | Decimal, weights: Sequence[Fraction | int], *, quantum: Decimal | None = None
) -> list[int] | list[Decimal]:
    """The parts of `total` in proportion to `weights`, by the largest remainder; their sum is exactly `total`.

    Each part is a multiple of `quantum` (for an int 1, for a Decimal by default its last written digit) and less than
    one quantum away from its exact share. Equal remainders go to the earlier weight. A count that comes as
    `Decimal("7.0000")` needs `quantum=Decimal(1)`, or people are divided into ten-thousandths.

    >>> apportion(7, [1, 1, 1])
    [3, 2, 2]
    >>> apportion(Decimal("0.10"), [Fraction(2, 3), Fraction(1, 3)])
    [Decimal('0.07'), Decimal('0.03')]
    """
    _refuse_bad_weights(weights)
    if isinstance(total, int):
        return _largest_remainder(total, weights)
    unit = quantum if quantum is not None else _last_digit(total)
    return [_exactly(part, unit) for part in _largest_remainder(_steps(total, unit), weights)]


def _refuse_bad_weights(weights: Sequence[Fraction | int]) -> None:
    if not weights or any(weight < 0 for weight in weights) or sum(weights) == 0:
        raise ValueError(f"weights must be non-negative and not all zero, got {list(weights)!r}")


def _last_digit(total: Decimal) -> Decimal:
    exponent = total.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"only a finite figure can be divided, got {total}")
    return Decimal((0, (1,), min(exponent, 0)))


def _steps(total: Decimal, quantum: Decimal) -> int:
    steps = Fraction(total) / Fraction(quantum)
    if steps.denominator != 1:
        raise ValueError(f"{total} isn't a whole number of steps of {quantum}")
    return steps.numerator


def _exactly(steps: int, quantum: Decimal) -> Decimal:
    """`steps * quantum` without the rounding of Decimal arithmetic to 28 digits."""
    with localcontext(prec=MAX_PREC):
        return steps * quantum


def _largest_remainder(steps: int, weights: Sequence[Fraction | int]) -> list[int]:
    whole = sum(Fraction(weight) for weight in weights)
    exact = [abs(steps) * Fraction(weight) / whole for weight in weights]
    parts = [share.numerator // share.denominator for share in exact]
    left = abs(steps) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:left]:
        parts[i] += 1
    return [-part for part in parts] if steps < 0 else parts
