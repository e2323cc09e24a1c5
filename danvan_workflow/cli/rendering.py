"""What commands print: tables that fit the terminal, short sentences, JSON. Colours only where a person looks."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

ROOMY = 110
PIPE_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Col:
    """A column. `roomy` ones are left out of a narrow terminal; `whole` ones are never broken over lines."""

    header: str
    right: bool = False
    roomy: bool = False
    whole: bool = False


def width() -> int:
    """Columns of the screen: COLUMNS where it is set, else the terminal's."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return max(int(said), 40)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPE_WIDTH


def console() -> Console:
    """Where output goes."""
    from rich.console import Console

    return Console(file=sys.stdout, width=width(), highlight=False, markup=False, emoji=False)


def say(text: str = "", style: str = "") -> None:
    """One paragraph: broken at words for a person, one line for a program that reads it."""
    console().print(text, style=style or None, soft_wrap=not (sys.stdout.isatty() or "COLUMNS" in os.environ))


def heading(text: str) -> None:
    """A line that opens a part."""
    say(text, "bold")


def show_table(columns: Sequence[Col], rows: Iterable[Sequence[object]], *, styles: Sequence[str] = ()) -> None:
    """A table whose cells are broken over lines and never cut; `styles` are those of the rows. No rows, no table."""
    from rich import box
    from rich.table import Table

    listed = list(rows)
    if not listed:
        return
    kept = [n for n, column in enumerate(columns) if width() >= ROOMY or not column.roomy]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1), header_style="bold")
    for n in kept:
        column = columns[n]
        table.add_column(column.header, justify="right" if column.right else "left", no_wrap=column.whole, overflow="fold")
    for number, row in enumerate(listed):
        table.add_row(*(cell(row[n]) for n in kept), style=styles[number] if styles else None)
    console().print(table)


def cell(value: object) -> str:
    """A value as an officer reads it.

    >>> cell(dt.date(2025, 3, 20)), cell(True), cell(None)
    ('20/3/2025', 'có', '')
    """
    if isinstance(value, bool):
        return "có" if value else ""
    if isinstance(value, dt.datetime):
        return clock(value)
    if isinstance(value, dt.date):
        return _day(value)
    return "" if value is None else str(value)


def clock(moment: dt.datetime) -> str:
    """A moment in Vietnamese time."""
    from danvan_workflow.statutory.deadline import VIETNAM

    local = moment.astimezone(VIETNAM)
    return f"{_day(local.date())} {local:%H:%M}"


def _day(day: dt.date) -> str:
    from danvan_workflow.statutory.deadline import date_text

    return date_text(day)


def show_json(value: object) -> None:
    """A JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)
