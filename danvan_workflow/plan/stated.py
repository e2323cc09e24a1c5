"""The parts of a plan that are either said by the document or assumed, each with its place and a lasting name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from danvan_workflow.plan.models import Plan, Stated
from danvan_workflow.reading.strict_yaml import Place


@dataclass(frozen=True, slots=True)
class StatedPart:
    """A part with its place. `name` has ids where `place` has positions, so it outlives a change of order."""

    place: Place
    name: tuple[str, ...]
    part: Stated


def stated_parts(plan: Plan) -> Iterator[StatedPart]:
    """All Stated parts, in the order of the format."""
    yield from _walk(plan, (), ())


def _walk(part: BaseModel, place: Place, name: tuple[str, ...]) -> Iterator[StatedPart]:
    if isinstance(part, Stated):
        yield StatedPart(place, name, part)
    for key, value in part:
        if isinstance(value, BaseModel):
            yield from _walk(value, (*place, key), (*name, key))
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _walk(item, (*place, key, number), (*name, key, _name(item, number)))


def _name(item: BaseModel, number: int) -> str:
    said = vars(item)
    for key in ("id", "key", "code", "role", "agencies"):
        value = said.get(key)
        if value:
            return "+".join(value) if isinstance(value, tuple) else str(value)
    return str(number)
