"""Laws of the ladder, beside a reference that walks through every day and knows no shortcut."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from danvan_workflow.duty.ladder import fit_ladder, rung_day, rung_moment, rungs_covered, rungs_due, rungs_told, sending_day
from danvan_workflow.duty.rung import DEFAULT_LADDER, Audience, Ladder, Rung, from_json, to_json
from danvan_workflow.notify.kinds import RUNG_KINDS, NoticeKind
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.statutory.workdays import WorkCalendar

CALENDAR = WorkCalendar.default()
SHIFT = CALENDAR.shift
ONE_DAY = dt.timedelta(days=1)

last_days = st.dates(dt.date(2024, 6, 1), dt.date(2026, 9, 30))
jumps = st.lists(st.integers(0, 40), max_size=25)
moments = st.builds(dt.datetime.combine, last_days, st.times(), st.just(dt.UTC))
hours = st.times().map(lambda time: time.replace(microsecond=0))


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    offsets = sorted(draw(st.sets(st.integers(-20, 20), min_size=1, max_size=8)))
    numbers = sorted(draw(st.sets(st.integers(1, 30), min_size=len(offsets), max_size=len(offsets))))
    return tuple(
        Rung(number, offset, draw(st.sampled_from(Audience)), draw(st.sampled_from(RUNG_KINDS)))
        for number, offset in zip(numbers, offsets, strict=True)
    )


def slow_day(rung: Rung, last_day: dt.date) -> dt.date:
    """Walk from the last admissible day and count the working days on the way."""
    day, left = last_day, abs(rung.offset)
    while left:
        day += ONE_DAY if rung.offset > 0 else -ONE_DAY
        left -= CALENDAR.is_workday(day)
    return day


def slow_due(
    ladder: Ladder, last_day: dt.date, done: Collection[int], today: dt.date, limit: int
) -> tuple[int | None, list[int]]:
    """What to send and what to skip, by number."""
    days = {rung.number: slow_day(rung, last_day) for rung in ladder}
    waiting = sorted(number for number, day in days.items() if day <= today and number not in done)
    final, idle = max(days.values()) + ONE_DAY, 0
    while final < today:
        idle += CALENDAR.is_workday(final)
        final += ONE_DAY
    if not waiting or idle >= limit or any(number > waiting[-1] for number in done):
        return None, waiting
    if today > last_day and all(days[number] <= last_day for number in waiting):
        return None, waiting
    return waiting[-1], waiting[:-1]


def walk(ladder: Ladder, last_day: dt.date, days: list[dt.date]) -> tuple[list[tuple[dt.date, int]], list[int]]:
    """Look at the clock on each of `days` and write down what was sent when, and what was skipped."""
    sent: list[tuple[dt.date, int]] = []
    skipped: list[int] = []
    for today in days:
        due = rungs_due(ladder, last_day, {number for _, number in sent} | set(skipped), today, SHIFT)
        skipped += [rung.number for rung in due.skipped]
        sent += [(today, due.send.number)] if due.send else []
    return sent, skipped


def clock(start: dt.date, steps: list[int]) -> list[dt.date]:
    days = [start]
    for step in steps:
        days.append(days[-1] + dt.timedelta(days=step))
    return days


@given(ladders(), last_days, st.sets(st.integers(1, 30)), st.integers(-60, 90), st.integers(1, 20))
def test_it_agrees_with_the_reference(ladder: Ladder, last_day: dt.date, done: set[int], after: int, limit: int) -> None:
    today = last_day + dt.timedelta(days=after)
    done &= {rung.number for rung in ladder}
    due = rungs_due(ladder, last_day, done, today, SHIFT, limit)
    sent = due.send.number if due.send else None
    assert (sent, [rung.number for rung in due.skipped]) == slow_due(ladder, last_day, done, today, limit)


@given(ladders(), last_days, jumps)
def test_every_rung_is_sent_or_skipped_exactly_once_however_the_clock_jumps(
    ladder: Ladder, last_day: dt.date, steps: list[int]
) -> None:
    days = clock(last_day - dt.timedelta(days=45), steps)
    sent, skipped = walk(ladder, last_day, [*days, max(days[-1], last_day + dt.timedelta(days=120))])
    told = [number for _, number in sent] + skipped
    assert sorted(told) == [rung.number for rung in ladder]


@given(ladders(), last_days, jumps)
def test_rungs_are_sent_in_their_order_one_a_look_and_never_before_their_day(
    ladder: Ladder, last_day: dt.date, steps: list[int]
) -> None:
    sent, _ = walk(ladder, last_day, clock(last_day - dt.timedelta(days=45), steps))
    assert [number for _, number in sent] == sorted(number for _, number in sent)
    days = {rung.number: rung_day(rung, last_day, SHIFT) for rung in ladder}
    assert all(days[number] <= today for today, number in sent)


@given(ladders(), last_days, jumps)
def test_nothing_of_before_the_deadline_is_sent_after_it(ladder: Ladder, last_day: dt.date, steps: list[int]) -> None:
    offsets = {rung.number: rung.offset for rung in ladder}
    sent, _ = walk(ladder, last_day, clock(last_day - dt.timedelta(days=20), steps))
    assert all(today <= last_day or offsets[number] > 0 for today, number in sent)


@given(ladders(), last_days)
def test_a_clock_that_never_stops_sends_every_rung_on_its_day(ladder: Ladder, last_day: dt.date) -> None:
    sent, skipped = walk(ladder, last_day, clock(last_day - dt.timedelta(days=60), [1] * 120))
    assert sent == [(rung_day(rung, last_day, SHIFT), rung.number) for rung in ladder]
    assert skipped == []


moves = st.lists(st.tuples(st.integers(0, 15), st.integers(-20, 30)), max_size=5)
"""Each: wait so many days, then move the last day by so many."""


@dataclass
class Moving:
    """A duty whose last day moves while a clock looks at it every day."""

    ladder: Ladder
    last_days: list[dt.date]
    today: dt.date
    sent: list[tuple[dt.date, int, dt.date]] = field(default_factory=list)
    """When, which rung, about which last day."""
    told: list[tuple[int, dt.date]] = field(default_factory=list)
    moved_on: dt.date = dt.date.min

    def look(self) -> None:
        last_day = self.last_days[-1]
        due = rungs_due(self.ladder, last_day, rungs_told(self.ladder, self.told, last_day), self.today, SHIFT)
        self.told += [(rung.number, last_day) for rung in (*due.skipped, *([due.send] if due.send else []))]
        self.sent += [(self.today, due.send.number, last_day)] if due.send else []
        self.today += ONE_DAY

    def move(self, by: int) -> None:
        last_day = self.last_days[-1] + dt.timedelta(days=by)
        self.last_days.append(last_day)
        self.moved_on = self.today
        done = rungs_told(self.ladder, self.told, last_day)
        self.told += [(rung.number, last_day) for rung in rungs_covered(self.ladder, last_day, done, self.today, SHIFT)]


def moving(ladder: Ladder, last_day: dt.date, steps: list[tuple[int, int]]) -> Moving:
    """A duty at the end of its life, its last day moved on the way as `steps` say."""
    duty = Moving(ladder, [last_day], last_day - dt.timedelta(days=40))
    for wait, by in steps:
        for _ in range(wait):
            duty.look()
        if by:
            duty.move(by)
    while duty.today < duty.last_days[-1] + dt.timedelta(days=60):
        duty.look()
    return duty


@given(ladders(), last_days, moves)
def test_no_rung_is_sent_twice_about_one_day_however_it_moves(
    ladder: Ladder, last_day: dt.date, steps: list[tuple[int, int]]
) -> None:
    duty = moving(ladder, last_day, steps)
    about = [(number, day) for _, number, day in duty.sent]
    assert len(about) == len(set(about))
    assert len(duty.told) == len(set(duty.told))


@given(ladders(), last_days, moves)
def test_a_request_is_made_once_however_the_day_moves(ladder: Ladder, last_day: dt.date, steps: list[tuple[int, int]]) -> None:
    ladder = (replace(ladder[0], kind=NoticeKind.REQUEST), *ladder[1:])
    made = [number for _, number, _ in moving(ladder, last_day, steps).sent]
    assert made.count(ladder[0].number) <= 1


@given(ladders(), last_days, moves)
def test_after_a_move_every_rung_to_come_goes_out_on_the_day_that_the_new_day_gives_it(
    ladder: Ladder, last_day: dt.date, steps: list[tuple[int, int]]
) -> None:
    duty = moving(ladder, last_day, steps)
    final = duty.last_days[-1]
    assume(duty.last_days.count(final) == 1)  # a day given, taken back and given again keeps what was told about it
    request = {ladder[0].number} if ladder[0].kind is NoticeKind.REQUEST else set()
    asked = {number for number, day in duty.told if day != final} & request
    to_come = {r.number: rung_day(r, final, SHIFT) for r in ladder if r.number not in asked}
    sent = {number: when for when, number, about in duty.sent if about == final}
    start = max(duty.moved_on + ONE_DAY, last_day - dt.timedelta(days=40))
    assert sent == {number: day for number, day in to_come.items() if day >= start}


@given(ladders(), last_days, moves)
def test_on_the_day_of_a_move_nothing_goes_out_about_the_new_day_but_the_news(
    ladder: Ladder, last_day: dt.date, steps: list[tuple[int, int]]
) -> None:
    duty = moving(ladder, last_day, steps)
    assert not [number for when, number, about in duty.sent if when == duty.moved_on and about == duty.last_days[-1]]


@given(last_days, st.integers(1, 60), st.integers(-40, 60))
def test_an_extension_calls_for_nothing_earlier(last_day: dt.date, by: int, after: int) -> None:
    today = last_day + dt.timedelta(days=after)
    extended = last_day + dt.timedelta(days=by)
    reached = {rung.number for rung in DEFAULT_LADDER if rung_day(rung, last_day, SHIFT) <= today}
    due = rungs_due(DEFAULT_LADDER, extended, set(), today, SHIFT)
    assert {rung.number for rung in (*due.skipped, *([due.send] if due.send else []))} <= reached


@given(st.sampled_from(DEFAULT_LADDER), last_days, moments, hours)
def test_the_sending_day_says_what_the_moment_says(rung: Rung, last_day: dt.date, now: dt.datetime, send_at: dt.time) -> None:
    moment = rung_moment(rung, last_day, SHIFT, send_at)
    for instant in (now, moment, moment - dt.timedelta(microseconds=1)):
        assert (moment <= instant) == (rung_day(rung, last_day, SHIFT) <= sending_day(instant, send_at))
    assert moment.astimezone(VIETNAM).time() == send_at


@given(last_days, st.integers(-60, 40))
def test_a_fitted_ladder_asks_first(last_day: dt.date, opened: int) -> None:
    opened_on = last_day + dt.timedelta(days=opened)
    fitted = fit_ladder(DEFAULT_LADDER, last_day, opened_on, SHIFT)
    days = [rung_day(rung, last_day, SHIFT) for rung in fitted]
    assert fitted[0].kind is NoticeKind.REQUEST
    assert days[0] >= opened_on
    assert all(low < high for low, high in pairwise(days))
    if days[0] != slow_day(DEFAULT_LADDER[0], last_day):
        waited = [opened_on + dt.timedelta(days=n) for n in range((days[0] - opened_on).days)]
        assert not any(CALENDAR.is_workday(day) for day in waited)


@given(ladders())
def test_a_frozen_ladder_comes_back(ladder: Ladder) -> None:
    assert from_json(to_json(ladder)) == ladder
