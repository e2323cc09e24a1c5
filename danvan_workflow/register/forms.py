"""The ways in which a register file may write a day, a share, a flag or a code."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field

from danvan_workflow.reading.forms import Breach, TextForm
from danvan_workflow.reading.model import Text
from danvan_workflow.register.names import plain_ascii

DAY_FORMS = "ngày viết 2025-07-01 hoặc 01/07/2025, để trống nếu không giới hạn"
SHARE_FORMS = "tỷ lệ lớn hơn 0 và không quá 1, viết 1, 2/3, 0,5 hoặc 50%"
FLAG_FORMS = "có hoặc không"
CODE_FORMS = "chữ cái không dấu, chữ số và dấu gạch ngang, ví dụ N52-SNV"
EMAIL_FORMS = "địa chỉ thư, ví dụ vanthu@so-noi-vu.binh-dinh.example"

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_VIETNAMESE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_YES, _NO = {"co", "true", "1", "x", "yes"}, {"", "khong", "false", "0", "no"}


def parse_day(text: str) -> date:
    """A date in one of DAY_FORMS; ValueError for any other text."""
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _VIETNAMESE.fullmatch(text):
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


def _written(parse: Callable[[str], object], accepted: str) -> BeforeValidator:
    """A text in one of several forms; what is no text is left to the type."""

    def read(value: object) -> object:
        try:
            return parse(value) if isinstance(value, str) else value
        except ValueError:
            raise Breach("không đọc được giá trị", accepted) from None

    return BeforeValidator(read)


LONGEST_CODE, LONGEST_AREA, LONGEST_NAME, LONGEST_FULL_NAME, LONGEST_PHONE = 35, 10, 200, 300, 40
"""The most characters that a text may have; codes as in QĐ 20/2020/QĐ-TTg, the rest as the database stores them."""

AnyDay = Annotated[date, _written(parse_day, DAY_FORMS)]
Share = Annotated[Fraction, _written(parse_share, SHARE_FORMS)]
Flag = Annotated[bool, _written(parse_flag, FLAG_FORMS)]
_CODE = TextForm(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", "mã cơ quan không đúng cách viết", CODE_FORMS)
Code = Annotated[Text, Field(max_length=LONGEST_CODE), _CODE]
AreaCode = Annotated[Text, Field(max_length=LONGEST_AREA), _CODE]
_EMAIL = TextForm(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+", "địa chỉ thư không đúng cách viết", EMAIL_FORMS)
Email = Annotated[Text, Field(max_length=LONGEST_NAME), _EMAIL]
FullName = Annotated[Text, Field(max_length=LONGEST_FULL_NAME)]
Name = Annotated[Text, Field(max_length=LONGEST_NAME)]
