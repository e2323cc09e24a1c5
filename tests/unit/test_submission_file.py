"""The submission file: what it may say, what is refused, and that writing and reading agree."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_workflow.duty.submission import (
    Attachment,
    Figure,
    FigureStatus,
    Narrative,
    Person,
    SubmissionDraft,
    TaskProgress,
    TaskState,
)
from danvan_workflow.errors import InvalidInput
from danvan_workflow.intake.submission_file import read_submission_text, write_submission_text
from danvan_workflow.statutory.deadline import VIETNAM

NOW = dt.datetime(2025, 3, 18, 10, 0, tzinfo=VIETNAM)
HEAD = 'format: "1"\ncycle: a.b.c\nagency: L540\n'
DOCUMENTATION = Path(__file__).parents[2] / "docs" / "submission-file.md"


def read(text: str) -> SubmissionDraft:
    return read_submission_text(HEAD + text, NOW, "t.yaml")


def said(text: str) -> list[str]:
    """The problems of a text, one line each."""
    with pytest.raises(InvalidInput) as caught:
        read_submission_text(text, NOW, "t.yaml")
    return [problem.text() for problem in caught.value.problems]


def test_the_example_of_the_documentation_is_a_submission() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)
    draft = read_submission_text(example, NOW)
    assert draft.sent_at == dt.datetime(2025, 3, 18, 9, 30, tzinfo=VIETNAM)
    assert draft.figures == (
        Figure("CD01", FigureStatus.VALUE, Decimal(3)),
        Figure("CD02", FigureStatus.ZERO, Decimal(0)),
        Figure("DT05", FigureStatus.NIL, Decimal(0), "Không có vụ việc"),
        Figure("HC05", FigureStatus.NOT_APPLICABLE, None),
    )
    assert [(n.section, n.nil, n.skip_reason) for n in draft.narratives] == [
        ("lanh-dao-chi-dao", False, ""),
        ("dan-toc-ton-giao", True, ""),
        ("kien-nghi", False, "Đã nêu tại báo cáo riêng"),
    ]
    assert draft.persons[0].role == "leader"
    assert draft.tasks == (TaskProgress("doi-thoai", TaskState.IN_PROGRESS, 50, "Thông báo số 12/TB-UBND"),)
    assert draft.attachments[0].content.decode() == "Báo cáo"


def test_every_key_of_the_documentation_table_is_a_key_and_the_other_way_round() -> None:
    table = DOCUMENTATION.read_text(encoding="utf-8").split("|---|---|")[1]
    documented = {key for row in re.findall(r"^\| (.*?) \|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
    (problem,) = said(HEAD + "zzz: 1\n")
    assert documented == set(problem.rsplit("Chấp nhận: ", 1)[1].rstrip(".").split(", "))


def test_what_is_left_out_is_not_guessed() -> None:
    draft = read("")
    assert (draft.sent_at, draft.via, draft.version) == (NOW, "file", None)
    assert (draft.figures, draft.narratives, draft.persons, draft.tasks, draft.attachments) == ((), (), (), (), ())
    assert (draft.nil_report, draft.is_sample) == (False, False)


@pytest.mark.parametrize(
    ("written", "status", "value"),
    [
        ("0", FigureStatus.ZERO, "0"),
        ("0.00", FigureStatus.ZERO, "0.00"),
        ("12", FigureStatus.VALUE, "12"),
        ('"98.5"', FigureStatus.VALUE, "98.5"),
        ("{value: 7}", FigureStatus.VALUE, "7"),
        ("{value: 0}", FigureStatus.ZERO, "0"),
        ("{status: zero}", FigureStatus.ZERO, "0"),
        ("{status: nil}", FigureStatus.NIL, "0"),
        ("-1", FigureStatus.VALUE, "-1"),  # the rules refuse it with the indicator's name
    ],
)
def test_figures(written: str, status: FigureStatus, value: str) -> None:
    assert read(f"figures:\n  CD01: {written}\n").figures == (Figure("CD01", status, Decimal(value)),)


@pytest.mark.parametrize("written", ["ba", "1,5", "1.234.567", "1e3", "NaN", "Infinity", "٣", "12 vụ", "[1]", "true", "0x10"])
def test_what_is_not_a_number(written: str) -> None:
    (problem,) = said(f"{HEAD}figures:\n  CD01: {written}\n")
    assert problem.startswith("t.yaml:5: figures.CD01: ")


def test_a_figure_cannot_say_two_things() -> None:
    assert (
        "status là nil thì không có giá trị khác 0 (giá trị “3”)"
        in said(f"{HEAD}figures:\n  CD01: {{status: nil, value: 3}}\n")[0]
    )
    assert "figures.CD01: chưa ghi giá trị" in said(f"{HEAD}figures:\n  CD01: {{note: x}}\n")[0]
    assert "figures.CD01: khóa có mà chưa ghi giá trị" in said(f"{HEAD}figures:\n  CD01:\n")[0]


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    text = """format: "2"
cycle: a.b.c
sent_at: 2025-03-18T10:01
version: 0
nil_report: có
narratives:
  - {section: x, text: Có, nil: true}
  - {text: thiếu mục}
  - chữ
persons:
  - {role: boss, name: A}
tasks:
  - {task: t, state: overdue, percent: 101}
attachments:
  - {name: ../etc/passwd, content: "%%%"}
