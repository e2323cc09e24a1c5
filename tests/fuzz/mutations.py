"""Files that nobody should send, made from honest ones: the same number makes the same file."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes], bytes]
DEEPEST, WIDEST = 5_000, 60_000
TOKENS = (
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<!DOCTYPE a>", b"&a *a", b"<<: *a", b"!!python/name:os.system", b'"', b"{", b"["),
    *(b"\xcc\x81" * 3000, b"9" * 5000, b"1e999999", b"-0", b"NaN", b"2025-02-30", b"\r", b"\t", b"'", b"---\n", b"&#x110000;"),
    *(b'r="1048577"', b't="s"><v>99999999999</v>', b"</row>", b"<v>1e400</v>", b'count="-1"', b"]]>", b"\\u0000", b"\\ud800"),
)


def mutated(seed: int, honest: bytes) -> bytes:
    """The file of a number."""
    chance = random.Random(seed)
    within = honest.startswith(b"PK") and chance.random() < 0.7
    change = in_a_part if within else chance.choice(OF_BYTES)
    return change(chance, honest)


def flipped(chance: random.Random, content: bytes) -> bytes:
    """One bit another."""
    spoilt = bytearray(content)
    spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def cut(chance: random.Random, content: bytes) -> bytes:
    """The end is lost."""
    return content[: chance.randrange(len(content))]


def doubled(chance: random.Random, content: bytes) -> bytes:
    """A piece stands there again, up to many times."""
    start = chance.randrange(len(content))
    piece = content[start : start + chance.choice((1, 10, 200, 4_000))]
    return content[:start] + piece * chance.choice((2, 50, WIDEST // max(1, len(piece) // 50))) + content[start:]


def strewn(chance: random.Random, content: bytes) -> bytes:
    """Signs that mean something, where they shouldn't stand."""
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.choice(TOKENS) + content[at + chance.choice((0, 0, 5)) :]
    return content


def deep(chance: random.Random, content: bytes) -> bytes:
    """Brackets, tags or lists in one another."""
    open_, close = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"<a>", b"</a>"), (b"- ", b""), (b"{", b"")))
    at, times = chance.randrange(len(content) + 1), chance.randrange(DEEPEST)
    return content[:at] + open_ * times + b"1" + close * times + content[at:]


def wide(chance: random.Random, content: bytes) -> bytes:
    """Very many parts side by side."""
    times = chance.randrange(WIDEST)
    made: tuple[Callable[[int], bytes], ...] = (
        lambda n: b"k%d: %d\n" % (n, n),
        lambda n: b'"k%d": %d,' % (n % 9, n),
        lambda n: b'<c r="A%d"><v>%d</v></c>' % (n, n),
        lambda n: b'<xf numFmtId="%d"/>' % n,
        lambda n: b"<si><t/></si>",
        lambda n: b"[],",
    )
    one, at = chance.choice(made), chance.randrange(len(content) + 1)
    return content[:at] + b"".join(one(number) for number in range(times)) + content[at:]


def swapped(chance: random.Random, content: bytes) -> bytes:
    """Two pieces in each other's place."""
    first, second = sorted((chance.randrange(len(content)), chance.randrange(len(content))))
    length = chance.choice((1, 8, 64))
    there, here = content[second : second + length], content[first : first + length]
    return content[:first] + there + content[first + length : second] + here + content[second:]


def in_a_part(chance: random.Random, content: bytes) -> bytes:
    """A workbook, sound as a package, one part of which was changed, lost, or lies about its size."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        names = book.namelist()
        chosen, change = chance.choice(names), chance.choice((*OF_BYTES, lambda *_: b""))
        for name in names:
            part = book.read(name)
            packed.writestr(name, change(chance, part) if name == chosen else part)
    packed_bytes = bytearray(target.getvalue())
    if chance.random() < 0.1:  # what the directory says of the first part's size
        at = packed_bytes.find(b"PK\x01\x02")
        packed_bytes[at + 24 : at + 28] = chance.choice((b"\x01\x00\x00\x00", b"\xff\xff\xff\x7f"))
    return bytes(packed_bytes)


OF_BYTES: tuple[Mutation, ...] = (flipped, flipped, cut, doubled, strewn, strewn, deep, wide, swapped)
