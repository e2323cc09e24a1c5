"""The catalogue of indicators: what each one counts, how it behaves in time, how agencies are put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Protocol

from danvan_workflow.errors import InvalidPlan, Problem, UnknownName
from danvan_workflow.reading.forms import Number, Whole, YesNo
from danvan_workflow.statutory.records import data_folder, read_record

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

UNIT_OWNER = "unit"


class IndicatorKind(StrEnum):
    """How an indicator behaves in time; see the head of data/indicators.yaml."""

    FLOW = "flow"
    STOCK = "stock"
    STOCK_AT_START = "stock_at_start"
    RATIO = "ratio"
    YES_NO = "yes_no"


class Aggregation(StrEnum):
    """How the figures of several agencies become one."""

    SUM = "sum"
    RATIO = "ratio"
    LATEST = "latest"
    MAX = "max"
    COUNT_YES = "count_yes"
    FIRST = "first"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number that agencies report. `owner` is `unit` or the code of the body that leads the sector in the province.

    A ratio is `times` × numerator / denominator: 100 for a percentage, 1 for so many a unit.
    """

    code: str
    name: str
    unit: str
    kind: IndicatorKind
    aggregation: Aggregation
    numerator: str = ""
    denominator: str = ""
    times: Number = Decimal(100)
    decimals: Whole = 0
    owner: str = UNIT_OWNER
    parent: str = ""
    group: str = ""
    evidence: str = ""
    optional: YesNo = False
    published_in: str = ""

    @property
    def is_ratio(self) -> bool:
        """True where the figure is computed from two others and never added up."""
        return self.kind is IndicatorKind.RATIO

    @property
    def is_percentage(self) -> bool:
        """True for a ratio of a hundred; any other is so many a unit."""
        return self.is_ratio and self.times == 100

    @property
    def has_lead(self) -> bool:
        """True where a provincial body also reports the figure of its whole sector."""
        return self.owner != UNIT_OWNER

    def is_led_by(self, agency: str) -> bool:
        """True for the body that reports the figure of the whole sector (`L52-TTT` for an indicator owned by `TTT`)."""
        return self.has_lead and agency.endswith(f"-{self.owner}")

    @property
    def label(self) -> str:
        """Name and code, for a sentence: `Số lượt tiếp công dân (TC01)`."""
        return f"{self.name} ({self.code})"


class IndicatorLike(Protocol):
    """What a plan says of an indicator of its own."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def aggregation(self) -> str: ...
    @property
    def numerator(self) -> str: ...
    @property
    def denominator(self) -> str: ...
    @property
    def times(self) -> Decimal: ...
    @property
    def decimals(self) -> int: ...
    @property
    def parent(self) -> str: ...


class Catalogue(Mapping[str, Indicator]):
    """Indicators by code, in the order of the tables."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._by_code = {indicator.code: indicator for indicator in indicators}

    def __getitem__(self, code: str) -> Indicator:
        return self._by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Indicator:  # type: ignore[override]
        """The indicator of that code; unlike a dict's `get`, UnknownName where there is none."""
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownName("chỉ tiêu", code, tuple(self._by_code)) from None

    def with_own(self, own: Iterable[IndicatorLike]) -> Catalogue:
        """The catalogue with a plan's own indicators at its end.

        InvalidPlan, with every problem, for a code that is taken or for a ratio whose parts nothing defines.
        """
        added = [_own_indicator(item) for item in own]
        whole = Catalogue([*self.values(), *added])
        problems = [*_taken_codes(self, added), *_broken_references(added, whole)]
        if problems:
            raise InvalidPlan(problems)
        return whole

    def only(self, codes: Iterable[str]) -> Catalogue:
        """The named indicators and the two numbers of each ratio among them, in the order of the tables.

        UnknownName for a code that nothing bears.
        """
        named = [self.get(code) for code in codes]
        wanted = {code for item in named for code in (item.code, item.numerator, item.denominator)}
        return Catalogue(indicator for code, indicator in self._by_code.items() if code in wanted)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic writes it down and reads it: as the list of its indicators."""
        from pydantic_core.core_schema import no_info_after_validator_function, plain_serializer_function_ser_schema

        listed = handler(tuple[Indicator, ...])
        written = plain_serializer_function_ser_schema(lambda whole: tuple(whole.values()), return_schema=listed)
        return no_info_after_validator_function(cls, listed, serialization=written)


@cache
def catalogue() -> Catalogue:
    """The indicators of data/indicators.yaml."""
    return read_catalogue((data_folder() / "indicators.yaml").read_text(encoding="utf-8"))


def read_catalogue(text: str) -> Catalogue:
    """A catalogue from YAML text.

    InvalidInput where it breaks the format, InvalidPlan where a code stands twice or a reference leads nowhere.
    """
    rows = list(read_record(text.encode(), "statutory/data/indicators.yaml", tuple[Indicator, ...]))
    whole = Catalogue(rows)
    problems = [*_doubled_codes(rows), *_broken_references(rows, whole)]
    if problems:
        raise InvalidPlan(problems)
    return whole


def _own_indicator(item: IndicatorLike) -> Indicator:
    """Plain fields only: owner and section of a plan's own indicator are said elsewhere in the plan."""
    if isinstance(item, Indicator):
        return item
    return Indicator(
        code=item.code,
        name=item.name,
        unit=item.unit,
        kind=IndicatorKind(item.kind),
        aggregation=Aggregation(item.aggregation),
        numerator=item.numerator,
        denominator=item.denominator,
        times=item.times,
        decimals=item.decimals,
        parent=item.parent,
    )


def _taken_codes(known: Catalogue, added: list[Indicator]) -> Iterator[Problem]:
    for indicator in added:
        if indicator.code in known:
            message = "mã chỉ tiêu riêng trùng với mã của danh mục chung"
            yield Problem(message, place="indicators.own", value=indicator.code, accepted="một mã chưa dùng, ví dụ BC01")
    yield from _doubled_codes(added)


def _doubled_codes(indicators: list[Indicator]) -> Iterator[Problem]:
    codes = [indicator.code for indicator in indicators]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Problem("mã chỉ tiêu được khai báo nhiều lần", place="indicators", value=code, accepted="mỗi mã một lần")


def _broken_references(indicators: list[Indicator], whole: Catalogue) -> Iterator[Problem]:
    for indicator in indicators:
        parts = (indicator.numerator, indicator.denominator)
        place = f"indicators.{indicator.code}"
        if indicator.is_ratio != (indicator.aggregation is Aggregation.RATIO) or indicator.is_ratio != all(parts):
            message = "tỷ lệ phải có kind và aggregation là ratio cùng tử số, mẫu số; chỉ tiêu khác thì không"
            yield Problem(message, place=place, value=indicator.kind.value, accepted="kind: ratio, numerator, denominator")
        for code in (*parts, indicator.parent):
            if code and (code not in whole or whole[code].is_ratio):
                message = "tham chiếu đến một chỉ tiêu không có hoặc tự nó là tỷ lệ"
                yield Problem(message, place=place, value=code, accepted="mã của một chỉ tiêu đếm được")
