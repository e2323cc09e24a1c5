"""Cells of a workbook that came from outside: opened within bounds, nothing of it run, nothing computed believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from danvan_workflow.intake.typed import typed_number
from danvan_workflow.intake.unpacked import NOT_A_WORKBOOK, repacked
from danvan_workflow.intake.values import BadValue

MOST_ROWS = 2_000
MOST_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell: its place (`D12`) and its text as somebody would have typed it; `problem` says why it has none."""

    place: str
    text: str
    problem: str = ""


def read_rows(content: bytes, sheet: str) -> Iterator[tuple[SheetCell, ...]]:
    """The rows of one sheet up to bounds; BadValue for what is no workbook, too large unpacked, or has no such sheet."""
    counted = repacked(content)
    from openpyxl import load_workbook  # a second's work: only who reads a workbook pays for it

    try:
        book = load_workbook(counted, read_only=True, data_only=False, keep_links=False)
        if sheet not in book.sheetnames:
            raise BadValue(f"tệp không có trang “{sheet}”")
        for number, row in enumerate(book[sheet].iter_rows(max_col=MOST_COLUMNS), start=1):
            if number > MOST_ROWS:
                raise BadValue(f"trang “{sheet}” có hơn {MOST_ROWS} dòng")
            yield tuple(_cell(cell) for cell in row)
    except BadValue:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file leads it to
        raise BadValue(f"{NOT_A_WORKBOOK}, hoặc tệp bị hỏng") from error


def _cell(cell: Any) -> SheetCell:
    place = getattr(cell, "coordinate", "")
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "n")
    if value is None:
        return SheetCell(place, "")
    if kind == "f":
        return SheetCell(place, "", "ô có công thức; ghi thẳng số hoặc chữ")
    if kind == "e":
        return SheetCell(place, "", f"ô báo lỗi {str(value)[:20]}")
    if isinstance(value, bool):
        return SheetCell(place, "có" if value else "không")
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return SheetCell(place, *_day(value))
    if isinstance(value, int | float | Decimal):
        return SheetCell(place, typed_number(value))
    return SheetCell(place, str(value))


def _day(value: dt.date | dt.time | dt.timedelta) -> tuple[str, str]:
    if isinstance(value, dt.date):
        return (value.date() if isinstance(value, dt.datetime) else value).isoformat(), ""
    return "", "ô chứa giờ; ghi số hoặc chữ"
