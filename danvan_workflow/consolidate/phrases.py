"""How texts name indicators: the phrases of data/phrases.yaml, and the looser ones that need company."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from danvan_workflow.statutory.records import read_record

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class LoosePhrases:
    """Words that stand for an indicator where the sentence holds one of `near` and none of `without`."""

    code: str
    phrases: tuple[str, ...]
    without: tuple[str, ...]
    near: tuple[str, ...] = ()

    def fits(self, sentence: str) -> bool:
        """Whether the sentence speaks of this indicator, and of no other that the same words may mean."""
        said = sentence.casefold()
        return (not self.near or any(word in said for word in self.near)) and not any(word in said for word in self.without)


def phrase_key(phrase: str) -> str:
    """One spelling for equal phrases: small letters, single spaces, quotation marks levelled."""
    return " ".join(phrase.casefold().replace("”", "“").split())


@cache
def phrases() -> Mapping[str, str]:
    """The phrases that can mean nothing else, each with the indicator that it names."""
    named = _data("phrases.yaml", dict[str, tuple[str, ...]])
    return {phrase_key(phrase): code for code, words in named.items() for phrase in words}


@cache
def loose_phrases() -> tuple[LoosePhrases, ...]:
    """The phrases that may mean something else."""
    return _data("loose_phrases.yaml", tuple[LoosePhrases, ...])


def words_pattern(words: Iterable[str]) -> str:
    """Any of these phrases, as a regular expression; the longest that fits wins."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _data(name: str, model: type[Content]) -> Content:
    file = f"data/{name}"
    return read_record(files("danvan_workflow.consolidate").joinpath(file).read_bytes(), file, model)
