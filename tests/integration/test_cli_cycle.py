"""A cycle from the command line: opened, watched, conceded, notified, consolidated, approved, issued."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from terminal import Terminal, terminal

from danvan_workflow.notify.sink import Sink

__all__ = ["terminal"]

Q1 = "binh-dinh-2025/2025-q1"
FULL = "binh-dinh-2025.dinh-ky.2025-q1"
OPENING = "2025-02-26T08:00"  # Wed, 15 working days before Wed 19/3/2025


def test_a_cycle_has_three_names_and_opens_once(terminal: Terminal) -> None:
    first = terminal.ok("cycle", "open", Q1, "--now", OPENING)
    assert f"Đã mở kỳ {FULL}: 31 cơ quan phải gửi." in first.lines
    for name in (FULL, "binh-dinh-2025/dinh-ky/2025-q1"):
        assert "Kỳ đã mở từ trước, không có gì thay đổi" in terminal.ok("cycle", "open", name, "--now", OPENING).lines
    assert terminal.ok("cycle", "open", "2025-q1", "--plan", "binh-dinh-2025", "--now", OPENING).code == 0
    assert [c["cycle_id"] for c in terminal.ok("cycle", "list", "--opened", "--json").json()] == [FULL]


def test_a_name_without_a_plan_or_with_a_wrong_key_is_explained(terminal: Terminal) -> None:
    vague = terminal.run("cycle", "open", "2025-q1")
    assert vague.code == 2
    assert "chưa rõ kỳ của kế hoạch nào" in vague.lines
    assert "binh-dinh-2025/2025-q1" in vague.lines
    wrong = terminal.run("cycle", "open", "binh-dinh-2025/2025-q2")
    assert wrong.code == 2
    assert "Không có kỳ báo cáo của kế hoạch binh-dinh-2025 “2025-q2”. Có phải: 2025-q1" in wrong.lines
    closed = terminal.run("cycle", "status", "binh-dinh-2025/2025-6m")
    assert closed.code == 2
    assert "chưa mở. Mở kỳ bằng lệnh: danvan cycle open binh-dinh-2025.dinh-ky.2025-6m" in closed.lines


def test_status_turns_overdue_at_midnight_after_the_last_day(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    before = terminal.ok("cycle", "status", Q1, "--now", "2025-03-19T23:59", "--json").json()
    after = terminal.ok("cycle", "status", Q1, "--now", "2025-03-20T00:00", "--json").json()
    assert (before["counts"]["owing"], before["counts"]["missing"], before["complete"]) == (31, 31, False)
    assert [a["overdue"] for a in before["agencies"] if a["owes"]] == [False] * 31
    assert [a["overdue"] for a in after["agencies"] if a["owes"]] == [True] * 31
    assert "chưa gửi, quá hạn" in terminal.ok("cycle", "status", Q1, "--now", "2025-03-20T00:00").lines


def test_an_extension_a_waiver_and_a_moved_deadline_need_reason_and_decider(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    store = terminal.dump()
    bare = terminal.run("cycle", "extend", Q1, "--agency", "L540", "--to", "25/3/2025")
    assert bare.code == 2
    assert "reason: chưa nêu lý do" in bare.lines
    assert "decider: chưa nêu người quyết định" in bare.lines
    assert terminal.dump() == store

    act = ("--reason", "Bão số 3", "--decider", "Nguyễn Văn An, Giám đốc", "--now", "2025-03-18T08:00")
    assert "đến hết ngày 25/3/2025" in terminal.ok("cycle", "extend", Q1, "--agency", "L540", "--to", "25/3/2025", *act).lines
    terminal.ok("cycle", "waive", Q1, "--agency", "L542", *act)
    assert "30 cơ quan có hạn mới" in terminal.ok("cycle", "move", Q1, "--to", "2025-03-21", *act).lines
    found = {a["agency"]: a for a in terminal.ok("cycle", "status", Q1, "--json", "--now", "2025-03-20T08:00").json()["agencies"]}
    assert (found["L540"]["last_day"], found["L543"]["last_day"]) == ("2025-03-25", "2025-03-21")
    assert found["L542"]["state"] == "exempt"
    assert "hạn riêng 25/3/2025" in terminal.ok("cycle", "status", Q1, "--now", "2025-03-20T08:00").lines
    assert "Đã hủy miễn" in terminal.ok("cycle", "unwaive", Q1, "--agency", "L542", *act).lines
    assert terminal.run("cycle", "unwaive", Q1, "--agency", "L542", *act).code == 2
    found = {a["agency"]: a for a in terminal.ok("cycle", "status", Q1, "--json", "--now", "2025-03-20T08:00").json()["agencies"]}
    assert found["L542"]["state"] == "missing"


def test_an_ad_hoc_cycle_is_opened_and_found_by_its_key(terminal: Terminal) -> None:
    asked = ("cycle", "open", "--ad-hoc", "dak-lak-2025", "--key", "2025-dot-xuat-01", "--title", "Tình hình sau sắp xếp")
    store = terminal.dump()
    wrong = terminal.run(*asked, "--due", "2025-08-01", "--group", "khong-co", "--indicator", "ZZ99", "--now", "2025-08-05")
    assert wrong.code == 2
    for said in (
        "hạn nộp đã qua",
        "nhóm cơ quan không có trong kế hoạch",
        "chỉ tiêu không có trong kế hoạch",
        "Có 3 chỗ cần sửa",
    ):
        assert said in wrong.lines
    assert terminal.dump() == store
    terminal.ok(*asked, "--due", "15/8/2025", "--question", "Có vướng mắc gì?", "--now", "2025-08-05T08:00")
    assert "Tình hình sau sắp xếp" in terminal.ok("cycle", "status", "dak-lak-2025/2025-dot-xuat-01", "--now", "2025-08-06").lines


def test_a_rehearsal_writes_and_sends_nothing(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    store = terminal.dump()
    letters = terminal.ok("notices", Q1, "--rehearse", "--json", "--now", "2025-03-17T08:00").json()
    assert terminal.dump() == store
    # Mon 17/3, Tue 18/3, Thu 20/3, Mon 24/3 and Fri 28/3 lie -2, -1, +1, +3, +7 working days from Wed 19/3; rung 3 (-3, Fri 14/3)
    # was missed and goes out now, the two before it never.
    days = {letter["rung"]: letter["moment"][:16] for letter in letters}
    assert days == {
        3: "2025-03-17T08:00",
        4: "2025-03-18T08:00",
        5: "2025-03-20T08:00",
        6: "2025-03-24T08:00",
        7: "2025-03-28T08:00",
    }
    assert "Chưa gửi, chưa ghi gì" in terminal.ok("notices", Q1, "--rehearse", "--now", "2025-03-17T08:00").lines


def test_due_letters_are_sent_once_through_the_server(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    with Sink(terminal.home / "thu") as sink:
        terminal.setenv({"DANVAN_SMTP_HOST": "127.0.0.1", "DANVAN_SMTP_PORT": str(sink.port)})
        assert "Đã gửi 30 thư; 0 thư không gửi được." in terminal.ok("notices", Q1, "--send", "--now", OPENING).lines
        assert "Đã gửi 0 thư" in terminal.ok("notices", Q1, "--send", "--now", "2025-02-26T09:00").lines
        assert len(sink.messages()) == 30
    assert "30 thông báo, 30 đã gửi." in terminal.ok("notices", Q1).lines


def test_without_a_mail_server_sending_says_what_to_set(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    store = terminal.dump()
    answer = terminal.run("notices", Q1, "--send", "--now", OPENING)
    assert answer.code == 2
    assert "Chưa khai báo máy chủ thư. Đặt biến môi trường DANVAN_SMTP_HOST" in answer.lines
    assert terminal.dump() == store


def test_a_refusing_server_is_reported_and_no_letter_counts_as_sent(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    with sqlite3.connect(terminal.database) as connection:
        asked = "SELECT agency FROM duty WHERE owes AND agency <> 'L52-SNV'"  # the collector doesn't write to itself
        agencies = [code for (code,) in connection.execute(asked)]
    addresses = {
        letter["recipient"]
        for letter in terminal.ok("notices", Q1, "--rehearse", "--json", "--now", OPENING).json()
        if letter["rung"] == 1
    }
    store = terminal.dump("notice", "event")
    with Sink(terminal.home / "thu", refuse=dict.fromkeys(addresses, 451)) as sink:
        terminal.setenv({"DANVAN_SMTP_HOST": "127.0.0.1", "DANVAN_SMTP_PORT": str(sink.port)})
        answer = terminal.run("notices", Q1, "--send", "--now", OPENING)
        assert sink.messages() == []
    assert answer.code == 3
    assert "Máy chủ thư tạm thời chưa nhận địa chỉ nhận" in answer.lines
    assert f"{len(agencies)} thư còn chờ; chạy lại lệnh này để gửi tiếp." in answer.lines
    assert terminal.dump("notice", "event") == store
    assert {row["state"] for row in terminal.ok("notices", Q1, "--json").json()} == {"pending"}


def test_a_server_that_is_away_is_reported(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    with Sink(terminal.home / "thu") as sink:
        port = sink.port
    terminal.setenv({"DANVAN_SMTP_HOST": "127.0.0.1", "DANVAN_SMTP_PORT": str(port)})
    answer = terminal.run("notices", Q1, "--send", "--now", OPENING)
    assert answer.code == 3
    assert f"Không kết nối được máy chủ thư 127.0.0.1:{port}: máy chủ từ chối kết nối." in answer.lines


def test_from_samples_to_an_issued_report(terminal: Terminal, tmp_path: Path) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    early = terminal.run("report", Q1)
    assert (early.code, "chưa có bản tổng hợp" in early.lines) == (2, True)
    assert "Đã nhận" in terminal.ok("sample", Q1, "--receive", "--now", "2025-03-26T08:00").lines
    assert "Đã chốt bản tổng hợp số 1" in terminal.ok("consolidate", Q1, "--now", "2025-03-26T08:00").lines
    assert "Không có gì mới từ bản tổng hợp số 1" in terminal.ok("consolidate", Q1, "--now", "2025-03-26T09:00").lines
    written = terminal.ok("report", Q1, "--out", tmp_path / "ra")
    assert "dự thảo, chưa phát hành" in written.lines
    assert sorted(path.suffix for path in (tmp_path / "ra").iterdir()) == [".docx", ".xlsx"]
    with Sink(terminal.home / "thu") as sink:
        terminal.setenv({"DANVAN_SMTP_HOST": "127.0.0.1", "DANVAN_SMTP_PORT": str(sink.port)})
        unapproved = terminal.run("issue", Q1, "--now", "2025-03-26T10:00")
        assert (unapproved.code, "chưa được duyệt" in unapproved.lines) == (2, True)
        terminal.ok("report", "decide", Q1, "duyet", "--by", "Nguyễn Văn An, Giám đốc", "--now", "2025-03-26T10:00")
        assert "Đã phát hành báo cáo kỳ" in terminal.ok("issue", Q1, "--now", "2025-03-26T10:05").lines
        letters = len(sink.messages())
        terminal.ok("issue", Q1, "--now", "2025-03-26T10:06")
        assert len(sink.messages()) == letters > 0


def test_a_return_names_its_reasons(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    terminal.ok("sample", Q1, "--receive", "--now", "2025-03-26T08:00")
    terminal.ok("consolidate", Q1, "--now", "2025-03-26T08:00")
    store = terminal.dump()
    for option, said in ((("--by", "A"), "trả lại phải nêu lý do"), (("--note", "x"), "chưa nêu người quyết định")):
        answer = terminal.run("report", "decide", Q1, "tra-lai", *option, "--now", "2025-03-26T10:00")
        assert (answer.code, said in answer.lines) == (2, True)
    odd = terminal.run("report", "decide", Q1, "ok", "--by", "A", "--now", "2025-03-26T10:00")
    assert "quyết định không hợp lệ (giá trị “ok”). Chấp nhận: duyet, tra-lai, cho." in odd.lines
    assert terminal.dump() == store


def test_a_sample_goes_through_the_source_once(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    url = f"sqlite:///{terminal.home / 'nguon.sqlite'}"
    terminal.ok("sample", Q1, "--into-source", url, "--bad-rows", "--now", OPENING)
    first = terminal.ok("collect", Q1, "--url", url, "--now", "2025-03-26T08:00", "--json").json()
    again = terminal.ok("collect", Q1, "--url", url, "--now", "2025-03-26T08:00", "--json").json()
    assert first["new"] == again["unchanged"] > 10
    assert again["new"] == 0
    assert first["rejected"] > 0
    # The departments merged on Sat 1/3/2025 passed their duties on: what the source holds under their codes is refused.
    assert first["refused"] == sum("đã chuyển cho" in row["reason"] for row in first["rejections"]) > 0
    assert {"table_name", "row_key", "column_name", "value", "reason"} <= set(first["rejections"][0])
    terminal.setenv({"COLUMNS": "300"})
    shown = terminal.ok("collect", Q1, "--url", url, "--now", "2025-03-26T08:00").lines
    assert "0 bản mới" in shown
    assert first["rejections"][0]["row_key"] in shown


def test_duties_of_ended_agencies_pass_on_before_anything_else_and_that_is_said(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    # Seven departments ended on Fri 28/2/2025.
    told = terminal.ok("consolidate", Q1, "--now", "2025-03-03T08:00").err
    assert "7 cơ quan chưa báo cáo đã kết thúc hoạt động" in told
    assert "Sở Kế hoạch và Đầu tư tỉnh Bình Định (L52-SKHDT) → L52-STC" in told
    counts = terminal.ok("cycle", "status", Q1, "--json", "--now", "2025-03-03T08:00").json()["counts"]
    assert (counts["owing"], counts["passed_on"]) == (31, 7)


@pytest.mark.postgres
def test_the_same_commands_work_on_postgresql(terminal: Terminal, postgres_database: str) -> None:
    terminal.setenv({"DANVAN_DATABASE_URL": postgres_database})
    assert "Đã sửa: tạo, cập nhật các bảng" in terminal.ok("doctor", "--fix", "--now", "2026-01-05T08:00").lines
    terminal.ok("cycle", "open", Q1, "--now", OPENING)
    terminal.ok("sample", Q1, "--receive", "--now", "2025-03-20T08:00")
    counts = terminal.ok("cycle", "status", Q1, "--json", "--now", "2025-03-20T08:00").json()["counts"]
    assert counts["owing"] == counts["sent"] + counts["missing"] + counts["passed_on"] == 31
