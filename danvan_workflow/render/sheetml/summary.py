"""The first sheet: what the workbook is, its key figures, and what the other sheets hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import quote_sheetname

from danvan_workflow.render.checks import SUMMARY_NAME
from danvan_workflow.render.models import CellKind, SheetColumn, SummaryLine, TotalOf, Workbook
from danvan_workflow.render.numbers import count, short_day
from danvan_workflow.render.sheetml.layout import Layout, cached, total_of
from danvan_workflow.render.sheetml.looks import Looks
from danvan_workflow.render.sheetml.sheet import SAMPLE
from danvan_workflow.text import clean

_A4 = 9


def write_summary(book: Any, workbook: Workbook, looks: Looks) -> None:
    """Title, lines of label, value and note, then links to the other sheets."""
    page = book.add_worksheet(SUMMARY_NAME)
    page.write_string(0, 0, clean(workbook.title), looks.named("title"))
    if workbook.sample:
        page.write_string(1, 0, SAMPLE, looks.named("sample"))
    row = 3
    for line in workbook.summary:
        _write_line(page, row, line, workbook, looks)
        row += 1
    _write_contents(page, row + 1, workbook, looks)
    _set_view(page, workbook)


def _write_line(page: Any, row: int, line: SummaryLine, workbook: Workbook, looks: Looks) -> None:
    heading = line.value is None and not line.note
    page.write_string(row, 0, clean(line.label), looks.named("part" if heading else "label"))
    if isinstance(line.value, TotalOf):
        _write_link(page, row, line.value, workbook, looks)
    elif isinstance(line.value, str):
        page.write_string(row, 1, clean(line.value), looks.named("value"))
    elif isinstance(line.value, date):
        page.write_string(row, 1, short_day(line.value), looks.named("value"))
    elif line.value is not None:
        page.write_number(row, 1, line.value, looks.figure(_as_column(line.value)))
    if line.note:
        page.write_string(row, 2, clean(line.note), looks.named("note"))


def _as_column(value: int | Decimal) -> SheetColumn:
    places = max(-int(Decimal(value).normalize().as_tuple().exponent), 0)
    return SheetColumn("", "", CellKind.DECIMAL, places=places)


def _write_link(page: Any, row: int, wanted: TotalOf, workbook: Workbook, looks: Looks) -> None:
    sheet = next(sheet for sheet in workbook.sheets if sheet.name == wanted.sheet)
    column = next(column for column in sheet.columns if column.key == wanted.column)
    formula = Layout(sheet, workbook.sample).link(wanted.column)
    page.write_formula(row, 1, formula, looks.figure(column), cached(total_of(sheet, wanted.column)))


def _write_contents(page: Any, row: int, workbook: Workbook, looks: Looks) -> None:
    page.write_string(row, 0, "Các trang tính", looks.named("part"))
    for line, sheet in enumerate(workbook.sheets, row + 1):
        page.write_url(line, 0, f"internal:{quote_sheetname(sheet.name)}!A1", looks.named("link"), sheet.name)
        page.write_string(line, 1, f"{count(len(sheet.rows))} dòng", looks.named("value"))
        page.write_string(line, 2, clean(sheet.title), looks.named("note"))
    if workbook.trace:
        page.write_string(row + len(workbook.sheets) + 2, 0, clean(f"Mã truy xuất: {workbook.trace}"), looks.named("note"))


def _set_view(page: Any, workbook: Workbook) -> None:
    page.set_column(0, 0, 48)
    page.set_column(1, 1, 24)
    page.set_column(2, 2, 60)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P/&N" + (f"&R{SAMPLE}" if workbook.sample else ""))
