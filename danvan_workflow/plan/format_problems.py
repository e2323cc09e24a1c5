"""Breaches of the plan's format, said in Vietnamese with place, line, value and what is accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from danvan_workflow.errors import Problem
from danvan_workflow.plan.models import Plan
from danvan_workflow.reading.strict_yaml import Document, Place, line_of, place_text

Said = tuple[str, str]  # message, what is accepted

A_DAY = "một ngày có thật viết YYYY-MM-DD, ví dụ 2025-03-20"
PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "chữ thường không dấu, số và dấu gạch nối, ví dụ dinh-ky",
    r"^[A-Z]{2,4}\d{1,2}[a-z]?$": "mã chỉ tiêu như CD01, DV01a, DTH1",
}
LONGEST_VALUE = 60


def format_problems(error: ValidationError, document: Document, file: str) -> Iterator[Problem]:
    """One problem for each breach, in the order of the file."""
    found = [(details, _place(details)) for details in error.errors(include_url=False)]
    for details, place in sorted(found, key=lambda pair: line_of(document.lines, pair[1]) or 0):
        message, accepted = _said(details, place)
        line = line_of(document.lines, place)
        yield Problem(message, file, line, place_text(place), _value(details), accepted)


def _place(details: ErrorDetails) -> Place:
    return tuple(part for part in details["loc"] if part != "[key]")


def _value(details: ErrorDetails) -> str:
    given = details["input"]
    if details["type"] == "extra_forbidden":
        return ""
    return given[:LONGEST_VALUE] if isinstance(given, str) else ""


def _said(details: ErrorDetails, place: Place) -> Said:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return "khóa không có trong mẫu kế hoạch", _near_keys(str(place[-1]), model_at(place[:-1]))
    if details["input"] is None and kind not in ("missing", "value_error"):
        return "khóa có mà chưa ghi giá trị", WANTED.get(kind, _UNSAID)(context)[1]
    if kind in WANTED:
        return WANTED[kind](context)
    return f"giá trị chưa đúng mẫu ({details['msg']})", ""


def _near_keys(name: str, model: type[BaseModel] | None) -> str:
    keys = list(model.model_fields) if model else []
    return ", ".join(get_close_matches(name, keys, n=3) or keys)


def model_at(place: Place) -> type[BaseModel] | None:
    """The model that describes a place of a plan; None where there is none."""
    model: type[BaseModel] | None = Plan
    for part in place:
        if isinstance(part, str):
            field = model.model_fields.get(part) if model else None
            model = _model_in(field.annotation) if field else None
    return model


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)


def _choices(context: Mapping[str, object]) -> Said:
    listed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    return "giá trị không nằm trong danh sách", f"một trong: {listed}"


def _fixed(message: str, accepted: str) -> Callable[[Mapping[str, object]], Said]:
    return lambda _: (message, accepted)


_UNSAID = _fixed("", "")
_DAY = _fixed("không phải một ngày có thật", A_DAY)
_TIME = _fixed("không phải giờ trong ngày", "giờ và phút viết HH:MM, ví dụ 08:00")
_WHOLE = _fixed("không phải số nguyên", "số nguyên viết bằng chữ số, ví dụ 10")
_NUMBER = _fixed("không phải số", "số viết bằng chữ số, dấu thập phân là dấu chấm, ví dụ 2 hoặc 98.5")
_YES_NO = _fixed("không phải giá trị đúng/sai", "true hoặc false")
_LIST = _fixed("chỗ này phải là danh sách", "mỗi mục một dòng bắt đầu bằng “- ”, hoặc [a, b]")
_PARTS = _fixed("chỗ này phải gồm các cặp khóa: giá trị", "khóa: giá trị, thụt vào dưới tên phần")
_TEXT = _fixed("chỗ này phải là một dòng chữ", "chữ, không phải danh sách hay cặp khóa: giá trị")

WANTED: Mapping[str, Callable[[Mapping[str, object]], Said]] = {
    "missing": _fixed("thiếu khóa bắt buộc", ""),
    "value_error": lambda context: (str(context.get("error", "")), ""),
    "string_type": _TEXT,
    "string_too_short": _fixed("khóa có mà chưa ghi giá trị", "chữ"),
    "string_too_long": lambda context: ("giá trị dài quá", f"không quá {context.get('max_length')} ký tự"),
    "string_pattern_mismatch": lambda context: (
        "viết chưa đúng mẫu",
        PATTERNS.get(str(context.get("pattern")), str(context.get("pattern"))),
    ),
    "literal_error": _choices,
    "enum": _choices,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": _YES_NO,
    "bool_type": _YES_NO,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "time_type": _TIME,
    "time_parsing": _TIME,
    "tuple_type": _LIST,
    "model_type": _PARTS,
    "greater_than_equal": lambda context: ("số nhỏ quá", f"từ {context.get('ge')} trở lên"),
    "less_than_equal": lambda context: ("số lớn quá", f"không quá {context.get('le')}"),
}
