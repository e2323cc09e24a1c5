"""The page `docs/architecture.md` as tests read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TEXT = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
_STEP = re.compile(r"^(\d+\.|-) `([^`]+)`", re.MULTILINE)
_WRITTEN = re.compile(r"Written by `[^`]+`: `([^`]+)`")


@dataclass(frozen=True)
class Places:
    """The files that one touches to add a thing: always, where it says so, and those that a command writes."""

    always: tuple[str, ...]
    perhaps: tuple[str, ...]
    written: tuple[str, ...]

    def strangers(self, touched: set[str]) -> set[str]:
        """Those of the touched files that the page doesn't name."""
        return {file for file in touched if not any(_fits(name, file) for name in self.all)}

    def forgotten(self, touched: set[str]) -> set[str]:
        """What the page calls always needed and nobody touched."""
        return {name for name in self.always + self.written if not any(_fits(name, file) for file in touched)}

    @property
    def all(self) -> tuple[str, ...]:
        """Every file that is named."""
        return self.always + self.perhaps + self.written


def _fits(name: str, file: str) -> bool:
    """Whether a file is the one named; `<name>` stands for any word, so not for `__init__`."""
    return re.fullmatch(re.sub(r"<\w+>", r"[a-z]\\w*", name), file) is not None


def chapter(title: str) -> str:
    """The text under a heading, whatever its depth."""
    _, _, rest = TEXT.partition(f"# {title}\n")
    assert rest, title
    return re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def places(thing: str) -> Places:
    """The list of `Where do I add … thing`."""
    text = chapter(f"… {thing}")
    steps = [(match[1] != "-", match[2]) for match in _STEP.finditer(text)]
    always, perhaps = (tuple(file for needed, file in steps if needed is wanted) for wanted in (True, False))
    return Places(always, perhaps, tuple(_WRITTEN.findall(text)))


THINGS = tuple(re.findall(r"^### … (.+)$", TEXT, re.MULTILINE))
