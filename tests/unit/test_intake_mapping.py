"""Mapping files are read strictly; queries may only read; codes go both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from danvan_workflow.duty.submission import FigureStatus, TaskState
from danvan_workflow.errors import InvalidInput, UnknownName
from danvan_workflow.intake.mapping_file import mapping_of, read_mapping
from danvan_workflow.intake.query import checked_query, read_query
from danvan_workflow.settings import read_settings
from danvan_workflow.statutory.indicators import catalogue

COLLECT = Path(__file__).parents[2] / "sql" / "collect"
EXAMPLE = COLLECT / "he-thong-tinh.yaml"


def problems_of(tmp_path: Path, text: str) -> str:
    path = tmp_path / "nguon.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_mapping(path)
    return str(caught.value)


def test_the_example_is_whole() -> None:
    mapping = read_mapping(EXAMPLE)
    assert {mapping.indicators.ours(mapping.indicators.theirs(code) or "") for code in catalogue()} == set(catalogue())
    assert mapping.agencies.theirs("L52-STP") == "DV.L52.STP"
    assert mapping.agencies.ours("DV.N21553") == "N21553"
    assert mapping.agencies.ours("L52-STP") is None
    assert mapping.words.statuses["kad"] is FigureStatus.NOT_APPLICABLE
    assert set(mapping.task_states.values()) == {state for state in TaskState if state.is_said or state is TaskState.OVERDUE}
    read_query(mapping.query)


@pytest.mark.parametrize(
    ("period", "theirs"),
    [
        ("2025-m03", "2025-T03"),
        ("2025-q1", "2025-Q1"),
        ("2025-6m", "2025-6T"),
        ("2025-h2", "2025-6TC"),
        ("2025-9m", "2025-9T"),
        ("2025-annual", "2025-CN"),
        (None, "tong-hop"),
    ],
)
def test_periods_under_the_names_of_the_source(period: str | None, theirs: str) -> None:
    known = read_mapping(EXAMPLE).parameters("gia-lai-2024.dinh-ky.tong-hop", period)
    assert known["ma_ky"] == theirs
    assert known["che_do"] == "BCDK"
    assert known["ke_hoach"] == known["plan"] == "gia-lai-2024"
    assert known["nam"] == (2025 if period else None)


def test_every_problem_of_a_mapping_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    text = text.replace("  agency: ma_dv\n", "  co_quan: ma_dv\n").replace('decimal: ","', 'decimal: "."')
    text = text.replace("Asia/Ho_Chi_Minh", "Asia/Hue").replace("CT: figure", "CT: so-lieu")
    text = text.replace('ours: "{unit}-{body}"', 'ours: "{unit}"').replace("{year}-CN", "{nam}-CN")
    text = text.replace('"02.02": TT02', '"02.02": TT01').replace('"kad", "x"', '"kad", "-"') + "mat_khau: x\n"
    said = problems_of(tmp_path, text)
    for words in (
        "columns.co_quan: khóa không có trong mẫu ánh xạ",
        "columns.agency: thiếu khóa bắt buộc",
        "dấu phân cách hàng nghìn trùng",
        "không có múi giờ này (giá trị “Asia/Hue”)",
        "“so-lieu”",
        "hai vế của mẫu không khớp",
        "mẫu viết chưa đúng (giá trị “{nam}-CN”)",
        "ứng với nhiều mã của nguồn (giá trị “TT01”)",
        "một từ mang hai nghĩa (giá trị “-”)",
        "mat_khau: khóa không có trong mẫu ánh xạ",
    ):
        assert words in said
    line = text.splitlines().index("mat_khau: x") + 1
    assert f"nguon.yaml:{line}: mat_khau" in said


@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "format: '1'\nformat: '1'\n", "columns: [a]\n", "format: !!int 1\n", "a: [\n"]
)
def test_what_is_no_mapping_at_all_is_refused_without_a_traceback(tmp_path: Path, text: str) -> None:
    assert "nguon.yaml" in problems_of(tmp_path, text)


@pytest.mark.parametrize("form", ["{year[0]}", "{year.real}", "{year!r}", "{number:999999999d}", "{", "{nam}", "{}"])
def test_a_form_of_a_period_says_nothing_but_its_fields(tmp_path: Path, form: str) -> None:
    said = problems_of(tmp_path, EXAMPLE.read_text(encoding="utf-8").replace("{year}-CN", form))
    assert f"periods.year: mẫu viết chưa đúng (giá trị “{form}”)" in said


def test_a_key_without_a_value_counts_as_left_out(tmp_path: Path) -> None:
    path = tmp_path / "nguon.yaml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("plans: {}", "plans:").replace('separator: "|"', 'separator: " "')
    path.write_text(text, encoding="utf-8")
    assert (read_mapping(path).plans, read_mapping(path).separator) == ({}, " ")


def test_an_unknown_source_names_those_that_are_there() -> None:
    with pytest.raises(UnknownName, match="he-thong-tinh"):
        mapping_of((COLLECT,), "he-thong-tin")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "-- :khong_co, it's\nSELECT '--' AS a, '/*' AS b FROM c WHERE d = :plan",
        "select a from b where c = :ma_ky;",
        "WITH x AS (SELECT 1 AS a) SELECT a FROM x -- delete later",
        "SELECT 'drop table; x' AS a, \"update\" FROM b /* ; insert */",
        "SELECT replace(a, 'x', 'y'), created_at, b::text FROM t WHERE p = :plan",
    ],
)
def test_queries_that_only_read_pass(query: str) -> None:
    checked_query(query, "q.sql")


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("DELETE FROM phieu", "phải là một câu SELECT"),
        ("SELECT 1; DROP TABLE a", "nhiều câu lệnh"),
        ("WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x", "DELETE"),
        ("SELECT * INTO b FROM a", "INTO"),
        ("SELECT * FROM a FOR UPDATE", "UPDATE"),
        ("PRAGMA writable_schema=1", "phải là một câu SELECT"),
        ("SELECT 1 /* x */ ; -- y\n UPDATE a SET b = 1", "nhiều câu lệnh"),
        ("SELECT a FROM b WHERE c = :mat_khau", ":mat_khau"),
        ("", "phải là một câu SELECT"),
    ],
)
def test_anything_else_is_refused(query: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        checked_query(query, "q.sql")


def test_addresses_of_sources_come_from_the_environment() -> None:
    settings = read_settings({"DANVAN_SOURCE_HE_THONG_TINH_URL": "sqlite:///a", "DANVAN_SOURCE_MOT_CUA_URL": "", "DANVAN_X": "y"})
    assert settings.sources == {"he-thong-tinh": "sqlite:///a"}
    assert "sqlite:///a" not in repr(settings)
