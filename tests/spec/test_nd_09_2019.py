"""Nghị định 09/2019/NĐ-CP and the deadlines of the plans, article by article.

Every date is written with its weekday, and the weekday is checked.
"""

import datetime as dt

import pytest

from danvan_workflow.errors import NotCovered
from danvan_workflow.statutory.deadline import (
    Before,
    DayOfLastMonth,
    WorkingDaysAfterCutoff,
    deadline_moment,
    in_time,
    last_admissible_day,
)
from danvan_workflow.statutory.facts import fact
from danvan_workflow.statutory.period import Period
from danvan_workflow.statutory.windows import data_window
from danvan_workflow.statutory.workdays import WorkCalendar

CALENDAR = WorkCalendar.default()
SECOND = dt.timedelta(seconds=1)


def d(text: str) -> dt.date:
    """A date written with its weekday, which is checked: `Sat 2024-05-04`."""
    day = dt.date.fromisoformat(text[4:])
    assert f"{day:%a}" == text[:3], f"{text}: this day is a {day:%A}"
    return day


class TestArticle8Paragraph5:
    """The deadline lies at least one working day after the cut-off."""

    def test_the_distance_is_one_working_day(self) -> None:
        rule = fact("deadline.min-working-days-after-cutoff", d("Fri 2025-03-14"))
        assert (rule.value, rule.unit) == (1, "ngày làm việc")
        assert rule.source.citation() == "khoản 5 Điều 8 Nghị định số 09/2019/NĐ-CP"

    def test_the_first_lawful_last_day_of_the_first_quarter_of_2025(self) -> None:
        # cut-off Fri 14/3; Saturday and Sunday do not count
        assert last_admissible_day(WorkingDaysAfterCutoff(1), Period.parse("2025-q1")) == d("Mon 2025-03-17")

    def test_binh_dinh_keeps_the_distance_in_three_cycles_and_not_in_the_annual_one(self) -> None:
        distance = {
            period: CALENDAR.workdays_between(data_window(Period.parse(period)).last_day, last_admissible_day(Before(d(before))))
            for period, before in (
                ("2025-q1", "Thu 2025-03-20"),
                ("2025-6m", "Fri 2025-06-20"),
                ("2025-9m", "Sat 2025-09-20"),
                ("2025-annual", "Tue 2025-11-25"),
            )
        }
        assert distance == {"2025-q1": 3, "2025-6m": 4, "2025-9m": 5, "2025-annual": -15}


class TestArticle12:
    """The data windows (thời gian chốt số liệu)."""

    @pytest.mark.parametrize(
        ("period", "first", "last"),
        [
            ("2025-m01", "Sun 2024-12-15", "Tue 2025-01-14"),
            ("2025-m03", "Sat 2025-02-15", "Fri 2025-03-14"),
            ("2025-q1", "Sun 2024-12-15", "Fri 2025-03-14"),
            ("2025-q2", "Sat 2025-03-15", "Sat 2025-06-14"),
            ("2025-q3", "Sun 2025-06-15", "Sun 2025-09-14"),
            ("2025-q4", "Mon 2025-09-15", "Sun 2025-12-14"),
            ("2025-6m", "Sun 2024-12-15", "Sat 2025-06-14"),
            ("2025-h2", "Sun 2025-06-15", "Sun 2025-12-14"),
            ("2025-9m", "Sun 2024-12-15", "Sun 2025-09-14"),
            ("2025-annual", "Sun 2024-12-15", "Sun 2025-12-14"),
            ("2024-6m", "Fri 2023-12-15", "Fri 2024-06-14"),
            ("2024-annual", "Fri 2023-12-15", "Sat 2024-12-14"),
        ],
    )
    def test_a_window_runs_from_the_15th_before_the_period_to_the_14th_of_its_last_month(
        self, period: str, first: str, last: str
    ) -> None:
        window = data_window(Period.parse(period))
        assert (window.first_day, window.last_day) == (d(first), d(last))

    @pytest.mark.parametrize("period", ["2025-m03", "2025-q1", "2025-6m", "2025-h2", "2025-annual"])
    def test_the_windows_of_the_decree_are_law(self, period: str) -> None:
        window = data_window(Period.parse(period))
        assert not window.assumed
        assert window.source.number == "Nghị định số 09/2019/NĐ-CP"
        assert "Điều 12" in window.source.article

    def test_the_nine_month_window_is_assumed_and_says_why(self) -> None:
        window = data_window(Period.parse("2025-9m"))
        assert window.assumed
        assert "Khánh Hòa" in window.reason
        assert "01/2023" in window.source.number

    @pytest.mark.parametrize(
        ("period", "covered"),
        [
            ("2019-m02", False),  # cut-off Thu 14/02/2019, before the decree is in force (Tue 12/3/2019)
            ("2018-annual", False),
            ("2019-m03", True),  # cut-off Thu 14/3/2019
            ("2019-q1", True),
        ],
    )
    def test_the_rule_in_force_on_the_cut_off_day_decides(self, period: str, covered: bool) -> None:
        if covered:
            assert data_window(Period.parse(period)).last_day == d("Thu 2019-03-14")
        else:
            with pytest.raises(NotCovered, match=r"windows\.yaml"):
                data_window(Period.parse(period))


