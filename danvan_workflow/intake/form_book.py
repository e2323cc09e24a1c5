"""The form of one duty as a workbook: its rows, each known by its key wherever it stands, and the empty or filled file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from danvan_workflow.errors import Refused
from danvan_workflow.intake.form import AskedSection, ReportForm
from danvan_workflow.intake.typed_report import (
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
from danvan_workflow.render.form_sheet import FormCell, FormRow, FormSheet, write_form
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
YES_NO = ("có", "không", "KPS", "KAD")


@dataclass(frozen=True, slots=True)
class FormLine:
    """One row: its key, what is asked, and the fields of the cells to fill in, from column D on."""

    key: str
    what: str
    unit: str
    fields: tuple[str, ...]
    is_heading: bool = False
    is_yes_no: bool = False


def lines_of(form: ReportForm) -> Iterator[FormLine]:
    """The rows of a form."""
    yield FormLine(CYCLE, f"Kỳ báo cáo: {form.cycle_label}", "", (CYCLE,))
    yield FormLine(AGENCY, f"Cơ quan: {form.agency_name}", "", (AGENCY,))
    words = ("Số, ký hiệu văn bản", "Người gửi hoặc người ký", "Ngày gửi", "Cả kỳ không phát sinh thì ghi x")
    for (key, field), what in zip(OF_THE_PAPER.items(), words, strict=True):
        yield FormLine(key, what, "", (field,))
    for section in form.sections:
        yield from _section(section)
    for place, person in enumerate(form.persons):
        fields = tuple(f"{PERSON}{place}.{part}" for part in PARTS)
        yield FormLine(f"{NAMED}{place}", f"{person.label}: họ tên, chức vụ, điện thoại, thư điện tử", "", fields)


def _section(section: AskedSection) -> Iterator[FormLine]:
    fields = (f"{TEXT}{section.section}", f"{SKIP}{section.section}") if section.section else ()
    key = f"{SECTION}{section.section}" if section.section else ""
    yield FormLine(key, section.title, "bắt buộc" if section.owed else "", fields, is_heading=True)
    for one in section.indicators:
        fields = (f"{FIGURE}{one.code}", f"{NOTE}{one.code}")
        yield FormLine(one.code, one.name, one.unit, fields, is_yes_no=one.kind is IndicatorKind.YES_NO)


def book_name(form: ReportForm) -> str:
    """The name of the file; ASCII alone, so that every browser keeps it."""
    return f"bieu-bao-cao_{form.cycle_id}_{form.agency}.xlsx"


def form_sheet(form: ReportForm, values: Mapping[str, str]) -> FormSheet:
    """The workbook with these fields filled in; Refused for a text that no cell of a workbook holds."""
    notes = (f"{form.title}, {form.cycle_label}", f"Hạn nộp: hết {long_date(form.last_day)}", *HELP)
    cells = _cells(form, values)
    rows = tuple(_row(line, cells) for line in lines_of(form))
    title = f"{form.title}, {form.agency_name}"
    return FormSheet(SHEET, title, form.opens_on, notes, HEADINGS, WIDTHS, rows)


def write_book(form: ReportForm, values: Mapping[str, str]) -> bytes:
    """The file of `form_sheet`; equal forms and fields give equal bytes."""
    return write_form(form_sheet(form, values))


def _row(line: FormLine, values: Mapping[str, str]) -> FormRow:
    asked = (line.key, line.what, line.unit)
    cells = tuple(FormCell(values.get(field, ""), is_free=field not in (CYCLE, AGENCY)) for field in line.fields)
    choices = YES_NO if line.is_yes_no else ()
    return FormRow(asked, cells, LINE_HEIGHT * _height(line, asked), line.is_heading, choices)


def _height(line: FormLine, asked: tuple[str, ...]) -> int:
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
