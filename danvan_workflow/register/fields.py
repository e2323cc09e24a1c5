"""Read the fields of one record of a register file, and collect everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from danvan_workflow.errors import Problem
from danvan_workflow.register.names import clean, plain_ascii

DAY_FORMS = "ngày viết 2025-07-01 hoặc 01/07/2025, để trống nếu không giới hạn"
SHARE_FORMS = "tỷ lệ lớn hơn 0 và không quá 1, viết 1, 2/3, 0,5 hoặc 50%"
FLAG_FORMS = "có hoặc không"
CODE_FORMS = "chữ cái không dấu, chữ số và dấu gạch ngang, ví dụ N52-SNV"
LONGEST = {
    **dict.fromkeys(("code", "agency", "parent", "predecessor", "successor"), 35),
    **dict.fromkeys(("short_name", "unit_name", "province_name", "email"), 200),
    "name": 300,
    "phone": 40,
    "province": 10,
}
"""The most characters a field may have; codes as in QĐ 20/2020/QĐ-TTg, the rest as the database stores them."""

EMAIL_FORMS = "địa chỉ thư, ví dụ vanthu@so-noi-vu.binh-dinh.example"

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_VIETNAMESE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})$")
_CODE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+$")
_YES, _NO = {"co", "true", "1", "x", "yes"}, {"", "khong", "false", "0", "no"}
_Value = TypeVar("_Value")
_Member = TypeVar("_Member", bound=StrEnum)


def parse_day(text: str) -> date:
    """A date in one of DAY_FORMS; ValueError for any other text."""
    if found := _ISO.match(text):
        year, month, day = found.groups()
    elif found := _VIETNAMESE.match(text):
        day, month, year = found.groups()
    else:
        raise ValueError(text)
    return date(int(year), int(month), int(day))


def parse_share(text: str) -> Fraction:
    """A share in one of SHARE_FORMS; ValueError for any other text."""
    number, percent = (text[:-1].strip(), 100) if text.endswith("%") else (text, 1)
    try:
        share = Fraction(number) if "/" in number else Fraction(Decimal(number.replace(",", ".")))
    except (InvalidOperation, ZeroDivisionError, OverflowError):
        raise ValueError(text) from None
    if not 0 < share <= percent:
        raise ValueError(text)
    return share / percent


def parse_flag(text: str) -> bool:
    """Yes or no; ValueError for any other text."""
    word = plain_ascii(text)
    if word not in _YES | _NO:
        raise ValueError(text)
    return word not in _NO


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one row or entry; whatever can't be read is added to `problems` and reading goes on."""

    values: Mapping[str, str]
    problems: list[Problem]
    file: str = ""
    line: int | None = None

    def refuse(self, field: str, message: str, accepted: str = "") -> None:
        """Add a problem with one field."""
        value = self.values.get(field, "")
        self.problems.append(Problem(message, self.file, self.line, field, value, accepted))

    def text(self, field: str) -> str:
        """The field's text in NFC, empty when it is absent; not longer than LONGEST lets it be."""
        text = clean(self.values.get(field) or "")
        if len(text) > LONGEST.get(field, len(text)):
            self.refuse(field, "nội dung quá dài", f"tối đa {LONGEST[field]} ký tự")
        return text

    def required(self, field: str) -> str:
        """The field's text, which must not be empty."""
        if not (text := self.text(field)):
            self.refuse(field, "chưa có nội dung", "không để trống")
        return text

    def code(self, field: str, *, required: bool = True) -> str:
        """An agency's code."""
        text = self.required(field) if required else self.text(field)
        if text and not _CODE.match(text):
            self.refuse(field, "mã cơ quan không đúng cách viết", CODE_FORMS)
        return text

    def email(self, field: str) -> str:
        """One e-mail address."""
        text = self.required(field)
        if text and not _EMAIL.match(text):
            self.refuse(field, "địa chỉ thư không đúng cách viết", EMAIL_FORMS)
        return text

    def day(self, field: str) -> date | None:
        """A date, None when it is left open."""
        text = self.text(field)
        return self._parsed(field, text, parse_day, None, DAY_FORMS) if text else None

    def share(self, field: str) -> Fraction:
        """A share of a predecessor, 1 when it is left out."""
        text = self.text(field)
        return self._parsed(field, text, parse_share, Fraction(1), SHARE_FORMS) if text else Fraction(1)

    def flag(self, field: str) -> bool:
        """Yes or no; no when it is left out."""
        return self._parsed(field, self.text(field), parse_flag, False, FLAG_FORMS)

    def choice(self, field: str, members: type[_Member]) -> _Member:
        """One of the values of an enumeration."""
        first = next(iter(members))
        text = self.required(field)
        return self._parsed(field, text, members, first, ", ".join(members)) if text else first

    def _parsed(self, field: str, text: str, parse: Callable[[str], _Value], default: _Value, accepted: str) -> _Value:
        try:
            return parse(text)
        except ValueError:
            self.refuse(field, "không đọc được giá trị", accepted)
            return default


def unknown_fields(names: Collection[str], accepted: Collection[str], file: str, line: int | None) -> list[Problem]:
    """A problem for each field name that a file must not have."""
    listed = ", ".join(accepted)
    return [Problem("không có trường này", file, line, "tên trường", name, listed) for name in names if name not in accepted]
