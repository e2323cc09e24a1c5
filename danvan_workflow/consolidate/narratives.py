"""Numbers in the text against the table (V18): precise rather than complete.

A number counts only when it stands right before a phrase that names one indicator and nothing narrower follows. Vague numbers
(“gần”, “trên” …), fractions, other periods, targets and parts are passed over. An indicator is found fault with only when the
text names it and no mention agrees with the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml

from danvan_workflow.consolidate.findings import Finding, Known, finding
from danvan_workflow.duty.submission import Narrative
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.statutory.rules import Rule, RuleForm

_LEVEL_QUOTES = str.maketrans('"”', "““")
_NUMBER = r"(?<![\d.,/–-])(?P<number>\d{1,3}(?:\.\d{3})+|\d+)"
_ENDS = r"(?=\s*(?:$|[.,;:()\n–-]|(?:và|với|cho|trong đó|trong kỳ|tăng|giảm|đạt|bằng|so với)\b))"
_SENTENCE_END = re.compile(r"[.;!?]\s+|\n")
_VAGUE = re.compile(r"(?:gần|hơn|trên|khoảng|dưới|ít nhất|tối thiểu|tối đa|thêm|còn)\s*$", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"cùng kỳ|năm trước|kỳ trước|quý trước|tháng trước|chỉ tiêu|phấn đấu|dự kiến|trong đó|riêng|tại |bình quân|mỗi", re.IGNORECASE
)


def check_narratives(rule: Rule, narratives: Iterable[Narrative], known: Known, catalogue: Catalogue) -> Iterator[Finding]:
    """For each section, the indicators whose every mention differs from the table; nothing for any other rule."""
    if rule.form is not RuleForm.NARRATIVE:
        return
    for narrative in narratives:
        for code, mentions in mentioned_numbers(narrative.text).items():
            if code in known and known[code] not in mentions.values():
                words = next(iter(mentions))
                label = catalogue.get(code).label
                yield finding(rule, narrative.section, value=words, expected=known[code], indicator=label)


def mentioned_numbers(text: str) -> dict[str, dict[str, Decimal]]:
    """For each indicator that the text gives a firm number for: the words, and the number they say.

    >>> mentioned_numbers("Đã tiếp 1.147 lượt công dân, gần 20 đoàn đông người.")
    {'TC01': {'1.147 lượt công dân': Decimal('1147')}}
    """
    clean = unicodedata.normalize("NFC", text).translate(_LEVEL_QUOTES)
    found: dict[str, dict[str, Decimal]] = {}
    for match in _pattern().finditer(clean):
        if _is_firm(_before(clean, match.start())):
            number = Decimal(match["number"].replace(".", ""))
            code = phrases()[_key(match["phrase"])]
            found.setdefault(code, {})[_shown(match.group())] = number
    return found


def _before(text: str, position: int) -> str:
    """What the sentence says before that position."""
    return _SENTENCE_END.split(text[:position])[-1]


def _is_firm(before: str) -> bool:
    return not _VAGUE.search(before) and not _ELSEWHERE.search(before)


def _shown(words: str) -> str:
    """The words with the closing quotation mark that matching had levelled."""
    return re.sub(r"“([^“]*)“", r"“\1”", " ".join(words.split()))


def _key(phrase: str) -> str:
    return " ".join(phrase.casefold().replace("”", "“").split())


@cache
def phrases() -> Mapping[str, str]:
    """The phrases of data/phrases.yaml, each with the indicator that it names."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("danvan_workflow.consolidate").joinpath("data/phrases.yaml").read_text("utf-8")
    return {_key(phrase): code for code, phrases in yaml.load(text, Loader=loader).items() for phrase in phrases}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(phrases(), key=len, reverse=True)
    words = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    return re.compile(rf"{_NUMBER}\s+(?P<phrase>{words}){_ENDS}", re.IGNORECASE)
