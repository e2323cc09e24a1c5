"""The data files of the law: every value sourced, dated, marked; nothing duplicated; nothing read at import."""

import datetime as dt
import subprocess
import sys

import pytest
import yaml

from danvan_workflow.errors import InvalidInput, NotCovered, UnknownName
from danvan_workflow.statutory import Confidence, WorkCalendar, fact, facts, source, sources
from danvan_workflow.statutory.records import data_folder, parse_record

OWN_FILES = ["sources.yaml", "facts.yaml", "windows.yaml", *(f"workdays/{year}.yaml" for year in range(2024, 2028))]


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping; plain YAML silently keeps the last."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"duplicate key at {node.start_mark}"
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("name", OWN_FILES)
def test_no_key_stands_twice(name):
    assert yaml.load((data_folder() / name).read_text(encoding="utf-8"), Loader=_Strict)


def test_a_source_can_be_cited():
    decree = source("nd-09-2019.d13.k1")
    assert decree.citation() == "khoản 1 Điều 13 Nghị định số 09/2019/NĐ-CP"
    assert source("nd-09-2019").citation() == "Nghị định số 09/2019/NĐ-CP"
    assert decree.issued_on == dt.date(2019, 1, 24)
    assert decree.effective_from == dt.date(2019, 3, 12)


def test_an_unknown_source_is_named_with_its_neighbours():
    with pytest.raises(UnknownName, match=r"nd-09-2019\.d12\.k1"):
        source("nd-09-2019.d12.k11")


def test_source_ids_are_unique():
    ids = [
        record.text("id") for record in parse_record((data_folder() / "sources.yaml").read_text("utf-8"), "x").records("sources")
    ]
    assert sorted(ids) == sorted(sources())


def test_a_source_that_is_in_force_says_where_it_was_read():
    assert [one.id for one in sources().values() if not one.seen_in] == []


def test_what_is_unsure_about_a_fact_or_a_calendar_day_is_marked_assumed_with_a_reason():
    days = [entry for year in WorkCalendar.default().years for entry in year.entries]
    for item in (*facts(), *days):
        assert item.assumed or item.confidence is not Confidence.U, item
        assert bool(item.reason) == item.assumed, item


def test_a_fact_holds_from_its_first_day_on():
    first = dt.date(2019, 3, 12)  # Tuesday
    assert fact("deadline.to-government.day-of-last-month", first).value == 25
    with pytest.raises(NotCovered, match=r"facts\.yaml"):
        fact("deadline.to-government.day-of-last-month", first - dt.timedelta(days=1))


def test_a_fact_ends_after_its_last_day():
    known = fact("deadline.to-government.day-of-last-month", dt.date(2025, 1, 1))
    ended = type(known)("x", 1, "ngày", "", known.source, dt.date(2019, 3, 12), dt.date(2025, 6, 30), Confidence.A)
    assert ended.covers(dt.date(2025, 6, 30))
    assert not ended.covers(dt.date(2025, 7, 1))


def test_an_unknown_fact_is_refused():
    with pytest.raises(UnknownName):
        fact("deadline.none", dt.date(2025, 1, 1))


def _read_everything(text):
    for row in parse_record(text, "x.yaml").records("rows"):
        row.text("id"), row.day("day"), row.confidence(), row.number("value"), row.flag("flag"), row.day_or_none("end")
        row.refuse_unknown("id", "day", "confidence", "value", "end")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("rows: [{id: 1}]", "rows[1].id"),
        ("rows: [{}]", "rows[1].id"),
        ("rows: [7]", "rows[1]"),
        ("other: []", "rows"),
        ("rows: [{id: a, day: 2025-02-30}]", ""),
        ("rows: [{id: a, day: '2025-02-03'}]", "rows[1].day"),
        ("rows: [{id: a, day: 2025-02-03T00:00:00}]", "rows[1].day"),
        ("rows: [{id: a, day: 2025-02-03, confidence: D}]", "rows[1].confidence"),
        ("rows: [{id: a, day: 2025-02-03, confidence: A, value: yes}]", "rows[1].value"),
        ("rows: [{id: a, day: 2025-02-03, confidence: A, value: 1, flag: 1}]", "rows[1].flag"),
        ("rows: [{id: a, day: 2025-02-03, confidence: A, value: 1}]", "rows[1].end"),
        ("rows: [{id: a, day: 2025-02-03, confidence: A, value: 1, end: null, more: 1}]", "rows[1].more"),
        ("rows: [", ""),
        ("- a", ""),
    ],
)
def test_a_bad_data_file_is_refused_with_file_and_place(text, place):
    with pytest.raises(InvalidInput) as caught:
        _read_everything(text)
    (problem,) = caught.value.problems
    assert (problem.file, problem.place) == ("x.yaml", place)


def test_importing_the_package_reads_no_data_and_pulls_in_no_framework():
    program = """
import sys
import danvan_workflow.statutory as s
from danvan_workflow.statutory import records, sources, windows, workdays
heavy = {"airflow", "sqlalchemy", "pandas", "pydantic", "jinja2", "docx", "yaml"} & set(sys.modules)
print(records.read_data.cache_info().currsize, workdays._default.cache_info().currsize, sorted(heavy))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=2) == ["0", "0", "[]\n"]
