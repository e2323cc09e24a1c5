"""What a letter may speak of: the parts that letters have in common, and what the context of a kind is.

Each kind has a context of its own beside the function that writes it. All texts are Vietnamese and are shown as they are; days
are Asia/Ho_Chi_Minh dates. No field has a default: what a kind's templates don't read isn't there, what they read is filled.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import ClassVar, get_type_hints


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that several kinds have; templates read them as if they were the context's own."""


@dataclass(frozen=True, slots=True)
class Shared(Part):
    """What all letters about a cycle share.

    `agency_name` is the reporting agency; in what goes to the collector or to recipients of the report, whoever gets the letter.
    `product` is what is sent: "báo cáo", "kế hoạch", "danh sách đầu mối"; `owed` is the same with its cycle, as inside a
    sentence: "báo cáo định kỳ kết quả công tác dân vận quý I năm 2025". `as_of` is the day of writing. `sample` says that the
    letter speaks of sample data. `salutation` is whom it greets; `recipient_name` is empty where that says it.
    `collector_contact` may be empty, too. `cycle_label` is written as inside a sentence.
    """

    plan_title: str
    owed: str
    cycle_label: str
    product: str
    agency_name: str
    salutation: str
    recipient_name: str
    collector_name: str
    collector_contact: str
    as_of: dt.date
    sample: bool


@dataclass(frozen=True, slots=True)
class LastDay(Part):
    """The last admissible day of a duty, and why it isn't the plan's (empty where it is)."""

    last_day: dt.date
    extension_note: str


@dataclass(frozen=True, slots=True)
class Window(Part):
    """The window of figures, both days included, None where no figures are asked; whether they are partly estimates."""

    data_first_day: dt.date | None
    data_last_day: dt.date | None
    estimate: bool


@dataclass(frozen=True, slots=True)
class Wanting(Part):
    """What is still missing, by name, and wrong figures, a sentence each."""

    missing_sections: tuple[str, ...]
    missing_indicators: tuple[str, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrived(Part):
    """Whether a version came, and the number of the newest (0 where none did)."""

    received: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContext:
    """What one kind of letter says. `never_empty` names what the letter can't be sent without, though its type allows it."""

    never_empty: ClassVar[tuple[str, ...]] = ()
    shared: Shared

    @classmethod
    def names(cls) -> frozenset[str]:
        """What the templates of the kind may read."""
        hints = get_type_hints(cls)
        parts = {field.name: hints[field.name] for field in fields(cls) if _is_part(hints[field.name])}
        inside = {field.name for part in parts.values() for field in fields(part)}
        return frozenset({field.name for field in fields(cls)} - set(parts) | inside)

    def values(self) -> dict[str, object]:
        """The fields by name, for a template; those of the parts among them."""
        found: dict[str, object] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            inside = {part.name: getattr(value, part.name) for part in fields(value)} if isinstance(value, Part) else None
            found |= inside or {field.name: value}
        return found


def _is_part(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, Part)
