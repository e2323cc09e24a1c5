"""The full id of a cycle: plan, obligation and key, taken apart and put together here alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from danvan_workflow.errors import UnknownName

_FULL = re.compile(r"(?P<plan>[a-z0-9-]+)\.(?P<obligation>[a-z0-9-]+)\.(?P<key>[a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class CycleId:
    """`binh-dinh-2025.dinh-ky.2025-q1`; each part holds small letters, digits and hyphens.

    >>> CycleId.parse("binh-dinh-2025.dinh-ky.2025-q1").key
    '2025-q1'
    >>> str(CycleId("gia-lai-2024", "dot-xuat", "2024-bao-so-3"))
    'gia-lai-2024.dot-xuat.2024-bao-so-3'
    """

    plan: str
    obligation: str
    key: str

    @classmethod
    def find(cls, text: str) -> Self | None:
        """The id that a text is; None where it is none."""
        parts = _FULL.fullmatch(text)
        return cls(**parts.groupdict()) if parts else None

    @classmethod
    def parse(cls, text: str) -> Self:
        """The id that a text must be; UnknownName for any other text."""
        if (found := cls.find(text)) is None:
            raise UnknownName("kỳ báo cáo", text)
        return found

    @property
    def short(self) -> str:
        """Obligation and key, as people name a cycle within its plan: `dinh-ky/2025-q1`."""
        return f"{self.obligation}/{self.key}"

    @property
    def file_stem(self) -> str:
        """How files of the cycle begin."""
        return "_".join((self.plan, self.obligation, self.key))

    def __str__(self) -> str:
        return f"{self.plan}.{self.obligation}.{self.key}"


def key_of(text: str) -> str:
    """The key of a cycle named by its full id or by the key alone, as runs name them.

    >>> key_of("binh-dinh-2025.dinh-ky.2025-q1"), key_of("2025-q1")
    ('2025-q1', '2025-q1')
    """
    return text.rpartition(".")[2]