class TestArticle13Paragraph1:
    """Provinces report to the Government by the 25th of the last month of the period."""

    def test_the_day_is_data(self) -> None:
        rule = fact("deadline.to-government.day-of-last-month", d("Tue 2025-03-25"))
        assert rule.value == 25
        assert rule.source.article == "khoản 1 Điều 13"

    @pytest.mark.parametrize(
        ("period", "last"),
        [
            ("2025-q1", "Tue 2025-03-25"),
            ("2025-6m", "Wed 2025-06-25"),
            ("2025-annual", "Thu 2025-12-25"),
            ("2026-m01", "Mon 2026-01-26"),  # the 25th is a Sunday
        ],
    )
    def test_a_day_off_moves_it_to_the_next_working_day(self, period: str, last: str) -> None:
        rule = fact("deadline.to-government.day-of-last-month", d("Tue 2025-03-25"))
        assert last_admissible_day(DayOfLastMonth(rule.value), Period.parse(period)) == d(last)


PLANS = [
    ("Gia Lai 2024, 6 tháng", "Fri 2024-05-10", "Thu 2024-05-09"),
    ("Gia Lai 2024, năm", "Wed 2024-10-30", "Tue 2024-10-29"),
    ("Bình Định 2025, quý I", "Thu 2025-03-20", "Wed 2025-03-19"),
    ("Bình Định 2025, 6 tháng", "Fri 2025-06-20", "Thu 2025-06-19"),
    ("Bình Định 2025, 9 tháng", "Sat 2025-09-20", "Fri 2025-09-19"),
    ("Bình Định 2025, năm", "Tue 2025-11-25", "Mon 2025-11-24"),
    ("Lạng Sơn 2026, kế hoạch của cấp xã", "Tue 2026-03-10", "Mon 2026-03-09"),
]


class TestBeforeADay:
    """“Trước ngày D”: the last day is D-1, to its 24:00 in Việt Nam."""

    @pytest.mark.parametrize(("plan", "before", "last"), PLANS)
    def test_the_last_admissible_day(self, plan: str, before: str, last: str) -> None:
        assert last_admissible_day(Before(d(before))) == d(last), plan

    @pytest.mark.parametrize(("plan", "before", "last"), PLANS)
    def test_the_second_before_the_second_of_and_the_second_after(self, plan: str, before: str, last: str) -> None:
        moment = deadline_moment(last_admissible_day(Before(d(before))))
        assert moment == dt.datetime.combine(d(before), dt.time(), tzinfo=dt.timezone(dt.timedelta(hours=7))), plan
        assert [in_time(moment + step, d(last)) for step in (-SECOND, 0 * SECOND, SECOND)] == [True, False, False]
