"""Rules tried out from the command line: on examples beside a plan, and on what came in a past cycle."""

from __future__ import annotations

from pathlib import Path

from terminal import Terminal, terminal

__all__ = ["terminal"]

Q1 = "binh-dinh-2025/2025-q1"
OWN_RULE = """own_rules:
  - {id: R01, form: range, severity: warning, left: [TT01], high: 0, sentence: "Kỳ này chưa tổ chức cuộc nào (TT01: {value})."}
ladder:"""


def examples(terminal: Terminal, text: str) -> Path:
    file = terminal.home / "thu.yaml"
    file.write_text(f'format: "1"\nplan: binh-dinh-2025\nexamples:\n{text}', encoding="utf-8")
    return file


def test_the_shipped_examples_hold(terminal: Terminal) -> None:
    said = terminal.ok("plan", "test", *map(str, sorted((terminal.plans / "examples").glob("*.yaml"))))
    assert said.lines.count("10 ví dụ, 10 đúng, 0 sai.") == 5


def test_an_example_that_does_not_hold_is_told_with_what_was_found(terminal: Terminal) -> None:
    file = examples(terminal, "  - {name: Sai, figures: {DT04: 10, DT05: 11}, expect: [V03]}\n")
    said = terminal.run("plan", "test", str(file))
    assert said.code == 2
    assert "SAI: thu.yaml: Sai" in said.lines
    assert "không thấy V03 báo gì" in said.lines
    assert "V02a báo ngoài dự kiến: Số vụ việc khiếu nại, tố cáo đã giải quyết (DT05: 11) lớn hơn" in said.lines


def test_names_that_the_plan_does_not_know_are_told_all_at_once(terminal: Terminal) -> None:
    file = examples(terminal, "  - {name: Lạ, figures: {QQ01: 1}, texts: {khong-co: a}, expect: [V99, V21c]}\n")
    said = terminal.run("plan", "test", str(file))
    assert said.code == 2
    assert all(name in said.lines for name in ("QQ01", "khong-co", "V99", "V21c"))
    assert "Traceback" not in said.lines


def test_what_a_changed_rule_would_have_found(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", "2025-02-26T08:00")
    terminal.ok("sample", Q1, "--receive", "--now", "2025-03-25T08:00")
    assert "Không có gì khác." in terminal.ok("rules", "backtest", "binh-dinh-2025", Q1).lines
    plan = terminal.plans / "binh-dinh-2025.yaml"
    changed = terminal.home / "moi.yaml"
    changed.write_text(plan.read_text(encoding="utf-8").replace("\nladder:", f"\n{OWN_RULE}", 1), encoding="utf-8")
    before = terminal.dump()
    told = terminal.ok("rules", "backtest", str(changed), Q1, "--json").json()
    assert {one["rule"] for one in told["new"]} == {"R01"}
    assert told["gone"] == []
    assert "chưa tổ chức cuộc nào (TT01:" in told["new"][0]["sentence"]
    assert before == terminal.dump(), "nothing was changed"
