"""What somebody writes into a form, and the form again with everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.text import upper_first


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The values as they were typed, and the sentences about them by field; an empty field name is for the whole form."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def value(self, name: str, default: str = "") -> str:
        """What stands in a field."""
        return self.values.get(name, default)

    def fault(self, name: str) -> tuple[str, ...]:
        """What is wrong with a field."""
        return self.faults.get(name, ())

    def with_problems(self, error: Exception) -> TypedForm:
        """The same form with what the service said about it."""
        problems = error.problems if isinstance(error, InvalidInput) else [Problem(str(error))]
        return TypedForm(self.values, _by_field(problems))


@dataclass(frozen=True, slots=True)
class Bound:
    """How a field is called in a sentence, and how many letters of it can be kept."""

    name: str
    most: int


def day_of(form: TypedForm, name: str) -> dt.date:
    """The day in a field, as browsers send it; InvalidInput for anything else."""
    try:
        return dt.date.fromisoformat(form.value(name))
    except ValueError:
        raise InvalidInput([Problem("ngày chưa đúng", place=name, value=form.value(name), accepted="một ngày có thật")]) from None


def too_long(form: TypedForm, bounds: Mapping[str, Bound]) -> Iterator[Problem]:
    """A problem for each field that is longer than can be kept."""
    for name, bound in bounds.items():
        if len(form.value(name)) > bound.most:
            yield Problem(f"{bound.name} quá dài", place=name, accepted=f"tối đa {bound.most} ký tự")


def all_problems(*checks: Callable[[], object]) -> None:
    """InvalidInput with the problems of all checks together."""
    problems: list[Problem] = []
    for check in checks:
        try:
            check()
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)


def _by_field(problems: Iterable[Problem]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        field_text = Problem(problem.message, value=problem.value, accepted=problem.accepted).text()
        found[problem.place] = (*found.get(problem.place, ()), upper_first(field_text))
    return found
