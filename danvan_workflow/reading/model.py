"""The bases of what a file may say: closed and frozen."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Model(BaseModel):
    """Frozen and closed: an unknown key is refused."""

    model_config = CLOSED


class NullIsAbsent(Model):
    """A part in which a key without a value counts as left out."""

    BLANKS: ClassVar[tuple[object, ...]] = (None,)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, tree: object) -> object:
        if not isinstance(tree, dict):
            return tree
        return {key: value for key, value in tree.items() if value not in cls.BLANKS}


class BlankIsAbsent(NullIsAbsent):
    """A part in which an empty text counts as left out, too."""

    BLANKS: ClassVar[tuple[object, ...]] = (None, "")
