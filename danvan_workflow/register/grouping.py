"""Items by a key, in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

_Item = TypeVar("_Item")


def grouped(items: Iterable[_Item], key: Callable[[_Item], str]) -> dict[str, list[_Item]]:
    """The items of each key.

    >>> grouped(["an", "ba", "anh"], lambda word: word[0])
    {'a': ['an', 'anh'], 'b': ['ba']}
    """
    groups: dict[str, list[_Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)
