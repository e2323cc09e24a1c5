"""Vietnamese names for machines: folded text for comparison, ASCII slugs."""

from __future__ import annotations

import re
import unicodedata

from danvan_workflow.text import composed

_FINAL_Y = re.compile(r"\b(qu|[b-df-hj-np-tv-xz]*)y\b")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_ASCII: dict[int, str] = {
    code: unicodedata.normalize("NFD", chr(code))[0] for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
}
_ASCII |= dict.fromkeys(range(0x300, 0x370), "") | {ord("đ"): "d", ord("ƣ"): "u"}
_ABBREVIATIONS = {
    "ubnd": "uy ban nhan dan",
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
    "h": "huyen",
    "q": "quan",
    "p": "phuong",
    "x": "xa",
    "vp": "van phong",
}


def plain_ascii(text: str) -> str:
    """Lower-case ASCII words of a Vietnamese name.

    >>> plain_ascii("Sở Văn hóa, Thể thao và Du lịch")
    'so van hoa the thao va du lich'
    """
    letters = composed(text).lower()
    return _NOT_WORD.sub(" ", letters.translate(_ASCII)).strip()


def folded(text: str) -> str:
    """A name in the form in which two spellings of it are equal (Qui Nhơn and Quy Nhơn, too).

    >>> folded("UBND TX. An Nhơn") == folded("Uỷ ban nhân dân thị xã An Nhơn")
    True
    """
    words = _FINAL_Y.sub(r"\1i", plain_ascii(text)).split()
    return " ".join([_ABBREVIATIONS.get(word, word) for word in words])


def slug(text: str, longest: int = 63) -> str:
    """A name as one label of a host name, cut between words at `longest` characters.

    >>> slug("Sở Nội vụ")
    'so-noi-vu'
    """
    label = plain_ascii(text).replace(" ", "-")
    return label if len(label) <= longest else label[: longest + 1].rpartition("-")[0]


def within_sentence(unit_name: str) -> str:
    """The name of a unit as it stands inside a longer name.

    >>> within_sentence("Thị xã An Nhơn")
    'thị xã An Nhơn'
    """
    return unit_name[:1].lower() + unit_name[1:]


def proper_name(province_name: str) -> str:
    """The name of a province without "Tỉnh" or "Thành phố".

    >>> proper_name("Tỉnh Bà Rịa - Vũng Tàu")
    'Bà Rịa - Vũng Tàu'
    """
    for prefix in ("tỉnh ", "thành phố "):
        if province_name.lower().startswith(prefix):
            return province_name[len(prefix) :]
    return province_name
