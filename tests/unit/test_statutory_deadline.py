"""Due phrases, the day-off policy, the exclusive end of the last day, and the words for them."""

import datetime as dt
from collections.abc import Callable

import pytest

from danvan_workflow.errors import InvalidInput, NotCovered
from danvan_workflow.statutory.deadline import (
    Before,
    By,
    DayOffPolicy,
    DayOfLastMonth,
    DuePhrase,
    WorkingDaysAfterCutoff,
    date_text,
    deadline_moment,
    in_time,
    last_admissible_day,
    literal_last_day,
    phrase_text,
    vietnam_date,
)
from danvan_workflow.statutory.period import Period
from danvan_workflow.statutory.workdays import WorkCalendar

CALENDAR = WorkCalendar.default()
STRICT, NEXT, PREVIOUS = DayOffPolicy.STRICT, DayOffPolicy.NEXT_WORKING_DAY, DayOffPolicy.PREVIOUS_WORKING_DAY
HANOI = dt.timezone(dt.timedelta(hours=7))


def d(text: str) -> dt.date:
    """A date written with its weekday, which is checked: `Sat 2024-05-04`."""
    day = dt.date.fromisoformat(text[4:])
    assert f"{day:%a}" == text[:3], f"{text}: this day is a {day:%A}"
    return day


@pytest.mark.parametrize(
    ("phrase", "period", "literal"),
    [
        (Before(d("Thu 2025-03-20")), None, "Wed 2025-03-19"),
        (By(d("Thu 2025-03-20")), None, "Thu 2025-03-20"),
        (Before(d("Wed 2025-01-01")), None, "Tue 2024-12-31"),
        (DayOfLastMonth(25), "2025-q1", "Tue 2025-03-25"),
        (DayOfLastMonth(25), "2025-annual", "Thu 2025-12-25"),
        (DayOfLastMonth(31), "2025-6m", "Mon 2025-06-30"),  # June has no 31st
        (DayOfLastMonth(31), "2024-m02", "Thu 2024-02-29"),
        (WorkingDaysAfterCutoff(1), "2025-q1", "Mon 2025-03-17"),  # cut-off Fri 14/3
        (WorkingDaysAfterCutoff(2), "2025-6m", "Tue 2025-06-17"),  # cut-off Sat 14/6
        (WorkingDaysAfterCutoff(2), "2026-m08", "Tue 2026-08-18"),  # cut-off Fri 14/8
        (WorkingDaysAfterCutoff(6), "2026-m08", "Sat 2026-08-22"),  # the sixth is a compensating Saturday
    ],
)
def test_a_phrase_names_its_last_day(phrase: DuePhrase, period: str | None, literal: str) -> None:
    asked = Period.parse(period) if period else None
    assert literal_last_day(phrase, asked, CALENDAR) == d(literal)


@pytest.mark.parametrize(
    ("phrase", "policy", "last"),
    [
        (By(d("Sat 2025-09-20")), STRICT, "Sat 2025-09-20"),
        (By(d("Sat 2025-09-20")), NEXT, "Mon 2025-09-22"),
        (By(d("Sat 2025-09-20")), PREVIOUS, "Fri 2025-09-19"),
        (Before(d("Mon 2025-09-22")), NEXT, "Mon 2025-09-22"),  # the last day is Sunday the 21st
        (Before(d("Mon 2025-09-22")), PREVIOUS, "Fri 2025-09-19"),
        (By(d("Wed 2025-04-30")), NEXT, "Mon 2025-05-05"),  # five days off in a row
        (By(d("Fri 2025-05-02")), PREVIOUS, "Tue 2025-04-29"),
        (By(d("Sat 2025-04-26")), NEXT, "Sat 2025-04-26"),  # a compensating Saturday is worked
        (By(d("Tue 2026-11-24")), NEXT, "Tue 2026-11-24"),  # Ngày Văn hóa: no law seen
        (By(d("Wed 2025-03-19")), STRICT, "Wed 2025-03-19"),
    ],
)
def test_the_policy_decides_when_the_last_day_is_off(phrase: DuePhrase, policy: DayOffPolicy, last: str) -> None:
    assert last_admissible_day(phrase, None, policy, CALENDAR) == d(last)


