"""The tasks as a workbook: each at each agency, and the counts of each task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from danvan_workflow.duty.submission import TaskState
from danvan_workflow.render import numbers
from danvan_workflow.render.models import CellKind, Ratio, Sheet, SheetColumn, SummaryLine, Tint, Value, Workbook
from danvan_workflow.render.xlsx import write_xlsx
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.views.board.task_list import Grouping, TasksWanted, grouped_tasks
from danvan_workflow.views.board.tasks import TaskBoard, TaskLine

TINTS = (
    Tint(TaskState.OVERDUE.label, "#7F1D1D", "#FEE2E2"),
    Tint(TaskState.OVERDUE_UNREPORTED.label, "#7F1D1D", "#FEE2E2"),
    Tint(TaskState.IN_PROGRESS.label, "#713F12", "#FEF3C7"),
    Tint(TaskState.DONE.label, "#14532D", "#DCFCE7"),
    Tint(TaskState.NOT_STARTED.label, "#334155", "#E2E8F0"),
)
COUNTED = {
    "due": "Phải làm",
    "done": "Hoàn thành",
    "in_progress": "Đang làm",
    "not_started": "Chưa làm",
    "not_reported": "Chưa báo cáo",
    "overdue": "Quá hạn",
    "overdue_unreported": "Quá hạn, chưa báo cáo",
    "not_applicable": "Không áp dụng",
}


def tasks_file_name(board: TaskBoard) -> str:
    """The name of the file, with plan and day; ASCII alone, so that every browser keeps it."""
    return f"nhiem-vu_{board.plan}_{vietnam_date(board.now).isoformat()}.xlsx"


def tasks_workbook(board: TaskBoard, wanted: TasksWanted, by: Grouping) -> bytes:
    """The lines of a board as an .xlsx file that says how it was narrowed; equal boards give equal bytes."""
    sheets = (_list(board, by), _counts(board))
    return write_xlsx(
        Workbook(
            title=f"Nhiệm vụ – {board.title}",
            sheets=tuple(sheet for sheet in sheets if sheet.rows) or sheets[:1],
            summary=tuple(_summary(board, wanted)),
        )
    )


def _summary(board: TaskBoard, wanted: TasksWanted) -> Iterator[SummaryLine]:
    yield SummaryLine("Kế hoạch", board.title)
    yield SummaryLine("Thời điểm đếm", numbers.clock(board.now))
    yield SummaryLine("Bộ lọc", "; ".join(_filter_words(board, wanted)) or "không lọc")
    yield SummaryLine("Tình hình thực hiện của cả kế hoạch")
    for key, value in asdict(board.counts).items():
        yield SummaryLine(COUNTED[key], value)
    rate = numbers.share(board.counts.done, board.counts.due) if board.counts.told else "chưa có báo cáo"
    yield SummaryLine("Tỷ lệ đã báo cáo hoàn thành", rate, "hoàn thành/phải làm")


def _filter_words(board: TaskBoard, wanted: TasksWanted) -> Iterator[str]:
    if wanted.unit in board.units:
        yield f"đơn vị: {board.units[wanted.unit]}"
    if wanted.state in set(TaskState):
        yield f"tình trạng: {TaskState(wanted.state).label}"
    if wanted.text:
        yield f"tìm: {wanted.text}"


def _list(board: TaskBoard, by: Grouping) -> Sheet:
    columns = (
        SheetColumn("task", "Nhiệm vụ", width=60),
        SheetColumn("code", "Mã", width=12),
        SheetColumn("agency", "Cơ quan, đơn vị", width=40),
        SheetColumn("due", "Hạn", CellKind.DATE, 13),
        SheetColumn("cycles", "Theo báo cáo kỳ", width=24),
        SheetColumn("state", "Tình trạng", width=16, tints=TINTS),
        SheetColumn("late", "Số ngày làm việc quá hạn", CellKind.INTEGER, 11),
        SheetColumn("percent", "Tiến độ (%)", CellKind.INTEGER, 11),
        SheetColumn("evidence", "Minh chứng", width=50),
        SheetColumn("expected", "Minh chứng cần có", width=50),
    )
    rows = tuple(_row(line) for group in grouped_tasks(board, by) for line in group.lines)
    notes = (f"Tính đến {numbers.clock(board.now)}.",)
    return Sheet("Nhiệm vụ", f"Nhiệm vụ – {board.title}", columns, rows, notes, freeze_columns=3)


def _row(line: TaskLine) -> tuple[Value, ...]:
    item = line.item
    cycles = "" if item.due_on else "; ".join(line.cycles) or "mọi kỳ"
    late = line.days_late or None
    said = (item.state.label, late, item.percent, item.evidence, item.expected)
    return (item.title, item.agency, item.agency_name, item.due_on, cycles, *said)


def _counts(board: TaskBoard) -> Sheet:
    columns = (
        SheetColumn("task", "Nhiệm vụ", width=60),
        *(SheetColumn(key, title, CellKind.INTEGER, 12, total=True) for key, title in COUNTED.items()),
        SheetColumn("rate", "Tỷ lệ (đã báo cáo hoàn thành/phải làm)", CellKind.PERCENT, 18, ratio=Ratio("done", "due")),
    )
    groups = grouped_tasks(board, Grouping.TASK)
    rows = tuple((group.title, *asdict(group.counts).values(), None) for group in groups)
    return Sheet("Số liệu", "Số liệu theo nhiệm vụ (các dòng đang lọc)", columns, rows)
