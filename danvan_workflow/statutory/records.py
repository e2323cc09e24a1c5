"""Statutory data files read as typed records, each error naming the file and the field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NoReturn

from danvan_workflow.errors import InvalidInput, Problem


class Confidence(StrEnum):
    """How well a fact is known: A full text read, B excerpt read, C derived from A or B, U unsure."""

    A = "A"
    B = "B"
    C = "C"
    U = "U"


@dataclass(frozen=True, slots=True)
class Record:
    """One mapping of a data file. `file` and `place` only serve the error sentences."""

    values: Mapping[str, object]
    file: str
    place: str = ""

    def text(self, key: str, default: str | None = None) -> str:
        """The text under `key`; without `default` it must be there."""
        value = self.values.get(key, default)
        return value if isinstance(value, str) else self._refuse(key, "một đoạn văn bản")

    def number(self, key: str) -> int:
        """The whole number under `key`."""
        value = self.values.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return self._refuse(key, "một số nguyên")

    def flag(self, key: str, default: bool = False) -> bool:
        """The truth under `key`."""
        value = self.values.get(key, default)
        return value if isinstance(value, bool) else self._refuse(key, "true hoặc false")

    def day(self, key: str) -> dt.date:
        """The date under `key`."""
        value = self.values.get(key)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        return self._refuse(key, "một ngày viết YYYY-MM-DD")

    def day_or_none(self, key: str) -> dt.date | None:
        """The date under `key`, or None where the file says `null`: an end is always written, even an open one."""
        if key not in self.values:
            return self._refuse(key, "một ngày viết YYYY-MM-DD, hoặc null")
        return None if self.values[key] is None else self.day(key)

    def confidence(self) -> Confidence:
        """The confidence mark of the record."""
        value = self.text("confidence")
        return Confidence(value) if value in Confidence.__members__ else self._refuse("confidence", "A, B, C hoặc U")

    def records(self, key: str) -> Iterator[Record]:
        """The mappings listed under `key`; a missing list is an error, an empty one is written `[]`."""
        value = self.values.get(key)
        if not isinstance(value, list):
            self._refuse(key, "một danh sách")
        for number, item in enumerate(value, start=1):
            if not isinstance(item, dict):
                self._refuse(f"{key}[{number}]", "một khối khóa: giá trị")
            yield Record(item, self.file, f"{key}[{number}]")

    def refuse_unknown(self, *known: str) -> None:
        """Refuse every key that is not among `known`: a misspelt key must not go unseen."""
        for key in self.values:
            if key not in known:
                self._refuse(str(key), f"các khóa {', '.join(known)}", "khóa không có trong mẫu")

    def _refuse(self, key: str, accepted: str, message: str = "giá trị thiếu hoặc sai kiểu") -> NoReturn:
        value = self.values.get(key)
        place = f"{self.place}.{key}" if self.place else key
        raise InvalidInput([Problem(message, self.file, None, place, "" if value is None else str(value), accepted)])


def data_folder() -> Traversable:
    """The folder of the data files that come with the package."""
    return files("danvan_workflow.statutory") / "data"


def parse_record(text: str, file: str) -> Record:
    """The text of a data file as one record."""
    import yaml  # here and not above: it costs more than the rest of the package, and most importers read no data

    try:
        values = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist
        raise InvalidInput([Problem(f"không đọc được YAML: {error}", file)]) from error
    if not isinstance(values, dict):
        raise InvalidInput([Problem("tệp phải là một khối khóa: giá trị", file)])
    return Record(values, file)


@cache
def read_data(name: str) -> Record:
    """A data file of the package, read once."""
    path = data_folder() / name
    return parse_record(path.read_text(encoding="utf-8"), f"statutory/data/{name}")
