"""The board against a slow and obvious count; its lines through mergers; its workbook."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from board_story import (
    EXTENDED,
    FALSE,
    INCOMPLETE,
    LATE,
    MENDED,
    NINE,
    PLAN,
    Q1,
    RETURNED,
    SILENT,
    SIX,
    WAIVED,
    YEAR,
    first_quarter,
    rest_of_the_year,
)
from builders import Office, at
from sqlalchemy import event

from danvan_workflow import web
from danvan_workflow.duty.counts import Counts
from danvan_workflow.errors import UnknownName
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.register.register import Register
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.statutory.deadline import deadline_moment
from danvan_workflow.views.board.filter import BoardFilter, narrowed
from danvan_workflow.views.board.lines import NOT_LISTED, BoardLine, Cell, lines_of
from danvan_workflow.views.board.table import Board, board
from danvan_workflow.views.board.task_list import Grouping, TasksWanted
from danvan_workflow.views.board.tasks import task_board
from danvan_workflow.views.board.tasks_workbook import tasks_workbook
from danvan_workflow.views.board.workbook import COLOURS, board_file_name, board_workbook

WARD = "N21583"  # Quy Nhơn, of L540
SEPTEMBER = "2025-09-12"
EMPTY = Register(())


@pytest.fixture(scope="module")
def year(prepared: tuple[Path, Register], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Bình Định until September; no test of this file changes it."""
    home = tmp_path_factory.mktemp("year")
    shutil.copy(prepared[0], home / "danvan.sqlite")
    transport = MemoryTransport()
    runtime = Runtime(Settings(home=home, database_url=f"sqlite:///{home}/danvan.sqlite"), transport=transport)
    runtime.__dict__["register"] = prepared[1]
    office = Office(runtime, transport)
    first_quarter(office)
    rest_of_the_year(office)
    yield office
    runtime.engine.dispose()


def shown(year: Office, now: str = SEPTEMBER, **only: Any) -> Board:
    return board(year.runtime, PLAN, at(now), **only)


def line(found: Board, agency: str) -> BoardLine:
    return next(line for line in found.lines if line.agency == agency)


def cell(found: Board, agency: str, cycle_id: str) -> Cell:
    place = [column.cycle_id for column in found.columns].index(cycle_id)
    return line(found, agency).cells[place]


def words(cell: Cell) -> list[tuple[str, str, str]]:
    return [(mark.view.agency, mark.view.status.state.label, mark.lateness) for mark in cell.marks]


# -- counts -----------------------------------------------------------------------------------------------------------


FIGURES = [field.name for field in dataclasses.fields(Counts) if field.name != "heirs"]


def counted_slowly(office: Office, cycle_id: str, group: str, now: str, *, heirs: bool) -> Counter[str]:
    """The counts of a cycle by reading one duty after the other, with nothing of the library but the end of a day."""
    found: Counter[str] = Counter()
    for duty in office.duties(cycle_id).values():
        versions = sorted((v for v in duty.submissions if v.sent_at <= at(now)), key=lambda v: v.version)
        if not duty.owes or group not in ("", duty.group_id) or heirs != (duty.heir_since is not None):
            continue
        if duty.waived_at and duty.waived_at <= at(now):
            found["exempt"] += 1
        elif not versions and duty.passed_on_at and duty.passed_on_at <= at(now):
            found.update(["owing", "passed_on"])
        elif not versions:
            found.update(["owing", "missing"])
        else:
            first, newest = versions[0], versions[-1]
            found.update(["owing", "sent", "on_time" if first.sent_at < deadline_moment(duty.last_day) else "late"])
            if newest.state == "returned":
                found["returned"] += 1
            elif not newest.is_complete:
                found["incomplete"] += 1
            elif newest.error_count:
                found["wrong"] += 1
    return found


def figures(counts: Counts | None) -> Counter[str]:
    """The counts that aren't zero."""
    return +Counter({name: getattr(counts, name) for name in FIGURES}) if counts else Counter()


@pytest.mark.parametrize("now", ["2025-03-17", "2025-03-19 23:59", "2025-03-23", "2025-06-30", SEPTEMBER, "2025-10-01"])
def test_the_counts_are_those_of_a_slow_reading(year: Office, now: str) -> None:
    tallies = shown(year, now).tallies
    assert [tally.column.cycle_id for tally in tallies] == [Q1, SIX, NINE]
    for tally in tallies:
        for group, counts in {"": tally.whole, **tally.groups}.items():
            for part, heirs in ((counts, False), (counts.heirs, True)):
                expected = counted_slowly(year, tally.column.cycle_id, group, now, heirs=heirs)
                assert figures(part) == expected, (tally, group)


