"""A chapter of the consolidated report, and how chapters are put together: sections numbered through, annexes named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, DocumentSection
from danvan_workflow.report.facts import ReportFacts


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chapter stands: the number of its first section, and how the body refers to its annex (empty: there is none)."""

    number: int
    annex: str


def _no_sections(facts: ReportFacts, place: Place) -> Iterable[DocumentSection]:
    return ()


def _no_annex(facts: ReportFacts) -> Annex | None:
    return None


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a report says of one thing: its sections of the body and its annex, either of which may have nothing to say."""

    sections: Callable[[ReportFacts, Place], Iterable[DocumentSection]] = _no_sections
    annex: Callable[[ReportFacts], Annex | None] = _no_annex


AnnexNames = Mapping[Chapter, str]
"""How the body refers to the annexes there are: `Phụ lục`, or `Phụ lục II` where there are several."""


def annexes(chapters: Iterable[Chapter], facts: ReportFacts) -> dict[Chapter, Annex]:
    """Those annexes that have something to say, in the order of the chapters."""
    made = {chapter: chapter.annex(facts) for chapter in chapters}
    return {chapter: annex for chapter, annex in made.items() if annex is not None}


def annex_names(made: Iterable[Chapter]) -> AnnexNames:
    """The names of the annexes of these chapters."""
    several = list(made)
    return {c: "Phụ lục" if len(several) == 1 else f"Phụ lục {numbers.roman(n)}" for n, c in enumerate(several, start=1)}


def body(chapters: Iterable[Chapter], facts: ReportFacts, names: AnnexNames) -> tuple[DocumentSection, ...]:
    """The sections of all chapters, each chapter numbered on from what stands before it."""
    sections: list[DocumentSection] = []
    for chapter in chapters:
        sections += chapter.sections(facts, Place(_last_number(sections) + 1, names.get(chapter, "")))
    return tuple(sections)


def _last_number(sections: Sequence[DocumentSection]) -> int:
    return max((_roman(section.number) for section in sections if section.level == 1), default=0)


def _roman(text: str) -> int:
    known: Iterator[int] = (n for n in range(1, 40) if numbers.roman(n) == text)
    return next(known, 0)
