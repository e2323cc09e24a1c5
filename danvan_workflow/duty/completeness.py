"""How complete a submission is, measured from its content and never from its having arrived.

Zero, “không phát sinh” and “not applicable” are answers; a blank is none. A section is answered by a text, by an explicit nil or
by a justified skip. A nil said of a whole section or report also answers the figures it covers, where nothing else does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from danvan_workflow.duty.nil import nil_contradictions, says_nil, with_nil, words_of
from danvan_workflow.duty.submission import Figure, Narrative


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
    A skip counts only with its reason, and never answers figures. A nil report beside figures above zero answers nothing.
    """
    texts, codes, said = {n.section: n for n in narratives}, tuple(required_indicators), tuple(figures)
    answered = with_nil(said, codes, texts.values(), nil_sections, nil_report, section_indicators)
    nil_report = nil_report and not nil_contradictions(said, nil_report=True)
    given = {figure.indicator: figure for figure in answered}
    return Completeness(
        sections={s: _section_state(texts.get(s), nil_report or s in nil_sections) for s in required_sections},
        indicators={code: _indicator_state(given.get(code)) for code in codes},
    )


def _section_state(narrative: Narrative | None, nil: bool) -> SectionState:
    if narrative is not None and says_nil(narrative):
        return SectionState.NIL
    if narrative is not None and words_of(narrative.text):
        return SectionState.WRITTEN
    if nil:
        return SectionState.NIL
    skipped = narrative is not None and bool(words_of(narrative.skip_reason))
    return SectionState.SKIPPED if skipped else SectionState.MISSING


def _indicator_state(figure: Figure | None) -> IndicatorState:
    return IndicatorState.BLANK if figure is None else IndicatorState(figure.status.value)
