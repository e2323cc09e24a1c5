"""The data files of the law: every value sourced, dated, marked; nothing duplicated; nothing read at import."""

import datetime as dt
import subprocess
import sys
from collections.abc import Hashable
from dataclasses import dataclass

import pytest
import yaml

from danvan_workflow.errors import InvalidInput, NotCovered, UnknownName
from danvan_workflow.reading.forms import Day, Whole, YesNo
from danvan_workflow.statutory.calendar_year import CalendarEntry
from danvan_workflow.statutory.facts import LegalFact, fact, facts
from danvan_workflow.statutory.records import Confidence, data_folder, read_record
from danvan_workflow.statutory.sources import source, sources
from danvan_workflow.statutory.workdays import WorkCalendar

OWN_FILES = ["sources.yaml", "facts.yaml", "windows.yaml", *(f"workdays/{year}.yaml" for year in range(2024, 2028))]


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping; plain YAML silently keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"duplicate key at {node.start_mark}"
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("name", OWN_FILES)
def test_no_key_stands_twice(name: str) -> None:
    assert yaml.load((data_folder() / name).read_text(encoding="utf-8"), Loader=_Strict)


def test_a_source_can_be_cited() -> None:
    decree = source("nd-09-2019.d13.k1")
    assert decree.citation() == "khoản 1 Điều 13 Nghị định số 09/2019/NĐ-CP"
    assert source("nd-09-2019").citation() == "Nghị định số 09/2019/NĐ-CP"
    assert decree.issued_on == dt.date(2019, 1, 24)
    assert decree.effective_from == dt.date(2019, 3, 12)


def test_an_unknown_source_is_named_with_its_neighbours() -> None:
    with pytest.raises(UnknownName, match=r"nd-09-2019\.d12\.k1"):
        source("nd-09-2019.d12.k11")


def test_source_ids_are_unique() -> None:
    text = (data_folder() / "sources.yaml").read_text("utf-8")
    ids = [line.removeprefix("  - id: ") for line in text.splitlines() if line.startswith("  - id: ")]
    assert sorted(ids) == sorted(sources())


def test_a_source_that_is_in_force_says_where_it_was_read() -> None:
    assert [one.id for one in sources().values() if not one.seen_in] == []


def test_what_is_unsure_about_a_fact_or_a_calendar_day_is_marked_assumed_with_a_reason() -> None:
    days = [entry for year in WorkCalendar.default().years for entry in year.entries]
    marked: list[LegalFact | CalendarEntry] = [*facts(), *days]
    for item in marked:
        assert item.assumed or item.confidence is not Confidence.U, item
        assert bool(item.reason) == item.assumed, item


def test_a_fact_holds_from_its_first_day_on() -> None:
    first = dt.date(2019, 3, 12)  # Tuesday
    assert fact("deadline.to-government.day-of-last-month", first).value == 25
    with pytest.raises(NotCovered, match=r"facts\.yaml"):
        fact("deadline.to-government.day-of-last-month", first - dt.timedelta(days=1))


def test_a_fact_ends_after_its_last_day() -> None:
    known = fact("deadline.to-government.day-of-last-month", dt.date(2025, 1, 1))
    ended = type(known)("x", 1, "ngày", "", known.source, dt.date(2019, 3, 12), dt.date(2025, 6, 30), Confidence.A)
    assert ended.covers(dt.date(2025, 6, 30))
    assert not ended.covers(dt.date(2025, 7, 1))


def test_an_unknown_fact_is_refused() -> None:
    with pytest.raises(UnknownName):
        fact("deadline.none", dt.date(2025, 1, 1))


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    day: Day
    confidence: Confidence
    value: Whole
    end: Day | None
    flag: YesNo = False


@dataclass(frozen=True, slots=True)
class _File:
    rows: tuple[_Row, ...]


SOUND = "id: a, day: 2025-02-03, confidence: A, value: 1, end: null"


def test_a_sound_data_file_is_read_by_declared_types() -> None:
    (row,) = read_record(f"rows: [{{{SOUND}, flag: true}}]".encode(), "x.yaml", _File).rows
    assert row == _Row("a", dt.date(2025, 2, 3), Confidence.A, 1, None, True)  # Monday


@pytest.mark.parametrize(
    ("text", "line", "place"),
    [
        (f"rows: [{{{SOUND}}}]".replace("id: a", "id: [a]"), 1, "rows[0].id"),
        (f"rows:\n- {{{SOUND}}}".replace("id: a, ", ""), 2, "rows[0].id"),
        (f"rows:\n- {{{SOUND}}}\n- 7", 3, "rows[1]"),
        ("other: []\nrows: []", 1, "other"),
        ("{}", 1, "rows"),
        (f"rows: [{{{SOUND}}}]".replace("02-03", "02-30"), 1, "rows[0].day"),
        (f"rows: [{{{SOUND}}}]".replace("02-03", "02-03T00:00:00"), 1, "rows[0].day"),
        (f"rows: [{{{SOUND}}}]".replace("2025-02-03", "20250203"), 1, "rows[0].day"),
        (f"rows: [{{{SOUND}}}]".replace("confidence: A", "confidence: D"), 1, "rows[0].confidence"),
        (f"rows: [{{{SOUND}}}]".replace("value: 1", "value: yes"), 1, "rows[0].value"),
        (f"rows: [{{{SOUND}}}]".replace("value: 1", "value: 1_0"), 1, "rows[0].value"),
        (f"rows: [{{{SOUND}, flag: 1}}]", 1, "rows[0].flag"),
        (f"rows: [{{{SOUND}}}]".replace(", end: null", ""), 1, "rows[0].end"),
        (f"rows: [{{{SOUND}, more: 1}}]", 1, "rows[0].more"),
        (f"rows: [{{{SOUND}, id: b}}]", 1, "rows[0].id"),
        ("rows: [", 1, ""),
        ("- a", 1, ""),
    ],
)
def test_a_bad_data_file_is_refused_with_file_line_and_place(text: str, line: int, place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_record(text.encode(), "x.yaml", _File)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.place) == ("x.yaml", line, place)


def test_all_problems_of_a_data_file_come_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_record("rows:\n- {id: a}\n- {day: hôm nay}\n".encode(), "x.yaml", _File)
    assert [problem.line for problem in caught.value.problems] == [2] * 4 + [3] * 5


def test_importing_the_package_reads_no_data_and_pulls_in_no_framework() -> None:
    program = """
import sys
from importlib import import_module
from pkgutil import iter_modules
import danvan_workflow.statutory as package
for module in iter_modules(package.__path__):
    import_module(f"danvan_workflow.statutory.{module.name}")
from danvan_workflow.statutory import workdays
from danvan_workflow.statutory.sources import sources
heavy = {"airflow", "sqlalchemy", "pandas", "pydantic", "jinja2", "docx", "yaml"} & set(sys.modules)
print(sources.cache_info().currsize, workdays._default.cache_info().currsize, sorted(heavy))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=2) == ["0", "0", "[]\n"]
