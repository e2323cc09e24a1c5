"""What a row of a province's own register files may say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from danvan_workflow.reading.forms import Breach
from danvan_workflow.reading.model import BlankIsAbsent
from danvan_workflow.register.forms import (
    LONGEST_NAME,
    LONGEST_PHONE,
    AnyDay,
    AreaCode,
    Code,
    Email,
    Flag,
    FullName,
    Name,
    Share,
)
from danvan_workflow.register.models import Agency, AgencyKind, Contact, ContactRole, Succession
from danvan_workflow.statutory.deadline import date_text

ShortText = Annotated[str, Field(max_length=LONGEST_NAME)]


def refuse_reversed(first: date | None, last: date | None) -> None:
    """Breach where a time ends before it begins."""
    if first and last and last < first:
        message, accepted = "ngày kết thúc trước ngày bắt đầu", f"từ {date_text(first)} trở đi"
        raise Breach(message, accepted, key="valid_to", value=last.isoformat())


class AgencyRecord(BlankIsAbsent):
    """An agency; its columns are those of the file."""

    code: Code
    name: FullName
    short_name: ShortText = ""
    kind: AgencyKind
    province: AreaCode | None = None
    parent: Code | None = None
    valid_from: AnyDay | None = None
    valid_to: AnyDay | None = None
    assumed: Flag = False
    reason: str = ""
    unit_name: ShortText = ""
    province_name: ShortText = ""

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        refuse_reversed(self.valid_from, self.valid_to)
        return self

    def agency(self) -> Agency:
        """The agency."""
        return Agency(
            code=self.code,
            name=self.name,
            short_name=self.short_name or self.name,
            kind=self.kind,
            province=self.province or "",
            parent=self.parent or "",
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            assumed=self.assumed,
            reason=self.reason,
            unit_name=self.unit_name or self.name,
            province_name=self.province_name,
        )


class SuccessionRecord(BlankIsAbsent):
    """A succession; its columns are those of the file."""

    predecessor: Code
    successor: Code
    share: Share = Fraction(1)
    effective_on: AnyDay
    assumed: Flag = False
    reason: str = ""

    def succession(self) -> Succession:
        """The succession."""
        return Succession(self.predecessor, self.successor, self.share, self.effective_on, self.assumed, self.reason)


class ContactRecord(BlankIsAbsent):
    """A contact; its columns are those of the file."""

    agency: Code
    role: ContactRole
    name: Name
    email: Email
    phone: Annotated[str, Field(max_length=LONGEST_PHONE)] = ""
    valid_from: AnyDay | None = None
    valid_to: AnyDay | None = None
    example: Flag = False

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        refuse_reversed(self.valid_from, self.valid_to)
        return self

    def contact(self) -> Contact:
        """The contact."""
        return Contact(self.agency, self.role, self.name, self.email, self.phone, self.valid_from, self.valid_to, self.example)
