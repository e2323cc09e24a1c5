"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import JSON, BigInteger, DateTime, Numeric, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from danvan_workflow.duty.ad_hoc import AdHocContent, AdHocQuestion

SCALE = 4
_UNIT = Decimal(10) ** SCALE


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware moment, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored moment must be aware, got {value!r}")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class ExactNumber(TypeDecorator[Decimal]):
    """A decimal of up to four places: NUMERIC on PostgreSQL, a scaled integer on SQLite, where NUMERIC would be a float.

    Sums in SQL stay exact on both, because the result of `sum()` carries this type too.
    """

    impl = Numeric(20, SCALE)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(20, SCALE))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        scaled = value * _UNIT
        if scaled != scaled.to_integral_value():
            raise ValueError(f"a figure has at most {SCALE} decimal places, got {value}")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        number = Decimal(value) / _UNIT if dialect.name == "sqlite" else Decimal(value)
        return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


class AdHocJson(TypeDecorator[AdHocContent]):
    """What an ad hoc cycle asks, as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: AdHocContent | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else dataclasses.asdict(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> AdHocContent | None:
        if value is None:
            return None
        questions = tuple(AdHocQuestion(question["id"], question["title"]) for question in value["questions"])
        return AdHocContent(value["title"], value["basis"], value["by"], questions, tuple(value["indicators"]))


Word = TypeVar("Word", bound=StrEnum)


class WordOf(TypeDecorator[Word]):
    """A word of one of the domain's enumerations, stored as its value; another one is refused, on the way in and out."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[Word], length: int) -> None:
        super().__init__(length)
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Word | None:
        return None if value is None else self.words(value)
