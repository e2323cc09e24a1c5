"""Which language a browser asks for, and what it takes where Airflow lacks that one."""

from __future__ import annotations

import re

VIETNAMESE, FALLBACK = "vi", "en"


def stands_in(language: str, accept_language: str) -> bool:
    """Whether a catalogue is fetched because Airflow has no Vietnamese: Vietnamese is preferred, and `language` is what is left.

    Chrome in Vietnam asks for `vi-VN,vi;q=0.9,fr-FR;q=0.8,…`: Airflow alone would greet its users in French.

    >>> stands_in("en", "vi-VN,vi;q=0.9,en;q=0.8"), stands_in("fr", "vi-VN,vi;q=0.9,fr-FR;q=0.8,en;q=0.6")
    (True, True)
    >>> stands_in("en", "en, vi;q=0.5"), stands_in("en", ""), stands_in("de", "vi,en")
    (False, False, False)
    """
    known = preferences(accept_language)
    return known[:1] == [VIETNAMESE] and _primary(language) in {FALLBACK, *known}


def preferences(accept_language: str) -> list[str]:
    """The languages of an Accept-Language header, without regions, most wanted first; refused and unreadable ones are left out.

    >>> preferences("en;q=0.5, vi-VN, fr;q=0, *;q=0.1, de;q=viel")
    ['vi', 'en']
    """
    entries = (entry.partition(";") for entry in accept_language.split(","))
    weighed = [(_weight(parameters), _primary(tag)) for tag, _, parameters in entries]
    ranked = sorted((pair for pair in weighed if pair[0] > 0 and pair[1].isalpha()), key=lambda pair: -pair[0])
    return list(dict.fromkeys(language for _, language in ranked))


def _primary(tag: str) -> str:
    return tag.strip().partition("-")[0].lower()


def _weight(parameters: str) -> float:
    """The q value, 1 where there is none, 0 where it can't be read."""
    found = re.fullmatch(r"\s*(?:[qQ]=(?P<q>[01](?:\.\d{0,3})?))?\s*", parameters)
    return 0.0 if found is None else float(found["q"] or 1)
