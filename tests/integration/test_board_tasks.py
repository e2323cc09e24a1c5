"""The list of tasks against a slow and obvious reading; its order, its pages, its workbook."""

from __future__ import annotations

import io
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import openpyxl
import pytest
from board_story import DELIVERY, LANG_SON, plans_to_deliver
from builders import Office, at
from terminal import Terminal, terminal

from danvan_workflow.errors import UnknownName
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.register.register import Register
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.store import tasks
from danvan_workflow.views.board.task_list import Grouping, TasksWanted, grouped_tasks, narrowed_tasks, page_of
from danvan_workflow.views.board.tasks import TaskBoard, TaskLine, task_board
from danvan_workflow.views.board.tasks_workbook import tasks_file_name, tasks_workbook

__all__ = ["terminal"]

PLAN_TASK = "ke-hoach-cap-xa"  # due “trước ngày 10/3/2026”, a Tuesday
AFTER = "2026-03-12"


@pytest.fixture(scope="module")
def spring(prepared: tuple[Path, Register], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str, str, str]]:
    """Lạng Sơn in March, with who delivered its plan, who is half way and who says nothing."""
    home = tmp_path_factory.mktemp("spring")
    shutil.copy(prepared[0], home / "danvan.sqlite")
    transport = MemoryTransport()
    runtime = Runtime(Settings(home=home, database_url=f"sqlite:///{home}/danvan.sqlite"), transport=transport)
    runtime.__dict__["register"] = prepared[1]
    office = Office(runtime, transport)
    yield office, *plans_to_deliver(office)
    runtime.engine.dispose()


def shown(spring: tuple[Office, str, str, str], now: str = AFTER) -> TaskBoard:
    return task_board(spring[0].runtime, LANG_SON, at(now))


def line(board: TaskBoard, task: str, agency: str) -> TaskLine:
    return next(line for line in board.lines if (line.item.task, line.item.agency) == (task, agency))


@pytest.mark.parametrize("now", ["2026-03-09 23:59", "2026-03-10 00:00", AFTER])
def test_the_counts_are_those_of_a_slow_reading(spring: tuple[Office, str, str, str], now: str) -> None:
    expected: Counter[str] = Counter(dict.fromkeys(asdict(shown(spring).counts), 0))
    with spring[0].runtime.uow() as uow:
        rows = tasks.tasks_of(uow, LANG_SON)
    for row in rows:
        late = row.due_on is not None and row.due_on < at(now).date()
        state = {"not_reported": "overdue_unreported", "not_started": "overdue", "in_progress": "overdue"}.get(row.state)
        own = (row.task == "tong-hop-ke-hoach-cap-xa" and "in_progress") or (row.task == "bao-cao-ubnd-tinh" and "not_started")
        expected[own or (late and state) or row.state] += 1
        expected["due"] += row.state != "not_applicable"
    assert asdict(shown(spring, now).counts) == dict(expected)
    assert (expected["overdue"], expected["overdue_unreported"]) == ((0, 0) if "23:59" in now else (1, 63))


def test_what_is_overdue_says_by_how_many_days(spring: tuple[Office, str, str, str]) -> None:
    _, done, halfway, silent = spring
    board = shown(spring)
    said = {code: line(board, PLAN_TASK, code) for code in (done, halfway, silent)}
    assert {code: (one.item.state.label, one.days_late, one.item.percent) for code, one in said.items()} == {
        done: ("hoàn thành", 0, 100),
        halfway: ("quá hạn", 3, 40),
        silent: ("quá hạn, chưa báo cáo", 3, None),
    }
    assert {code: one.item.told_in for code, one in said.items()} == {done: DELIVERY, halfway: DELIVERY, silent: ""}
    assert line(shown(spring, "2026-03-10"), PLAN_TASK, silent).days_late == 1


def test_a_task_without_a_day_names_the_cycles_that_report_it(spring: tuple[Office, str, str, str]) -> None:
    found = {line.item.task: line.cycles for line in shown(spring).lines if line.item.due_on is None}
    assert set(found.values()) >= {(), ("Năm 2026",)}


@pytest.mark.parametrize("by", list(Grouping))
def test_every_line_stands_once_under_its_heading_and_overdue_comes_first(
    spring: tuple[Office, str, str, str], by: Grouping
) -> None:
    board = shown(spring)
    groups = grouped_tasks(board, by)
    assert Counter(line for group in groups for line in group.lines) == Counter(board.lines)
    assert {
        len({getattr(line.item, "task" if by is Grouping.TASK else "agency") for line in group.lines}) for group in groups
    } == {1}
    overdue = [group.counts.all_overdue > 0 for group in groups]
    assert overdue == sorted(overdue, reverse=True)
    assert sum(group.counts.all_overdue for group in groups) == board.counts.all_overdue == 64
    for group in groups:
        late = [line.days_late for line in group.lines]
        assert late == sorted(late, reverse=True)


