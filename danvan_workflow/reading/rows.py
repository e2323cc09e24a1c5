"""CSV as spreadsheets write it (comma, semicolon or tab; BOM), each row a model; every problem of a file at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from danvan_workflow.errors import MOST_TOLD, Problem
from danvan_workflow.reading.reader import Kind, judged
from danvan_workflow.reading.strict_yaml import ParsedText
from danvan_workflow.text import one_line

LIKE_FORMULA = ("=", "+", "-", "@", "\t", "'")
"""How a cell begins that a spreadsheet takes for a formula: an apostrophe goes before it, and is taken off again."""

EMPTY = ("chưa có nội dung", "không để trống")
Row = TypeVar("Row", bound=BaseModel)

MOST_LINES = 200_000  # ten times what the national register needs


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """What a file holds: its rows, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def header_of(text: str) -> list[str]:
    """The names in the first line."""
    return list(_reader(text).fieldnames or ())


def read_rows(model: type[Row], text: str, file: str, identity: Sequence[str] = ()) -> Rows[Row]:
    """The rows of a CSV text. No two may agree in the columns of `identity`."""
    found: Rows[Row] = Rows()
    kind = Kind("danh mục", model, absent=EMPTY)
    reader = _reader(text)
    header, known = list(reader.fieldnames or ()), list(model.model_fields)
    found.problems.extend(_of_header(header, model, file))
    if not _needed(model) <= set(header):
        return found
    seen: dict[tuple[str, ...], int] = {}
    try:
        for row in reader:
            if reader.line_num > MOST_LINES or len(found.problems) > MOST_TOLD:
                accepted = f"không quá {MOST_LINES} dòng; sửa các dòng trên trước"
                found.problems.append(Problem("chưa đọc tiếp từ dòng này", file, reader.line_num, accepted=accepted))
                break
            if None in row:
                accepted = f"{len(header)} ô mỗi dòng"
                problem = Problem("dòng có nhiều ô hơn dòng tiêu đề", file, reader.line_num, accepted=accepted)
                found.problems.append(problem)
                continue
            cells = {name: one_line(_unguarded(cell)) for name, cell in row.items() if name in known}
            found.problems.extend(_of_repeated(cells, identity, seen, file, reader.line_num))
            _judge(found, kind, cells, file, reader.line_num)
    except csv.Error:
        found.problems.append(Problem("không đọc được CSV từ dòng này", file, reader.line_num + 1, accepted="CSV đúng cú pháp"))
    return found


def _judge(found: Rows[Row], kind: Kind[Row], cells: dict[str, str], file: str, line: int) -> None:
    judgement = judged(kind, ParsedText(cells, {(): line}, ()), file)
    found.problems.extend(judgement[1])
    if judgement[0] is not None:
        found.rows.append(judgement[0])


def _reader(text: str) -> csv.DictReader[str]:
    body = text.removeprefix("\ufeff")
    header = body.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(body, newline=""), delimiter=delimiter, restval="")
    try:
        rows.fieldnames = [name.strip() for name in rows.fieldnames or ()]
    except csv.Error:
        rows.fieldnames = []
    return rows


def _needed(model: type[BaseModel]) -> set[str]:
    return {name for name, known in model.model_fields.items() if known.is_required()}


def _of_header(header: list[str], model: type[BaseModel], file: str) -> Iterator[Problem]:
    known, place = list(model.model_fields), "dòng tiêu đề"
    listed = ", ".join(known)
    for name in dict.fromkeys(header):
        if name not in known:
            yield Problem("không có cột này", file, 1, place, name, listed)
        elif header.count(name) > 1:
            yield Problem("cột ghi hai lần", file, 1, place, name, "mỗi cột một lần")
    for name in known:
        if name in _needed(model) and name not in header:
            yield Problem("thiếu cột", file, 1, place, name, listed)


def _of_repeated(
    cells: dict[str, str], identity: Sequence[str], seen: dict[tuple[str, ...], int], file: str, line: int
) -> Iterator[Problem]:
    key = tuple(cells.get(name, "").casefold() for name in identity)
    if not key or not all(key):
        return
    first = seen.setdefault(key, line)
    if first != line:
        message = f"dòng lặp lại dòng {first}"
        yield Problem(message, file, line, identity[0], cells[identity[0]], "mỗi nội dung một dòng")


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(LIKE_FORMULA) else text
