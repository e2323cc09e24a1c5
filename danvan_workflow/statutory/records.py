"""Statutory data files read as typed records, each error naming the file, the line and the field."""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

Record = TypeVar("Record")


class Confidence(StrEnum):
    """How well a fact is known: A full text read, B excerpt read, C derived from A or B, U unsure."""

    A = "A"
    B = "B"
    C = "C"
    U = "U"


def data_folder() -> Traversable:
    """The folder of the data files that come with the package."""
    return files("danvan_workflow.statutory") / "data"


def read_record(content: bytes, file: str, model: type[Record]) -> Record:
    """The content of a data file as what `model` describes; InvalidInput with every problem of it."""
    from danvan_workflow.reading.reader import Kind, decoded, read_text  # here and not above: most importers read no data

    kind = Kind("dữ liệu", model)
    return read_text(kind, decoded(kind, content, file), file)[0]


def read_data(name: str, model: type[Record]) -> Record:
    """A data file of the package."""
    return read_record((data_folder() / name).read_bytes(), f"statutory/data/{name}", model)
