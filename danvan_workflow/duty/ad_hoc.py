"""What an ad hoc cycle (đột xuất) asks, as it is kept with the cycle."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AdHocQuestion:
    """A question that agencies answer with a text; `id` is the section of that text."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class AdHocContent:
    """Title of the report, the document behind it, who asked (both may be empty), questions and indicators."""

    title: str
    basis: str
    by: str
    questions: tuple[AdHocQuestion, ...]
    indicators: tuple[str, ...]

    @property
    def titles(self) -> dict[str, str]:
        """The questions by section."""
        return {question.id: question.title for question in self.questions}


def asked_titles(asked: AdHocContent | None) -> dict[str, str]:
    """The questions of a cycle by section; none where it isn't an ad hoc one."""
    return asked.titles if asked else {}


def numbered(questions: tuple[str, ...]) -> tuple[AdHocQuestion, ...]:
    """The questions of a request with their ids, in its order.

    >>> numbered(("Dư luận ra sao?",))
    (AdHocQuestion(id='cau-1', title='Dư luận ra sao?'),)
    """
    return tuple(AdHocQuestion(f"cau-{number}", text) for number, text in enumerate(questions, start=1))
