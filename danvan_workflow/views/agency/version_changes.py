"""What a version changed against the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from danvan_workflow.views.agency.version_view import SectionView, VersionView

MOST_SENTENCES = 400
"""Of texts with more, it is said that they changed, and not how: comparing takes the square of the time."""

_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;]*\s*|[.!?;\n]+\s*")


class Piece(StrEnum):
    """What became of a stretch of a text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A figure, a field or a word before and after."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text as stretches that were kept, added, removed; none where it is too long to compare."""

    title: str
    pieces: tuple[tuple[Piece, str], ...]


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """Everything that differs. `before` is the number of the earlier version."""

    before: int
    values: tuple[ValueChange, ...]
    texts: tuple[TextChange, ...]

    @property
    def nothing(self) -> bool:
        """True where the versions say the same (a document's number, perhaps, apart)."""
        return not (self.values or self.texts)


def version_changes(older: VersionView, newer: VersionView, numbers: tuple[str, str]) -> VersionChanges:
    """Compare two versions of one duty; `numbers` are those of their documents."""
    values = [ValueChange("Số, ký hiệu văn bản", *numbers)] if numbers[0] != numbers[1] else []
    values += [*_figures(older, newer), *_lists(older, newer)]
    old = {section.section: section for section in older.sections}
    texts = [_text(old.get(section.section), section) for section in newer.sections]
    return VersionChanges(older.number, tuple(values), tuple(text for text in texts if text is not None))


def _figures(older: VersionView, newer: VersionView) -> Iterator[ValueChange]:
    before = {figure.code: figure.text for section in older.sections for figure in section.figures}
    for section in newer.sections:
        for figure in section.figures:
            was = before.get(figure.code, "")
            if was != figure.text:
                yield ValueChange(f"{figure.name} ({figure.unit})", was, figure.text)


def _lists(older: VersionView, newer: VersionView) -> Iterator[ValueChange]:
    pairs = (
        ("Người đầu mối", _persons(older), _persons(newer)),
        ("Nhiệm vụ", _tasks(older), _tasks(newer)),
        ("Tệp kèm theo", ", ".join(f.name for f in older.files), ", ".join(f.name for f in newer.files)),
    )
    yield from (ValueChange(place, before, after) for place, before, after in pairs if before != after)


def _persons(version: VersionView) -> str:
    return _joined(f"{p.role} {p.name}, {p.position}, {p.phone} {p.email}".strip(", ") for p in version.persons)


def _tasks(version: VersionView) -> str:
    return _joined(f"{t.title}: {t.state}{f' {t.percent}%' if t.percent is not None else ''}" for t in version.tasks)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _text(before: SectionView | None, after: SectionView) -> TextChange | None:
    old, new = _said(before), _said(after)
    if old == new:
        return None
    return TextChange(after.title, tuple(_pieces(old, new)))


def _said(section: SectionView | None) -> str:
    return (section.text or section.word) if section else ""


def _pieces(old: str, new: str) -> Iterator[tuple[Piece, str]]:
    a, b = _SENTENCE.findall(old), _SENTENCE.findall(new)
    if len(a) > MOST_SENTENCES or len(b) > MOST_SENTENCES:
        return
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece.KEPT, "".join(a[a1:a2])
            continue
        if a2 > a1:
            yield Piece.REMOVED, "".join(a[a1:a2])
        if b2 > b1:
            yield Piece.ADDED, "".join(b[b1:b2])
