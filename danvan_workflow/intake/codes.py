"""Codes of a source and ours, both ways: by table, then by pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

FIELD = re.compile(r"\{([a-z]+)\}")
CODE = r"[A-Za-z0-9-]+"


@dataclass(frozen=True, slots=True)
class CodePattern:
    """A rule for codes: what stands in {braces} is the same on both sides."""

    theirs: str
    ours: str

    @property
    def fields_agree(self) -> bool:
        """True where both sides name the same fields, at least one, each once."""
        left, right = FIELD.findall(self.theirs), FIELD.findall(self.ours)
        return bool(left) and sorted(left) == sorted(right) and len(set(left)) == len(left)


@dataclass(frozen=True, slots=True)
class CodeMap:
    """The codes of one kind. The table goes first; of the patterns the first that fits is taken.

    >>> codes = CodeMap({"SO-1": "L52-STP"}, (CodePattern("DV.{unit}.{body}", "{unit}-{body}"),))
    >>> codes.ours("SO-1"), codes.ours("DV.L52.TTT"), codes.ours("?"), codes.theirs("L52-TTT")
    ('L52-STP', 'L52-TTT', None, 'DV.L52.TTT')
    """

    table: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[CodePattern, ...] = ()

    def ours(self, code: str) -> str | None:
        """Our code for one of theirs; None where nothing says."""
        known = self.table.get(code)
        return known if known is not None else _first(_rewritten(code, p.theirs, p.ours) for p in self.patterns)

    def theirs(self, code: str) -> str | None:
        """Their code for one of ours."""
        known = next((theirs for theirs, ours in self.table.items() if ours == code), None)
        return known if known is not None else _first(_rewritten(code, p.ours, p.theirs) for p in self.patterns)


def _rewritten(code: str, source: str, target: str) -> str | None:
    parts = FIELD.split(source)
    literal = (re.escape(part) if n % 2 == 0 else f"(?P<{part}>{CODE})" for n, part in enumerate(parts))
    found = re.fullmatch("".join(literal), code)
    return target.format_map(found.groupdict()) if found else None


def _first(values: object) -> str | None:
    return next((value for value in values if value is not None), None)  # type: ignore[attr-defined]
