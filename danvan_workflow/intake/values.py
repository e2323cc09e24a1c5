"""Single values of a source: texts, numbers with their words, moments, flags."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Protocol

from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.intake.mapping import SourceMapping, Words
from danvan_workflow.intake.numbers import BadNumber, NumberStyle, parse_number
from danvan_workflow.statutory.indicators import Indicator, IndicatorKind
from danvan_workflow.statutory.number_kinds import refused_number
from danvan_workflow.text import clean


class Ways(Protocol):
    """How answers are written: which words stand for what, and the signs within numbers."""

    @property
    def words(self) -> Words: ...
    @property
    def numbers(self) -> NumberStyle: ...


class BadValue(ValueError):
    """A value that can't be taken; the message is for the officer."""


def text_of(value: object, limit: int) -> str:
    """A clean text without blanks around it; BadValue where it is too long."""
    kept = clean("" if value is None else str(value)).strip()
    if len(kept) > limit:
        raise BadValue(f"quá dài: {len(kept)} ký tự, tối đa {limit}")
    return kept


def code_of(value: object) -> str:
    """A code as the source writes it, without the blanks that fixed-width columns add."""
    return text_of(value, 200)


def figure_of(indicator: Indicator, value: object, note: str, ways: Ways) -> Figure | None:
    """The figure of a cell; None for a blank one, which answers nothing.

    BadValue where it can't be read in one way, or is no number of the indicator's kind.
    """
    words = text_of(value, 200).casefold().rstrip(".") if not isinstance(value, int | float | Decimal) else ""
    if value is None or (isinstance(value, str) and not words):
        return None
    status = _status(words, indicator, ways.words)
    if status is not None:
        number = {FigureStatus.VALUE: Decimal(1), FigureStatus.NOT_APPLICABLE: None}.get(status, Decimal(0))
        return Figure(indicator.code, status, number, note)
    try:
        number = parse_number(words or value, ways.numbers)
    except BadNumber as error:
        raise BadValue(str(error)) from None
    if accepted := refused_number(indicator, number):
        raise BadValue(f"không hợp với chỉ tiêu này; phải là {accepted}")
    return Figure(indicator.code, FigureStatus.VALUE if number else FigureStatus.ZERO, number, note)


def _status(words: str, indicator: Indicator, known: Words) -> FigureStatus | None:
    if indicator.kind is IndicatorKind.YES_NO and words in known.yes | known.no:
        return FigureStatus.VALUE if words in known.yes else FigureStatus.ZERO
    return known.statuses.get(words)


def moment_of(value: object, mapping: SourceMapping) -> dt.datetime:
    """An aware moment in UTC; a source's local time is read in its own time zone."""
    read = value if isinstance(value, dt.datetime) else _written_moment(text_of(value, 40), mapping.timestamps)
    aware = read if read.utcoffset() is not None else read.replace(tzinfo=mapping.zone)
    try:
        return aware.astimezone(dt.UTC)
    except OverflowError:
        raise BadValue("thời điểm ngoài mọi năm có thật") from None


def _written_moment(words: str, forms: tuple[str, ...]) -> dt.datetime:
    for form in forms:
        try:
            return dt.datetime.strptime(words, form)  # noqa: DTZ007 - the caller gives it the source's time zone
        except ValueError:
            continue
    raise BadValue(f"không phải là thời điểm theo mẫu {', '.join(forms)}")


def version_of(value: object) -> int | None:
    """The sender's own number of a version; None where the source keeps none."""
    words = str(value).strip() if value is not None else ""
    if not words:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,3}", words, re.ASCII):
        raise BadValue("số lần gửi phải là số nguyên từ 1 đến 9999")
    return int(words)


def flag_of(value: object, words: Words) -> bool:
    """True for the words that say so."""
    return str(value).strip().casefold() in words.true
