"""Vietnamese text as data: one spelling for equal words, and the order of the Vietnamese dictionary."""

from __future__ import annotations

import re
import unicodedata

_LEGACY = str.maketrans({"ƣ": "ư", "Ƣ": "Ư"})
# What XML can't hold, and invisible marks that change how a line reads (bidi overrides, zero-width, soft hyphen).
# U+FFFD stays: it shows that a letter was lost.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
_MOST_MARKS = 30  # on one letter, as in Unicode's own stream-safe text; Vietnamese needs two
_MAYBE_MARKS = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MOST_MARKS + 1},}}")  # no mark is a letter, a digit or a blank
_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_ALPHABET = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_PIECES = re.compile(r"\d+|[^\W\d_]+")

SortKey = tuple[tuple[tuple[int, int, tuple[int, ...], int], ...], str]


def upper_first(text: str) -> str:
    """The text as a sentence begins; its other letters stay.

    >>> upper_first("quý I năm 2025"), upper_first("")
    ('Quý I năm 2025', '')
    """
    return text[:1].upper() + text[1:]


def clean(text: str) -> str:
    """NFC, the legacy `ƣ` turned into `ư`, line ends as \\n, no control or invisible marks.

    Every text is cleaned so on its way in and on its way out.

    >>> clean("Nhà nƣớc\\x07")
    'Nhà nước'
    """
    if text.isascii() and text.isprintable():
        return text
    return composed(_UNWANTED.sub("", _LINE_BREAKS.sub("\n", text)).translate(_LEGACY))


def composed(text: str) -> str:
    """NFC, with at most 30 marks on one letter: a longer run is nobody's writing, and composing it takes quadratic time.

    >>> composed("e" + chr(0x302) + chr(0x301)), len(composed("a" + chr(0x323) * 1_000_000))
    ('ế', 30)
    """
    return unicodedata.normalize("NFC", _MAYBE_MARKS.sub(_bounded, text))


def _bounded(found: re.Match[str]) -> str:
    """The characters of a run, without those that are one mark too many."""
    kept, marks = [], 0
    for character in found[0]:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def one_line(text: str) -> str:
    """A clean text on one line with single spaces, for names and headings.

    >>> one_line(" Sở  Nội\\nvụ ")
    'Sở Nội vụ'
    """
    return " ".join(clean(text).split())


def sort_key(name: str) -> SortKey:
    """Key of Vietnamese dictionary order: syllable by syllable, letters first, then tone (ngang huyền hỏi ngã sắc nặng).

    Numbers inside a name count as numbers, and where the tone mark stands in the syllable (hòa, hoà) does not matter.

    >>> sorted(["Ý Yên", "Đức Cơ", "Phường 10", "Ân Thi", "Dương Minh", "An Lão", "Phường 2", "Ăn"], key=sort_key)
    ['An Lão', 'Ăn', 'Ân Thi', 'Dương Minh', 'Đức Cơ', 'Phường 2', 'Phường 10', 'Ý Yên']
    """
    text = clean(name)
    return tuple(_piece_key(piece) for piece in _PIECES.findall(composed(text.lower()))), text


def _piece_key(piece: str) -> tuple[int, int, tuple[int, ...], int]:
    if piece.isdecimal():
        return 0, int(piece), (), 0
    letters, tone = split_tone(piece)
    return 1, 0, tuple(_ALPHABET.get(letter, 100 + ord(letter)) for letter in letters), tone


def split_tone(syllable: str) -> tuple[str, int]:
    """The syllable without its tone mark, and the tone's number in dictionary order (0 is ngang).

    >>> split_tone("thuận")
    ('thuân', 5)
    """
    tone, kept = 0, []
    for mark in unicodedata.normalize("NFD", syllable):
        if mark in _TONES:
            tone = _TONES[mark]
        else:
            kept.append(mark)
    return composed("".join(kept)), tone
