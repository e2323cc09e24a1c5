"""What people and machines get wrong: a clear Vietnamese sentence, a non-zero exit code, a store as it was, and no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Answer, Terminal, terminal

__all__ = ["terminal"]

Q1 = "binh-dinh-2025/2025-q1"
FULL = "binh-dinh-2025.dinh-ky.2025-q1"
OPENING = "2025-02-26T08:00"  # Wed
SUBMISSION = f"""format: "1"
cycle: {FULL}
agency: L540
sent_at: 2025-03-18T09:30
figures:
  CD01: 3
narratives:
  - {{section: lanh-dao-chi-dao, text: Đã ban hành kế hoạch.}}
"""


def refused(answer: Answer, code: int, *sentences: str) -> None:
    """The command failed with this code, said all of this, and showed no traceback."""
    assert answer.code == code, answer
    for sentence in sentences:
        assert sentence in answer.lines
    assert "Traceback" not in answer.err
    assert ".py" not in answer.err


# -- plan files --------------------------------------------------------------------------------------------------

PLAN_FAULTS = {
    "broken YAML": ("year: 2025", "year: [2025", "binh-dinh-2025.yaml:"),
    "unknown key": ("year: 2025", "year: 2025\nyeer: 2025", "yeer: khóa không có trong mẫu kế hoạch. Chấp nhận: year"),
    "duplicate key": ("year: 2025", "year: 2025\nyear: 2026", "year: khóa ghi hai lần, lần đầu ở dòng"),
    "impossible date": (
        "due: {before: 2025-03-20}",
        "due: {before: 2025-02-30}",
        "không phải một ngày có thật (giá trị “2025-02-30”)",
    ),
    "deadline before the cut-off": (
        "due: {before: 2025-03-20}",
        "due: {before: 2025-03-10}",
        "obligations[0].cycles[0].due.before",
    ),
    "unknown agency": ("of: L52", "of: L99", "(giá trị “L99”)"),
    "unknown indicator": ("    - GS01a\n", "    - GS99\n", "(giá trị “GS99”)"),
    "text in a number": ("working_days: 15", "working_days: mười lăm", "không phải số nguyên (giá trị “mười lăm”)"),
}


@pytest.mark.parametrize("fault", PLAN_FAULTS)
def test_a_fault_in_a_plan_is_told_with_its_line(terminal: Terminal, fault: str) -> None:
    old, new, said = PLAN_FAULTS[fault]
    path, store = terminal.plans / "binh-dinh-2025.yaml", terminal.dump()
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    answer = terminal.run("plan", "check")
    refused(answer, 2, "LỖI: binh-dinh-2025.yaml:", said, "Đã kiểm tra 5 kế hoạch: 4 dùng được")
    assert terminal.dump() == store


def test_all_faults_of_all_plans_are_told_at_once(terminal: Terminal) -> None:
    for name, old, new in (
        ("binh-dinh-2025", "year: 2025", "year: hai nghìn"),
        ("binh-dinh-2025", "working_days: 15", "working_days: 999"),
        ("gia-lai-2024", "year: 2024", "year: 2024\nnonsense: 1"),
    ):
        path = terminal.plans / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    answer = terminal.run("plan", "check", "--json")
    errors = [problem for problem in answer.json() if problem["severity"] == "error"]
    assert answer.code == 2
    assert {(e["file"], e["place"]) for e in errors} == {
        ("binh-dinh-2025.yaml", "year"),
        ("binh-dinh-2025.yaml", "obligations[0].opens.working_days"),
        ("gia-lai-2024.yaml", "nonsense"),
    }
    assert all(error["line"] for error in errors)


def test_a_broken_plan_does_not_open_a_cycle(terminal: Terminal) -> None:
    path, store = terminal.plans / "binh-dinh-2025.yaml", terminal.dump()
    path.write_text("format: '1'\nid: binh-dinh-2025\nfoo: 1\n", encoding="utf-8")
    refused(terminal.run("cycle", "open", Q1, "--now", OPENING), 2, "foo: khóa không có trong mẫu kế hoạch", "chỗ cần sửa")
    assert terminal.dump() == store


def test_an_unknown_plan_or_file_is_named(terminal: Terminal) -> None:
    refused(terminal.run("plan", "show", "binh-din-2025"), 2, "Không có kế hoạch “binh-din-2025”. Có phải: binh-dinh-2025")
    refused(terminal.run("plan", "check", "nowhere/x.yaml"), 2, "x.yaml: không có tệp này")
    refused(terminal.run("plan", "diff", "binh-dinh-2025", str(terminal.plans)), 2, "đây là thư mục, không phải tệp")


# -- submissions -------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(terminal: Terminal) -> Terminal:
    """The terminal with one cycle open."""
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    return terminal


SUBMISSION_FAULTS = {
    "text in a number": ("CD01: 3", "CD01: ba", "figures.CD01: không phải số (giá trị “ba”)"),
    "Vietnamese grouping": ("CD01: 3", "CD01: 1.234.567", "figures.CD01: không phải số (giá trị “1.234.567”)"),
    "unknown agency": (
        "agency: L540",
        "agency: L999",
        "agency: cơ quan không có trong danh sách phải báo cáo của kỳ (giá trị “L999”)",
    ),
    "unknown indicator": ("CD01: 3", "ZZ99: 3", "figures: chỉ tiêu không có trong kế hoạch (giá trị “ZZ99”)"),
    "unknown section": ("lanh-dao-chi-dao", "lanh-dao", "narratives: mục không có trong kế hoạch (giá trị “lanh-dao”)"),
    "unknown key": ("figures:", "figure_s:", "figure_s: khóa không có trong mẫu"),
    "duplicate key": ("CD01: 3", "CD01: 3\n  CD01: 4", "figures.CD01: khóa ghi hai lần, lần đầu ở dòng 6"),
    "impossible moment": ("2025-03-18T09:30", "2025-02-30T09:30", "sent_at: thời điểm không có thật"),
    "sent tomorrow": ("2025-03-18T09:30", "2025-03-28T09:30", "sent_at: thời điểm gửi sau thời điểm tiếp nhận"),
    "no cycle": (f"cycle: {FULL}\n", "", "cycle: thiếu khóa bắt buộc"),
    "cycle that isn't open": ("2025-q1", "2025-6m", "Không có kỳ báo cáo đã mở “binh-dinh-2025.dinh-ky.2025-6m”"),
    "broken YAML": ("figures:", "figures: [", "baocao.yaml:"),
}


@pytest.mark.parametrize("fault", SUBMISSION_FAULTS)
def test_a_fault_in_a_submission_is_told_and_nothing_is_stored(opened: Terminal, fault: str) -> None:
    old, new, said = SUBMISSION_FAULTS[fault]
    assert old in SUBMISSION
    store = opened.dump()
    file = opened.write("baocao.yaml", SUBMISSION.replace(old, new, 1))
    refused(opened.run("submit", file, "--now", "2025-03-18T10:00"), 2, said)
    assert opened.dump() == store


def test_the_sound_submission_is_stored(opened: Terminal) -> None:
    file = opened.write("baocao.yaml", SUBMISSION)
    answer = opened.ok("submit", file, "--now", "2025-03-18T10:00")
    assert "Đã nhận bản 1 của Ủy ban nhân dân thành phố Quy Nhơn" in answer.lines
    assert "CÒN THIẾU nội dung" in answer.lines
    assert len(opened.dump()["submission"]) == 1


def test_two_contents_under_one_version_number_are_refused(opened: Terminal) -> None:
    opened.ok("submit", opened.write("mot.yaml", SUBMISSION + "version: 1\n"), "--now", "2025-03-18T10:00")
    store = opened.dump()
    other = opened.write("hai.yaml", SUBMISSION.replace("CD01: 3", "CD01: 4") + "version: 1\n")
    answer = opened.run("submit", other, "--now", "2025-03-18T11:00")
    refused(answer, 2, "đã có phiên bản 1 của Ủy ban nhân dân thành phố Quy Nhơn với nội dung khác", "số phiên bản từ 2 trở lên")
    assert opened.dump() == store


def test_files_that_are_no_submission(opened: Terminal) -> None:
    store = opened.dump()
    refused(opened.run("submit", "khong-co.yaml"), 2, "khong-co.yaml: không có tệp này")
    refused(opened.run("submit", opened.plans), 2, "đây là thư mục, không phải tệp")
    refused(opened.run("submit", opened.write("trong.yaml", "")), 2, "tệp báo cáo trống")
    (opened.home / "la.yaml").write_bytes("Sở Nội vụ".encode("utf-16"))
    refused(opened.run("submit", opened.home / "la.yaml"), 2, "tệp không phải chữ Unicode UTF-8")
    refused(opened.run("submit", opened.write("x.json", '{"format": "1",')), 2, "x.json:1: không đọc được JSON ở cột")
    assert opened.dump() == store


# -- options and commands ----------------------------------------------------------------------------------------

TYPED_WRONGLY = {
    ("cycel",): "Không có lệnh “cycel”. Có phải: cycle?",
    ("plan", "check", "--jason"): "Không có tùy chọn --jason. Có phải: --json?",
    ("plan", "show"): "Thiếu đối số KẾ HOẠCH.",
    ("plan", "show", "a", "b"): "Thừa đối số: b.",
    ("plan", "diff", "a"): "Thiếu đối số MỚI.",
    ("cycle", "status"): "Thiếu đối số KỲ.",
    ("register", "show", "--as-of", "30/2/2025"): "--as-of: không phải một ngày có thật (giá trị “30/2/2025”)",
    ("register", "show", "--kind", "so"): "--kind: không có loại cơ quan này (giá trị “so”)",
    ("register", "show", "--province", "Bình Đinhh"): "Không có tỉnh, thành phố “Bình Đinhh”. Có phải: Bình Định",
    ("cycle", "open", Q1, "--now", "mai"): "--now: không phải một ngày có thật (giá trị “mai”)",
    ("cycle", "open", Q1, "--now", "2025-03-17T25:00"): "--now: thời điểm không đọc được",
    ("cycle", "open", Q1, "--plan"): "Tùy chọn --plan phải kèm một giá trị",
    ("task", "list", "binh-dinh-2025", "--state", "xong"): "--state: không có tình trạng này (giá trị “xong”)",
    ("sample", Q1): "chưa rõ đưa dữ liệu mẫu vào đâu",
    ("export", Q1): "chưa nêu xuất cho ai",
}


@pytest.mark.parametrize("typed", TYPED_WRONGLY)
def test_a_command_typed_wrongly_is_explained(terminal: Terminal, typed: tuple[str, ...]) -> None:
    refused(terminal.run(*typed), 2, TYPED_WRONGLY[typed])


# -- machines ----------------------------------------------------------------------------------------------------


def test_a_store_that_cannot_be_written(terminal: Terminal) -> None:
    terminal.write("tep", "")
    terminal.setenv({"DANVAN_DATABASE_URL": f"sqlite:///{terminal.home}/tep/danvan.sqlite"})
    refused(terminal.run("cycle", "list"), 3, "tep")
    terminal.setenv({"DANVAN_DATABASE_URL": f"sqlite:///{terminal.plans}"})
    refused(terminal.run("cycle", "list"), 3, "Không dùng được cơ sở dữ liệu sqlite:///")


def test_a_database_server_that_is_away_is_named_without_its_password(terminal: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    terminal.setenv({"DANVAN_DATABASE_URL": f"postgresql://danvan:bi-mat@127.0.0.1:{port}/danvan"})
    answer = terminal.run("cycle", "open", Q1, "--now", OPENING)
    refused(answer, 3, "Không dùng được cơ sở dữ liệu postgresql+psycopg://danvan:***@127.0.0.1", "rồi thử lại")
    assert "bi-mat" not in answer.err
    refused(terminal.run("doctor"), 2, "co-so-du-lieu LỖI", "phải sửa")
    assert terminal.run("plan", "check").code == 0


def test_a_report_that_cannot_be_written(opened: Terminal) -> None:
    opened.ok("consolidate", Q1, "--now", "2025-03-26T08:00")
    opened.write("tep", "")
    refused(opened.run("report", Q1, "--out", opened.home / "tep"), 3, "tep: đã có tệp hoặc thư mục cùng tên")


def test_the_unforeseen_is_logged_and_shown_on_demand(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("sâu bên trong")

    monkeypatch.setattr("danvan_workflow.cli.naming.cycle_id", fail)
    answer = terminal.run("cycle", "status", Q1)
    assert answer.code == 1
    assert "Lỗi chưa lường trước (ZeroDivisionError). Chi tiết ghi tại" in answer.err
    assert "Traceback" not in answer.err
    (log,) = (terminal.home / "nhat-ky").iterdir()
    assert "sâu bên trong" in log.read_text(encoding="utf-8")
    terminal.setenv({"DANVAN_DEBUG": "1"})
    with pytest.raises(ZeroDivisionError):
        terminal.run("cycle", "status", Q1)


def test_the_program_itself_speaks_utf8_without_colours_into_a_pipe(tmp_path: Path) -> None:
    environment = {**os.environ, "DANVAN_HOME": str(tmp_path), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    environment.pop("COLUMNS", None)
    command = [sys.executable, "-m", "danvan_workflow.cli", "plan", "check", "khong-co"]
    done = subprocess.run(command, capture_output=True, env=environment, check=False, timeout=120)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("Lỗi: Không có kế hoạch “khong-co”.")
    assert b"\x1b" not in done.stdout + done.stderr
