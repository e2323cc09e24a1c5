"""Laws of counting in working days, beside a slow and obvious reference."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from danvan_workflow.statutory.deadline import Before, By, DayOffPolicy, deadline_moment, last_admissible_day, vietnam_date
from danvan_workflow.statutory.period import Period, PeriodKind
from danvan_workflow.statutory.windows import data_window
from danvan_workflow.statutory.workdays import WorkCalendar

CALENDAR = WorkCalendar.default()
ONE_DAY = dt.timedelta(days=1)

days = st.dates(dt.date(2024, 10, 1), dt.date(2027, 3, 31))
workdays = days.filter(CALENDAR.is_workday)
steps = st.integers(-90, 90)
years = st.integers(2020, 2100)
periods = st.sampled_from(PeriodKind).flatmap(lambda kind: st.builds(Period, st.just(kind), years, st.integers(1, kind.per_year)))


def slow_shift(day: dt.date, working_days: int) -> dt.date:
    """Walk day by day and count."""
    step = ONE_DAY if working_days > 0 else -ONE_DAY
    left = abs(working_days)
    while left:
        day += step
        left -= CALENDAR.is_workday(day)
    return day


def slow_is_workday(day: dt.date) -> bool:
    """Read the file's entries one by one."""
    named = [entry.kind.value for year in CALENDAR.years for entry in year.entries if entry.day == day]
    if named in (["holiday"], ["compensation"], ["swapped_off"]):
        return False
    return named == ["extra_workday"] or day.isoweekday() <= 5


def slow_between(start: dt.date, end: dt.date) -> int:
    """Count the days that the walk from start to end steps on."""
    step = ONE_DAY if start <= end else -ONE_DAY
    count = 0
    while start != end:
        start += step
        count += CALENDAR.is_workday(start)
    return count if step == ONE_DAY else -count


@given(st.dates(CALENDAR.first_covered_day, CALENDAR.last_covered_day))
def test_the_fast_lookup_agrees_with_the_entries(day: dt.date) -> None:
    assert CALENDAR.is_workday(day) == slow_is_workday(day)
    assert (CALENDAR.day_off_name(day) == "") == CALENDAR.is_workday(day)


@given(days, steps)
def test_the_fast_shift_agrees_with_walking(day: dt.date, n: int) -> None:
    assert CALENDAR.shift(day, n) == slow_shift(day, n)


@given(workdays, steps)
def test_a_shift_there_and_back_returns_to_a_working_day(day: dt.date, n: int) -> None:
    assert CALENDAR.shift(CALENDAR.shift(day, n), -n) == day


@given(workdays, steps, steps)
def test_shifts_add_up(day: dt.date, n: int, m: int) -> None:
    assert CALENDAR.shift(CALENDAR.shift(day, n), m) == CALENDAR.shift(day, n + m)


@given(days, days, steps)
def test_shift_keeps_the_order_of_days(one: dt.date, other: dt.date, n: int) -> None:
    first, second = sorted((one, other))
    assert CALENDAR.shift(first, n) <= CALENDAR.shift(second, n)


@given(days, st.integers(-90, 89))
def test_a_longer_shift_leads_further(day: dt.date, n: int) -> None:
    assert CALENDAR.shift(day, n) < CALENDAR.shift(day, n + 1)


@given(days, steps.filter(bool))
def test_a_shift_ends_on_a_working_day(day: dt.date, n: int) -> None:
    assert CALENDAR.is_workday(CALENDAR.shift(day, n))


@given(days, days)
def test_the_days_between_agree_with_walking(start: dt.date, end: dt.date) -> None:
    assert CALENDAR.workdays_between(start, end) == slow_between(start, end)


@given(days, workdays)
def test_shifting_by_the_days_between_arrives(start: dt.date, end: dt.date) -> None:
    n = CALENDAR.workdays_between(start, end)
    if n:
        assert CALENDAR.shift(start, n) == end
    else:
        assert start == end


@given(days)
def test_the_nearest_working_days_enclose_the_day_and_nothing_lies_between(day: dt.date) -> None:
    before, after = CALENDAR.previous_workday(day), CALENDAR.next_workday(day)
    assert before <= day <= after
    assert (before == after == day) == CALENDAR.is_workday(day)
    assert not any(CALENDAR.is_workday(before + n * ONE_DAY) for n in range(1, (after - before).days))


@given(periods)
def test_an_id_is_read_back_as_the_same_period(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(years, st.sampled_from([PeriodKind.MONTH, PeriodKind.QUARTER]), st.data())
def test_windows_of_successive_periods_touch_and_never_overlap(year: int, kind: PeriodKind, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, kind.per_year))
    following = Period(kind, year, number + 1) if number < kind.per_year else None
    following = following or (Period(kind, year + 1, 1) if year < 2100 else None)
    if following:
        assert data_window(Period(kind, year, number)).last_day + ONE_DAY == data_window(following).first_day


@given(st.integers(2020, 2099))
def test_halves_and_years_touch_and_the_parts_fill_the_year(year: int) -> None:
    first, second, whole, next_year = (
        data_window(Period.parse(f"{y}-{suffix}"))
        for y, suffix in ((year, "6m"), (year, "h2"), (year, "annual"), (year + 1, "annual"))
    )
    assert first.last_day + ONE_DAY == second.first_day
    assert (first.first_day, second.last_day) == (whole.first_day, whole.last_day)
    assert whole.last_day + ONE_DAY == next_year.first_day


@given(years)
def test_cumulative_windows_begin_together_and_grow(year: int) -> None:
    chain = [data_window(Period.parse(f"{year}-{suffix}")) for suffix in ("q1", "6m", "9m", "annual")]
    assert len({window.first_day for window in chain}) == 1
    assert [window.last_day for window in chain] == sorted({window.last_day for window in chain})


@given(periods)
def test_a_window_closes_within_the_period_and_lasts_as_long(period: Period) -> None:
    window = data_window(period)
    assert window.first_day < period.first_day <= window.last_day < period.last_day
    assert (window.first_day.month - period.first_day.month) % 12 == 11


@given(days, st.sampled_from(DayOffPolicy))
def test_before_a_day_is_by_the_day_before(day: dt.date, policy: DayOffPolicy) -> None:
    assert last_admissible_day(Before(day), None, policy, CALENDAR) == last_admissible_day(
        By(day - ONE_DAY), None, policy, CALENDAR
    )


@given(days)
def test_the_policies_enclose_the_strict_day(day: dt.date) -> None:
    strict, after, before = (last_admissible_day(By(day), None, policy, CALENDAR) for policy in DayOffPolicy)
    assert before <= strict == day <= after


@given(days)
def test_the_moment_before_the_deadline_is_still_the_last_day(day: dt.date) -> None:
    moment = deadline_moment(day)
    assert vietnam_date(moment) == day + ONE_DAY
    assert vietnam_date(moment - dt.timedelta(microseconds=1)) == day
