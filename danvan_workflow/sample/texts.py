"""Invented narratives in official Vietnamese, whose numbers are those of the figures."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml

from danvan_workflow.duty.submission import Figure, Narrative
from danvan_workflow.sample.models import SampleCycle, SampleDuty, rng
from danvan_workflow.statutory.period import Period

CODE = re.compile(r"\{([A-Z]{2,4}\d{1,2}[a-z]?)\}")
_VIETNAMESE = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class TextKind:
    """The variants of one kind of section."""

    sections: tuple[str, ...]
    openings: tuple[str, ...]
    closings: tuple[str, ...]
    figures: tuple[str, ...] = ()


def narratives_of(
    cycle: SampleCycle, duty: SampleDuty, sections: Iterable[str], figures: Iterable[Figure], seed: str
) -> tuple[Narrative, ...]:
    """A text for each section; questions of an ad hoc request are answered in general terms."""
    known = {figure.indicator: figure.value for figure in figures if figure.value}
    words = {"agency": duty.name, "period": period_words(cycle)}
    return tuple(Narrative(section, _text(section, words, known, rng(seed, duty.agency, section))) for section in sections)


def period_words(cycle: SampleCycle) -> str:
    """`quý I năm 2025`; without a period, the time of the report."""
    return Period.parse(cycle.period).label() if cycle.period else "thời gian báo cáo"


def _text(section: str, words: Mapping[str, str], known: Mapping[str, Decimal], source: random.Random) -> str:
    kind = kind_of(section)
    sentences = [source.choice(kind.openings)]
    sentences += [sentence for sentence in kind.figures if all(code in known for code in CODE.findall(sentence))]
    sentences.append(source.choice(kind.closings))
    filled = dict(words) | {code: number_text(value) for code, value in known.items()}
    return " ".join(sentence.format_map(filled) for sentence in sentences)


def number_text(value: Decimal) -> str:
    """A whole number as official text writes it.

    >>> number_text(Decimal(5)), number_text(Decimal(12345)), number_text(Decimal("12.5"))
    ('05', '12.345', '12,5')
    """
    zero = "0" if value < 10 else ""
    return zero + f"{value:,f}".translate(_VIETNAMESE)


def kind_of(section: str) -> TextKind:
    """The kind whose word stands in the section's id."""
    return next(kind for kind in _kinds() if any(word in section for word in kind.sections))


@cache
def _kinds() -> tuple[TextKind, ...]:
    text = files("danvan_workflow.sample").joinpath("data/texts.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return tuple(TextKind(**{key: tuple(value) for key, value in row.items()}) for row in yaml.load(text, Loader=loader))
