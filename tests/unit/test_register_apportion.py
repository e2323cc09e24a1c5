from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from danvan_workflow.register.apportion import apportion

THIRDS = [Fraction(1, 3)] * 3


def test_whole_numbers_stay_whole_and_equal_remainders_go_to_the_earlier() -> None:
    assert apportion(10, THIRDS) == [4, 3, 3]
    assert apportion(11, THIRDS) == [4, 4, 3]


def test_the_larger_remainder_comes_first_whatever_its_place() -> None:
    assert apportion(1, [Fraction(2, 5), Fraction(3, 5)]) == [0, 1]


def test_a_decimal_keeps_its_last_written_digit() -> None:
    assert apportion(Decimal("1.00"), THIRDS) == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]
    assert [str(part) for part in apportion(Decimal("1.00"), [1, 1])] == ["0.50", "0.50"]


def test_a_count_stored_with_decimals_is_divided_in_whole_pieces_when_told_so() -> None:
    assert apportion(Decimal("7.0000"), [1, 1], quantum=Decimal(1)) == [4, 3]


def test_more_digits_than_decimal_arithmetic_carries_are_kept() -> None:
    total = Decimal("123456789012345678901234567890.12")
    first, second = apportion(total, [1, 1])
    assert (first, second) == (Decimal("61728394506172839450617283945.06"),) * 2


def test_a_total_below_zero_mirrors_the_one_above() -> None:
    assert apportion(-10, THIRDS) == [-4, -3, -3]


def test_a_weight_of_zero_gets_nothing() -> None:
    assert apportion(5, [0, 1, 0]) == [0, 5, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_weights_that_mean_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        apportion(1, weights)


def test_a_total_finer_than_the_quantum_is_refused() -> None:
    with pytest.raises(ValueError, match="whole number of steps"):
        apportion(Decimal("1.5"), [1, 1], quantum=Decimal(1))


@pytest.mark.parametrize("total", [Decimal("NaN"), Decimal("Infinity")])
def test_a_figure_that_is_no_number_is_refused(total: Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        apportion(total, [1])
