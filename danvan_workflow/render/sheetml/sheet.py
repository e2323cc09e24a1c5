"""One data sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from danvan_workflow.render.models import CellKind, Sheet, SheetColumn, Value
from danvan_workflow.render.numbers import MISSING, short_day
from danvan_workflow.render.sheetml.layout import Layout, cached, divided, total_of
from danvan_workflow.render.sheetml.looks import Looks
from danvan_workflow.text import clean

_A4 = 9
SAMPLE = "SỐ LIỆU MẪU"


def write_sheet(book: Any, sheet: Sheet, looks: Looks, *, sample: bool) -> None:
    """Title, notes, heading, rows, totals, and how it scrolls and prints."""
    page = book.add_worksheet(sheet.name)
    layout = Layout(sheet, sample)
    _write_top(page, layout, looks)
    for line, row in enumerate(sheet.rows, layout.first):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            if column.ratio is None:
                write_value(page, line, place, column, value, looks)
            else:
                over = divided(row[layout.place(column.ratio.numerator)], row[layout.place(column.ratio.denominator)])
                formula = layout.ratio_formula(column.ratio, line)
                page.write_formula(line, place, formula, looks.cell(column, missing=over is None), cached(over))
    if has_total(sheet):
        _write_totals(page, layout, looks)
    _tint(page, layout, looks)
    _set_view(page, layout)


def has_total(sheet: Sheet) -> bool:
    """Whether a total row stands under the data."""
    return any(column.total or column.ratio for column in sheet.columns)


def write_value(page: Any, line: int, place: int, column: SheetColumn, value: Value, looks: Looks) -> None:
    """A value in its own type; text stays text whatever it begins with, a missing figure is “…”."""
    if isinstance(value, str):
        page.write_string(line, place, clean(value), looks.cell(column))
    elif isinstance(value, date):
        page.write_datetime(line, place, value, looks.cell(column))
    elif value is None and column.kind is CellKind.TEXT:
        page.write_blank(line, place, None, looks.cell(column))
    elif value is None:
        page.write_string(line, place, MISSING, looks.cell(column, missing=True))
    elif column.kind is CellKind.TEXT:
        page.write_string(line, place, str(value), looks.cell(column))
    else:
        page.write_number(line, place, value, looks.cell(column))


def _write_top(page: Any, layout: Layout, looks: Looks) -> None:
    page.write_string(0, 0, clean(layout.sheet.title), looks.named("title"))
    if layout.sample:
        page.write_string(1, 0, SAMPLE, looks.named("sample"))
    for line, note in enumerate(layout.sheet.notes, 1 + layout.sample):
        page.write_string(line, 0, clean(note), looks.named("note"))
    for place, column in enumerate(layout.sheet.columns):
        page.write_string(layout.heading, place, clean(column.title), looks.named("heading"))


def _write_totals(page: Any, layout: Layout, looks: Looks) -> None:
    sheet = layout.sheet
    for place, column in enumerate(sheet.columns):
        look = looks.cell(column, total=True)
        if column.ratio:
            formula = layout.total_ratio_formula(column.ratio)
            page.write_formula(layout.total, place, formula, look, cached(total_of(sheet, column.key)))
        elif column.total:
            value = cached(total_of(sheet, column.key))
            page.write_formula(layout.total, place, layout.sum_formula(column.key), look, value)
        elif place == _label_place(sheet):
            page.write_string(layout.total, place, clean(sheet.total_label), look)
        else:
            page.write_blank(layout.total, place, None, look)


def _tint(page: Any, layout: Layout, looks: Looks) -> None:
    for place, column in enumerate(layout.sheet.columns):
        for tint in column.tints:
            rule = {"type": "text", "criteria": "begins with", "value": tint.beginning, "stop_if_true": True}
            page.conditional_format(layout.first, place, layout.last, place, {**rule, "format": looks.tint(tint)})


def _label_place(sheet: Sheet) -> int:
    """The first text column that isn't totalled: where “Tổng cộng” stands."""
    plain = [place for place, column in enumerate(sheet.columns) if not column.total and not column.ratio]
    words = [place for place in plain if sheet.columns[place].kind is CellKind.TEXT]
    return (words or plain or [0])[0]


def _set_view(page: Any, layout: Layout) -> None:
    sheet = layout.sheet
    widths = [column.width or _fitting_width(sheet, place) for place, column in enumerate(sheet.columns)]
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    page.set_row(layout.heading, _heading_height(sheet, widths))
    page.freeze_panes(layout.first, min(sheet.freeze_columns, len(sheet.columns)))
    page.autofilter(layout.heading, 0, layout.last, len(sheet.columns) - 1)
    page.repeat_rows(layout.heading)
    if sheet.landscape:
        page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.6)
    page.set_footer("&C&P/&N" + (f"&R{SAMPLE}" if layout.sample else ""))


def _fitting_width(sheet: Sheet, place: int) -> float:
    longest = max((len(_shown(row[place])) for row in sheet.rows), default=0)
    title = sheet.columns[place].title
    words = max((len(word) for word in title.split()), default=0)
    return float(min(max(longest, words, len(title) // 2) + 4, 45))


def _heading_height(sheet: Sheet, widths: list[float]) -> float:
    """Points for the tallest heading: not every program fits a row to its wrapped text."""
    lines = max(ceil(len(column.title) * 1.3 / width) for column, width in zip(sheet.columns, widths, strict=True))
    return 18.0 * max(lines, 1)


def _shown(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.1f}"
    return short_day(value) if isinstance(value, date) else f"{value:,}" if isinstance(value, int) else value or ""
