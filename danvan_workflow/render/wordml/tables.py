"""Tables as XML text: a heading that repeats, rows that don't split, thousands of rows without a slow cell lookup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from danvan_workflow.render import numbers
from danvan_workflow.render.models import Align, Column, Row, RowKind, TableBlock, Value
from danvan_workflow.render.wordml.xml import paragraph, run, text_paragraph, twips

_BOLD = "<w:b/><w:bCs/>"
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS = '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'


def table(block: TableBlock, room: float) -> str:
    """Caption, unit, table and note, in `room` mm of width."""
    widths = [twips(width) for width in column_widths(block.columns, room)]
    points = font_points(len(block.columns))
    before = text_paragraph("DvBangTen", block.caption) if block.caption else ""
    before += text_paragraph("DvBangDonVi", f"Đơn vị tính: {block.unit}") if block.unit else ""
    after = text_paragraph("DvGhiChu", block.note) if block.note else paragraph("DvKe")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join((*_heading(block, widths, points), *_rows(block, widths, points)))
    return (
        f'{before}<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/>{_MARGINS}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{after}'
    )


def column_widths(columns: tuple[Column, ...], room: float) -> list[float]:
    """Widths in mm that fill `room`: as asked, the rest shared (a text column counts as three figure columns).

    >>> column_widths((Column("TT", 10), Column("Đơn vị"), Column("Số", numeric=True)), 170)
    [10.0, 120.0, 40.0]
    """
    asked = sum(column.width or 0 for column in columns)
    weights = [0 if column.width else 1 if column.numeric else 3 for column in columns]
    spare = max(room - asked, 8.0 * sum(weights)) if any(weights) else 0.0
    widths = [column.width or spare * weight / sum(weights) for column, weight in zip(columns, weights, strict=True)]
    scale = room / sum(widths) if sum(widths) > room else 1.0
    return [width * scale for width in widths]


def font_points(columns: int) -> int:
    """Smaller letters for wider tables, never under 8."""
    return next(points for limit, points in ((6, 12), (9, 11), (13, 10), (17, 9), (10_000, 8)) if columns <= limit)


def shown(value: Value, column: Column) -> str:
    """A cell's text in the Vietnamese way.

    >>> shown(1234, Column("Số")), shown(None, Column("Số"))
    ('1.234', '…')
    """
    if value is None:
        return numbers.MISSING
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return numbers.short_day(value)
    return numbers.number(value, column.places)


def _tr(cells: str, *, heading: bool = False) -> str:
    repeat = "<w:tblHeader/>" if heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{cells}</w:tr>"


def _tc(content: str, width: int, *, span: int = 1, merge: str = "") -> str:
    wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = {"restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}.get(merge, "")
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{wide}{down}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _cell(text: str, points: int, align: Align, marks: str = "", *, keep: bool = False) -> str:
    size = f'{marks}<w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/>'
    with_next = "<w:keepNext/>" if keep else ""
    return paragraph("DvBang", run(text, size), f'{with_next}<w:jc w:val="{align.value}"/>')


def _heading(block: TableBlock, widths: list[int], points: int) -> Iterator[str]:
    columns = block.columns
    grouped = any(column.group for column in columns)
    if grouped:
        yield _tr(_group_cells(columns, widths, points), heading=True)
    titles = (
        _tc("<w:p/>", width, merge="continue")
        if grouped and not column.group
        else _tc(_cell(column.title, points, Align.CENTER, _BOLD), width)
        for column, width in zip(columns, widths, strict=True)
    )
    yield _tr("".join(titles), heading=True)
    if block.numbered:
        marks = (_tc(_cell(f"({order})", points, Align.CENTER, "<w:i/><w:iCs/>"), width) for order, width in enumerate(widths, 1))
        yield _tr("".join(marks), heading=True)


def _group_cells(columns: tuple[Column, ...], widths: list[int], points: int) -> str:
    cells = []
    for group, members in groupby(zip(columns, widths, strict=True), key=lambda pair: pair[0].group):
        inside = list(members)
        if group:
            head = _cell(group, points, Align.CENTER, _BOLD)
            cells.append(_tc(head, sum(width for _, width in inside), span=len(inside)))
        else:
            cells.extend(
                _tc(_cell(column.title, points, Align.CENTER, _BOLD), width, merge="restart") for column, width in inside
            )
    return "".join(cells)


def _align(column: Column) -> Align:
    if column.align:
        return column.align
    if column.numeric:
        return Align.RIGHT
    return Align.CENTER if column.title in ("TT", "STT") else Align.LEFT


def _rows(block: TableBlock, widths: list[int], points: int) -> Iterator[str]:
    aligns = [_align(column) for column in block.columns]
    for row in block.rows:
        yield _tr("".join(_row_cells(row, block.columns, widths, aligns, points)))


def _row_cells(row: Row, columns: tuple[Column, ...], widths: list[int], aligns: list[Align], points: int) -> Iterator[str]:
    marks = "" if row.kind is RowKind.DATA else _BOLD
    last = len(row.cells) - 1
    for place, (value, column) in enumerate(zip(row.cells, columns, strict=False)):
        span = len(columns) - last if place == last else 1
        text = _cell(shown(value, column), points, aligns[place], marks, keep=row.kind is RowKind.GROUP)
        yield _tc(text, sum(widths[place : place + span]), span=span)
