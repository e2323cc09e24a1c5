"""The legal texts behind every value, so that a screen or a finding can cite them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from danvan_workflow.errors import UnknownName
from danvan_workflow.statutory.records import Confidence, Record, read_data


@dataclass(frozen=True, slots=True)
class LegalSource:
    """A legal text, down to the article. `effective_to` None: no end is known. `seen_in`: where we read it."""

    id: str
    number: str
    article: str
    title: str
    issued_on: dt.date | None
    effective_from: dt.date | None
    effective_to: dt.date | None
    confidence: Confidence
    seen_in: str = ""

    def citation(self) -> str:
        """The Vietnamese citation.

        >>> source("nd-09-2019.d8.k5").citation()
        'khoản 5 Điều 8 Nghị định số 09/2019/NĐ-CP'
        """
        return f"{self.article} {self.number}".strip()


def source(source_id: str) -> LegalSource:
    """The legal source of that id; UnknownName where there is none."""
    known = sources()
    if source_id not in known:
        raise UnknownName("nguồn pháp lý", source_id, known)
    return known[source_id]


@cache
def sources() -> Mapping[str, LegalSource]:
    """Every legal source by its id."""
    records = read_data("sources.yaml").records("sources")
    return MappingProxyType({read.id: read for read in map(_source, records)})


def _source(record: Record) -> LegalSource:
    return LegalSource(
        id=record.text("id"),
        number=record.text("number"),
        article=record.text("article", ""),
        title=record.text("title"),
        issued_on=record.day_or_none("issued_on"),
        effective_from=record.day_or_none("effective_from"),
        effective_to=record.day_or_none("effective_to"),
        confidence=record.confidence(),
        seen_in=record.text("seen_in", ""),
    )
