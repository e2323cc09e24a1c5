"""What a check found, and how it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from danvan_workflow.consolidate.wording import number_text
from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.errors import Severity
from danvan_workflow.statutory.rules import Rule

Figures = Mapping[str, Figure]
Known = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: the formula's id, how grave, the indicator or section it concerns (empty: the whole), the sentence.

    `terms` are the indicators whose figures the formula compared: all of them are in doubt, not only the one at `place`.
    """

    rule: str
    severity: Severity
    place: str
    sentence: str
    terms: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """True where the submission can't be accepted as it is."""
        return self.severity is Severity.ERROR


def finding(rule: Rule, place: str, terms: tuple[str, ...] = (), /, **values: str | Decimal | int) -> Finding:
    """The rule's sentence with its placeholders filled in; numbers in Vietnamese style. Without `terms`, they are the rule's."""
    shown = {name: value if isinstance(value, str) else number_text(value) for name, value in values.items()}
    return Finding(rule.id, rule.severity, place, rule.sentence.format(place=place, **shown), terms or rule.terms)


def known_values(figures: Figures) -> dict[str, Decimal]:
    """The numbers that are known: values, and the explicit zeros. Blank and “not applicable” are absent, never 0."""
    return {
        code: figure.value or Decimal(0)
        for code, figure in figures.items()
        if figure.status is not FigureStatus.NOT_APPLICABLE and _is_answered(figure)
    }


def _is_answered(figure: Figure) -> bool:
    return figure.value is not None or figure.status.counts_as_zero


def total(codes: Iterable[str], known: Known) -> Decimal | None:
    """The sum of the named numbers; None as soon as one of them isn't known."""
    values = [known.get(code) for code in codes]
    return sum((v for v in values if v is not None), Decimal(0)) if None not in values else None
