"""YAML as inert text: no implicit types, no tags, no duplicate keys, a bounded number of nodes, and the line of every node.

`010`, `17:30` and `NO` stay text, and every text is clean (see text.clean); only `null`, `~` and an empty value are None, and
`<<` merges.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml
from yaml.composer import Composer

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.reading.yaml_problems import TAG, syntax_problem
from danvan_workflow.text import clean

Place = tuple[str | int, ...]
_TAG = "tag:yaml.org,2002:"
STR, NULL, MERGE = f"{_TAG}str", f"{_TAG}null", f"{_TAG}merge"
MAPPING, SEQUENCE = f"{_TAG}map", f"{_TAG}seq"
NULL_WORDS = frozenset({"", "~", "null"})

MAX_NODES = 50_000  # aliases count each time they are used
MAX_DEPTH = 32
LONGEST_KEY = 200
MAX_TEXT = 32 * 1024 * 1024  # characters of all values together, each time they are used
LONGEST_WRITING = 1_000_000  # characters of one value that isn't plain ASCII, as an attached file is

_Events: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(Composer, _Events):  # type: ignore[valid-type, misc]
    """Resolves no type but null and merge.

    Events come from libyaml where it is there; nodes are composed in Python, because the C composer overflows its stack on
    deep nesting and takes the process with it.
    """

    def __init__(self, text: str, file: str, word: str) -> None:
        _Events.__init__(self, text)
        Composer.__init__(self)
        self._file, self._word, self._nodes, self._depth = file, word, 0, 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Count while composing: a text of brackets must not become gigabytes of nodes first."""
        line = self.peek_event().start_mark.line + 1
        self._nodes, self._depth = self._nodes + 1, self._depth + 1
        if self._nodes > 2 * MAX_NODES:  # a key is a node, too
            raise InvalidInput([too_many(self._file, self._word, line)])
        if self._depth > MAX_DEPTH + 1:
            raise InvalidInput([too_deep(self._file, line)])
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: tuple[bool, bool] | bool) -> str:
        """The tag of a node that has none of its own."""
        if kind is not yaml.ScalarNode:
            return MAPPING if kind is yaml.MappingNode else SEQUENCE
        plain = implicit[0] if isinstance(implicit, tuple) else implicit
        if not plain:
            return STR
        return NULL if value in NULL_WORDS else MERGE if value == "<<" else STR


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A parsed text: `tree` of dict, list, str and None; the 1-based line of each place; what is wrong with it."""

    tree: object
    lines: Mapping[Place, int]
    problems: tuple[Problem, ...]


def place_text(place: Place) -> str:
    """The place as an officer reads it.

    >>> place_text(("obligations", 0, "cycles", 2, "due"))
    'obligations[0].cycles[2].due'
    """
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")


def line_of(lines: Mapping[Place, int], place: Place) -> int | None:
    """The line of a place, or of the nearest part around it."""
    return next((lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), None)


def parse(text: str, file: str, word: str = "dữ liệu") -> ParsedText:
    """The document of a YAML text; `word` is what people call such a file (kế hoạch, báo cáo …).

    Raises InvalidInput where it can't be read at all (syntax, nesting, number of nodes).
    """
    builder = _Builder(file, word)
    try:
        node = _compose(text, file, word)
        if node is None:
            raise InvalidInput([Problem(f"tệp {word} trống, chưa có nội dung nào", file)])
        tree = builder.build(node, ())
    except yaml.YAMLError as error:
        raise InvalidInput([syntax_problem(error, text, file, word)]) from None
    except RecursionError:
        raise InvalidInput([too_deep(file)]) from None
    return ParsedText(tree, builder.lines, tuple(builder.problems))


def _compose(text: str, file: str, word: str) -> yaml.Node | None:
    loader = _Loader(text, file, word)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


def too_many(file: str, word: str, line: int | None = None) -> Problem:
    """The problem of a file that holds more than any honest one."""
    accepted = f"không quá {MAX_NODES} phần tử, tính cả mỗi lần dùng lại qua dấu *"
    return Problem(f"tệp {word} có quá nhiều phần tử", file, line, accepted=accepted)


def too_long(file: str, line: int | None = None) -> Problem:
    """The problem of a text in which no report is that long."""
    return Problem(
        "có giá trị hoặc khóa quá dài", file, line, accepted=f"khóa không quá {LONGEST_KEY} ký tự, giá trị vừa một báo cáo"
    )


def is_too_long(value: str) -> bool:
    """True for a writing that nobody writes; plain ASCII may be an attached file."""
    return len(value) > LONGEST_WRITING and not value.isascii()


def too_deep(file: str, line: int | None = None) -> Problem:
    """The problem of a file whose parts nest without an end."""
    return Problem(
        "các phần lồng vào nhau quá sâu", file, line, accepted=f"không quá {MAX_DEPTH} bậc, không tự dẫn lại chính mình"
    )


@dataclass(slots=True)
class _Builder:
    """Turns nodes into plain data, remembers lines, collects problems."""

    file: str
    word: str
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0
    text: int = 0

    def build(self, node: yaml.Node, place: Place) -> object:
        """The plain data of a node."""
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        self._count(place, line)
        if isinstance(node, yaml.MappingNode) and node.tag == MAPPING:
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode) and node.tag == SEQUENCE:
            return [self.build(item, (*place, number)) for number, item in enumerate(node.value)]
        if node.tag == NULL:
            return None
        if node.tag not in (STR, MERGE):
            self._tag_problem(node, place, line)
        return self._scalar(node.value, line) if isinstance(node, yaml.ScalarNode) else None

    def _scalar(self, value: str, line: int) -> str:
        self.text += len(value)
        if self.text > MAX_TEXT or is_too_long(value):
            raise InvalidInput([too_long(self.file, line)])
        return clean(value)

    def _count(self, place: Place, line: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise InvalidInput([too_many(self.file, self.word, line)])
        if len(place) > MAX_DEPTH:
            raise InvalidInput([too_deep(self.file, line)])

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        tree: dict[str, object] = {}
        first: dict[str, int] = {}
        merged: list[yaml.MappingNode] = []
        for key, value in node.value:
            if key.tag == MERGE:
                merged += self._to_merge(value, place)
            elif self._key_is_new(key, place, first):
                inner = (*place, clean(key.value))
                self.lines.setdefault(inner, key.start_mark.line + 1)
                tree[clean(key.value)] = self.build(value, inner)
        return self._merged(tree, merged, place) if merged else tree

    def _merged(self, own: dict[str, object], others: list[yaml.MappingNode], place: Place) -> dict[str, object]:
        """A mapping over those that it merges, the first of them before the next."""
        layers = [own]
        for other in others:
            self._count(place, other.start_mark.line + 1)
            layers.append(self._mapping(other, place))
        return {name: value for layer in reversed(layers) for name, value in layer.items()}

    def _to_merge(self, node: yaml.Node, place: Place) -> Iterator[yaml.MappingNode]:
        for part in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if isinstance(part, yaml.MappingNode):
                yield part
            else:
                self._add("dấu “<<” chỉ gộp được các cặp khóa: giá trị", part.start_mark.line + 1, place)

    def _key_is_new(self, key: yaml.Node, place: Place, first: dict[str, int]) -> bool:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag != STR:
            self._add("khóa phải là một từ", line, place)
            return False
        if len(key.value) > LONGEST_KEY:
            self.problems.append(too_long(self.file, line))
            return False
        name = clean(key.value)
        if name in first:
            self._add(f"khóa ghi hai lần, lần đầu ở dòng {first[name]}", line, (*place, name))
            return False
        first[name] = line
        return True

    def _tag_problem(self, node: yaml.Node, place: Place, line: int) -> None:
        self._add(TAG.format(self.word), line, place, node.tag.replace(_TAG, "!!"), "giá trị viết thẳng")

    def _add(self, message: str, line: int, place: Place, value: str = "", accepted: str = "") -> None:
        self.problems.append(Problem(message, self.file, line, place_text(place), value, accepted))
