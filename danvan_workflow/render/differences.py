"""What two files of the same name differ in, told in lines of their text as a person would find them."""

from __future__ import annotations

import difflib
import io
import zipfile
from collections.abc import Iterator

import openpyxl
from lxml import etree

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def differences(kept: bytes, made: bytes, kind: str) -> tuple[str, ...]:
    """Lines that only the kept file (−) or only the new one (+) has; where no text differs, the parts that look different."""
    lines = _sheet_lines if kind == "xlsx" else _word_lines
    told = tuple(_marked(difflib.ndiff(list(lines(kept)), list(lines(made)))))
    return told or tuple(f"cách trình bày ({name})" for name in _different_parts(kept, made))


def _marked(compared: Iterator[str]) -> Iterator[str]:
    for line in compared:
        if line[:2] in ("- ", "+ "):
            yield f"{'−' if line[0] == '-' else '+'} {line[2:]}"


def _word_lines(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in sorted(name for name in file.namelist() if name.startswith("word/") and name.endswith(".xml")):
            for paragraph in etree.fromstring(file.read(name)).iter(f"{_WORD}p"):
                text = "".join(piece.text or "" for piece in paragraph.iter(f"{_WORD}t"))
                if text.strip():
                    yield text


def _sheet_lines(content: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            cells = ["" if cell is None else str(cell) for cell in row]
            if any(cells):
                yield f"{sheet.title}: {' | '.join(cells)}"


def _different_parts(kept: bytes, made: bytes) -> list[str]:
    one, other = _parts(kept), _parts(made)
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)] or ["nén tệp"]


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}
