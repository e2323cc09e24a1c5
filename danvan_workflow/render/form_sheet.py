"""A form to fill in as a workbook of one sheet: what is asked is locked, what is to be filled in takes text alone."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell to the right of what is asked; a free one may be filled in."""

    text: str
    is_free: bool = True


@dataclass(frozen=True, slots=True)
class FormRow:
    """What is asked (one text a column) and the cells to fill in; `height` in points, `choices` are offered in the first cell."""

    asked: tuple[str, ...]
    cells: tuple[FormCell, ...]
    height: int
    is_heading: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSheet:
    """The whole form: notes above, headings over the columns (`widths` in characters), rows. `made_on` dates the file."""

    name: str
    title: str
    made_on: dt.date
    notes: tuple[str, ...]
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[FormRow, ...]


def write_form(form: FormSheet) -> bytes:
    """The form as an .xlsx file; equal forms give equal bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": form.title, "created": dt.datetime.combine(form.made_on, dt.time())})
    sheet = book.add_worksheet(form.name)
    _set_up(sheet, form)
    _write(sheet, _Looks(book), form)
    book.close()
    return target.getvalue()


class _Looks:
    """The formats: what is asked, headings, and cells to fill in, which take text alone so that no program changes a number."""

    def __init__(self, book: Any) -> None:
        plain = {"text_wrap": True, "valign": "top", "font_name": "Times New Roman", "font_size": 12}
        edge = {**plain, "border": 1, "border_color": "#C5CFDA"}
        self.note = book.add_format({**plain, "text_wrap": False, "italic": True})
        self.asked = book.add_format({**edge, "bg_color": "#EEF2F6"})
        self.heading = book.add_format({**edge, "bold": True, "bg_color": "#DCE6F1"})
        self.free = book.add_format({**edge, "num_format": "@", "locked": False})


def _set_up(sheet: Any, form: FormSheet) -> None:
    for column, width in enumerate(form.widths):
        sheet.set_column(column, column, width)
    sheet.ignore_errors({"number_stored_as_text": "A1:G2000"})
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, looks: _Looks, form: FormSheet) -> None:
    for place, text in enumerate(form.notes):
        sheet.write_string(place, 0, text, looks.note)
    for column, heading in enumerate(form.headings):
        sheet.write_string(len(form.notes), column, heading, looks.heading)
    sheet.freeze_panes(len(form.notes) + 1, 2)
    for place, row in enumerate(form.rows, start=len(form.notes) + 1):
        _write_row(sheet, looks, place, row)


def _write_row(sheet: Any, looks: _Looks, place: int, row: FormRow) -> None:
    sheet.set_row(place, row.height)
    for column, text in enumerate(row.asked):
        sheet.write_string(place, column, text, looks.heading if row.is_heading else looks.asked)
    first = len(row.asked)
    for column, cell in enumerate(row.cells, start=first):
        sheet.write_string(place, column, cell.text, looks.free if cell.is_free else looks.asked)
    if row.choices:
        sheet.data_validation(place, first, place, first, {"validate": "list", "source": list(row.choices)})
