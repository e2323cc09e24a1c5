"""JSON as inert text: numbers and yes/no as they are written, no key twice, bounded nesting."""

from __future__ import annotations

import json
import re
from collections import Counter

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.reading.strict_yaml import (
    LONGEST_KEY,
    MAX_DEPTH,
    MAX_NODES,
    MAX_TEXT,
    ParsedText,
    is_too_long,
    too_deep,
    too_long,
    too_many,
)
from danvan_workflow.text import clean

_SIGNS = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[\]{},:]', re.DOTALL)  # a text is passed over whole, closed or not


def parse_json(text: str, file: str, word: str = "dữ liệu") -> ParsedText:
    """The document of a JSON text, without lines. Raises InvalidInput where it can't be read at all."""
    _refuse_endless(text, file, word)
    problems: list[Problem] = []

    def without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [clean(name) for name, _ in pairs]
        if any(len(name) > LONGEST_KEY for name in names):
            problems.append(too_long(file))
        for name in sorted(name for name, times in Counter(names).items() if times > 1):
            problems.append(Problem("khóa ghi hai lần", file, place=name[:LONGEST_KEY]))
        return {name: value for name, (_, value) in zip(names, pairs, strict=True) if len(name) <= LONGEST_KEY}

    try:
        tree = json.loads(text, object_pairs_hook=without_repeats, parse_int=str, parse_float=str, parse_constant=str)
        return ParsedText(_texts(tree, file, 0), {}, tuple(problems))
    except RecursionError:
        raise InvalidInput([too_deep(file)]) from None
    except json.JSONDecodeError as error:
        problem = Problem(f"không đọc được JSON ở cột {error.colno}", file, error.lineno, accepted="JSON đúng cú pháp")
        raise InvalidInput([problem]) from None


def _refuse_endless(text: str, file: str, word: str) -> None:
    """Count what is in the text before anything is made of it: a text of brackets must not become gigabytes of lists."""
    depth = parts = 0
    for sign in _SIGNS.finditer(text):
        mark = text[sign.start()]
        depth += (mark in "[{") - (mark in "]}")
        parts += mark in "[{,"
        if depth > MAX_DEPTH + 1:
            raise InvalidInput([too_deep(file)])
        if parts > MAX_NODES:
            raise InvalidInput([too_many(file, word)])
    if len(text) > MAX_TEXT:
        raise InvalidInput([too_long(file)])


def _texts(tree: object, file: str, depth: int) -> object:
    if depth > MAX_DEPTH:
        raise InvalidInput([too_deep(file)])
    if isinstance(tree, dict):
        return {key: _texts(value, file, depth + 1) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_texts(item, file, depth + 1) for item in tree]
    if isinstance(tree, bool):
        return "true" if tree else "false"
    if tree is None:
        return None
    if is_too_long(str(tree)):
        raise InvalidInput([too_long(file)])
    return clean(str(tree))