def test_groups_add_up_to_the_whole(year: Office) -> None:
    for tally in shown(year).tallies:
        for part in ("roll", "heirs"):
            sums = Counter[str]()
            for counts in tally.groups.values():
                sums.update(figures(counts if part == "roll" else counts.heirs))
            assert sums == figures(tally.whole if part == "roll" else tally.whole.heirs)
        assert tally.whole.owing == tally.whole.sent + tally.whole.missing + tally.whole.passed_on


def test_groups_are_called_what_their_members_are_on_each_roll(year: Office) -> None:
    found = shown(year)  # in September: the lines are those of communes, the first quarter's roll was one of districts
    assert found.groups["cap-huyen"] == "Ủy ban nhân dân các xã, phường"
    told = {tally.column.cycle_id: tally.titles["cap-huyen"] for tally in found.tallies}
    assert told[Q1] == "Ủy ban nhân dân các huyện, thị xã, thành phố"
    only_first = shown(year, now="2025-03-25", only_cycles=[Q1])
    assert only_first.groups["cap-huyen"] == "Ủy ban nhân dân các huyện, thị xã, thành phố"


def test_the_running_cycle_comes_first_to_mind_then_the_last_one(year: Office) -> None:
    running, over = shown(year).current, shown(year, "2025-10-30").current
    assert running is not None
    assert over is not None
    assert running.column.cycle_id == over.column.cycle_id == NINE


# -- marks ------------------------------------------------------------------------------------------------------------


def test_each_state_has_its_word_and_its_days(year: Office) -> None:
    quarter = shown(year, "2025-03-25", only_cycles={Q1})
    assert {code: words(cell(quarter, code, Q1))[0][1:] for code in (LATE, SILENT, INCOMPLETE, FALSE, RETURNED, WAIVED)} == {
        LATE: ("đã gửi", "trễ 2 ngày làm việc"),
        SILENT: ("chưa gửi", "quá hạn 4 ngày làm việc"),
        INCOMPLETE: ("thiếu", ""),
        FALSE: ("sai", ""),
        RETURNED: ("trả lại", ""),
        WAIVED: ("miễn", ""),
    }
    assert words(cell(quarter, EXTENDED, Q1)) == [(EXTENDED, "đã gửi", "")]  # on the 24th, in time under its own day
    mended = cell(quarter, MENDED, Q1).marks[0]
    assert (mended.view.status.state.label, mended.lateness, mended.view.version) == ("đã gửi", "", 2)
    assert (mended.first_sent_on, mended.sent_on) == (at("2025-03-18").date(), at("2025-03-24").date())


def test_nothing_is_late_before_the_end_of_the_last_day(year: Office) -> None:
    def silent(now: str) -> str:
        return cell(shown(year, now, only_cycles={Q1}), SILENT, Q1).marks[0].lateness

    assert (silent("2025-03-19 23:59"), silent("2025-03-20 00:00")) == ("", "quá hạn 1 ngày làm việc")


def test_who_need_not_report_has_a_dash_with_the_reason(office: Office, tmp_path: Path) -> None:
    """A plan may exclude an agency, its collector for one."""
    shipped = office.runtime.library.file(PLAN).read_text(encoding="utf-8")
    out = "    of: L52\n    exclude:\n      - {agency: L52-SNV, reason: Không tự báo cáo}\n"
    (tmp_path / f"{PLAN}.yaml").write_text(shipped.replace("    of: L52\n", out, 1), encoding="utf-8")
    office.runtime.__dict__["library"] = PlanLibrary(tmp_path)
    office.open(Q1)
    assert cell(board(office.runtime, PLAN, at("2025-02-27")), "L52-SNV", Q1) == Cell(reason="Không tự báo cáo")


# -- lines through the year -------------------------------------------------------------------------------------------


def test_a_ward_reads_on_from_its_city(year: Office) -> None:
    found = shown(year)
    assert words(cell(found, WARD, Q1)) == [(LATE, "đã gửi", "trễ 2 ngày làm việc")]
    assert words(cell(found, WARD, SIX)) == [(LATE, "đã gửi", "trễ 1 ngày làm việc")]
    assert words(cell(found, WARD, NINE)) == [(WARD, "đã gửi", "")]
    assert [mark.inherited for mark in line(found, WARD).marks] == [True, True, False]


