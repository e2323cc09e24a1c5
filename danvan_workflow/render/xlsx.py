"""Workbooks a person goes on working with: real formulas, filters, a frozen heading, ready to print."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter

from danvan_workflow.render.checks import check_workbook
from danvan_workflow.render.models import Workbook
from danvan_workflow.render.sheetml.looks import Looks
from danvan_workflow.render.sheetml.sheet import write_sheet
from danvan_workflow.render.sheetml.summary import write_summary
from danvan_workflow.text import clean

_FIXED = datetime(2020, 3, 5)  # noqa: DTZ001 (XlsxWriter wants naive UTC; a file's date may not change its bytes)


def write_xlsx(workbook: Workbook) -> bytes:
    """The workbook as an .xlsx file; equal workbooks give equal bytes.

    Totals are SUM formulas and ratios divisions, each with its value already worked out, so that they show
    without recalculating. Text is always text: a cell beginning with =, +, - or @ never becomes a formula.
    Raises InvalidInput with every problem at once.
    """
    check_workbook(workbook)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    words = {"title": clean(workbook.title), "author": clean(workbook.author), "comments": clean(workbook.trace)}
    book.set_properties({**words, "created": _FIXED})
    looks = Looks(book)
    write_summary(book, workbook, looks)
    for sheet in workbook.sheets:
        write_sheet(book, sheet, looks, sample=workbook.sample)
    book.close()
    return out.getvalue()
