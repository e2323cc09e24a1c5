"""What a replay leaves behind: the notices by rung, the letters as files, the reports."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from pathlib import Path

from rich.console import Console
from rich.table import Table

from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.notify.kinds import notice_label
from danvan_workflow.orchestration.records import not_before
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.store import notices
from danvan_workflow.store.tables import NoticeRow
from danvan_workflow.views.cycle.status import CycleStatus, cycle_status

SHOWN_LETTERS = 1
BESIDE_THE_LADDER = 100


def show_summary(settings: Settings, mailbox: Path, cycle_id: str, console: Console) -> None:
    """Print the state of the cycle, its notices by rung and where everything lies.

    A cycle of the future that was replayed is told of as of its end.
    """
    runtime = Runtime(settings)
    now = dt.datetime.now(dt.UTC)
    seen_at = not_before(runtime, cycle_id, now)
    status = cycle_status(runtime, cycle_id, seen_at)
    with runtime.uow() as uow:
        _, plan = runtime.cycle_plan(uow, cycle_id)
        rows = notices.notices_of(uow, cycle_id)
    console.print()
    console.print(_counts_table(status))
    console.print(_rungs_table(status, plan))
    for line in _letters(rows, _files(mailbox)):
        console.print(line, markup=False)
    console.print(f"Toàn bộ thư: {mailbox}", markup=False)
    if seen_at > now:
        console.print("Kỳ này còn ở phía trước: trang web đếm đến hôm nay, nên ở đó chưa có báo cáo nào của kỳ.")
    for report in sorted(settings.outbox.glob(f"{cycle_id.replace('.', '_')}*")):
        console.print(f"Báo cáo: {report}", markup=False)


def _counts_table(status: CycleStatus) -> Table:
    counts = status.counts
    table = Table(title=f"{status.label}: tình hình gửi", title_justify="left")
    columns = {
        "Phải gửi": counts.owing,
        "Đã gửi": counts.sent,
        "Đúng hạn": counts.on_time,
        "Quá hạn": counts.late,
        "Thiếu nội dung": counts.incomplete,
        "Số liệu sai": counts.wrong,
        "Chưa gửi": counts.missing,
        "Đã chuyển giao": counts.passed_on,
        **({"Kế thừa đã gửi": counts.heirs_share} if counts.heirs else {}),
    }
    for name in columns:
        table.add_column(name, justify="right")
    table.add_row(*map(str, columns.values()))
    return table


def _rungs_table(status: CycleStatus, plan: Plan) -> Table:
    table = Table("Bậc", "Thông báo", title="Thông báo theo bậc", title_justify="left")
    for column in ("Đã gửi", "Chờ", "Lỗi", "Bỏ qua"):
        table.add_column(column, justify="right")
    offsets = {number: rung.offset for number, rung in enumerate(plan.ladder.rungs, start=1)}
    for count in status.notices:
        numbers = (count.sent, count.pending, count.failed, count.skipped)
        table.add_row(_day(offsets.get(count.rung or 0)), notice_label(count.kind), *map(str, numbers))
    return table


def _day(offset: int | None) -> str:
    """
    >>> _day(-7), _day(3), _day(None)
    ('D-7', 'D+3', '')
    """
    return "" if offset is None else f"D{offset:+d}"


def _heading(rung: int, kind: str) -> str:
    name = notice_label(kind)
    return name if rung == BESIDE_THE_LADDER else f"Bậc {rung}, {name.lower()}"


def _files(mailbox: Path) -> dict[str, Path]:
    """The letters of the box by Message-ID."""
    found = {}
    for file in sorted(mailbox.glob("new/*")):
        head = file.read_bytes().partition(b"\r\n\r\n")[0]
        found[message_from_bytes(head)["Message-ID"]] = file
    return found


def _letters(rows: Sequence[NoticeRow], files: dict[str, Path]) -> Iterator[str]:
    """The first letters of each rung as paths, and how many more there are."""
    by_rung: dict[tuple[int, str], list[Path]] = defaultdict(list)
    for row in rows:
        if row.message_id in files:
            by_rung[row.rung or BESIDE_THE_LADDER, row.kind].append(files[row.message_id])
    missing = Counter(row.kind for row in rows if row.state is NoticeState.SENT and row.message_id not in files)
    for (rung, kind), letters in sorted(by_rung.items()):
        yield f"{_heading(rung, kind)}: {len(letters)} thư"
        yield from (f"  {letter}" for letter in letters[:SHOWN_LETTERS])
        if len(letters) > SHOWN_LETTERS:
            yield f"  … và {len(letters) - SHOWN_LETTERS} thư nữa"
    if missing:
        yield f"{missing.total()} thư đã gửi không còn trong hộp thư (thư mục đã được dọn)."