def test_headings_are_in_the_order_of_the_plan_or_of_the_alphabet(spring: tuple[Office, str, str, str]) -> None:
    board = shown(spring, "2026-03-01")  # nothing is overdue
    assert [group.key for group in grouped_tasks(board, Grouping.TASK)] == [
        task for task in board.order if any(line.item.task == task for line in board.lines)
    ]
    assert [group.key for group in grouped_tasks(board, Grouping.UNIT)] == list(board.units)
    names = [group.title.rpartition("xã ")[2] for group in grouped_tasks(board, Grouping.UNIT) if "dân xã" in group.title]
    assert names[:5] == ["Ba Sơn", "Bắc Sơn", "Bằng Mạc", "Bình Gia", "Cai Kinh"]


def test_the_list_is_narrowed_by_unit_state_and_words(spring: tuple[Office, str, str, str]) -> None:
    _, done, halfway, _ = spring
    board = shown(spring)

    def found(**wanted: str) -> set[tuple[str, str]]:
        return {(line.item.task, line.item.agency) for line in narrowed_tasks(board, TasksWanted(**wanted)).lines}

    assert found(state="done") == {(PLAN_TASK, done)}
    assert found(state="not_applicable") == {("doi-thoai", done)}
    assert {agency for _, agency in found(unit=halfway)} == {halfway}
    assert len(found(text="xay dung ke hoach", state="overdue_unreported")) == 63
    assert found(unit="khong-co", state="khong-co") == found()  # left over from another plan
    assert narrowed_tasks(board, TasksWanted(state="done")).counts == board.counts


def test_the_pages_make_up_the_list(spring: tuple[Office, str, str, str]) -> None:
    groups = grouped_tasks(shown(spring), Grouping.TASK)
    whole = [(group.key, line) for group in groups for line in group.lines]
    full = len(whole) // 200
    pages = [page_of(groups, number, 200) for number in range(1, full + 3)]
    assert [(group.key, line) for page in pages for group in page for line in group.lines] == whole
    assert [sum(len(group.lines) for group in page) for page in pages] == [*[200] * full, len(whole) % 200, 0]


def test_a_plan_that_was_never_opened_has_no_tasks_yet(office: Office) -> None:
    assert task_board(office.runtime, LANG_SON, at(AFTER)).lines == ()
    with pytest.raises(UnknownName):
        task_board(office.runtime, "khong-co", at(AFTER))


def test_the_workbook_lists_what_is_found_with_its_colours(spring: tuple[Office, str, str, str]) -> None:
    content = tasks_workbook(shown(spring), TasksWanted(state="overdue"), Grouping.TASK)
    assert content == tasks_workbook(shown(spring), TasksWanted(state="overdue"), Grouping.TASK)
    assert tasks_file_name(shown(spring)) == "nhiem-vu_lang-son-2026_2026-03-12.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["Nhiệm vụ"]
    rows = {(row[0].value, row[1].value): [one.value for one in row[3:9]] for row in page.iter_rows(min_row=5)}
    title = line(shown(spring), PLAN_TASK, spring[2]).item.title
    due, cycles, state, late, percent, evidence = rows[title, spring[2]]
    assert (due.date().isoformat(), cycles, state, late, percent, evidence) == (
        "2026-03-09",
        "",
        "quá hạn",
        3,
        40,
        "=Dự thảo lần 2",
    )
    assert {cell.data_type for cell in page["I"][4:] if cell.value} == {"s"}
    assert {rule.text for area in page.conditional_formatting for rule in area.rules} == {
        "quá hạn",
        "đang làm",
        "hoàn thành",
        "chưa làm",
        "quá hạn, chưa báo cáo",
    }
    assert (page.freeze_panes, page.auto_filter.ref.split(":")[0]) == ("D5", "A4")
    assert book["Tổng quan"]["B6"].value == "tình trạng: quá hạn"


def test_the_command_lists_the_tasks_of_the_plan_as_its_cycle_was_opened(terminal: Terminal) -> None:
    """As the board does: a file changed since doesn't speak for a cycle that is open."""
    terminal.ok("cycle", "open", "binh-dinh-2025.dinh-ky.2025-q1", "--now", "2025-02-26T08:00")  # Wed
    asked = ("task", "list", "binh-dinh-2025", "--agency", "L540", "--json", "--now", "2025-02-26T09:00")
    before = terminal.ok(*asked).json()
    file = terminal.plans / "binh-dinh-2025.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(before[0]["title"], "Đổi tên"), encoding="utf-8")
    assert terminal.ok(*asked).json() == before
