"""What a report is made with: the release, the sources that decide what it says, and the libraries that write its files."""

from __future__ import annotations

import hashlib
import platform
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import danvan_workflow

LIBRARIES = ("python-docx", "lxml", "XlsxWriter")
SOURCES = ("consolidate", "duty", "plan", "reading", "register", "render", "report", "services", "statutory", "store", "text.py")
"""Where it is decided what a report says and how its files look: rows in, bytes out."""
_KINDS = frozenset({".py", ".yaml", ".json", ".csv"})
_SHOWN = 12


@cache
def made_with() -> Mapping[str, str]:
    """Name and version of each part; two reports of the same facts differ only where one of these does."""
    libraries = {name: version(name) for name in LIBRARIES}
    machine = {"Python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    return {"danvan_workflow": danvan_workflow.__version__, "mã nguồn": _sources()[:_SHOWN], **libraries, **machine}


def _sources() -> str:
    folder, digest = Path(danvan_workflow.__file__).parent, hashlib.sha256()
    for file in sorted(_files(folder)):
        digest.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for name in SOURCES:
        found = folder / name
        yield from [found] if found.is_file() else (file for file in found.rglob("*") if file.suffix in _KINDS)
