"""“Không phát sinh”: what it answers, and where it contradicts the figures beside it. Then nothing is filled in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative
from danvan_workflow.render.numbers import number
from danvan_workflow.text import composed

BySection = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class NilContradiction:
    """“Không phát sinh” of a section (of the whole report, where the section is empty) beside figures above zero."""

    section: str
    figures: tuple[Figure, ...]

    @property
    def message(self) -> str:
        """What is wrong, for an officer."""
        what = "số liệu lớn hơn 0" if all(figure.value for figure in self.figures) else "số liệu không nhận được"
        return f"ghi {'mục này' if self.section else 'cả kỳ'} không phát sinh nhưng có {what}"

    @property
    def value(self) -> str:
        """The figures."""
        return ", ".join(f"{figure.indicator}: {number(figure.value)}" for figure in self.figures)

    @property
    def accepted(self) -> str:
        """What would be accepted."""
        return "một trong hai: bỏ “không phát sinh” và trả lời từng chỉ tiêu, hoặc sửa các số liệu ấy"


def nil_contradictions(
    figures: Iterable[Figure],
    narratives: Iterable[Narrative] = (),
    nil_sections: Collection[str] = (),
    nil_report: bool = False,
    section_indicators: BySection | None = None,
    unread: Iterable[str] = (),
) -> tuple[NilContradiction, ...]:
    """Where a draft says that nothing arose and gives figures above zero; that of the whole report comes first.

    `section_indicators` are the figures of each section; without it only the whole report is looked at. `unread` are indicators
    that were answered with something that couldn't be taken: not with nil, either.
    """
    above = {figure.indicator: figure for figure in figures if _is_above_zero(figure)}
    above |= {code: Figure(code, FigureStatus.VALUE, None) for code in unread if code not in above}
    whole = [NilContradiction("", tuple(above.values()))] if nil_report and above else []
    covered = section_indicators or {}
    said = [section for section in _said_nil(narratives, nil_sections) if not above.keys().isdisjoint(covered.get(section, ()))]
    return (*whole, *(NilContradiction(s, tuple(above[code] for code in covered[s] if code in above)) for s in said))


def with_nil(
    figures: Iterable[Figure],
    required_indicators: Iterable[str],
    narratives: Iterable[Narrative] = (),
    nil_sections: Collection[str] = (),
    nil_report: bool = False,
    section_indicators: BySection | None = None,
) -> tuple[Figure, ...]:
    """The figures, and an explicit nil for every required one that a nil section or a nil report covers.

    To be called before figures are stored, so that tables count the answer that completeness counts. A nil that contradicts the
    figures covers nothing.
    """
    given, texts = tuple(figure for figure in figures if not _is_blank(figure)), tuple(narratives)
    broken = {found.section for found in nil_contradictions(given, texts, nil_sections, nil_report, section_indicators)}
    nil = {section for section in _said_nil(texts, nil_sections) if section not in broken}
    covered = {code for section in nil for code in (section_indicators or {}).get(section, ())}
    answered = {figure.indicator for figure in given}
    everything = nil_report and "" not in broken
    open_codes = [code for code in required_indicators if code not in answered and (everything or code in covered)]
    return (*given, *(Figure(code, FigureStatus.NIL, Decimal(0)) for code in open_codes))


class SectionText(Protocol):
    """What was written under a heading: a draft's or a stored version's."""

    @property
    def text(self) -> str: ...
    @property
    def nil(self) -> bool: ...


def says_nil(narrative: SectionText) -> bool:
    """True for a section that is ticked as nil, or whose whole text says so: for completeness, pages and reports alike."""
    return narrative.nil or words_of(narrative.text) in _NIL_TEXTS


_NO_WORDS = re.compile(r"[\W_]+")
_NIL_TEXTS = frozenset({"không phát sinh", "không có phát sinh", "trong kỳ không phát sinh"})


def words_of(text: str) -> str:
    """Letters and digits alone: the dots and dashes of an unfilled form say nothing."""
    return _NO_WORDS.sub(" ", composed(text).casefold()).strip()


def _said_nil(narratives: Iterable[Narrative], nil_sections: Collection[str]) -> Iterator[str]:
    yield from dict.fromkeys((*nil_sections, *(n.section for n in narratives if says_nil(n))))


def _is_above_zero(figure: Figure) -> bool:
    return figure.value is not None and figure.value.is_finite() and figure.value > 0


def _is_blank(figure: Figure) -> bool:
    """A figure that claims a value and holds none is a blank."""
    return figure.status is FigureStatus.VALUE and figure.value is None