def test_a_merged_department_shows_both_it_came_from(year: Office) -> None:
    found = shown(year)
    assert words(cell(found, "N52-STC", Q1)) == [("L52-STC", "đã gửi", ""), ("L52-SKHDT", "đã chuyển giao", "")]
    assert words(cell(found, "N52-SNNMT", SIX)) == [("L52-SNNMT", "đã gửi", "")]
    quarter = [(code, state) for code, state, _ in words(cell(found, "N52-SNNMT", Q1))]
    assert quarter == [("L52-SNNMT", "đã gửi"), ("L52-SNNPTNT", "đã chuyển giao"), ("L52-STNMT", "đã chuyển giao")]
    assert {code for code, _ in line(found, "N52-SNNMT").forebears} == {"L52-SNNPTNT", "L52-STNMT", "L52-SNNMT"}


def test_every_entry_of_every_roll_is_in_a_line_and_the_ended_have_none_of_their_own(year: Office) -> None:
    found = shown(year)
    in_lines = {(mark.cycle_id, mark.view.agency) for line in found.lines for mark in line.marks}
    owed = {(cycle_id, code) for cycle_id, roll in found.rolls.items() for code, mark in roll.items() if mark.view.owes}
    assert in_lines == owed
    assert not [line.agency for line in found.lines if line.agency.startswith("L")]


def test_one_cycle_alone_has_the_names_of_its_time(year: Office) -> None:
    quarter = shown(year, only_cycles={Q1})
    assert [column.cycle_id for column in quarter.columns] == [Q1]
    assert line(quarter, LATE).name == "Ủy ban nhân dân thành phố Quy Nhơn"
    assert line(quarter, LATE).forebears == ()


def test_of_two_cycles_the_later_one_says_who_stands_for_whom(year: Office) -> None:
    found = shown(year, only_cycles={Q1, SIX})
    assert {code for code, _ in line(found, "L52-STC").forebears} == {"L52-SKHDT"}
    assert line(found, LATE).forebears == ()


def test_the_newest_roll_gives_the_order(year: Office) -> None:
    quarter = shown(year, only_cycles={Q1}).rolls[Q1]
    turned = dict(reversed(list(quarter.items())))
    found = lines_of(
        ["old", "new"], list({mark.view.group for mark in quarter.values()}), {"old": quarter, "new": turned}, EMPTY, []
    )
    assert [line.agency for line in found if line.group == "cap-huyen"] == [
        c for c in turned if c.startswith("L5") and len(c) == 4
    ]


def test_before_the_merger_nobody_is_read_as_somebody_else(office: Office) -> None:
    office.open(Q1)
    found = board(office.runtime, PLAN, at("2025-02-27"))
    assert len(found.lines) == 31
    assert all(not line.forebears for line in found.lines)
    assert [line.agency for line in found.lines] == list(office.duties(Q1))


def test_lines_stand_by_group_in_the_order_of_the_roll(year: Office) -> None:
    found = shown(year)
    groups = [line.group for line in found.lines]
    assert groups == sorted(groups, key=list(found.groups).index)
    owing = [code for code, mark in found.rolls[NINE].items() if mark.view.owes]
    assert [line.agency for line in found.lines if line.agency in owing] == owing


def test_a_commune_of_dak_lak_reads_on_from_its_communes_and_its_district(office: Office) -> None:
    plan = "dak-lak-2025"
    for key in ("2025-6m", "2025-annual"):
        office.open(f"{plan}.dinh-ky.{key}")
    found = board(office.runtime, plan, at("2025-12-01"), only_obligations={"dinh-ky"})
    assert [column.obligation for column in found.columns] == ["dinh-ky", "dinh-ky"]
    assert [code for code, *_ in words(found.lines[-1].cells[1])] == [found.lines[-1].agency]
    assert {code for code, *_ in words(cell(found, "N24175", f"{plan}.dinh-ky.2025-6m"))} == {
        "L643",
        "L24172",
        "L24175",
        "L24178",
    }
    assert not [line.agency for line in found.lines if line.agency.startswith("L")]


# -- columns ----------------------------------------------------------------------------------------------------------


def test_a_cycle_to_come_is_an_empty_column_with_its_date(year: Office) -> None:
    found = shown(year)
    to_come = found.columns[-1]
    assert (to_come.cycle_id, to_come.opened) == (YEAR, False)
    assert (to_come.opens_on.isoformat(), to_come.last_day.isoformat()) == ("2025-11-03", "2025-11-24")
    assert {line.cells[-1] for line in found.lines} == {Cell()}
    assert YEAR not in [column.cycle_id for column in shown(year, "2025-11-25").columns]  # over, and never opened


def test_a_plan_of_which_nothing_was_opened_shows_what_is_to_come(office: Office) -> None:
    found = board(office.runtime, "lang-son-2026", at("2026-01-15"))
    assert (len(found.columns), found.lines, found.tallies, found.current) == (3, (), (), None)


