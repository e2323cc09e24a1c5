"""Files that look small, or are allowed to be large, and would take all memory or minutes; each was built to one attack."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from fuzz.ways_in import FORM, ways_in

SHEET, LOOKS, WORDS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"


def _with_part(name: str, change: Callable[[bytes], bytes], size: int | None = None) -> bytes:
    """The honest workbook with another part; `size` is what its directory says instead of the truth."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ways_in()[0].honest)) as book, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in book.namelist():
            content = book.read(part)
            packed.writestr(part, change(content) if part == name else content)
    packed_bytes, entry = bytearray(target.getvalue()), 0
    while size is not None and (entry := packed_bytes.find(b"PK\x01\x02", entry + 1)) >= 0:
        if packed_bytes[entry + 46 :].startswith(name.encode()):
            packed_bytes[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(packed_bytes)


def _before(end: bytes, more: bytes) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(end, more + end, 1)


def makers() -> Mapping[str, Callable[[], bytes]]:
    """What makes each file, by its name, which ends with that of the way in."""
    cell, row = b"<c/>", b"</sheetData>"
    head = f'{{"format": "1", "cycle": "{FORM.cycle_id}", "agency": "L540", "figures": {{'.encode()
    return {
        "lying-size-bieu.xlsx": lambda: _with_part(SHEET, _before(row, b" " * 400_000_000), 1_000),
        "seven-million-cells-bieu.xlsx": lambda: _with_part(SHEET, _before(row, b"<row>" + cell * 7_000_000 + b"</row>")),
        "nine-million-deep-bieu.xlsx": lambda: _with_part(SHEET, _before(row, b"<a>" * 9_000_000)),
        "two-million-looks-bieu.xlsx": lambda: _with_part(LOOKS, _before(b"</cellXfs>", b"<xf/>" * 2_000_000)),
        "four-million-words-bieu.xlsx": lambda: _with_part(WORDS, _before(b"</sst>", b"<si/>" * 4_000_000)),
        "looks-within-bounds-bieu.xlsx": lambda: _with_part(LOOKS, _before(b"</cellXfs>", b"<xf/>" * 39_000)),
        "words-within-bounds-bieu.xlsx": lambda: _with_part(WORDS, _before(b"</sst>", b"<si/>" * 149_000)),
        "cells-within-bounds-bieu.xlsx": lambda: _with_part(SHEET, _before(row, b"<row>" + cell * 145_000 + b"</row>")),
        "many-values-bao-cao.yaml": lambda: b"a: [" + b"1," * 9_000_000 + b"]",
        "many-brackets-bao-cao.yaml": lambda: b"[[]," + b"[]," * 6_000_000,
        "merged-bao-cao.yaml": lambda: b"<<: [" + b"{}," * 20_000 + b"]\n" + b"".join(b"k%d: 1\n" % n for n in range(25_000)),
        "one-text-again-bao-cao.yaml": lambda: b'a: &a "' + "ờ".encode() * 900_000 + b'"\nb: [' + b"*a," * 20_000 + b"]",
        "marks-bao-cao.yaml": lambda: b"sender: a" + "\u0301\u0323".encode() * 400_000,
        "many-lists-bao-cao.json": lambda: b'{"a": [' + b"[]," * 6_000_000 + b"[]]}",
        "open-texts-bao-cao.json": lambda: b'{"a": ' + b'"\\"' * 5_000_000,
        "twenty-thousand-keys-bao-cao.json": lambda: head + b",".join(b'"k%d": 1' % (n // 2) for n in range(40_000)) + b"}}",
        "many-rows-dau-moi.csv": lambda: b"agency,role,name,email\n" + b"X1,chief,An,a\n" * 1_000_000,
        "long-keys-bao-cao.json": lambda: b"{" + b",".join(b'"%s%d": 1' % (b"k" * 2_000, n) for n in range(9_000)) + b"}",
    }


def write_giants(folder: str) -> None:
    """Each as a file; called in a process of its own, because making them takes more memory than reading may."""
    for name, make in makers().items():
        (Path(folder) / name).write_bytes(make())
