"""The ladder of notices on real days: Bình Định's first quarter of 2025, last admissible day Wednesday 19 March 2025."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from danvan_workflow.duty.ladder import fit_ladder, rung_day, rung_moment, rungs_covered, rungs_due, rungs_told, sending_day
from danvan_workflow.duty.rung import DEFAULT_LADDER, Audience, Rung, from_json, make_ladder, to_json
from danvan_workflow.errors import InvalidInput, NotCovered
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.statutory.workdays import WorkCalendar

SHIFT = WorkCalendar.default().shift
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LAST_DAY = dt.date(2025, 3, 19)  # Wednesday
REQUEST, FIRST_REMINDER, SECOND_REMINDER, DUE_TOMORROW, OVERDUE, TO_HEAD, TO_LEADER = DEFAULT_LADDER


def numbers(rungs: tuple[Rung, ...]) -> list[int]:
    return [rung.number for rung in rungs]


@pytest.mark.parametrize(
    ("rung", "day"),
    [
        (REQUEST, dt.date(2025, 2, 26)),  # Wednesday, 15 working days before
        (FIRST_REMINDER, dt.date(2025, 3, 10)),  # Monday
        (SECOND_REMINDER, dt.date(2025, 3, 14)),  # Friday
        (DUE_TOMORROW, dt.date(2025, 3, 18)),  # Tuesday
        (OVERDUE, dt.date(2025, 3, 20)),  # Thursday: the first working day after the last admissible one
        (TO_HEAD, dt.date(2025, 3, 24)),  # Monday: the weekend doesn't count
        (TO_LEADER, dt.date(2025, 3, 28)),  # Friday
    ],
)
def test_each_rung_falls_on_its_working_day(rung: Rung, day: dt.date) -> None:
    assert rung_day(rung, LAST_DAY, SHIFT) == day


def test_days_off_are_not_counted() -> None:
    last_day = dt.date(2025, 4, 29)  # Tuesday; 30/4 to 4/5 are off, 26/4 (Saturday) was worked in exchange for 2/5
    assert rung_day(OVERDUE, last_day, SHIFT) == dt.date(2025, 5, 5)  # Monday
    assert rung_day(SECOND_REMINDER, last_day, SHIFT) == dt.date(2025, 4, 25)  # Friday; 26/4 and 28/4 lie between


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (dt.datetime(2025, 3, 20, 7, 59, 59, tzinfo=VIETNAM), dt.date(2025, 3, 19)),  # Thursday, the second before
        (dt.datetime(2025, 3, 20, 8, 0, 0, tzinfo=VIETNAM), dt.date(2025, 3, 20)),  # Thursday, the second of
        (dt.datetime(2025, 3, 20, 8, 0, 1, tzinfo=VIETNAM), dt.date(2025, 3, 20)),  # Thursday, the second after
        (dt.datetime(2025, 3, 20, 0, 59, 59, tzinfo=dt.UTC), dt.date(2025, 3, 19)),  # 07:59:59 in Vietnam
        (dt.datetime(2025, 3, 20, 1, 0, 0, tzinfo=dt.UTC), dt.date(2025, 3, 20)),  # 08:00:00 in Vietnam
        (dt.datetime(2025, 3, 19, 17, 0, 0, tzinfo=dt.UTC), dt.date(2025, 3, 19)),  # midnight in Vietnam
    ],
)
def test_a_day_begins_to_count_at_its_hour(now: dt.datetime, day: dt.date) -> None:
    assert sending_day(now) == day


def test_moment_of_the_overdue_rung() -> None:
    moment = rung_moment(OVERDUE, LAST_DAY, SHIFT)
    assert moment == dt.datetime(2025, 3, 20, 1, 0, tzinfo=dt.UTC)  # Thursday, 08:00 in Vietnam
    assert rung_moment(OVERDUE, LAST_DAY, SHIFT, dt.time(13, 30)).isoformat() == "2025-03-20T13:30:00+07:00"


def test_a_naive_clock_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        sending_day(dt.datetime(2025, 3, 20, 8, 0))  # noqa: DTZ001


def test_nothing_is_due_before_the_first_rung() -> None:
    due = rungs_due(DEFAULT_LADDER, LAST_DAY, set(), dt.date(2025, 2, 25), SHIFT)  # Tuesday
    assert (due.send, due.skipped, due.stale) == (None, (), False)


def test_the_request_goes_out_on_its_day_and_only_once() -> None:
    day = dt.date(2025, 2, 26)  # Wednesday
    assert rungs_due(DEFAULT_LADDER, LAST_DAY, set(), day, SHIFT).send == REQUEST
    assert rungs_due(DEFAULT_LADDER, LAST_DAY, {1}, day, SHIFT).send is None


def test_after_an_outage_only_the_highest_rung_goes_out() -> None:
    back_on = dt.date(2025, 3, 25)  # Tuesday; the machine was off since 1 March
    due = rungs_due(DEFAULT_LADDER, LAST_DAY, {1}, back_on, SHIFT)
    assert due.send == TO_HEAD
    assert numbers(due.skipped) == [2, 3, 4, 5]


def test_the_last_rung_is_still_sent_within_fifteen_working_days() -> None:
    # D+7 is Friday 28 March; Monday 7 April is off, so the 15th working day after it is Monday 21 April
    assert rungs_due(DEFAULT_LADDER, LAST_DAY, set(), dt.date(2025, 4, 21), SHIFT).send == TO_LEADER


def test_a_cycle_long_past_is_never_mailed_about() -> None:
    due = rungs_due(DEFAULT_LADDER, LAST_DAY, {1, 2}, dt.date(2025, 4, 22), SHIFT)  # Tuesday
    assert due.stale
    assert due.send is None
    assert numbers(due.skipped) == [3, 4, 5, 6, 7]


def test_no_reminder_goes_out_between_the_deadline_and_the_first_working_day_after_it() -> None:
    last_day = dt.date(2025, 9, 19)  # Friday
    done = {1, 2, 3}
    assert rungs_due(DEFAULT_LADDER, last_day, done, dt.date(2025, 9, 19), SHIFT).send == DUE_TOMORROW  # still Friday
    saturday = rungs_due(DEFAULT_LADDER, last_day, done, dt.date(2025, 9, 20), SHIFT)
    assert saturday.send is None
    assert numbers(saturday.skipped) == [4]
    assert rungs_due(DEFAULT_LADDER, last_day, {*done, 4}, dt.date(2025, 9, 22), SHIFT).send == OVERDUE  # Monday


def test_a_rung_below_a_done_one_is_skipped() -> None:
    due = rungs_due(DEFAULT_LADDER, LAST_DAY, {1, 2, 3, 5}, dt.date(2025, 3, 20), SHIFT)  # Thursday
    assert due.send is None
    assert numbers(due.skipped) == [4]


def test_what_was_told_about_the_old_day_is_not_done_for_the_new_one_but_the_request_is() -> None:
    extended = dt.date(2025, 3, 31)  # Monday
    told = [(1, LAST_DAY), (2, LAST_DAY), (3, LAST_DAY), (4, LAST_DAY), (5, LAST_DAY)]
    assert rungs_told(DEFAULT_LADDER, told, LAST_DAY) == {1, 2, 3, 4, 5}
    assert rungs_told(DEFAULT_LADDER, told, extended) == {1}


def test_the_news_of_a_new_day_stands_in_for_the_rungs_that_have_come() -> None:
    extended = dt.date(2025, 3, 31)  # Monday; on Thursday 20 March, D+1 of the old day, D-7 of the new one has come
    covered = rungs_covered(DEFAULT_LADDER, extended, {1}, dt.date(2025, 3, 20), SHIFT)
    assert numbers(covered) == [2]
    done = {1, 2}
    assert rungs_due(DEFAULT_LADDER, extended, done, dt.date(2025, 3, 25), SHIFT).send is None  # Tuesday, D-4
    assert rungs_due(DEFAULT_LADDER, extended, done, dt.date(2025, 3, 26), SHIFT).send == SECOND_REMINDER  # Wednesday, D-3


def test_a_rung_beyond_the_calendar_stops_nothing_before_its_time() -> None:
    covered_until = dt.date(2025, 12, 31)  # Wednesday

    def shift(day: dt.date, working_days: int) -> dt.date:
        found = SHIFT(day, working_days)
        if found > covered_until:
            raise NotCovered("Lịch làm việc chưa có năm 2026.")
        return found

    last_day = dt.date(2025, 12, 24)  # Wednesday; D+3 is Monday 29/12, D+7 lies in 2026
    assert rungs_due(DEFAULT_LADDER, last_day, {1, 2, 3, 4, 5}, dt.date(2025, 12, 29), shift).send == TO_HEAD
    with pytest.raises(NotCovered):
        rungs_due(DEFAULT_LADDER, last_day, {1, 2, 3, 4, 5, 6}, dt.date(2025, 12, 31), shift)


class TestFitting:
    """A cycle that opens late: the agency is asked first, whatever the calendar says."""

    def test_a_cycle_opened_in_time_keeps_its_ladder(self) -> None:
        assert fit_ladder(DEFAULT_LADDER, LAST_DAY, dt.date(2025, 2, 26), SHIFT) == DEFAULT_LADDER  # Wednesday, D-15

    def test_opened_five_days_before_the_deadline(self) -> None:
        fitted = fit_ladder(DEFAULT_LADDER, LAST_DAY, dt.date(2025, 3, 12), SHIFT)  # Wednesday, D-5
        assert [(rung.number, rung.offset) for rung in fitted] == [(1, -5), (3, -3), (4, -1), (5, 1), (6, 3), (7, 7)]
        assert rungs_due(fitted, LAST_DAY, set(), dt.date(2025, 3, 12), SHIFT).send == fitted[0]

    def test_opened_on_a_day_off_the_request_waits_for_the_next_working_day(self) -> None:
        fitted = fit_ladder(DEFAULT_LADDER, LAST_DAY, dt.date(2025, 3, 15), SHIFT)  # Saturday
        assert rung_day(fitted[0], LAST_DAY, SHIFT) == dt.date(2025, 3, 17)  # Monday

    def test_opened_after_the_deadline(self) -> None:
        fitted = fit_ladder(DEFAULT_LADDER, LAST_DAY, dt.date(2025, 3, 21), SHIFT)  # Friday, D+2
        assert [(rung.kind, rung.offset) for rung in fitted] == [
            (NoticeKind.REQUEST, 2),
            (NoticeKind.ESCALATION_HEAD, 3),
            (NoticeKind.ESCALATION_LEADER, 7),
        ]

    def test_at_short_notice_the_request_goes_out_on_the_opening_day_though_its_own_is_far(self) -> None:
        opened = dt.date(2025, 2, 19)  # Wednesday, D-20
        fitted = fit_ladder(DEFAULT_LADDER, LAST_DAY, opened, SHIFT, at_once=True)
        assert rung_day(fitted[0], LAST_DAY, SHIFT) == opened
        assert fitted[1:] == DEFAULT_LADDER[1:]

    def test_a_ladder_without_a_request_is_left_alone(self) -> None:
        assert fit_ladder(DEFAULT_LADDER[1:], LAST_DAY, dt.date(2025, 3, 21), SHIFT) == DEFAULT_LADDER[1:]


class TestFrozen:
    """The ladder as it stands on a duty; what can't be read stops the duty rather than be taken for an empty ladder."""

    def test_it_comes_back_as_it_was(self) -> None:
        assert from_json(to_json(DEFAULT_LADDER)) == DEFAULT_LADDER
        assert to_json(DEFAULT_LADDER)[5] == {"number": 6, "offset": 3, "audience": "head", "kind": "escalation_head"}

    def test_steps_of_a_plan_are_numbered_in_order(self) -> None:
        assert make_ladder([(-2, "focal", "reminder"), (1, "head", "escalation_head")]) == (
            Rung(1, -2, Audience.FOCAL, NoticeKind.REMINDER),
            Rung(2, 1, Audience.HEAD, NoticeKind.ESCALATION_HEAD),
        )

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"audience": "chairman"}, "bậc 2.audience: không có giá trị này (giá trị “chairman”)"),
            ({"audience": ["focal"]}, "bậc 2.audience"),
            ({"kind": "shout"}, "bậc 2.kind: không có giá trị này (giá trị “shout”)"),
            ({"offset": "-7"}, "bậc 2.offset: không phải số nguyên (giá trị “-7”)"),
            ({"offset": True}, "bậc 2.offset"),
            ({"offset": -15}, "bậc 2: ngày của bậc phải tăng dần"),
            ({"number": 1}, "số của bậc phải tăng dần"),
            ({"colour": "red"}, "bậc 2: bậc đôn đốc không đúng cấu trúc"),
        ],
    )
    def test_a_wrong_rung_is_refused(self, change: dict[str, object], words: str) -> None:
        records: list[dict[str, object]] = [dict(record) for record in to_json(DEFAULT_LADDER)]
        records[1] |= change
        with pytest.raises(InvalidInput) as error:
            from_json(records)
        assert words in str(error.value)

    @pytest.mark.parametrize("value", [None, {}, "[]", [1], [{}], [{"number": 1}]])
    def test_what_is_no_ladder_is_refused(self, value: object) -> None:
        with pytest.raises(InvalidInput):
            from_json(value)

    def test_numbers_begin_at_one(self) -> None:
        with pytest.raises(InvalidInput, match="từ 1"):
            from_json([{"number": 0, "offset": 1, "audience": "focal", "kind": "overdue"}])

    def test_all_problems_are_told_at_once(self) -> None:
        records = [
            {"number": 1, "offset": -3, "audience": "x", "kind": "y"},
            {"number": "2", "offset": 1, "audience": "focal", "kind": "overdue"},
        ]
        with pytest.raises(InvalidInput) as error:
            from_json(records)
        assert len(error.value.problems) == 3
