"""How complete a submission is, measured from its content and never from its having arrived.

Zero, “không phát sinh” and “not applicable” are answers; a blank is none. A section is answered by a text, by an explicit nil or
by a justified skip. A nil said of a whole section or report also answers the figures it covers, where nothing else does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative


class SectionState(StrEnum):
    """How a section was answered; MISSING is the only one that is not an answer."""

    WRITTEN = "written"
    NIL = "nil"
    SKIPPED = "skipped"
    MISSING = "missing"


class IndicatorState(StrEnum):
    """How an indicator was answered; BLANK is the only one that is not an answer."""

    VALUE = "value"
    ZERO = "zero"
    NIL = "nil"
    NOT_APPLICABLE = "not_applicable"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Completeness:
    """The state of every required section and indicator, in the order they were asked for."""

    sections: Mapping[str, SectionState]
    indicators: Mapping[str, IndicatorState]

    @property
    def missing_sections(self) -> tuple[str, ...]:
        """Required sections that nothing answers."""
        return tuple(section for section, state in self.sections.items() if state is SectionState.MISSING)

    @property
    def missing_indicators(self) -> tuple[str, ...]:
        """Required indicators left blank."""
        return tuple(code for code, state in self.indicators.items() if state is IndicatorState.BLANK)

    @property
    def required(self) -> int:
        """How many answers are asked for."""
        return len(self.sections) + len(self.indicators)

    @property
    def answered(self) -> int:
        """How many of them are there."""
        return self.required - len(self.missing_sections) - len(self.missing_indicators)

    @property
    def ratio(self) -> Fraction:
        """Answered over required; 1 where nothing is asked for."""
        return Fraction(self.answered, self.required) if self.required else Fraction(1)

    @property
    def is_complete(self) -> bool:
        """True where nothing is missing."""
        return self.answered == self.required


def completeness(
    required_sections: Iterable[str],
    required_indicators: Iterable[str],
    figures: Iterable[Figure],
    narratives: Iterable[Narrative],
    nil_sections: Collection[str] = (),
    *,
    nil_report: bool = False,
    section_indicators: Mapping[str, Collection[str]] | None = None,
) -> Completeness:
    """What is answered and what is missing of what an agency owes.

    `nil_sections` are sections said to be without occurrence outside of a narrative (a tick in a form). A nil report says
    “không phát sinh” to everything that it does not answer otherwise, a nil section to its figures (`section_indicators`).
    A skip counts only with its reason, and never answers figures.
    """
    texts, codes = {n.section: n for n in narratives}, tuple(required_indicators)
    answered = with_nil(figures, codes, texts.values(), nil_sections, nil_report, section_indicators)
    given = {figure.indicator: figure for figure in answered}
    return Completeness(
        sections={s: _section_state(texts.get(s), nil_report or s in nil_sections) for s in required_sections},
        indicators={code: _indicator_state(given.get(code)) for code in codes},
    )


def with_nil(
    figures: Iterable[Figure],
    required_indicators: Iterable[str],
    narratives: Iterable[Narrative] = (),
    nil_sections: Collection[str] = (),
    nil_report: bool = False,
    section_indicators: Mapping[str, Collection[str]] | None = None,
) -> tuple[Figure, ...]:
    """The figures, and an explicit nil for every required one that a nil section or a nil report covers.

    To be called before figures are stored, so that tables count the answer that completeness counts.
    """
    given = tuple(figure for figure in figures if not _is_blank(figure))
    nil = {*nil_sections, *(n.section for n in narratives if _section_state(n, False) is SectionState.NIL)}
    covered = {code for section in nil for code in (section_indicators or {}).get(section, ())}
    answered = {figure.indicator for figure in given}
    open_codes = [code for code in required_indicators if code not in answered]
    added = (Figure(code, FigureStatus.NIL, Decimal(0)) for code in open_codes if nil_report or code in covered)
    return (*given, *added)


def _section_state(narrative: Narrative | None, nil: bool) -> SectionState:
    words = _words(narrative.text) if narrative is not None else ""
    if narrative is not None and (narrative.nil or words in _NIL_TEXTS):
        return SectionState.NIL
    if words:
        return SectionState.WRITTEN
    if nil:
        return SectionState.NIL
    skipped = narrative is not None and bool(_words(narrative.skip_reason))
    return SectionState.SKIPPED if skipped else SectionState.MISSING


_NO_WORDS = re.compile(r"[\W_]+")
_NIL_TEXTS = frozenset({"không phát sinh", "không có phát sinh", "trong kỳ không phát sinh"})


def _words(text: str) -> str:
    """Letters and digits alone: the dots and dashes of an unfilled form say nothing."""
    return _NO_WORDS.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()


def _is_blank(figure: Figure) -> bool:
    """A figure that claims a value and holds none is a blank."""
    return figure.status is FigureStatus.VALUE and figure.value is None


def _indicator_state(figure: Figure | None) -> IndicatorState:
    return IndicatorState.BLANK if figure is None else IndicatorState(figure.status.value)
