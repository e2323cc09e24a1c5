"""Fields of a strictly read YAML document, taken by place; what is wrong or left over is collected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from danvan_workflow.errors import Problem
from danvan_workflow.reading.strict_yaml import Place, line_of, place_text


class Fields:
    """Reads `a.b` places of a tree of dict, list and text. A wrong field gives a problem and a harmless value."""

    def __init__(self, tree: object, lines: Mapping[Place, int], file: str) -> None:
        self._tree, self._lines, self._file = tree, lines, file
        self._taken: set[Place] = set()
        self.problems: list[Problem] = []
        if not isinstance(tree, dict):
            self.problem("", "tệp phải gồm các cặp “khóa: giá trị”", "", "format, title, columns …")

    def text(self, place: str, default: str | None = None) -> str:
        """The text of a place; without a default it must be there."""
        found = self._take(place)
        if isinstance(found, str) and found:
            return found
        if found is not None or default is None:
            self.problem(place, "thiếu giá trị hoặc giá trị không phải một đoạn chữ", "", "một đoạn chữ")
        return default or ""

    def one_of(self, place: str, accepted: Collection[str], default: str | None = None) -> str:
        """A text out of a list."""
        found = self.text(place, default)
        if found and found not in accepted:
            self.problem(place, "giá trị không có trong danh sách", found, ", ".join(f"“{item}”" for item in sorted(accepted)))
        return found

    def texts(self, place: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of texts."""
        found = self._take(place)
        if found is None:
            return default
        if isinstance(found, list) and all(isinstance(item, str) for item in found):
            return tuple(found)
        self.problem(place, "phải là một danh sách các đoạn chữ", "", "[a, b]")
        return default

    def table(self, place: str) -> dict[str, str]:
        """Pairs of text; none where the place is empty."""
        found = self._take(place)
        if found is None:
            return {}
        if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()):
            return dict(found)
        self.problem(place, "phải gồm các cặp “mã: mã”", "", "{CT01: CD01}")
        return {}

    def tables(self, place: str) -> list[dict[str, str]]:
        """A list of pairs of text."""
        found = self._take(place)
        if found is None:
            return []
        if isinstance(found, list) and all(isinstance(item, dict) and set(item) == {"theirs", "ours"} for item in found):
            return [{key: value or "" for key, value in item.items()} for item in found]
        self.problem(place, "mỗi mẫu phải có đúng hai khóa theirs và ours", "", "- {theirs: …, ours: …}")
        return []

    def keys_within(self, place: str, table: Mapping[str, str], accepted: Collection[str]) -> None:
        """Refuse keys of a table that mean nothing."""
        for key in table:
            if key not in accepted:
                self.problem(f"{place}.{key}", "khóa không được dùng ở đây", key, ", ".join(accepted))

    def must(self, attempt: Callable[[], object], place: str, value: str, accepted: str) -> None:
        """A problem where `attempt` fails on a template."""
        try:
            attempt()
        except (KeyError, ValueError, IndexError, AttributeError):
            self.problem(place, "mẫu viết chưa đúng", value, accepted)

    def problem(self, place: str, message: str, value: str, accepted: str) -> None:
        """Add a problem at a place, with its line."""
        path = tuple(place.split(".")) if place else ()
        self.problems.append(Problem(message, self._file, line_of(self._lines, path), place, value, accepted))

    def refuse_the_rest(self) -> None:
        """A problem for every key that nobody asked for."""
        for path in self._left(self._tree, ()):
            place = place_text(path)
            self.problem(place, "khóa không được dùng ở đây", str(path[-1]), "các khóa trong tệp mẫu he-thong-tinh.yaml")

    def _take(self, place: str) -> object:
        path: Place = tuple(place.split("."))
        self._taken.add(path)
        found: object = self._tree
        for part in path:
            found = found.get(str(part)) if isinstance(found, dict) else None
        return found

    def _left(self, tree: object, path: Place) -> list[Place]:
        if not isinstance(tree, dict) or path in self._taken:
            return []
        left: list[Place] = []
        for key, value in tree.items():
            inner = (*path, key)
            if inner in self._taken:
                continue
            inside = any(taken[: len(inner)] == inner for taken in self._taken)
            left += self._left(value, inner) if inside and isinstance(value, dict) else [inner]
        return left
