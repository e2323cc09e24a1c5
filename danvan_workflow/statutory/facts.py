"""Legal values that others cite: one fact per entry, with unit, source, first and last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from danvan_workflow.errors import NotCovered, UnknownName
from danvan_workflow.reading.forms import Day, Whole, YesNo
from danvan_workflow.statutory.records import Confidence, read_data
from danvan_workflow.statutory.sources import Cited


@dataclass(frozen=True, slots=True)
class LegalFact:
    """A value of the law. `first_day`, `last_day`: the days it holds, both included; None: no end is known."""

    id: str
    value: Whole
    unit: str
    about: str
    source: Cited
    first_day: Day
    last_day: Day | None
    confidence: Confidence
    assumed: YesNo = False
    reason: str = ""

    def covers(self, day: dt.date) -> bool:
        """True where the fact holds on `day`."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


def fact(fact_id: str, on: dt.date) -> LegalFact:
    """The fact of that id as it stands on the day `on`; NotCovered outside its dates, never a default.

    >>> fact("deadline.min-working-days-after-cutoff", dt.date(2025, 3, 14)).value
    1
    """
    known = _facts()
    if fact_id not in known:
        raise UnknownName("giá trị pháp lý", fact_id, known)
    for candidate in known[fact_id]:
        if candidate.covers(on):
            return candidate
    raise NotCovered(
        f"Chưa có giá trị pháp lý “{fact_id}” cho ngày {on.isoformat()}. "
        "Hãy thêm một mục vào danvan_workflow/statutory/data/facts.yaml: giá trị, đơn vị, nguồn, ngày đầu và ngày cuối."
    )


def facts() -> tuple[LegalFact, ...]:
    """Every fact, in the order of the file."""
    return tuple(entry for entries in _facts().values() for entry in entries)


@dataclass(frozen=True, slots=True)
class _File:
    facts: tuple[LegalFact, ...]


@cache
def _facts() -> Mapping[str, tuple[LegalFact, ...]]:
    found: dict[str, tuple[LegalFact, ...]] = {}
    for read in read_data("facts.yaml", _File).facts:
        found[read.id] = (*found.get(read.id, ()), read)
    return MappingProxyType(found)
