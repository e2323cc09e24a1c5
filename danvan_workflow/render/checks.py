"""What must hold before anything is written; all problems are told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.render.models import (
    Block,
    BulletList,
    OfficialDocument,
    Paragraph,
    Quote,
    Sheet,
    SummaryLine,
    TableBlock,
    TotalOf,
    Workbook,
)

_NOTATION = re.compile(r"[^\W\d_][\w&]*(-[\w&]+)*")
_SHEET_NAME = re.compile(r"[^\[\]:*?/\\']{1,31}")
_REQUIRED = ("issuing_body", "place", "subject", "notation", "kind")
SUMMARY_NAME = "Tổng quan"
CELL_LIMIT = 32_767
ROW_LIMIT = 1_000_000


def check_document(document: OfficialDocument) -> None:
    """Refuse a document that can't be laid out as the decree asks."""
    _refuse((*_parts(document), *_tables(document)))


def check_workbook(workbook: Workbook) -> None:
    """Refuse a workbook Excel would not open or would show wrongly."""
    _refuse((*_sheet_names(workbook), *(p for sheet in workbook.sheets for p in _sheet(sheet)), *_links(workbook)))


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise InvalidInput(problems)


def _parts(document: OfficialDocument) -> Iterator[Problem]:
    for field in _REQUIRED:
        if not getattr(document, field).strip():
            yield Problem("thể thức văn bản thiếu phần bắt buộc", place=field, accepted="một dòng chữ")
    if not document.signature.position.strip():
        yield Problem("thiếu chức vụ người ký", place="signature.position", accepted="ví dụ “GIÁM ĐỐC”")
    if document.notation.strip() and not _NOTATION.fullmatch(document.notation):
        yield Problem("ký hiệu viết sai", place="notation", value=document.notation, accepted="ví dụ BC-SNV, BC-UBND")
    if document.number is not None and document.number < 1:
        yield Problem("số văn bản phải từ 1", place="number", value=str(document.number), accepted="1, 2, 3 …")
    for place, section in enumerate(document.sections):
        if not 0 <= section.level <= 3:
            where = f"sections[{place}].level"
            yield Problem("cấp đề mục không có", place=where, value=str(section.level), accepted="0, 1, 2, 3")


def _block_lists(document: OfficialDocument) -> Iterator[tuple[str, tuple[Block, ...]]]:
    yield "opening", document.opening
    yield "closing", document.closing
    for place, section in enumerate(document.sections):
        yield f"sections[{place}]", section.blocks
    for place, annex in enumerate(document.annexes):
        yield f"annexes[{place}]", annex.blocks


def _tables(document: OfficialDocument) -> Iterator[Problem]:
    for where, items in _block_lists(document):
        for place, item in enumerate(items):
            yield from _block(item, f"{where}.blocks[{place}]")


def _block(item: object, where: str) -> Iterator[Problem]:
    if not isinstance(item, Paragraph | BulletList | Quote | TableBlock):
        accepted = "đoạn văn, gạch đầu dòng, trích dẫn, bảng (không nhận ảnh)"
        yield Problem("phần này không đưa vào văn bản được", place=where, value=type(item).__name__, accepted=accepted)
    elif isinstance(item, TableBlock):
        if not item.columns:
            yield Problem("bảng không có cột", place=where, accepted="ít nhất một cột")
        for line, row in enumerate(item.rows, 1):
            if not 1 <= len(row.cells) <= len(item.columns):
                message = f"dòng {line} có {len(row.cells)} ô"
                yield Problem(message, place=where, accepted=f"từ 1 đến {len(item.columns)} ô")


def _sheet_names(workbook: Workbook) -> Iterator[Problem]:
    seen = {SUMMARY_NAME.casefold()}
    for sheet in workbook.sheets:
        if not _SHEET_NAME.fullmatch(sheet.name):
            accepted = "1 đến 31 ký tự, không có [ ] : * ? / \\ '"
            yield Problem("tên trang tính không dùng được", place="sheets", value=sheet.name, accepted=accepted)
        if sheet.name.casefold() in seen:
            yield Problem("tên trang tính bị trùng", place="sheets", value=sheet.name, accepted="mỗi trang một tên")
        seen.add(sheet.name.casefold())


def _sheet(sheet: Sheet) -> Iterator[Problem]:
    keys = [column.key for column in sheet.columns]
    summed = [column.key for column in sheet.columns if column.total and not column.ratio]
    if len(set(keys)) != len(keys) or not keys:
        yield Problem("cột bị trùng mã hoặc không có cột", place=sheet.name, value=", ".join(keys))
    for column in sheet.columns:
        for name in (column.ratio.numerator, column.ratio.denominator) if column.ratio else ():
            if name not in summed:
                accepted = ", ".join(summed)
                yield Problem(
                    "tỷ lệ phải tính từ hai cột có cộng tổng", place=f"{sheet.name}.{column.key}", value=name, accepted=accepted
                )
    if len(sheet.rows) > ROW_LIMIT:
        yield Problem(f"{len(sheet.rows)} dòng là quá nhiều", place=sheet.name, accepted=f"tối đa {ROW_LIMIT} dòng")
    for line, row in enumerate(sheet.rows, 1):
        if len(row) != len(keys):
            yield Problem(f"dòng {line} có {len(row)} ô", place=sheet.name, accepted=f"{len(keys)} ô")
        for value in row:
            if isinstance(value, str) and len(value) > CELL_LIMIT:
                accepted = f"tối đa {CELL_LIMIT} ký tự một ô"
                yield Problem(f"dòng {line} có ô dài {len(value)} ký tự", place=sheet.name, accepted=accepted)


def _links(workbook: Workbook) -> Iterator[Problem]:
    totals = {(sheet.name, c.key) for sheet in workbook.sheets for c in sheet.columns if c.total or c.ratio}
    for line in workbook.summary:
        if isinstance(line.value, TotalOf) and (line.value.sheet, line.value.column) not in totals:
            yield _no_total(line, line.value)


def _no_total(line: SummaryLine, wanted: TotalOf) -> Problem:
    value = f"{wanted.sheet}.{wanted.column}"
    return Problem("không có dòng tổng cho số này", place=line.label, value=value, accepted="cột có total hoặc ratio")
