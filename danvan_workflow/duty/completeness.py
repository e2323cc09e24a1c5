"""How complete a submission is, measured from its content and never from its having arrived.

Zero, “không phát sinh” and “not applicable” are answers; a blank is none. A section is answered by a text, by an explicit nil or by a
justified skip; where it holds required figures, they are asked for one by one all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative


class SectionState(StrEnum):
    """How a section was answered; MISSING is the only one that is not an answer."""

    WRITTEN = "written"
    NIL = "nil"
    SKIPPED = "skipped"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return _SECTION_LABELS[self.value]


class IndicatorState(StrEnum):
    """How an indicator was answered; BLANK is the only one that is not an answer."""

    VALUE = "value"
    ZERO = "zero"
    NIL = "nil"
    NOT_APPLICABLE = "not_applicable"
    BLANK = "blank"

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return _INDICATOR_LABELS[self.value]


_SECTION_LABELS: Mapping[str, str] = {
    "written": "đã báo cáo",
    "nil": "không phát sinh",
    "skipped": "không báo cáo (có lý do)",
    "missing": "chưa báo cáo",
}
_INDICATOR_LABELS: Mapping[str, str] = {
    "value": "có số liệu",
    "zero": "bằng 0",
    "nil": "không phát sinh",
    "not_applicable": "không áp dụng",
    "blank": "chưa có số liệu",
}


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
) -> Completeness:
    """What is answered and what is missing of what an agency owes.

    `nil_sections` are sections said to be without occurrence outside of a narrative (a tick in a form). A nil report says
    “không phát sinh” to everything that it does not answer otherwise. A skip counts only with its reason.
    """
    texts = {narrative.section: narrative for narrative in narratives}
    given = {figure.indicator: figure for figure in figures}
    return Completeness(
        sections={s: _section_state(texts.get(s), nil_report or s in nil_sections) for s in required_sections},
        indicators={code: _indicator_state(given.get(code), nil_report) for code in required_indicators},
    )


def _section_state(narrative: Narrative | None, nil: bool) -> SectionState:
    if narrative is not None and narrative.text.strip():
        return SectionState.WRITTEN
    if nil or (narrative is not None and narrative.nil):
        return SectionState.NIL
    if narrative is not None and narrative.skip_reason.strip():
        return SectionState.SKIPPED
    return SectionState.MISSING


def _indicator_state(figure: Figure | None, nil: bool) -> IndicatorState:
    """A figure that claims a value and holds none is a blank."""
    blank = figure is None or (figure.status is FigureStatus.VALUE and figure.value is None)
    if blank or figure is None:
        return IndicatorState.NIL if nil else IndicatorState.BLANK
    return IndicatorState(figure.status.value)
