"""A workbook unpacked within bounds: what a file says of its own sizes isn't believed, what is read is counted while it is read.

Only what was counted goes on to the reader of workbooks, packed anew: no second look at the file can find something else.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from danvan_workflow.intake.values import BadValue

MOST_PARTS = 200
MOST_UNPACKED = 30 * 1024 * 1024
MOST_ELEMENTS = 150_000  # in one part; a form of ours has a few thousand
MOST_LOOKS = 40_000  # in the part that says how cells look: each costs its reader far more than a cell
MOST_ATTRIBUTES = 60
MOST_DEPTH = 60
LOOKS = "/styles.xml"
STEP = 64 * 1024
NOT_A_WORKBOOK = "không phải tệp Excel .xlsx"
TOO_LARGE = "tệp quá lớn khi mở ra; chép số liệu sang biểu mới tải về rồi gửi"
BROKEN: tuple[type[Exception], ...] = (zipfile.BadZipFile, zipfile.LargeZipFile, expat.ExpatError, zlib.error)
WRONG: tuple[type[Exception], ...] = (
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the only two that a workbook may use; of others no step is bounded


def repacked(content: bytes) -> io.BytesIO:
    """The XML parts of a workbook, each counted; BadValue for what is no workbook, damaged, or too large unpacked."""
    kept = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(kept, "w") as target:
            for name, part in _parts(packed):
                target.writestr(name, part)
    except BadValue:
        raise
    except (*BROKEN, *WRONG) as error:
        raise BadValue(f"{NOT_A_WORKBOOK}, hoặc tệp bị hỏng") from error
    return kept


def _parts(packed: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Name and content of each XML part; pictures and the like are counted and left behind."""
    entries, left = packed.infolist(), MOST_UNPACKED
    if len(entries) > MOST_PARTS:
        raise BadValue(TOO_LARGE)
    if any(entry.filename.endswith("vbaProject.bin") for entry in entries):
        raise BadValue("tệp có macro; lưu lại dạng .xlsx rồi gửi")
    for entry in entries:
        if entry.compress_type not in METHODS:
            raise BadValue(f"{NOT_A_WORKBOOK}, hoặc tệp bị hỏng")
        with packed.open(entry) as file:
            part = _bounded(file, left)
        left -= len(part)
        if entry.filename.endswith((".xml", ".rels")):
            _Counted(MOST_LOOKS if entry.filename.endswith(LOOKS) else MOST_ELEMENTS).read(part)
            yield entry.filename, part


def _bounded(file: IO[bytes], most: int) -> bytes:
    """The whole of a part, a step at a time."""
    found = bytearray()
    while step := file.read(STEP):
        found += step
        if len(found) > most:
            raise BadValue(TOO_LARGE)
    return bytes(found)


class _Counted:
    """One part read for what it holds: well-formed, no document type, elements and attributes within bounds."""

    def __init__(self, most: int) -> None:
        self._left, self._depth = most, 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = _refuse_document_type

    def read(self, part: bytes) -> None:
        """BadValue for what is too much; ExpatError for what is no XML."""
        for start in range(0, len(part), STEP):
            self._parser.Parse(part[start : start + STEP], False)
        self._parser.Parse(b"", True)

    def _begin(self, _name: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        self._depth += 1
        if self._left < 0 or self._depth > MOST_DEPTH or len(attributes) > MOST_ATTRIBUTES:
            raise BadValue(TOO_LARGE)

    def _end(self, _name: str) -> None:
        self._depth -= 1


def _refuse_document_type(*_: object) -> None:
    """No writer of workbooks declares one; whoever does wants the reader to blow up or to look elsewhere."""
    raise BadValue(f"{NOT_A_WORKBOOK}: có khai báo không được phép")
