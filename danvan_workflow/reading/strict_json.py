"""JSON as inert text: numbers and yes/no as they are written, no key twice, bounded nesting."""

from __future__ import annotations

import json

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.reading.strict_yaml import MAX_DEPTH, ParsedText, too_deep
from danvan_workflow.text import clean


def parse_json(text: str, file: str) -> ParsedText:
    """The document of a JSON text, without lines. Raises InvalidInput where it can't be read at all."""
    problems: list[Problem] = []

    def without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [clean(name) for name, _ in pairs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            problems.append(Problem("khóa ghi hai lần", file, place=name))
        return dict(zip(names, (value for _, value in pairs), strict=True))

    try:
        tree = json.loads(text, object_pairs_hook=without_repeats, parse_int=str, parse_float=str, parse_constant=str)
        return ParsedText(_texts(tree, file, 0), {}, tuple(problems))
    except RecursionError:
        raise InvalidInput([too_deep(file)]) from None
    except json.JSONDecodeError as error:
        problem = Problem(f"không đọc được JSON ở cột {error.colno}", file, error.lineno, accepted="JSON đúng cú pháp")
        raise InvalidInput([problem]) from None


def _texts(tree: object, file: str, depth: int) -> object:
    if depth > MAX_DEPTH:
        raise InvalidInput([too_deep(file)])
    if isinstance(tree, dict):
        return {key: _texts(value, file, depth + 1) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_texts(item, file, depth + 1) for item in tree]
    if isinstance(tree, bool):
        return "true" if tree else "false"
    return None if tree is None else clean(str(tree))
