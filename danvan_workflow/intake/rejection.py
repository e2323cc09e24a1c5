"""A row of a source that can't be taken, and why."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Rejection:
    """Where the row stands (table, key, column), what it says, and the reason in Vietnamese. The row itself is left alone."""

    table: str
    key: str
    column: str
    value: str
    reason: str

    def text(self) -> str:
        """The rejection as one line."""
        return f"{self.table} [{self.key}], cột {self.column}: {self.reason} (giá trị “{self.value}”)"


def shown(value: object) -> str:
    """A value as a rejection quotes it: one line without control characters, cut to a readable length."""
    words = "" if value is None else " ".join(str(value).split())
    words = words if words.isprintable() else "".join(c if c.isprintable() else "�" for c in words)
    return words if len(words) <= LONGEST_VALUE else words[: LONGEST_VALUE - 1] + "…"
