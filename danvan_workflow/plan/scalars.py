"""The written forms of days, hours and yes/no in a plan: one form each, so that nothing is guessed.

Without this pydantic would read `20217600` as a number of seconds and `on` as yes.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HOUR = re.compile(r"\d{2}:\d{2}")


def _day(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "not written YYYY-MM-DD")
    return value


def _hour(value: object) -> object:
    if isinstance(value, str) and not _HOUR.fullmatch(value):
        raise PydanticCustomError("time_parsing", "not written HH:MM")
    return value


def _yes_no(value: object) -> object:
    if isinstance(value, str) and value not in ("true", "false"):
        raise PydanticCustomError("bool_parsing", "neither true nor false")
    return value


Day = Annotated[dt.date, BeforeValidator(_day)]
Hour = Annotated[dt.time, BeforeValidator(_hour)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
