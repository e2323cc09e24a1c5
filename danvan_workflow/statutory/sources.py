"""The legal texts behind every value, so that a screen or a finding can cite them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated

from danvan_workflow.errors import UnknownName
from danvan_workflow.reading.forms import Day, Lookup
from danvan_workflow.statutory.records import Confidence, read_data


@dataclass(frozen=True, slots=True)
class LegalSource:
    """A legal text, down to the article. `effective_to` None: no end is known. `seen_in`: where we read it."""

    id: str
    number: str
    title: str
    issued_on: Day | None
    effective_from: Day | None
    effective_to: Day | None
    confidence: Confidence
    article: str = ""
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


Cited = Annotated[LegalSource, Lookup(source)]  # a data file names the source by its id


@dataclass(frozen=True, slots=True)
class _File:
    sources: tuple[LegalSource, ...]


@cache
def sources() -> Mapping[str, LegalSource]:
    """Every legal source by its id."""
    return MappingProxyType({read.id: read for read in read_data("sources.yaml", _File).sources})
