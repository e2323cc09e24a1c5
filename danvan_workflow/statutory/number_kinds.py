"""Which numbers an indicator can hold: whole ones, one of two answers, a percentage, so many decimals. Decided here alone."""

from __future__ import annotations

from decimal import Decimal

from danvan_workflow.statutory.indicators import Indicator, IndicatorKind

PERCENT = "%"
HUNDRED = Decimal(100)


def number_rule(indicator: Indicator, value: Decimal) -> str:
    """The formula of V01 that a number breaks; empty where it can stand by itself.

    >>> from danvan_workflow.statutory.indicators import catalogue
    >>> number_rule(catalogue()["TT02"], Decimal("12.5")), number_rule(catalogue()["TT02"], Decimal(12))
    ('V01a', '')
    """
    if indicator.kind is IndicatorKind.YES_NO:
        return "" if value in (0, 1) else "V01c"
    if indicator.unit == PERCENT:
        return "" if 0 <= value <= HUNDRED else "V01b"
    if indicator.decimals == 0:
        return "" if value >= 0 and value == value.to_integral_value() else "V01a"
    return "" if value >= 0 and value == round(value, indicator.decimals) else "V01d"


def refused_number(indicator: Indicator, value: Decimal) -> str:
    """What would be accepted in the place of a number that nothing of this kind can ever be; empty for any other.

    More than 100 % can be meant (of a target), so that it is stored and found fault with; an officer may accept it.
    """
    broken = number_rule(indicator, value)
    return "" if not broken or (broken == "V01b" and value > HUNDRED) else accepted_numbers(indicator)


def accepted_numbers(indicator: Indicator) -> str:
    """The numbers that an indicator can hold, in words.

    >>> from danvan_workflow.statutory.indicators import catalogue
    >>> accepted_numbers(catalogue()["CD02"])
    '1 (có) hoặc 0 (không)'
    """
    if indicator.kind is IndicatorKind.YES_NO:
        return "1 (có) hoặc 0 (không)"
    if indicator.unit == PERCENT:
        return "tỷ lệ từ 0 trở lên"
    if indicator.decimals == 0:
        return "số nguyên từ 0 trở lên"
    return f"số từ 0 trở lên, có tối đa {indicator.decimals} chữ số thập phân"