def test_two_obligations_stand_side_by_side_with_a_reason_where_one_does_not_ask(office: Office) -> None:
    for obligation in ("dinh-ky", "tuyen-truyen"):
        office.open(f"gia-lai-2024.{obligation}.2024-6m")
    found = board(office.runtime, "gia-lai-2024", at("2024-04-20"))
    assert found.several_obligations
    assert [bool(one.marks) or one.reason for one in found.lines[0].cells[:2]] == [True, NOT_LISTED]


def test_what_was_opened_is_shown_without_the_plan_file(office: Office, tmp_path: Path) -> None:
    office.open(Q1)
    settings = dataclasses.replace(office.runtime.settings, plans=tmp_path)
    without = Runtime(settings)
    without.__dict__["register"] = office.runtime.register
    found = board(without, PLAN, at("2025-03-10"))
    assert ([column.cycle_id for column in found.columns], len(found.lines)) == ([Q1], 31)
    with pytest.raises(UnknownName, match="khong-co"):
        board(without, "khong-co", at("2025-03-10"))


# -- how it is read ---------------------------------------------------------------------------------------------------


def statements(year: Office, **only: Any) -> list[str]:
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(year.runtime.engine, "before_cursor_execute", listen)
    try:
        shown(year, **only)
    finally:
        event.remove(year.runtime.engine, "before_cursor_execute", listen)
    return [text for text in said if text.startswith("SELECT")]


def test_a_whole_year_takes_no_more_queries_than_one_cycle(year: Office) -> None:
    assert len(statements(year)) == len(statements(year, only_cycles={Q1})) <= 5


def test_figures_and_texts_are_not_read_to_count(year: Office) -> None:
    read = {name for text in statements(year) for name in re.findall(r"(?:FROM|JOIN) (\w+)", text)}
    assert read == {"cycle", "plan_version", "duty", "submission"}
    assert not [text for text in statements(year) if "duty.ladder" in text or "duty.indicators" in text]


# -- filters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("phuong quy nhon", 5),
        ("Phường QUY NHƠN bắc", 1),
        ("qui nhon", 6),  # the island commune came from the city
        ("ke hoach va dau tu", 1),  # merged into finance
        ("N21583", 1),
        ("ubnd xa an l", 2),  # An Lão and An Lương
        ("sao hỏa", 0),
        ("  ", 73),
    ],
)
def test_names_are_found_as_people_write_them(year: Office, text: str, found: int) -> None:
    assert len(narrowed(shown(year), BoardFilter(text=text)).lines) == found


def test_lines_are_found_by_state_and_group(year: Office) -> None:
    quarter = shown(year, only_cycles={Q1})

    def codes(**wanted: str) -> list[str]:
        return [line.agency for line in narrowed(quarter, BoardFilter(**wanted)).lines]

    assert codes(state="missing") == [SILENT]
    assert codes(state="late") == [LATE]
    assert codes(state="exempt") == [WAIVED]
    assert codes(state="returned", group="so-ban-nganh") == []
    assert codes(group="cap-huyen") == [f"L5{n}" for n in (40, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51)]
    assert len(codes(group="khong-co", state="khong-co")) == len(quarter.lines)  # left over from another plan


def test_counts_stay_those_of_all_under_a_filter(year: Office) -> None:
    whole = shown(year)
    assert narrowed(whole, BoardFilter(text="quy nhon")).tallies == whole.tallies


# -- the workbook -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(year: Office) -> Board:
    """The board of September in which an agency's name begins like a formula."""
    whole = shown(year)
    first = dataclasses.replace(whole.lines[0], name="=HYPERLINK(1)")
    return dataclasses.replace(whole, lines=(first, *whole.lines[1:]))


