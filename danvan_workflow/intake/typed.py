"""Answers as people type them into our own form or workbook, and as these show them again."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.intake.mapping import Words
from danvan_workflow.intake.numbers import VIETNAMESE, NumberStyle
from danvan_workflow.statutory.indicators import Indicator, IndicatorKind

NIL, NOT_APPLICABLE, YES, NO = "không phát sinh", "không áp dụng", "có", "không"
STATUSES = {
    NIL: FigureStatus.NIL,
    "kps": FigureStatus.NIL,
    "không có": FigureStatus.NIL,
    NOT_APPLICABLE: FigureStatus.NOT_APPLICABLE,
    "kad": FigureStatus.NOT_APPLICABLE,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The words and the numbers of our own form."""

    words: Words = field(default_factory=lambda: Words(STATUSES, frozenset({YES, "x"}), frozenset({NO})))
    numbers: NumberStyle = VIETNAMESE


TYPED = Typed()


def typed_text(indicator: Indicator, figure: Figure) -> str:
    """What somebody would have typed for a figure: read again, it gives the same one."""
    if figure.status is FigureStatus.NOT_APPLICABLE:
        return NOT_APPLICABLE
    if figure.status is FigureStatus.NIL:
        return NIL
    if figure.value is None:
        return ""
    if indicator.kind is IndicatorKind.YES_NO and figure.value in (0, 1):
        return YES if figure.value else NO
    return typed_number(figure.value)


def typed_number(value: float | Decimal) -> str:
    """A number as it is typed in Vietnamese, so that it is read back as the same one.

    >>> typed_number(1234.5), typed_number(12.0), typed_number(1.234)
    ('1234,5', '12', '1,2340')
    """
    whole, _, decimals = f"{Decimal(repr(value) if isinstance(value, float) else value).normalize():f}".partition(".")
    if not decimals:
        return whole
    return f"{whole},{decimals}0" if len(decimals) == 3 else f"{whole},{decimals}"  # 1,234 could be read in two ways
