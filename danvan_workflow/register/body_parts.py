"""What the files of bodies may say: departments.csv, bodies.yaml, wards.yaml."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from danvan_workflow.reading.forms import Breach
from danvan_workflow.reading.model import BlankIsAbsent
from danvan_workflow.register.bodies import PLACEHOLDERS, Body
from danvan_workflow.register.forms import SHARE_FORMS, AnyDay, Code, FullName, Name, parse_share
from danvan_workflow.register.models import AgencyKind
from danvan_workflow.register.rows import refuse_reversed
from danvan_workflow.text import one_line

Heir = tuple[str, Fraction]
_BRACES = re.compile(r"\{(\w*)\}")


def _filled_in(text: str) -> str:
    """A name in which every placeholder means something."""
    if set(_BRACES.findall(text)) - PLACEHOLDERS or set("{}") & set(_BRACES.sub("", text)):
        raise Breach("chỗ điền không có nghĩa", ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS)))
    return text


def _heirs(found: object) -> object:
    """Codes, each with its share after a colon; without shares they divide evenly."""
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        return found
    return tuple(_heir(item, Fraction(1, len(found))) for item in found)


def _heir(text: str, even: Fraction) -> Heir:
    code, colon, share = text.partition(":")
    try:
        return code.strip(), parse_share(share.strip()) if colon else even
    except ValueError:
        accepted = f"mã cơ quan, dấu hai chấm, {SHARE_FORMS}"
        raise Breach("không đọc được tỷ lệ kế thừa", accepted, value=text) from None


def _cells(text: object) -> object:
    return [code for code in text.split("|") if code] if isinstance(text, str) else text


Heirs = Annotated[tuple[Heir, ...], BeforeValidator(_heirs)]
Wording = Annotated[FullName, AfterValidator(_filled_in)]
ShortWording = Annotated[Name, AfterValidator(_filled_in)]


class Entry(BlankIsAbsent):
    """A part of a file of bodies: texts on one line, whatever is blank left out."""

    @model_validator(mode="before")
    @classmethod
    def _on_one_line(cls, tree: object) -> object:
        if not isinstance(tree, dict):
            return tree
        return {key: one_line(value) if isinstance(value, str) else value for key, value in tree.items()}


class BodyPart(Entry):
    """A body as every province has it."""

    code: Code
    name: Wording
    short_name: ShortWording
    kind: AgencyKind
    valid_from: AnyDay | None = None
    valid_to: AnyDay | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        refuse_reversed(self.valid_from, self.valid_to)
        return self


class DepartmentRow(BodyPart):
    """A row of departments.csv."""

    successors: Annotated[Heirs, BeforeValidator(_cells)] = ()


class BodyEntry(BodyPart):
    """A body of bodies.yaml."""

    successors: Heirs = ()
    parent: Code | None = None
    only: frozenset[str] = frozenset()
    reason: str = ""

    def body(self, reason: str) -> Body:
        """The body, with the reason of the file where it has none of its own."""
        return Body(
            code=self.code,
            name=self.name,
            short_name=self.short_name,
            kind=self.kind,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            successors=self.successors,
            parent=self.parent or "",
            only=self.only,
            reason=self.reason or reason,
        )


class Ministry(Entry):
    """A ministry of bodies.yaml."""

    code: Code
    name: FullName
    short_name: Name
    kind: Literal["ministry"] = "ministry"


class BodiesFile(Entry):
    """The whole of bodies.yaml."""

    reason: str = ""
    bodies: tuple[BodyEntry, ...] = ()
    ministries: tuple[Ministry, ...] = ()


class WardEntry(Entry):
    """Somebody who reports inside a ward."""

    code: Code
    name: FullName
    short_name: Name
    valid_from: AnyDay | None = None
    valid_to: AnyDay | None = None
    successors: Heirs = ()
    source: str = ""
    reason: str = ""

    @model_validator(mode="after")
    def _ended_where_others_follow(self) -> Self:
        refuse_reversed(self.valid_from, self.valid_to)
        if self.successors and self.valid_to is None:
            message = "cơ quan chưa kết thúc thì chưa có kế thừa"
            raise Breach(message, "ghi thêm valid_to", key="successors", value="")
        return self

    def passes_on(self) -> tuple[tuple[str, Fraction, AnyDay], ...]:
        """Who follows, with which share, from which day."""
        if self.valid_to is None:
            return ()
        day = self.valid_to + timedelta(days=1)
        return tuple((code, share, day) for code, share in self.successors)


def _known_ward(code: str, info: ValidationInfo) -> str:
    if info.context is not None and code not in info.context:
        raise Breach("không có đơn vị cấp xã này")
    return code


class WardsFile(Entry):
    """The whole of wards.yaml; the context holds the codes of the wards that there are."""

    reason: str = ""
    wards: dict[Annotated[str, AfterValidator(_known_ward)], tuple[WardEntry, ...]] = Field(default_factory=dict)