def test_the_workbook_says_what_the_page_says(hostile: Board) -> None:
    book = openpyxl.load_workbook(io.BytesIO(board_workbook(hostile, BoardFilter(text="x"))))
    assert book.sheetnames == ["Tổng quan", "Bảng theo dõi", "Số liệu", "Chi tiết"]
    page = book["Bảng theo dõi"]
    rows = {row[1].value: [one.value for one in row] for row in page.iter_rows(min_row=6)}
    assert rows["N52-VP"][2] == "=HYPERLINK(1)"
    assert page["C6"].data_type == "s"
    assert rows[WARD][3:] == [
        "đã gửi, trễ 2 ngày làm việc 22/3/2025 (Ủy ban nhân dân thành phố Quy Nhơn)",
        "đã gửi, trễ 1 ngày làm việc 20/6/2025 (Ủy ban nhân dân thành phố Quy Nhơn)",
        "đã gửi 10/9/2025",
        None,
    ]
    own = "(Sở Nội vụ tỉnh Bình Định)"  # the collector reports as the others do
    passed_on = "đã chuyển giao (Sở Lao động - Thương binh và Xã hội tỉnh Bình Định)"
    assert rows["N52-SNV"][3:] == [f"đã gửi 18/3/2025 {own}\n{passed_on}", f"đã gửi 18/6/2025 {own}", "đã gửi 10/9/2025", None]
    entries = {tuple(one.value for one in row[0:3:2]): [one.value for one in row[4:6]] for row in book["Chi tiết"].iter_rows()}
    assert entries["Quý I năm 2025", "L52-SNV"] == ["đã gửi", "đúng hạn"]
    assert entries["Quý I năm 2025", LATE] == ["đã gửi", "trễ 2 ngày làm việc"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("D6", "A5:G78")
    assert "08 giờ 00 phút, ngày 12/9/2025" in page["A2"].value


def test_the_counts_sheet_adds_up_to_the_counts(hostile: Board) -> None:
    page = openpyxl.load_workbook(io.BytesIO(board_workbook(hostile, BoardFilter())), data_only=True)["Số liệu"]
    quarter = [[one.value for one in row] for row in page.iter_rows(min_row=5) if row[0].value == "Quý I năm 2025"]
    whole = hostile.tallies[0].whole
    assert [sum(row[place] for row in quarter) for place in range(2, 12)] == [getattr(whole, name) for name in FIGURES]
    assert whole.heirs is not None
    assert [sum(row[place] for row in quarter) for place in (12, 13)] == [whole.heirs.owing, whole.heirs.sent]


def test_the_colours_are_those_of_the_page(hostile: Board) -> None:
    css = (Path(web.__file__).parent / "static" / "web.css").read_text(encoding="utf-8")
    daylight = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css.split("@media")[0]))
    classes = {"đã gửi, trễ": "late", "đã gửi": "sent", "chưa gửi": "missing", "thiếu": "incomplete", "sai": "wrong"}
    classes |= {"trả lại": "returned", "miễn": "exempt", "đã chuyển giao": "exempt"}
    for beginning, colours in COLOURS.items():
        name = classes[beginning]
        assert tuple(colour.lower() for colour in colours) == (daylight[name], daylight[f"{name}-bg"]), beginning
    rules = openpyxl.load_workbook(io.BytesIO(board_workbook(hostile, BoardFilter())))["Bảng theo dõi"].conditional_formatting
    assert {rule.text for area in rules for rule in area.rules} == set(COLOURS)


def test_the_same_board_gives_the_same_bytes_and_a_name_with_plan_and_day(year: Office, hostile: Board) -> None:
    assert board_workbook(shown(year), BoardFilter()) == board_workbook(shown(year), BoardFilter())
    assert board_file_name(hostile) == "bang-theo-doi_binh-dinh-2025_2025-09-12.xlsx"


def test_a_board_without_lines_is_a_workbook_all_the_same(year: Office) -> None:
    empty = narrowed(shown(year), BoardFilter(text="sao hỏa"))
    assert openpyxl.load_workbook(io.BytesIO(board_workbook(empty, BoardFilter(text="sao hỏa")))).sheetnames[:2] == [
        "Tổng quan",
        "Số liệu",
    ]


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_an_office_suite_opens_what_is_handed_out(year: Office, hostile: Board, tmp_path: Path) -> None:
    (tmp_path / "board.xlsx").write_bytes(board_workbook(hostile, BoardFilter()))
    (tmp_path / "tasks.xlsx").write_bytes(
        tasks_workbook(task_board(year.runtime, PLAN, at(SEPTEMBER)), TasksWanted(), Grouping.UNIT)
    )
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", every_sheet, "board.xlsx", "tasks.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    sheets = {file.stem: file.read_text(encoding="utf-8") for file in tmp_path.glob("*.csv")}
    assert "=HYPERLINK(1)" in sheets["board-Bảng theo dõi"]
    assert "đã gửi, trễ 2 ngày làm việc 22/3/2025 (Ủy ban nhân dân thành phố Quy Nhơn)" in sheets["board-Bảng theo dõi"]
    assert re.search(r"Tổng cộng,,129,67,65,2,1,2,1,55,1,7,2,2,51[.,]93", sheets["board-Số liệu"].replace('"', ""))
    assert "Duy trì tiếp xúc, đối thoại trực tiếp" in sheets["tasks-Nhiệm vụ"]
