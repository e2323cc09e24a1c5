"""A rule that only one plan has, as its file states it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import model_validator

from danvan_workflow.plan.indicator_code import IndicatorCode
from danvan_workflow.reading.forms import TextForm
from danvan_workflow.reading.model import Model, Text


class OwnRuleForm(StrEnum):
    """The forms in which a plan may state a rule: the keys it `needs`, and what of its sentence is `filled` in."""

    needs: tuple[str, ...]
    filled: tuple[str, ...]

    def __new__(cls, value: str, needs: tuple[str, ...] = (), filled: tuple[str, ...] = ()) -> Self:
        form = str.__new__(cls, value)
        form._value_, form.needs, form.filled = value, needs, filled
        return form

    SUM = "sum", ("left", "right"), ("left", "right")
    PART = "part", ("left", "right"), ("left", "right")
    RATIO = "ratio", ("left", "right", "low", "high"), ("left", "right", "value", "expected")
    RANGE = "range", ("left",), ("left", "value", "expected")
    CHANGE = "change", ("left", "times"), ("left", "value", "base", "indicator")
    PATTERN = "pattern", ("section", "pattern")


class OwnRule(Model):
    """A rule that only this plan has: its form, how grave a breach is, and the sentence that an agency reads."""

    id: Annotated[str, TextForm(r"^R\d{2}[a-z]?$", "viết chưa đúng mẫu", "chữ R và hai chữ số, ví dụ R01")]
    form: OwnRuleForm
    severity: Literal["error", "warning", "info"]
    sentence: Text
    left: tuple[IndicatorCode, ...] = ()
    right: tuple[IndicatorCode, ...] = ()
    times: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    section: str = ""
    pattern: str = ""
    source: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        problems = [*_lacks(self), *_unfilled(self), *_bounds(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _lacks(own: OwnRule) -> Iterator[str]:
    absent = [key for key in own.form.needs if getattr(own, key) in ((), "", None)]
    if absent:
        yield f"quy tắc {own.id} dạng {own.form.value} thiếu khóa {', '.join(absent)}"
    if own.form is OwnRuleForm.RANGE and own.low is None and own.high is None:
        yield f"quy tắc {own.id} dạng range phải nêu low, high hoặc cả hai"


def _unfilled(own: OwnRule) -> Iterator[str]:
    """Placeholders that nothing fills, and texts that can't be read."""
    try:
        named = [name for _, name, _, _ in Formatter().parse(own.sentence) if name is not None]
        re.compile(own.pattern)
    except (ValueError, re.error) as error:
        yield f"quy tắc {own.id} có câu báo hoặc mẫu chữ viết sai ({error})"
        return
    strange = sorted({*named} - {*own.form.filled})
    if strange:
        filled = ", ".join(f"{{{name}}}" for name in own.form.filled) or "(không có)"
        names = ", ".join(f"{{{name}}}" for name in strange)
        yield f"câu báo của quy tắc {own.id} có chỗ điền {names}; dạng {own.form.value} chỉ điền được {filled}"


def _bounds(own: OwnRule) -> Iterator[str]:
    if own.low is not None and own.high is not None and own.low > own.high:
        yield f"quy tắc {own.id} có mức thấp nhất lớn hơn mức cao nhất"
    if own.times is not None and own.times <= 1:
        yield f"quy tắc {own.id} có times không lớn hơn 1"
