"""The board as a workbook: the table with its colours, the counts with live rates, and every entry of the rolls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from danvan_workflow.duty.counts import Counts
from danvan_workflow.duty.states import DutyState
from danvan_workflow.render import numbers
from danvan_workflow.render.models import CellKind, Ratio, Sheet, SheetColumn, SummaryLine, Tint, Value, Workbook
from danvan_workflow.render.xlsx import write_xlsx
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.views.board.columns import BoardColumn
from danvan_workflow.views.board.filter import STATES, BoardFilter
from danvan_workflow.views.board.lines import Cell
from danvan_workflow.views.board.marks import Mark
from danvan_workflow.views.board.table import Board

COLOURS = {
    f"{DutyState.ACCEPTED.label}, trễ": ("#7C2D12", "#FFEDD5"),
    DutyState.ACCEPTED.label: ("#14532D", "#DCFCE7"),
    DutyState.MISSING.label: ("#7F1D1D", "#FEE2E2"),
    DutyState.INCOMPLETE.label: ("#713F12", "#FEF3C7"),
    DutyState.WRONG.label: ("#831843", "#FCE7F3"),
    DutyState.RETURNED.label: ("#4C1D95", "#EDE9FE"),
    DutyState.EXEMPT.label: ("#334155", "#E2E8F0"),
    DutyState.PASSED_ON.label: ("#334155", "#E2E8F0"),
}
"""Ink and paper by the words that a cell begins with: those of the page in daylight."""
TINTS = tuple(Tint(beginning, *colours) for beginning, colours in COLOURS.items())
OUTSIDE = "không phải gửi"


def board_file_name(board: Board) -> str:
    """The name of the file, with plan and day; ASCII alone, so that every browser keeps it."""
    return f"bang-theo-doi_{board.plan}_{vietnam_date(board.now).isoformat()}.xlsx"


def board_workbook(board: Board, wanted: BoardFilter) -> bytes:
    """The lines of a board as an .xlsx file that says how it was narrowed; equal boards give equal bytes."""
    sheets = (_table(board), _counts(board), _entries(board))
    return write_xlsx(
        Workbook(
            title=f"Bảng theo dõi báo cáo – {board.title}",
            sheets=tuple(sheet for sheet in sheets if sheet.rows) or sheets[:1],
            summary=tuple(_summary(board, wanted)),
            sample=board.is_sample,
        )
    )


def _summary(board: Board, wanted: BoardFilter) -> Iterator[SummaryLine]:
    yield SummaryLine("Kế hoạch", board.title)
    yield SummaryLine("Thời điểm đếm", numbers.clock(board.now))
    yield SummaryLine("Bộ lọc", "; ".join(_filter_words(board, wanted)) or "không lọc", "Số liệu đếm của mọi cơ quan.")
    yield SummaryLine("Tình hình gửi báo cáo")
    for tally in board.tallies:
        whole = tally.whole
        sent = f"{whole.sent}/{whole.owing} đã gửi ({numbers.share(whole.sent, whole.owing)}){whole.heirs_sent}"
        timely = f"{whole.on_time}/{whole.sent} gửi đúng hạn ({numbers.share(whole.on_time, whole.sent)})"
        yield SummaryLine(_label(board, tally.column), sent, f"{timely}; {whole.missing} chưa gửi; {whole.exempt} được miễn")


def _filter_words(board: Board, wanted: BoardFilter) -> Iterator[str]:
    if wanted.group in board.groups:
        yield f"nhóm: {board.groups[wanted.group]}"
    if wanted.state in STATES:
        yield f"tình trạng: {STATES[wanted.state]}"
    if wanted.text:
        yield f"tìm: {wanted.text}"


def _label(board: Board, column: BoardColumn) -> str:
    return f"{column.label} – {column.obligation_title}" if board.several_obligations else column.label


def _table(board: Board) -> Sheet:
    columns = (
        SheetColumn("group", "Nhóm", width=28),
        SheetColumn("agency", "Mã", width=12),
        SheetColumn("name", "Cơ quan, đơn vị", width=44),
        *(_cycle_column(board, column) for column in board.columns),
    )
    rows = [
        (board.groups[line.group], line.agency, line.name, *(_cell_text(cell, line.name) for cell in line.cells))
        for line in board.lines
    ]
    notes = (
        f"Tính đến {numbers.clock(board.now)}.",
        "Trong ngoặc là cơ quan tiền thân đã gửi kỳ ấy; “–” là không phải gửi kỳ ấy (lý do ở trang “Chi tiết”).",
    )
    return Sheet("Bảng theo dõi", f"Bảng theo dõi – {board.title}", columns, tuple(rows), notes, freeze_columns=3)


def _cycle_column(board: Board, column: BoardColumn) -> SheetColumn:
    opening = "" if column.opened else f", mở ngày {numbers.short_day(column.opens_on)}"
    title = f"{_label(board, column)} (hạn {numbers.short_day(column.last_day)}{opening})"
    return SheetColumn(column.cycle_id, title, width=30, tints=TINTS)


def _cell_text(cell: Cell, heir: str) -> Value:
    if not cell.marks:
        return "–" if cell.reason else None
    return "\n".join(_mark_text(mark, heir) for mark in cell.marks)


def _mark_text(mark: Mark, heir: str) -> str:
    """State first: the colours follow from the beginning of the text. A name is said where it isn't that of the line."""
    words = ", ".join(part for part in (mark.view.status.state.label, mark.lateness) if part)
    day = f" {numbers.short_day(mark.first_sent_on)}" if mark.first_sent_on else ""
    return f"{words}{day}" if mark.view.name == heir else f"{words}{day} ({mark.view.name})"


