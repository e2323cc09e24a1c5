"""The form of one duty as a workbook: its rows, each known by its key wherever it stands, and the empty or filled file."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from danvan_workflow.errors import Refused
from danvan_workflow.services.submissions.form import AskedSection, ReportForm
from danvan_workflow.services.submissions.typed_report import (
    FIGURE,
    NIL,
    NIL_REPORT,
    NOTE,
    NUMBER,
    PERSON,
    SENDER,
    SENT_ON,
    SKIP,
    TEXT,
)
from danvan_workflow.statutory.indicators import IndicatorKind
from danvan_workflow.statutory.wording import long_date, short_date

SHEET = "Báo cáo"
CYCLE, AGENCY = "ky", "co-quan"
OF_THE_PAPER = {"so-van-ban": NUMBER, "nguoi-gui": SENDER, "ngay-gui": SENT_ON, "ca-ky-kps": NIL_REPORT}
SECTION, NAMED = "muc:", "nguoi:"
PARTS = ("ten", "chuc", "dien-thoai", "thu")
LONGEST_CELL = 32_767
HELP = (
    "Chỉ ghi vào các ô nền trắng, từ cột D. Không sửa cột A.",
    "Số viết như 1.234,5. Không phát sinh ghi KPS; không áp dụng ghi KAD; bỏ trống là chưa báo cáo.",
    "Mục không phát sinh thì ghi KPS vào cột D; mục không nêu thì ghi lý do vào cột E.",
)
HEADINGS = ("Mã", "Nội dung", "Đơn vị", "Số liệu, nội dung", "Ghi chú, lý do", "", "")
WIDTHS = (24, 60, 12, 50, 30, 18, 28)
LINE_HEIGHT, TEXT_LINES = 16, 3


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its key, what is asked, and the fields of the cells to fill in, from column D on."""

    key: str
    what: str
    unit: str
    fields: tuple[str, ...]
    is_heading: bool = False
    is_yes_no: bool = False


def lines_of(form: ReportForm) -> Iterator[Line]:
    """The rows of a form."""
    yield Line(CYCLE, f"Kỳ báo cáo: {form.cycle_label}", "", (CYCLE,))
    yield Line(AGENCY, f"Cơ quan: {form.agency_name}", "", (AGENCY,))
    words = ("Số, ký hiệu văn bản", "Người gửi hoặc người ký", "Ngày gửi", "Cả kỳ không phát sinh thì ghi x")
    for (key, field), what in zip(OF_THE_PAPER.items(), words, strict=True):
        yield Line(key, what, "", (field,))
    for section in form.sections:
        yield from _section(section)
    for place, person in enumerate(form.persons):
        fields = tuple(f"{PERSON}{place}.{part}" for part in PARTS)
        yield Line(f"{NAMED}{place}", f"{person.label}: họ tên, chức vụ, điện thoại, thư điện tử", "", fields)


def _section(section: AskedSection) -> Iterator[Line]:
    fields = (f"{TEXT}{section.section}", f"{SKIP}{section.section}") if section.section else ()
    key = f"{SECTION}{section.section}" if section.section else ""
    yield Line(key, section.title, "bắt buộc" if section.owed else "", fields, is_heading=True)
    for one in section.indicators:
        fields = (f"{FIGURE}{one.code}", f"{NOTE}{one.code}")
        yield Line(one.code, one.name, one.unit, fields, is_yes_no=one.kind is IndicatorKind.YES_NO)


def book_name(form: ReportForm) -> str:
    """The name of the file; ASCII alone, so that every browser keeps it."""
    return f"bieu-bao-cao_{form.cycle_id}_{form.agency}.xlsx"


def write_book(form: ReportForm, values: Mapping[str, str]) -> bytes:
    """The workbook with these fields filled in; equal forms and fields give equal bytes.

    Refused for a text that no cell of a workbook holds.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": f"{form.title}, {form.agency_name}", "created": dt.datetime(form.opens_on.year, 1, 1)})  # noqa: DTZ001
    sheet = book.add_worksheet(SHEET)
    _set_up(sheet)
    _write(sheet, _Looks(book), form, _cells(form, values))
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


def _set_up(sheet: Any) -> None:
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.ignore_errors({"number_stored_as_text": "A1:G2000"})
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, looks: _Looks, form: ReportForm, values: Mapping[str, str]) -> None:
    notes = (f"{form.title}, {form.cycle_label}", f"Hạn nộp: hết {long_date(form.last_day)}", *HELP)
    for row, text in enumerate(notes):
        sheet.write_string(row, 0, text, looks.note)
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(len(notes), column, heading, looks.heading)
    sheet.freeze_panes(len(notes) + 1, 2)
    for row, line in enumerate(lines_of(form), start=len(notes) + 1):
        _write_line(sheet, looks, row, line, values)


def _write_line(sheet: Any, looks: _Looks, row: int, line: Line, values: Mapping[str, str]) -> None:
    asked = (line.key, line.what, line.unit)
    sheet.set_row(row, LINE_HEIGHT * _height(line, asked))
    for column, text in enumerate(asked):
        sheet.write_string(row, column, text, looks.heading if line.is_heading else looks.asked)
    for column, field in enumerate(line.fields, start=3):
        look = looks.asked if field in (CYCLE, AGENCY) else looks.free
        sheet.write_string(row, column, values.get(field, ""), look)
    if line.is_yes_no:
        sheet.data_validation(row, 3, row, 3, {"validate": "list", "source": ["có", "không", "KPS", "KAD"]})


def _height(line: Line, asked: tuple[str, ...]) -> int:
    """Lines of text: programs don't all find the height of wrapped cells by themselves. A section leaves room to write."""
    wrapped = max(-(-len(text) * 11 // (10 * width)) for text, width in zip(asked, WIDTHS, strict=False))
    return max(wrapped, TEXT_LINES if line.is_heading and line.fields else 1)


def _cells(form: ReportForm, values: Mapping[str, str]) -> dict[str, str]:
    """The texts of the cells by field: a day as people write it, a nil section as its word."""
    cells = {**values, CYCLE: form.cycle_id, AGENCY: form.agency, NIL_REPORT: "x" if values.get(NIL_REPORT) else ""}
    if said := values.get(SENT_ON):
        cells[SENT_ON] = short_date(dt.date.fromisoformat(said))
    for section in form.sections:
        if values.get(f"{NIL}{section.section}"):
            cells[f"{TEXT}{section.section}"] = "KPS"
    if any(len(text) > LONGEST_CELL for text in cells.values()):
        raise Refused(f"Có nội dung dài hơn {LONGEST_CELL} ký tự nên không ghi được vào biểu Excel.")
    return cells