zzz: 1
"""
    places = [problem.split(": ")[1] for problem in said(text)]
    assert places == [
        "format",
        "agency",
        "sent_at",
        "version",
        "nil_report",
        "narratives[0].nil",
        "narratives[1].section",
        "narratives[2]",
        "persons[0].role",
        "tasks[0].state",
        "tasks[0].percent",
        "attachments[0].name",
        "attachments[0].content",
        "zzz",
    ]


def test_a_section_or_a_file_named_twice_is_refused() -> None:
    doubled = said(HEAD + "narratives:\n  - {section: x, text: a}\n  - {section: x, text: b}\n")
    assert doubled == ["t.yaml:4: narratives: ghi hai lần (giá trị “x”). Chấp nhận: mỗi tên một lần."]


def test_json_is_as_strict_as_yaml() -> None:
    text = '{"format": "1", "cycle": "a.b.c", "agency": "L540", "figures": {"CD01": 3, "CD01": 4, "HC05": 98.10}}'
    assert said(text) == ["t.yaml: CD01: khóa ghi hai lần."]
    draft = read_submission_text(text.replace('"CD01": 4, ', ""), NOW)
    assert draft.figures[1].value == Decimal("98.10")
    assert said('{"format": "1",')[0].startswith("t.yaml:1: không đọc được JSON ở cột")
    assert "không phải số" in said(text.replace('"CD01": 4, ', "").replace("98.10", "NaN"))[0]
    assert "quá sâu" in said('{"a":' * 5000 + "1" + "}" * 5000)[0]


def test_letters_are_composed_and_the_old_font_is_read() -> None:
    assert read("sender: Chủ tịch Hu\u031bng\n").sender == "Chủ tịch Hưng"
    assert read("sender: Chủ trƣơng\n").sender == "Chủ trương"


@pytest.mark.parametrize("written", ["hôm qua", "2025-02-30", "0001-01-01T00:00", "[2025]", "2025-03-18T25:00"])
def test_a_moment_that_never_was_is_refused(written: str) -> None:
    (problem,) = said(f"{HEAD}sent_at: {written}\n")
    assert problem.startswith("t.yaml:4: sent_at: thời điểm không có thật")


def test_what_the_database_cannot_hold_is_refused() -> None:
    problems = said(f"{HEAD}sender: {'ă' * 201}\nversion: 1_0\npersons:\n  - {{role: leader, name: A, phone: {'1' * 41}}}\n")
    assert problems == [
        f"t.yaml:4: sender: nội dung quá dài (giá trị “{'ă' * 60}”). Chấp nhận: tối đa 200 ký tự.",
        "t.yaml:5: version: không phải số nguyên (giá trị “1_0”). Chấp nhận: số nguyên viết bằng chữ số, ví dụ 10.",
        f"t.yaml:7: persons[0].phone: nội dung quá dài (giá trị “{'1' * 41}”). Chấp nhận: tối đa 40 ký tự.",
    ]


def test_an_escape_hides_no_old_letter_and_no_control_character() -> None:
    text = '{"format": "1", "cycle": "a.b.c", "agency": "L540", "sender": "k\\u1ef7 c\\u01a3ơng\\u0007"}'
    assert read_submission_text(text, NOW).sender == "kỷ cương"


def test_no_mapping_is_no_submission() -> None:
    assert said("- 1\n") == [
        "t.yaml:1: tệp báo cáo phải gồm các cặp khóa: giá trị. Chấp nhận: các khóa như format, cycle, agency."
    ]


WORDS = st.text("abcđêươ 12.:#{}[]\"'\\\n–“”", max_size=30).map(lambda text: text.strip())
NAMES = st.text("abcdefgh-", min_size=1, max_size=8)
VALUES = st.decimals(min_value=0, max_value=10**9, places=2)


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    code, status, note = draw(NAMES), draw(st.sampled_from(FigureStatus)), draw(WORDS)
    if status is FigureStatus.VALUE:
        return Figure(code, status, draw(VALUES.filter(bool)), note)
    return Figure(code, status, None if status is FigureStatus.NOT_APPLICABLE else Decimal(0), note)


def unique(item: st.SearchStrategy[object], name: str) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(item, max_size=4, unique_by=lambda found: getattr(found, name)).map(tuple)


DRAFTS = st.builds(
    SubmissionDraft,
    cycle_id=NAMES,
    agency=NAMES,
    sent_at=st.just(NOW),
    via=st.sampled_from(["file", "paper", "lower_tier"]),
    sender=WORDS,
    document_number=WORDS,
    version=st.none() | st.integers(1, 99),
    figures=unique(figures(), "indicator"),
    narratives=unique(st.builds(Narrative, NAMES, WORDS), "section"),
    persons=st.lists(st.builds(Person, st.sampled_from(["leader", "official"]), NAMES, WORDS, WORDS, WORDS), max_size=2).map(
        tuple
    ),
    tasks=unique(st.builds(TaskProgress, NAMES, st.just(TaskState.DONE), st.none() | st.integers(0, 100), WORDS), "task"),
    attachments=unique(st.builds(Attachment, NAMES, st.binary(min_size=1, max_size=40)), "name"),
    nil_report=st.booleans(),
    is_sample=st.booleans(),
)


@given(DRAFTS)
def test_what_is_written_reads_back_the_same(draft: SubmissionDraft) -> None:
    text = write_submission_text(draft)
    assert read_submission_text(text, NOW) == draft
    assert json.loads(text)["agency"] == draft.agency
