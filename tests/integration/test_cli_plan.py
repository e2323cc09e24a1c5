"""Plans, register, doctor, help and the way to the tier above, from the command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from terminal import SIXTH, Terminal, terminal

__all__ = ["terminal"]

DEADLINE_KEYS = [
    "plan",
    "obligation",
    "cycle",
    "data_first_day",
    "data_last_day",
    "opens_on",
    "due_phrase",
    "last_admissible_day",
    "collector_due_on",
    "assumed",
]
ENGLISH = re.compile(
    r"\b(Usage|Options|Arguments|Commands|Show this|required|default|Error|Missing|Invalid|No such)\b|<(bool|str|int|list|Path)"
)
COMMANDS = [
    (),
    ("plan",),
    ("plan", "check"),
    ("plan", "deadlines"),
    ("plan", "indicators"),
    ("register",),
    ("register", "show"),
    ("task", "list"),
    ("cycle",),
    ("cycle", "open"),
    ("cycle", "extend"),
    ("collect",),
    ("submit",),
    ("notices",),
    ("consolidate",),
    ("report",),
    ("report", "files"),
    ("report", "decide"),
    ("issue",),
    ("export",),
    ("sample",),
    ("simulate",),
    ("doctor",),
]


# -- help --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_vietnamese_and_fits_the_terminal(terminal: Terminal, command: tuple[str, ...]) -> None:
    terminal.setenv({"COLUMNS": "80"})
    page = terminal.ok(*command, "--help").out
    assert page.strip().startswith("Cách dùng: danvan")
    assert not ENGLISH.search(page)
    assert max(map(len, page.splitlines())) <= 80


def test_help_comes_quickly_and_loads_nothing_heavy() -> None:
    check = "import sys, danvan_workflow.cli as cli; cli.main(['--help']); print(sorted({HEAVY} & set(sys.modules)))"
    check = check.replace("{HEAVY}", "{'pandas', 'sqlalchemy', 'pydantic', 'docx', 'yagmail', 'alembic'}")
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"
    assert time.monotonic() - started < 10  # a loaded machine; the modules above are what counts


def test_a_bare_command_shows_its_help(terminal: Terminal) -> None:
    answer = terminal.run("plan")
    assert answer.code == 2
    assert "Các lệnh" in answer.out


# -- plans -------------------------------------------------------------------------------------------------------


def test_the_five_plans_pass_the_check(terminal: Terminal) -> None:
    answer = terminal.ok("plan", "check")
    assert re.search(r"Đã kiểm tra 5 kế hoạch: 5 dùng được; 0 lỗi, \d+ cảnh báo, \d+ lưu ý\.", answer.lines)


def test_deadlines_are_one_object_a_cycle_by_plan_and_opening(terminal: Terminal) -> None:
    found = terminal.ok("plan", "deadlines", "--json").json()
    assert all(list(cycle) == DEADLINE_KEYS for cycle in found)
    assert [(c["plan"], c["opens_on"]) for c in found] == sorted((c["plan"], c["opens_on"]) for c in found)
    days = {(c["plan"], c["cycle"]): c for c in found}
    # Thu 20/3/2025 itself is too late: the last admissible day is Wed 19/3.
    assert days["binh-dinh-2025", "2025-q1"]["last_admissible_day"] == "2025-03-19"
    assert days["binh-dinh-2025", "2025-q1"]["assumed"] is False
    assert {c["plan"] for c in found} == {p.stem for p in terminal.plans.glob("*.yaml")}
    one = terminal.ok("plan", "deadlines", "gia-lai-2024", terminal.plans / "phu-son-2025.yaml", "--json").json()
    assert {c["plan"] for c in one} == {"gia-lai-2024", "phu-son-2025"}


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("command", [("plan", "deadlines"), ("plan", "show", "dak-lak-2025"), ("cycle", "list")])
def test_nothing_is_cut_at_any_width(terminal: Terminal, width: int, command: tuple[str, ...]) -> None:
    terminal.setenv({"COLUMNS": str(width)})
    lines = terminal.ok(*command).out.splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line.rstrip().endswith("…") for line in lines)


def test_show_tells_what_is_assumed(terminal: Terminal) -> None:
    shown = terminal.ok("plan", "show", "phu-son-2025").lines
    for said in (
        "Cơ quan ban hành: Ủy ban nhân dân phường Phú Sơn; người ký: CHỦ TỊCH Nguyễn Xuân Lâm",
        "Chỉ thị 33/CT-TTg ngày 26/11/2021 của Thủ tướng Chính phủ",
        "Thang đôn đốc, gửi lúc 08:00 (giả định)",
        "2025-6m *",
        "Điều giả định (",
    ):
        assert said in shown


def test_diff_speaks_of_deadlines_and_agencies(terminal: Terminal) -> None:
    old = terminal.plans / "binh-dinh-2025.yaml"
    new = terminal.write("moi.yaml", old.read_text(encoding="utf-8").replace("before: 2025-03-20", "before: 2025-03-18"))
    shown = terminal.ok("plan", "diff", old, new).lines
    # Before Tue 18/3/2025: the last admissible day moves from Wed 19/3 to Mon 17/3, and with it opening and the collector's day.
    assert "hạn nộp đổi từ 19/3/2025 thành 17/3/2025" in shown
    assert "31 cơ quan có hạn mới 17/3/2025" in shown
    assert "Có 4 thay đổi." in shown
    assert "Hai bản giống nhau." in terminal.ok("plan", "diff", "binh-dinh-2025", old).lines


def test_indicators_are_found_by_their_words_with_unit_and_source(terminal: Terminal) -> None:
    found = terminal.ok("plan", "indicators", "hoa giai vien", "--json").json()
    assert [(one["code"], one["unit"], one["published_in"]) for one in found] == [
        ("HG06", "hòa giải viên", "báo cáo công tác hòa giải ở cơ sở")
    ]
    shown = terminal.ok("plan", "indicators", "thu hồi").out
    assert "TH01" in shown
    assert "triệu đồng" in shown
    assert "Có 4 chỉ tiêu." in shown


def test_the_schema_is_written_beside_the_plans(terminal: Terminal) -> None:
    text = terminal.ok("plan", "schema").out
    terminal.ok("plan", "schema", "--write")
    assert (terminal.plans / "plan.schema.json").read_text(encoding="utf-8") == text


# -- register ----------------------------------------------------------------------------------------------------


def test_the_register_is_read_as_of_a_day(terminal: Terminal) -> None:
    of = ("register", "show", "--province", "Bình Định", "--kind", "district", "--json", "--as-of")
    assert len(terminal.ok(*of, "30/6/2025").json()) == 11
    assert terminal.ok(*of, "1/7/2025").json() == []
    history = terminal.ok("register", "show", "L540", "--as-of", "2025-07-01", "--json").json()
    assert history["exists"] is False
    assert len(history["stands_for_it"]) > 1
    shown = terminal.ok("register", "show", "L540", "--as-of", "2025-07-01").lines
    assert "Ủy ban nhân dân thành phố Quy Nhơn (L540)" in shown
    assert "Chuyển thành" in shown


def test_the_roll_says_why(terminal: Terminal) -> None:
    before = terminal.ok("register", "roll", "binh-dinh-2025", "--as-of", "2025-02-26", "--json").json()
    assert len(before) == sum(entry["owes"] for entry in before) == 31  # 20 departments, Sở Nội vụ among them, and 11 districts
    after = terminal.ok("register", "roll", "binh-dinh-2025", "--as-of", "2025-08-27").lines
    assert "kế thừa nghĩa vụ của" in after
    assert "kết thúc hoạt động ngày 30/6/2025" in after
    assert (
        "Không có chế độ báo cáo “x”. Đang có: dinh-ky."
        in terminal.run("register", "roll", "binh-dinh-2025", "--obligation", "x").lines
    )


CONTACTS = "agency,role,name,email\nL540,focal,Nguyễn Văn An,an@quynhon.example\n"


def test_records_of_a_province_are_laid_over_or_refused_whole(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the real register is read from here on
    terminal.setenv({"DANVAN_HOME": str(terminal.home), "DANVAN_PLANS": str(terminal.plans), "COLUMNS": "100"})
    store = terminal.dump()
    bad = terminal.write("sai.csv", CONTACTS + "L540,boss,,khong-phai-thu\nL999999,head,A,a@b.example\n")
    worse = terminal.write("sai2.csv", "code,name,kind\nX1,,so\n")
    answer = terminal.run("register", "import", bad, worse, terminal.home / "khong-co.csv")
    assert answer.code == 2
    assert "khong-co.csv: không có tệp này" in answer.lines
    answer = terminal.run("register", "import", bad, worse)
    for said in ("sai.csv:3: ", "sai2.csv:2: ", "chỗ cần sửa; chưa có gì thay đổi"):
        assert said in answer.lines
    assert terminal.dump() == store
    unknown = terminal.write("la.csv", "agency,role,name,email\nL999999,head,A,a@b.example\n")
    assert "L999999" in terminal.run("register", "import", unknown).lines
    assert terminal.dump() == store

    good = terminal.write("dung.csv", CONTACTS)
    assert "Đã nhận 1 dòng từ 1 tệp." in terminal.ok("register", "import", good).lines
    contacts = terminal.ok("register", "show", "L540", "--as-of", "2025-03-01", "--json").json()["contacts"]
    assert [contact["email"] for contact in contacts] == ["an@quynhon.example"]


# -- doctor ------------------------------------------------------------------------------------------------------


def test_doctor_finds_and_mends(terminal: Terminal) -> None:
    fresh = terminal.home / "moi"
    terminal.setenv({"DANVAN_HOME": str(fresh)})
    sick = terminal.run("doctor", "--json", "--now", "2026-01-05T08:00")
    states = {check["id"]: check["state"] for check in sick.json()}
    assert (sick.code, states["thu-muc"], states["co-so-du-lieu"], states["ke-hoach"]) == (2, "error", "error", "ok")
    assert not fresh.exists()
    mended = terminal.ok("doctor", "--fix", "--now", "2026-01-05T08:00").lines
    assert "Đã sửa: nạp danh mục cơ quan toàn quốc." in mended
    assert "Hệ thống sẵn sàng." in mended
    (terminal.plans / "hong.yaml").write_text("a: [", encoding="utf-8")
    broken = terminal.run("doctor", "--now", "2026-01-05T08:00")
    assert (broken.code, "hong.yaml có 1 lỗi" in broken.lines) == (2, True)


@pytest.mark.parametrize(
    ("family", "languages", "state", "said"),
    [
        ("Times New Roman", "en|fr|vi", "ok", "Có phông Times New Roman, đủ chữ tiếng Việt"),
        ("Liberation Serif", "en|vi", "ok", "Có phông Liberation Serif"),
        ("Liberation Serif", "en|fr", "warning", "thiếu chữ tiếng Việt"),
        ("DejaVu Sans", "en|vi", "warning", "không có phông Times New Roman"),
    ],
)
def test_doctor_asks_for_the_letters_of_a_font_and_not_for_its_package(
    terminal: Terminal, tmp_path: Path, family: str, languages: str, state: str, said: str
) -> None:
    tool = tmp_path / "fc-match"
    tool.write_text(f'#!/bin/sh\nprintf "{family}\\n{languages}"\n')
    tool.chmod(0o755)
    terminal.setenv({"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    checks = terminal.run("doctor", "--json", "--now", "2026-01-05T08:00").json()
    [font] = [check for check in checks if check["id"] == "phong-chu"]
    assert (font["state"], said in font["message"]) == (state, True), font
    assert ("fonts-liberation2" in font["remedy"]) is (state == "warning")


def test_doctor_sees_a_calendar_that_ends(terminal: Terminal) -> None:
    late = terminal.run("doctor", "--json", "--now", "2028-01-05T08:00")
    assert late.code == 2
    assert any(c["id"] == "lich-lam-viec" and c["state"] == "error" and "2028" in c["message"] for c in late.json())


# -- the tier above ----------------------------------------------------------------------------------------------


def test_a_wards_report_becomes_a_submission_of_the_town_through_a_new_plan_file_alone(terminal: Terminal) -> None:
    ward, town = "phu-son-2025/2025-6m", "bim-son-2025/2025-6m"
    shutil.copy(SIXTH, terminal.plans)
    terminal.ok("plan", "check", "bim-son-2025")
    terminal.ok("cycle", "open", ward, "--now", "2025-05-26T08:00")
    terminal.ok("sample", ward, "--receive", "--seed", "2", "--now", "2025-06-18T08:00")
    terminal.ok("consolidate", ward, "--now", "2025-06-18T08:00")
    up = (
        "export",
        ward,
        "--to-upper",
        "--number",
        "15/BC-UBND",
        "--out",
        terminal.home / "len.json",
        "--now",
        "2025-06-18T09:00",
    )
    assert "chưa được duyệt" in terminal.run(*up).lines
    terminal.ok("report", "decide", ward, "duyet", "--by", "Nguyễn Xuân Lâm, Chủ tịch", "--now", "2025-06-18T08:30")
    assert "báo cáo của Ủy ban nhân dân phường Phú Sơn, kỳ bim-son-2025.dinh-ky.2025-6m" in terminal.ok(*up).lines

    terminal.ok("cycle", "open", town, "--now", "2025-06-09T08:00")
    receipt = terminal.ok("submit", terminal.home / "len.json", "--json", "--now", "2025-06-18T09:01").json()
    assert (receipt["agency"], receipt["version"], receipt["cycle_id"]) == ("L14823", 1, "bim-son-2025.dinh-ky.2025-6m")
    store = terminal.dump()
    (version,) = [row for row in store["submission"] if "bim-son-2025.dinh-ky.2025-6m" in row]
    assert {"lower_tier", "15/BC-UBND"} <= set(version)
    assert [name for _, name, *_ in store["attachment"]] == ["phu-son-2025_dinh-ky_2025-6m_ban-01.docx"]
    sums: dict[str, float] = {}
    newest = {
        row[3]: row[0] for row in sorted(store["submission"], key=lambda row: row[4]) if row[1] == "phu-son-2025.dinh-ky.2025-6m"
    }
    for cycle, submission, indicator, _, value, _ in store["figure"]:
        if cycle == "phu-son-2025.dinh-ky.2025-6m" and submission in newest.values() and value is not None:
            sums[indicator] = sums.get(indicator, 0) + float(value)
    carried = {row[2]: float(row[4]) for row in store["figure"] if row[0] == "bim-son-2025.dinh-ky.2025-6m"}
    assert carried == {code: sums[code] for code in ("CD01", "TT01", "TT03", "DTH1", "DV01") if code in sums}
    assert carried
    assert "CD02" in sums  # how many units of the ward said yes is no yes or no of the ward
    terminal.ok("consolidate", town, "--now", "2025-06-26T08:00")


def test_without_a_plan_above_the_export_says_what_is_missing(terminal: Terminal) -> None:
    ward = "phu-son-2025/2025-6m"
    terminal.ok("cycle", "open", ward, "--now", "2025-05-26T08:00")
    terminal.ok("sample", ward, "--receive", "--now", "2025-06-18T08:00")
    terminal.ok("consolidate", ward, "--now", "2025-06-18T08:00")
    terminal.ok("report", "decide", ward, "duyet", "--by", "A", "--now", "2025-06-18T08:30")
    answer = terminal.run("export", ward, "--to-upper", "--now", "2025-06-18T09:00")
    assert (answer.code, "Không tìm thấy kế hoạch của cấp trên" in answer.lines) == (2, True)
    other = terminal.run("export", ward, "--to-upper", "--cycle", "gia-lai-2024.dinh-ky.2024-6m")
    assert (other.code, "kỳ báo cáo của cấp trên có cơ quan này" in other.lines) == (2, True)


# -- a year in seconds -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_simulated_year_stays_in_a_folder_of_its_own(terminal: Terminal) -> None:
    store = terminal.dump()
    year = terminal.ok("simulate", "phu-son-2025", "--json").json()
    assert [cycle["cycle_id"].rsplit(".", 1)[1] for cycle in year["cycles"]] == ["2025-6m", "2025-annual"]
    assert all(Path(file).is_file() for cycle in year["cycles"] for file in cycle["files"])
    assert terminal.dump() == store
    again = terminal.run("simulate", "phu-son-2025")
    assert (again.code, "đã có dữ liệu của lần chạy trước" in again.lines) == (2, True)
    assert terminal.run("simulate", "phu-so-2025").code == 2
    assert sorted(path.name for path in (terminal.home / "mo-phong").iterdir()) == ["phu-son-2025-0"]
