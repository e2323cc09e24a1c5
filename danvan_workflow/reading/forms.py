"""The written forms of days, hours, numbers and yes/no in a file: one form each, so that nothing is guessed.

Without this pydantic would read `20217600` as a number of seconds, `on` as yes and `1_000` as a number. Nothing here imports
pydantic: who only states a form does not pay for the reader.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from danvan_workflow.errors import UnknownName

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

A_DAY = "một ngày có thật viết YYYY-MM-DD, ví dụ 2025-03-20"
AN_HOUR = "giờ và phút viết HH:MM, ví dụ 08:00"
A_WHOLE_NUMBER = "số nguyên viết bằng chữ số, ví dụ 10"
A_NUMBER = "số viết bằng chữ số, dấu thập phân là dấu chấm, ví dụ 2 hoặc 98.5"
YES_OR_NO = "true hoặc false"


class Breach(ValueError):
    """A value that breaks a rule: the sentence, what is accepted, and the key at fault below the place that is being read.

    `value` is quoted in place of the whole value, where only a part of it is wrong.
    """

    def __init__(self, message: str, accepted: str = "", *, key: str = "", value: str | None = None) -> None:
        super().__init__(message)
        self.message, self.accepted, self.key, self.value = message, accepted, key, value


@dataclass(frozen=True, slots=True)
class ScalarForm:
    """The form of a scalar before its type reads it: a text that doesn't match is refused in these words."""

    pattern: str
    message: str
    accepted: str

    def check(self, value: object) -> object:
        """The value as it is; Breach for a text in another form."""
        if isinstance(value, str) and not self.fits(value.strip()):
            raise Breach(self.message, self.accepted)
        return value

    def fits(self, text: str) -> bool:
        """True for a text in this form."""
        return re.fullmatch(self.pattern, text, re.ASCII) is not None

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic takes it up: before the type itself."""
        from pydantic_core.core_schema import no_info_before_validator_function

        return no_info_before_validator_function(self.check, handler(source))


@dataclass(frozen=True, slots=True)
class Lookup:
    """A name in the file that stands for a thing kept elsewhere; `find` raises UnknownName for any other."""

    find: Callable[[str], object]

    def found(self, value: object) -> object:
        """The thing that is named."""
        if not isinstance(value, str):
            raise Breach("chỗ này phải là một dòng chữ", "chữ, không phải danh sách hay cặp khóa: giá trị")
        try:
            return self.find(value)
        except UnknownName as error:
            raise Breach(str(error)) from None

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic takes it up: in place of the type."""
        from pydantic_core.core_schema import no_info_plain_validator_function

        return no_info_plain_validator_function(self.found)


class HourForm(ScalarForm):
    """The form of an hour of the day, which is also how it is written down: `08:00`, never `08:00:00`."""

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic takes it up, and writes it."""
        from pydantic_core.core_schema import no_info_before_validator_function, plain_serializer_function_ser_schema

        written = plain_serializer_function_ser_schema(lambda hour: f"{hour:%H:%M}", when_used="json")
        return no_info_before_validator_function(self.check, handler(source), serialization=written)


@dataclass(frozen=True, slots=True)
class TextForm(ScalarForm):
    """The form of a text, which the schema of a file states as well."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        """What the schema says of it."""
        return {**handler(schema), "pattern": self.pattern}


Day = Annotated[dt.date, ScalarForm(r"\d{4}-\d{2}-\d{2}", "không phải một ngày có thật", A_DAY)]
Hour = Annotated[dt.time, HourForm(r"\d{2}:\d{2}", "không phải giờ trong ngày", AN_HOUR)]
Whole = Annotated[int, ScalarForm(r"[+-]?\d{1,15}", "không phải số nguyên", A_WHOLE_NUMBER)]
NUMBER_FORM = ScalarForm(r"-?\d{1,15}(\.\d{1,6})?", "không phải số", A_NUMBER)
Number = Annotated[Decimal, NUMBER_FORM]
YesNo = Annotated[bool, ScalarForm("true|false", "không phải giá trị đúng/sai", YES_OR_NO)]
