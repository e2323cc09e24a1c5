"""Breaches of a file's format, said in Vietnamese with place, line, value and what is accepted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import Protocol, get_args, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from danvan_workflow.errors import Problem
from danvan_workflow.reading.forms import A_DAY, A_NUMBER, A_WHOLE_NUMBER, AN_HOUR, YES_OR_NO, Breach
from danvan_workflow.reading.strict_yaml import ParsedText, Place, line_of, place_text

Said = tuple[str, str]  # message, what is accepted

LONGEST_VALUE = 60
NO_PARTS = ("model_type", "dataclass_type")
UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")


class Described(Protocol):
    """What is to be known of a kind of file: its model, what people call it (kế hoạch …), what is said of an absent key."""

    @property
    def model(self) -> object: ...
    @property
    def word(self) -> str: ...
    @property
    def absent(self) -> Said: ...


def breaches(error: ValidationError, kind: Described, document: ParsedText, file: str) -> Iterator[Problem]:
    """One problem for each breach."""
    for details in error.errors(include_url=False):
        place = _place(details)
        message, accepted = _said(details, place, kind)
        yield Problem(message, file, line_of(document.lines, place), place_text(place), _value(details), accepted)


def _place(details: ErrorDetails) -> Place:
    place = tuple(part for part in details["loc"][1:] if part != "[key]")  # the first part is the reader's own
    breach = _breach(details)
    return (*place, breach.key) if breach and breach.key else place


def _breach(details: ErrorDetails) -> Breach | None:
    said = details.get("ctx", {}).get("error")
    return said if isinstance(said, Breach) else None


def _value(details: ErrorDetails) -> str:
    given, breach = details["input"], _breach(details)
    if breach and breach.value is not None:
        return breach.value[:LONGEST_VALUE]
    if details["type"] in UNKNOWN_KEY or not isinstance(given, str):
        return ""
    return given[:LONGEST_VALUE]


def _said(details: ErrorDetails, place: Place, file: Described) -> Said:
    kind, context = details["type"], details.get("ctx", {})
    if kind in UNKNOWN_KEY:
        return f"khóa không có trong mẫu {file.word}", _near_keys(str(place[-1]), keys_at(file.model, place[:-1]))
    if kind == "missing":
        return file.absent
    if breach := _breach(details):
        return breach.message, breach.accepted
    if not place and kind in NO_PARTS:
        return f"tệp {file.word} phải gồm các cặp khóa: giá trị", f"các khóa như {', '.join(keys_at(file.model, ())[:3])}"
    if details["input"] is None and kind != "value_error":
        return "khóa có mà chưa ghi giá trị", WANTED.get(kind, _UNSAID)(context)[1]
    if kind in WANTED:
        return WANTED[kind](context)
    return f"giá trị chưa đúng mẫu ({details['msg']})", ""


def _near_keys(name: str, keys: Collection[str]) -> str:
    return ", ".join(get_close_matches(name, keys, n=3) or keys)


def keys_at(model: object, place: Place) -> list[str]:
    """The keys that a place of a file may have; none where it has no keys of its own."""
    for part in place:
        if isinstance(part, str):
            known = _annotations(model)
            model = known.get(part) if known else model  # the keys of a table are free
    return list(_annotations(model))


def _annotations(annotation: object) -> Mapping[str, object]:
    """The types of the keys of the model in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
    if isinstance(annotation, type) and is_dataclass(annotation):
        hints = get_type_hints(annotation, include_extras=True)
        return {field.name: hints[field.name] for field in fields(annotation)}
    return next((found for part in get_args(annotation) if (found := _annotations(part))), {})


def _choices(context: Mapping[str, object]) -> Said:
    listed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    return "giá trị không nằm trong danh sách", f"một trong: {listed}"


def _fixed(message: str, accepted: str) -> Callable[[Mapping[str, object]], Said]:
    return lambda _: (message, accepted)


_UNSAID = _fixed("", "")
_DAY = _fixed("không phải một ngày có thật", A_DAY)
_TIME = _fixed("không phải giờ trong ngày", AN_HOUR)
_WHOLE = _fixed("không phải số nguyên", A_WHOLE_NUMBER)
_NUMBER = _fixed("không phải số", A_NUMBER)
_YES_NO = _fixed("không phải giá trị đúng/sai", YES_OR_NO)
_LIST = _fixed("chỗ này phải là danh sách", "mỗi mục một dòng bắt đầu bằng “- ”, hoặc [a, b]")
_PARTS = _fixed("chỗ này phải gồm các cặp khóa: giá trị", "khóa: giá trị, thụt vào dưới tên phần")
_TEXT = _fixed("chỗ này phải là một dòng chữ", "chữ, không phải danh sách hay cặp khóa: giá trị")

WANTED: Mapping[str, Callable[[Mapping[str, object]], Said]] = {
    "value_error": lambda context: (str(context.get("error", "")), ""),
    "string_type": _TEXT,
    "string_too_short": _fixed("chưa có nội dung", "không để trống"),
    "string_too_long": lambda context: ("nội dung quá dài", f"tối đa {context.get('max_length')} ký tự"),
    "literal_error": _choices,
    "enum": _choices,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": _WHOLE,
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
    "dataclass_type": _PARTS,
    "dict_type": _PARTS,
    "greater_than_equal": lambda context: ("số nhỏ quá", f"từ {context.get('ge')} trở lên"),
    "less_than_equal": lambda context: ("số lớn quá", f"không quá {context.get('le')}"),
}
