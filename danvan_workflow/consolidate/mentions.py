"""The numbers that a text gives for indicators: which one, in which words, between which bounds.

A number counts only when it stands right before a phrase that names an indicator and nothing narrower follows. Fractions, other
periods, targets and parts are passed over. “Gần”, “hơn”, “trên”, “khoảng” leave room: a tenth of the number, or one unit of its
last digit that isn't zero where that is more. So “hơn 3.200” is 3.200 … 3.520, “gần 20” is 10 … 20, “khoảng 46” is 41,4 … 50,6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from danvan_workflow.consolidate.phrases import loose_phrases, phrase_key, phrases, words_pattern
from danvan_workflow.text import composed

_LEVEL_QUOTES = str.maketrans('"”', "““")
_NUMBER = r"(?<![\d.,/–-])(?P<number>\d{1,3}(?:\.\d{3})+|\d+)"
_ENDS = r"(?=\s*(?:$|[.,;:()\n–-]|(?:và|với|cho|trong đó|trong kỳ|tăng|giảm|đạt|bằng|so với)\b))"
_SENTENCE_END = re.compile(r"[.;!?]\s+|\n")
_VAGUE = re.compile(r"(?P<word>gần|hơn|trên|khoảng)\s*$", re.IGNORECASE)
_BOUND = re.compile(r"(?:dưới|ít nhất|tối thiểu|tối đa|thêm|còn)\s*$", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"cùng kỳ|năm trước|kỳ trước|quý trước|tháng trước|chỉ tiêu|phấn đấu|dự kiến|trong đó|riêng|tại |bình quân|mỗi", re.IGNORECASE
)
_ROOM = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number given for an indicator: `low` … `high` is what the table may say. `is_loose`: the words may mean more than it."""

    code: str
    words: str
    low: Decimal
    high: Decimal
    is_loose: bool = False

    @property
    def is_firm(self) -> bool:
        """True where the words name this indicator alone, and the number without room."""
        return self.low == self.high and not self.is_loose

    def agrees(self, value: Decimal) -> bool:
        """Whether the table may hold this value."""
        return self.low <= value <= self.high

    def contradicts(self, value: Decimal) -> bool:
        """Whether it can't; a loose number below the table's may be a part of it."""
        return value < self.low if self.is_loose else not self.agrees(value)


def mentions(text: str) -> tuple[Mention, ...]:
    """The numbers of a text, those of exact phrases first.

    >>> [(m.code, m.words, int(m.low), int(m.high)) for m in mentions("Đã tiếp 1.147 lượt công dân, gần 20 đoàn đông người.")]
    [('TC01', '1.147 lượt công dân', 1147, 1147), ('TC03', 'gần 20 đoàn đông người', 10, 20)]
    """
    clean = levelled(text)
    return (*_exact(clean), *_loose(clean))


def levelled(text: str) -> str:
    """The text in NFC, its quotation marks all alike."""
    return composed(text).translate(_LEVEL_QUOTES)


def sentence_before(text: str, position: int) -> str:
    """What the sentence says before that position."""
    return _SENTENCE_END.split(text[:position])[-1]


def speaks_of_elsewhere(before: str) -> bool:
    """Whether what stands before a number says that it is a part, a target, or another period's."""
    return _ELSEWHERE.search(before) is not None


def _exact(text: str) -> Iterator[Mention]:
    for match in _numbers_before(tuple(phrases())).finditer(text):
        yield from _mention(text, match, phrases()[phrase_key(match["phrase"])])


def _loose(text: str) -> Iterator[Mention]:
    for loose in loose_phrases():
        for match in _numbers_before(loose.phrases).finditer(text):
            if loose.fits(_sentence_around(text, match)):
                yield from _mention(text, match, loose.code, is_loose=True)


def _mention(text: str, match: re.Match[str], code: str, *, is_loose: bool = False) -> Iterator[Mention]:
    before = sentence_before(text, match.start())
    if _BOUND.search(before) or speaks_of_elsewhere(before):
        return
    vague = _VAGUE.search(before)
    word = vague["word"] if vague else ""
    low, high = bounds(word.casefold(), Decimal(match["number"].replace(".", "")))
    yield Mention(code, f"{word} {_shown(match.group())}".strip(), low, high, is_loose)


def bounds(word: str, number: Decimal) -> tuple[Decimal, Decimal]:
    """What “hơn 3.200” may mean; the number itself where there is no such word."""
    last_digit = Decimal(10) ** (len(str(number)) - len(str(number).rstrip("0")))
    room = max(number * _ROOM, last_digit) if word else Decimal(0)
    low = number - room if word in ("gần", "khoảng") else number
    high = number + room if word in ("hơn", "trên", "khoảng") else number
    return low, high


def _sentence_around(text: str, match: re.Match[str]) -> str:
    return sentence_before(text, match.start()) + match.group() + _SENTENCE_END.split(text[match.end() :])[0]


def _shown(words: str) -> str:
    """The words with the closing quotation mark that matching had levelled."""
    return re.sub(r"“([^“]*)“", r"“\1”", " ".join(words.split()))


@cache
def _numbers_before(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"{_NUMBER}\s+(?P<phrase>{words_pattern(words)}){_ENDS}", re.IGNORECASE)