def _counts(board: Board) -> Sheet:
    figures = (
        ("owing", "Phải gửi"),
        ("sent", "Đã gửi"),
        ("on_time", "Đúng hạn"),
        ("late", "Trễ hạn"),
        ("incomplete", "Thiếu"),
        ("wrong", "Sai"),
        ("returned", "Trả lại"),
        ("missing", "Chưa gửi"),
        ("exempt", "Miễn"),
        ("passed_on", "Đã chuyển giao"),
    )
    heirs = any(tally.whole.heirs for tally in board.tallies)
    beside = (("heirs_owing", "Cơ quan kế thừa"), ("heirs_sent", "Kế thừa đã gửi")) if heirs else ()
    columns = (
        SheetColumn("cycle", "Kỳ", width=36),
        SheetColumn("group", "Nhóm", width=36),
        *(SheetColumn(key, title, CellKind.INTEGER, 11, total=True) for key, title in (*figures, *beside)),
        SheetColumn("sent_rate", "Tỷ lệ gửi (đã gửi/phải gửi)", CellKind.PERCENT, 16, ratio=Ratio("sent", "owing")),
        SheetColumn("time_rate", "Tỷ lệ đúng hạn (đúng hạn/đã gửi)", CellKind.PERCENT, 18, ratio=Ratio("on_time", "sent")),
    )
    rows: list[tuple[Value, ...]] = [
        (
            _label(board, tally.column),
            tally.titles[group],
            *_figures(counts, figures),
            *_heirs(counts)[: len(beside)],
            None,
            None,
        )
        for tally in board.tallies
        for group, counts in tally.groups.items()
    ]
    notes = (f"Đếm lúc {numbers.clock(board.now)}, theo danh sách của từng kỳ.",)
    return Sheet("Số liệu", "Số liệu gửi báo cáo theo kỳ và nhóm", columns, tuple(rows), notes, freeze_columns=2)


def _figures(counts: Counts, figures: Iterable[tuple[str, str]]) -> Iterator[int]:
    return (getattr(counts, key) for key, _ in figures)


def _heirs(counts: Counts) -> tuple[int, int]:
    return (counts.heirs.owing, counts.heirs.sent) if counts.heirs else (0, 0)


def _entries(board: Board) -> Sheet:
    columns = (
        SheetColumn("cycle", "Kỳ", width=30),
        SheetColumn("group", "Nhóm", width=28),
        SheetColumn("agency", "Mã", width=12),
        SheetColumn("name", "Cơ quan, đơn vị", width=44),
        SheetColumn("state", "Tình trạng", width=16, tints=TINTS),
        SheetColumn("timely", "Thời hạn", width=16),
        SheetColumn("sent", "Ngày gửi lần đầu", CellKind.DATE, 13),
        SheetColumn("newest", "Ngày gửi bản mới nhất", CellKind.DATE, 13),
        SheetColumn("version", "Bản", CellKind.INTEGER, 7),
        SheetColumn("due", "Hạn nộp", CellKind.DATE, 13),
        SheetColumn("lacking", "Số mục, chỉ tiêu thiếu", CellKind.INTEGER, 12),
        SheetColumn("errors", "Số lỗi", CellKind.INTEGER, 8),
        SheetColumn("reason", "Lý do có, không có trong danh sách", width=60),
    )
    labels = {column.cycle_id: _label(board, column) for column in board.columns}
    shown = {code for line in board.lines for code in (line.agency, *(forebear for forebear, _ in line.forebears))}
    titles = {tally.column.cycle_id: tally.titles for tally in board.tallies}
    marks = [mark for roll in board.rolls.values() for code, mark in roll.items() if code in shown]
    rows = [_entry(mark, labels[mark.cycle_id], titles[mark.cycle_id]) for mark in marks]
    return Sheet("Chi tiết", "Danh sách của từng kỳ và tình trạng", columns, tuple(rows), freeze_columns=4)


def _entry(mark: Mark, cycle: str, titles: Mapping[str, str]) -> tuple[Value, ...]:
    view = mark.view
    timely = mark.lateness or ("đúng hạn" if mark.first_sent_on and view.owes else "")
    return (
        cycle,
        titles[view.group],
        view.agency,
        view.name,
        view.status.state.label if view.owes else OUTSIDE,
        timely,
        mark.first_sent_on,
        mark.sent_on,
        view.version,
        view.last_day,
        len(view.missing) if view.version else None,
        view.errors if view.version else None,
        view.reason,
    )
