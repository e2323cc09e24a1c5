"""`danvan watch`, `danvan settle` and what `danvan doctor` says of the alarm."""

from __future__ import annotations

import sqlite3

import pytest
from terminal import Terminal, terminal

from danvan_workflow.notify.sink import Sink

__all__ = ["terminal"]

Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
SECRET = "https://ping.example/9f0c-bi-mat"


def send_requests(terminal: Terminal) -> None:
    """Open the cycle and send its letters to a mail server that takes them."""
    terminal.ok("cycle", "open", Q1, "--now", "2025-02-26T08:00")
    with Sink(terminal.home / "thu") as sink:
        terminal.setenv({"DANVAN_SMTP_HOST": "127.0.0.1", "DANVAN_SMTP_PORT": str(sink.port)})
        terminal.ok("notices", Q1, "--send", "--now", "2025-02-26T08:00")


def test_a_good_day_ends_well_and_a_stuck_one_does_not(terminal: Terminal) -> None:
    well = terminal.ok("watch", "--now", "2025-02-26T08:29:59")
    assert "Không có việc tồn đọng." in well.lines
    stuck = terminal.run("watch", "--now", "2025-02-26T08:30")
    assert stuck.code == 2
    assert f"Kỳ Quý I năm 2025 ({Q1}): phải mở từ 08:00 ngày 26/02/2025 mà chưa mở." in stuck.lines
    assert "1 việc tồn đọng phải xử lý." in stuck.lines


def test_what_is_only_to_come_does_not_fail(terminal: Terminal) -> None:
    for plan in terminal.plans.glob("*.yaml"):
        if plan.stem != "lang-son-2026":
            plan.unlink()
    answer = terminal.ok("watch", "--now", "2026-11-09T08:15", "--json")
    [trouble] = answer.json()
    assert (trouble["code"], trouble["severity"], trouble["plan"]) == ("plan_ends", "soon", "lang-son-2026")


def test_a_lost_letter_is_settled_by_name_and_reason(terminal: Terminal) -> None:
    send_requests(terminal)
    with sqlite3.connect(terminal.database) as database:
        [(letter,)] = database.execute("SELECT min(id) FROM notice").fetchall()
        database.execute("UPDATE notice SET state = 'unknown' WHERE id = ?", (letter,))
    now = ("--now", "2025-02-26T08:20")
    assert f"--letter {letter}" in terminal.run("watch", *now).lines
    bare = terminal.run("settle", Q1, "--letter", str(letter), "--arrived", *now)
    assert bare.code == 2
    assert "by: chưa nêu người quyết định" in bare.lines
    both = terminal.run("settle", Q1, "--letter", str(letter), "--arrived", "--drop", "--by", "An", "--reason", "x", *now)
    assert "arrived+drop" in both.lines
    done = terminal.ok(
        "settle", Q1, "--letter", str(letter), "--arrived", "--by", "Trần Thị Bình", "--reason", "đã gọi điện", *now
    )
    assert "Đã ghi 1 thư." in done.lines
    assert "Không có việc tồn đọng." in terminal.ok("watch", *now).lines


def test_all_letters_of_which_nothing_is_known_are_settled_at_one_word(terminal: Terminal) -> None:
    """As after an evening with a server that answered nonsense: its log says that all of them arrived."""
    send_requests(terminal)
    with sqlite3.connect(terminal.database) as database:
        count = database.execute("UPDATE notice SET state = 'unknown' WHERE state = 'sent'").rowcount
    word = ("settle", Q1, "--unknown", "--arrived", "--by", "Trần Thị Bình", "--reason", "nhật ký máy chủ thư")
    now = ("--now", "2025-02-26T08:20")
    assert count > 20
    assert f"Đã ghi {count} thư." in terminal.ok(*word, *now).lines
    again = terminal.run(*word, *now)
    assert again.code == 2
    assert "không có thư nào chưa rõ kết quả" in again.lines


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, ["Thư báo động gửi đầu mối của cơ quan tổng hợp", "Chưa đặt DANVAN_HEARTBEAT_URL"]),
        (
            {
                "DANVAN_ALERT_TO": "truc@snv.example, an@snv.example",
                "DANVAN_HEARTBEAT_URL": SECRET,
                "DANVAN_DEADLINE_ALERTS": "1",
            },
            ["truc@snv.example, an@snv.example", "Có địa chỉ báo hệ thống còn hoạt động", "Airflow báo động khi hết hạn"],
        ),
        ({"DANVAN_ALERT_TO": "truc@", "DANVAN_HEARTBEAT_URL": "bi-mat"}, ["“truc@” không hợp lệ", "không phải địa chỉ web"]),
    ],
)
def test_the_doctor_says_who_would_hear_the_alarm(terminal: Terminal, environment: dict[str, str], said: list[str]) -> None:
    for name in ("DANVAN_ALERT_TO", "DANVAN_HEARTBEAT_URL", "DANVAN_DEADLINE_ALERTS"):
        terminal.setenv({name: environment.get(name, "")})
    answer = terminal.run("doctor", "--fix")
    assert [sentence for sentence in said if sentence not in answer.lines] == []
    assert "bi-mat" not in answer.lines
