"""The dates of cycles, from the plan's words to days. Each day is written with its weekday, which is checked."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from danvan_workflow.errors import NotCovered, UnknownName
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.plan.loading import load_plan, load_plan_text
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.schedule import JSON_KEYS, PlannedCycle, find_cycle, planned_cycles
from danvan_workflow.statutory.workdays import WorkCalendar

CALENDAR = WorkCalendar.default()
SAMPLE = Path(__file__).parent / "plan_files" / "tinh-mau-2025.yaml"
PLANS = PlanLibrary(Path(__file__).parents[2] / "dags" / "plans")


def d(text: str) -> dt.date:
    """A date written with its weekday: `Wed 2025-03-19`."""
    day = dt.date.fromisoformat(text[4:])
    assert f"{day:%a}" == text[:3], f"{text}: this day is a {day:%A}"
    return day


def cycle_of(plan: Plan, name: str) -> PlannedCycle:
    obligation, spec = find_cycle(plan, name)
    return next(c for c in planned_cycles(plan, CALENDAR) if (c.obligation, c.key) == (obligation.id, spec.key))


def with_cycle(line: str) -> Plan:
    """The sample plan whose first cycle is written so."""
    old = "      - {key: 2025-q1, period: 2025-q1, due: {before: 2025-03-20}, source: III.1}\n"
    text = SAMPLE.read_text(encoding="utf-8")
    assert old in text
    return load_plan_text(text.replace(old, f"      - {line}\n"))


@pytest.mark.parametrize(
    ("plan", "cycle", "phrase", "last"),
    [
        ("binh-dinh-2025", "2025-q1", "trước ngày 20/3/2025", "Wed 2025-03-19"),
        ("binh-dinh-2025", "2025-6m", "trước ngày 20/6/2025", "Thu 2025-06-19"),
        ("binh-dinh-2025", "2025-9m", "trước ngày 20/9/2025", "Fri 2025-09-19"),  # the 20th is a Saturday
        ("binh-dinh-2025", "2025-annual", "trước ngày 25/11/2025", "Mon 2025-11-24"),
        ("gia-lai-2024", "2024-6m", "trước ngày 10/5/2024", "Thu 2024-05-09"),
        ("gia-lai-2024", "2024-annual", "trước ngày 30/10/2024", "Tue 2024-10-29"),
    ],
)
def test_the_dates_that_the_documents_name(plan: str, cycle: str, phrase: str, last: str) -> None:
    found = cycle_of(PLANS.load(plan), cycle)
    assert (found.due_phrase, found.last_admissible_day, found.assumed) == (phrase, d(last), False)


def test_the_plans_of_the_communes_of_lang_son_are_due_before_10_march() -> None:
    found = [c for c in planned_cycles(PLANS.load("lang-son-2026"), CALENDAR) if c.due_phrase == "trước ngày 10/3/2026"]
    assert [(c.last_admissible_day, c.period, c.data_first_day) for c in found] == [(d("Mon 2026-03-09"), None, None)]


def test_a_cycle_has_four_separate_dates() -> None:
    found = cycle_of(load_plan(SAMPLE), "2025-q1")
    assert (found.data_first_day, found.data_last_day) == (d("Sun 2024-12-15"), d("Fri 2025-03-14"))
    assert found.opens_on == d("Wed 2025-02-26"), "15 working days before Wed 19/3/2025"
    assert found.last_admissible_day == d("Wed 2025-03-19")
    assert found.collector_due_on == d("Wed 2025-03-26"), "5 working days after"
    assert found.cycle_id == "tinh-mau-2025.dinh-ky.2025-q1"
    assert found.label == "Quý I năm 2025"


def test_days_written_in_the_file_win_over_counted_ones() -> None:
    plan = with_cycle(
        "{key: 2025-q1, period: 2025-q1, due: {by: 2025-03-20}, opens_on: 2025-03-01, collector_due_on: 2025-04-01, source: x}"
    )
    found = cycle_of(plan, "2025-q1")
    assert (found.opens_on, found.collector_due_on) == (d("Sat 2025-03-01"), d("Tue 2025-04-01"))
    assert (found.due_phrase, found.last_admissible_day) == ("chậm nhất ngày 20/3/2025", d("Thu 2025-03-20"))


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ("{day_of_last_month: 25}", "Tue 2025-03-25"),  # NĐ 09/2019 Đ13.1
        ("{day_of_last_month: 22}", "Mon 2025-03-24"),  # the 22nd is a Saturday
        ("{working_days_after_cutoff: 2}", "Tue 2025-03-18"),  # cut-off Fri 14/3
    ],
)
def test_due_days_that_are_counted_from_the_period(due: str, last: str) -> None:
    plan = with_cycle(f"{{key: 2025-q1, period: 2025-q1, due: {due}, source: x}}")
    assert cycle_of(plan, "2025-q1").last_admissible_day == d(last)


def test_an_assumed_cycle_shows_as_assumed() -> None:
    plan = with_cycle("{key: 2025-q1, period: 2025-q1, due: {before: 2025-03-20}, assumed: true, reason: không nêu}")
    assert [c.assumed for c in planned_cycles(plan, CALENDAR)] == [True, False, False, False]


def test_the_cycles_of_an_assumed_obligation_are_assumed() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    old = "    sections: [ket-qua]\n    source: III.1\n"
    assert old in text
    plan = load_plan_text(text.replace(old, "    sections: [ket-qua]\n    assumed: true\n    reason: không nêu\n"))
    assert [c.assumed for c in planned_cycles(plan, CALENDAR)] == [True, True, True, True]


def test_cycles_come_by_opening_day() -> None:
    plan = with_cycle("{key: 2025-q1, period: 2025-q1, due: {before: 2025-12-30}, source: x}")
    assert [c.key for c in planned_cycles(plan, CALENDAR)] == ["2025-6m", "2025-9m", "2025-annual", "2025-q1"]


@pytest.mark.parametrize("name", ["2025-q1", "dinh-ky/2025-q1", "tinh-mau-2025.dinh-ky.2025-q1"])
def test_a_cycle_is_found_by_any_of_its_names(name: str) -> None:
    obligation, cycle = find_cycle(load_plan(SAMPLE), name)
    assert (obligation.id, cycle.key) == ("dinh-ky", "2025-q1")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("2025-q2", "Không có kỳ báo cáo “2025-q2”. Có phải: 2025-q1, 2025-9m, 2025-6m?"),
        ("dinh-ki/2025-q1", "Không có kỳ báo cáo “dinh-ki/2025-q1”. Có phải: 2025-q1?"),
        ("binh-dinh-2025.dinh-ky.2025-q1", "Không có kỳ báo cáo “binh-dinh-2025.dinh-ky.2025-q1”."),
    ],
)
def test_a_wrong_name_is_answered_with_near_ones(name: str, sentence: str) -> None:
    with pytest.raises(UnknownName) as caught:
        find_cycle(load_plan(SAMPLE), name)
    assert str(caught.value).startswith(sentence)


def test_a_year_without_calendar_is_refused_not_guessed() -> None:
    plan = with_cycle("{key: 2035-q1, period: 2035-q1, due: {before: 2035-03-20}, source: x}")
    with pytest.raises(
        NotCovered, match=r"^Lịch làm việc chưa có năm 2035\. Hãy thêm tệp danvan_workflow/statutory/data/workdays/2035"
    ):
        planned_cycles(plan, CALENDAR)


def test_json_has_exactly_the_ten_keys() -> None:
    found = cycle_of(load_plan(SAMPLE), "2025-q1").to_json()
    assert tuple(found) == JSON_KEYS
    assert found == {
        "plan": "tinh-mau-2025",
        "obligation": "dinh-ky",
        "cycle": "2025-q1",
        "data_first_day": "2024-12-15",
        "data_last_day": "2025-03-14",
        "opens_on": "2025-02-26",
        "due_phrase": "trước ngày 20/3/2025",
        "last_admissible_day": "2025-03-19",
        "collector_due_on": "2025-03-26",
        "assumed": False,
    }


def test_every_cycle_of_the_five_plans(golden: Callable[[str, str], None]) -> None:
    contents = PLANS.load_all()
    assert [plan.plan.id for plan in contents.plans] == [
        "binh-dinh-2025", "dak-lak-2025", "gia-lai-2024", "lang-son-2026", "phu-son-2025",
    ]  # fmt: skip
    cycles = [cycle.to_json() for plan in contents.plans for cycle in planned_cycles(plan.plan, CALENDAR)]
    golden("deadlines.json", json.dumps(cycles, ensure_ascii=False, indent=1) + "\n")