def test_the_policy_is_the_next_working_day_where_nothing_is_said() -> None:
    assert last_admissible_day(By(d("Sun 2025-12-14"))) == d("Mon 2025-12-15")


@pytest.mark.parametrize("phrase", [DayOfLastMonth(25), WorkingDaysAfterCutoff(2)])
def test_a_phrase_that_counts_from_a_period_asks_for_it(phrase: DuePhrase) -> None:
    with pytest.raises(InvalidInput, match="kỳ dữ liệu"):
        last_admissible_day(phrase)


@pytest.mark.parametrize(
    "build",
    [
        lambda: DayOfLastMonth(0),
        lambda: DayOfLastMonth(32),
        lambda: WorkingDaysAfterCutoff(0),
        lambda: WorkingDaysAfterCutoff(61),
    ],
)
def test_a_phrase_out_of_range_is_refused(build: Callable[[], object]) -> None:
    with pytest.raises(InvalidInput, match="một số nguyên từ 1 đến"):
        build()


def test_a_deadline_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(NotCovered):
        last_admissible_day(By(dt.date(2028, 3, 20)))


@pytest.mark.parametrize(
    ("moment", "ok"),
    [
        ("2025-03-19T23:59:59+07:00", True),
        ("2025-03-19T23:59:59.999999+07:00", True),
        ("2025-03-20T00:00:00+07:00", False),  # Thursday has begun
        ("2025-03-20T00:00:01+07:00", False),
        ("2025-03-19T16:59:59+00:00", True),
        ("2025-03-19T17:00:00+00:00", False),
        ("2025-03-19T17:00:01+00:00", False),
    ],
)
def test_the_last_day_ends_at_24_00_in_viet_nam(moment: str, ok: bool) -> None:
    assert in_time(dt.datetime.fromisoformat(moment), d("Wed 2025-03-19")) is ok


def test_the_deadline_moment_is_the_first_one_too_late_in_utc() -> None:
    moment = deadline_moment(d("Wed 2025-03-19"))
    assert moment == dt.datetime(2025, 3, 20, 0, 0, tzinfo=HANOI)
    assert moment.tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("utc", "date"),
    [
        ("2025-03-19T16:59:59+00:00", "Wed 2025-03-19"),
        ("2025-03-19T17:00:00+00:00", "Thu 2025-03-20"),
        ("2025-03-19T17:00:01+00:00", "Thu 2025-03-20"),
    ],
)
def test_the_date_of_a_moment_is_the_one_in_viet_nam(utc: str, date: str) -> None:
    assert vietnam_date(dt.datetime.fromisoformat(utc)) == d(date)


@pytest.mark.parametrize("ask", [vietnam_date, lambda moment: in_time(moment, dt.date(2025, 3, 19))])
def test_a_moment_without_time_zone_is_refused(ask: Callable[[dt.datetime], object]) -> None:
    with pytest.raises(InvalidInput, match="múi giờ"):
        ask(dt.datetime(2025, 3, 19, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        (Before(d("Thu 2025-03-20")), "trước ngày 20/3/2025"),
        (Before(d("Tue 2026-03-10")), "trước ngày 10/3/2026"),
        (By(d("Mon 2026-03-09")), "chậm nhất ngày 09/3/2026"),
        (By(d("Mon 2025-02-10")), "chậm nhất ngày 10/02/2025"),
        (DayOfLastMonth(25), "chậm nhất ngày 25 của tháng cuối kỳ báo cáo"),
        (WorkingDaysAfterCutoff(2), "chậm nhất 02 ngày làm việc sau ngày chốt số liệu"),
    ],
)
def test_a_phrase_reads_as_an_official_would_write_it(phrase: DuePhrase, text: str) -> None:
    assert phrase_text(phrase) == text


def test_dates_and_policies_have_vietnamese_text() -> None:
    assert date_text(d("Wed 2025-01-01")) == "01/01/2025"
    assert date_text(d("Wed 2025-12-31")) == "31/12/2025"
    assert "ngày làm việc tiếp theo" in NEXT.text
    assert len({policy.text for policy in DayOffPolicy}) == 3
