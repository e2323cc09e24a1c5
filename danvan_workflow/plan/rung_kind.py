"""The kinds of letters that a plan may name as rungs of its ladder."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from danvan_workflow.notify.kinds import RUNG_KINDS, NoticeKind


def _rung_kind(value: object) -> object:
    if value not in RUNG_KINDS:
        raise PydanticCustomError("enum", "no kind of rung", {"expected": ", ".join(RUNG_KINDS)})
    return value


RungKind = Annotated[NoticeKind, BeforeValidator(_rung_kind), WithJsonSchema({"enum": [*map(str, RUNG_KINDS)], "type": "string"})]
"""A NoticeKind that stands in a ladder; another one is refused with those that are accepted."""
