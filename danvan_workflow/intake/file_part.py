"""Reading a tree of texts, key by key, while every problem is written down with its place and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.reading.strict_yaml import Place, line_of, place_text

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_YES_NO = {"true": True, "false": False}
LONGEST_VALUE = 60


@dataclass(slots=True)
class Reading:
    """One file being read: what is wrong with it, and the line of each place where the format tells."""

    file: str = ""
    lines: Mapping[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, place: Place, message: str, value: str, accepted: str) -> None:
        """Write a problem down."""
        line = line_of(self.lines, place)
        self.problems.append(Problem(message, self.file, line, place_text(place), value[:LONGEST_VALUE], accepted))

    def finish(self) -> None:
        """Raises InvalidInput with the problems, by line, if there are any."""
        if self.problems:
            raise InvalidInput(sorted(self.problems, key=lambda problem: problem.line or 0))


class Part:
    """A mapping of the file. Every reader returns something harmless after it wrote a problem down."""

    ZERO: ClassVar[Decimal] = Decimal(0)

    def __init__(self, tree: Mapping[str, object], place: Place, reading: Reading) -> None:
        self._tree, self._place, self._reading = tree, place, reading
        self._read: set[str] = set()

    def has(self, key: str) -> bool:
        """True where the key is there with a value."""
        return self._tree.get(key) is not None

    def keys(self) -> list[str]:
        """All keys, in the order of the file."""
        return list(self._tree)

    def is_mapping(self, key: str) -> bool:
        """True where the key holds keys of its own."""
        return isinstance(self._tree.get(key), dict)

    def refuse(self, key: str, message: str, value: str, accepted: str) -> None:
        """Write down a problem of a key (of the whole part where it is empty)."""
        self._reading.refuse((*self._place, key) if key else self._place, message, value, accepted)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text without spaces around it; empty where it isn't said."""
        value = self._scalar(key)
        if required and not value:
            self.refuse(key, "thiếu khóa bắt buộc", "", "")
        return value

    def _scalar(self, key: str) -> str:
        self._read.add(key)
        value = self._tree.get(key)
        if isinstance(value, (dict, list)):
            self.refuse(key, "chỗ này phải là chữ hoặc số", "", "một giá trị, không phải danh sách hay cặp khóa: giá trị")
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None else str(value).strip()

    def choice(self, key: str, accepted: Sequence[str], *, required: bool = False) -> str:
        """One of the accepted words; empty where it isn't said or isn't one of them."""
        value = self.text(key, required=required)
        if value and value not in accepted:
            self.refuse(key, "giá trị không nằm trong danh sách", value, f"một trong: {', '.join(accepted)}")
            return ""
        return value

    def flag(self, key: str) -> bool:
        """true or false; false where it isn't said."""
        value = self._scalar(key)
        if value and value not in _YES_NO:
            self.refuse(key, "không phải giá trị đúng/sai", value, "true hoặc false")
        return _YES_NO.get(value, False)

    def whole_number(self, key: str, lowest: int, highest: int) -> int | None:
        """A whole number within bounds; None where it isn't said."""
        value = self._scalar(key)
        if not value:
            return None
        if not (value.isascii() and value.isdecimal() and lowest <= int(value) <= highest):
            self.refuse(key, "không phải số nguyên trong khoảng cho phép", value, f"số nguyên từ {lowest} đến {highest}")
            return None
        return int(value)

    def number(self, key: str, accepted: str) -> Decimal | None:
        """An exact number; None where it can't be read."""
        value = self._scalar(key)
        if isinstance(self._tree.get(key), (dict, list)):
            return None
        if not _NUMBER.fullmatch(value):
            self.refuse(key, "không phải số" if value else "khóa có mà chưa ghi giá trị", value, accepted)
            return None
        return Decimal(value)

    def part(self, key: str) -> Part:
        """The mapping under a key; an empty one where it isn't said."""
        self._read.add(key)
        value = self._tree.get(key)
        if value is not None and not isinstance(value, dict):
            self.refuse(key, "chỗ này phải gồm các cặp khóa: giá trị", "", "khóa: giá trị, thụt vào dưới tên phần")
        return Part(value if isinstance(value, dict) else {}, (*self._place, key), self._reading)

    def parts(self, key: str) -> Iterator[Part]:
        """The mappings of the list under a key."""
        self._read.add(key)
        value = self._tree.get(key)
        if value is not None and not isinstance(value, list):
            self.refuse(key, "chỗ này phải là danh sách", "", "mỗi mục một dòng bắt đầu bằng “- ”")
        for number, item in enumerate(value if isinstance(value, list) else []):
            place = (*self._place, key, number)
            if isinstance(item, dict):
                yield Part(item, place, self._reading)
            else:
                self._reading.refuse(place, "mỗi mục phải gồm các cặp khóa: giá trị", str(item or ""), "{khóa: giá trị, …}")

    def refuse_unknown_keys(self) -> None:
        """Write down every key that nobody asked for; call it after all others were read."""
        for key in self._tree:
            if key not in self._read:
                self.refuse(key, "khóa không có trong mẫu", "", ", ".join(sorted(self._read)))
