"""The state of a duty: one word, and whether it was in time."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan_workflow.duty.states import DutyState, DutyStatus, VersionFacts, duty_status
from danvan_workflow.statutory.deadline import VIETNAM

LAST_DAY = dt.date(2025, 3, 19)  # Wed, “trước ngày 20/3/2025”
END = dt.datetime(2025, 3, 20, tzinfo=VIETNAM)
SECOND = dt.timedelta(seconds=1)


def version(
    sent_at: dt.datetime = END - SECOND, *, complete: bool = True, errors: int = 0, returned: bool = False
) -> VersionFacts:
    return VersionFacts(sent_at, complete, errors, returned)


@pytest.mark.parametrize(
    ("versions", "state"),
    [
        ((), DutyState.MISSING),
        ((version(),), DutyState.ACCEPTED),
        ((version(complete=False),), DutyState.INCOMPLETE),
        ((version(errors=2),), DutyState.WRONG),
        ((version(complete=False, errors=2),), DutyState.INCOMPLETE),
        ((version(returned=True),), DutyState.RETURNED),
        ((version(errors=2), version()), DutyState.ACCEPTED),
        ((version(), version(complete=False)), DutyState.INCOMPLETE),
        ((version(returned=True), version()), DutyState.ACCEPTED),
    ],
)
def test_the_newest_version_decides(versions: tuple[VersionFacts, ...], state: DutyState) -> None:
    assert duty_status(LAST_DAY, versions, END - SECOND).state is state


@pytest.mark.parametrize(("sent_at", "on_time"), [(END - SECOND, True), (END, False), (END + SECOND, False)])
def test_in_time_until_midnight_of_the_last_day(sent_at: dt.datetime, on_time: bool) -> None:
    assert duty_status(LAST_DAY, (version(sent_at),), END + dt.timedelta(3)).on_time is on_time


def test_midnight_is_that_of_vietnam() -> None:
    evening = dt.datetime(2025, 3, 19, 16, 59, 59, tzinfo=dt.UTC)  # 23:59:59 in Hà Nội
    assert duty_status(LAST_DAY, (version(evening),), END).on_time is True
    assert duty_status(LAST_DAY, (version(evening + SECOND),), END).on_time is False


def test_the_first_version_decides_who_is_late() -> None:
    assert duty_status(LAST_DAY, (version(END - SECOND), version(END + SECOND)), END).on_time is True
    assert duty_status(LAST_DAY, (version(END), version(END + SECOND)), END).on_time is False
    assert duty_status(LAST_DAY, (), END).on_time is None


@pytest.mark.parametrize(("now", "overdue"), [(END - SECOND, False), (END, True), (END + SECOND, True)])
def test_what_is_open_is_overdue_from_midnight(now: dt.datetime, overdue: bool) -> None:
    assert duty_status(LAST_DAY, (), now).overdue is overdue
    assert duty_status(LAST_DAY, (version(complete=False),), now).overdue is overdue
    assert duty_status(LAST_DAY, (version(),), now).overdue is False


def test_exempt_and_passed_on_duties_are_open_no_more() -> None:
    exempt = duty_status(LAST_DAY, (), END, exempt=True)
    passed = duty_status(LAST_DAY, (), END, passed_on=True)
    assert (exempt, passed) == (DutyStatus(DutyState.EXEMPT, None, False), DutyStatus(DutyState.PASSED_ON, None, False))
    assert not exempt.state.is_open
    assert not passed.state.is_open


def test_what_was_sent_before_passing_on_still_stands() -> None:
    assert duty_status(LAST_DAY, (version(),), END, passed_on=True).state is DutyState.ACCEPTED


def test_labels_are_the_words_of_the_office() -> None:
    assert [state.label for state in DutyState] == ["chưa gửi", "thiếu", "sai", "trả lại", "đã gửi", "miễn", "đã chuyển giao"]


MOMENTS = st.timedeltas(dt.timedelta(-40), dt.timedelta(40)).map(lambda distance: END + distance)
VERSIONS = st.lists(st.builds(VersionFacts, MOMENTS, st.booleans(), st.integers(0, 3), st.booleans()), max_size=4).map(
    lambda versions: tuple(sorted(versions, key=lambda v: v.sent_at))
)


@given(VERSIONS, MOMENTS, st.booleans(), st.booleans())
def test_a_duty_is_sent_open_or_apart_and_only_open_ones_are_overdue(
    versions: tuple[VersionFacts, ...], now: dt.datetime, exempt: bool, passed_on: bool
) -> None:
    status = duty_status(LAST_DAY, versions, now, exempt=exempt, passed_on=passed_on)
    assert status.state.is_sent == (bool(versions) and not exempt)
    assert status.state.is_open or status.state in (DutyState.ACCEPTED, DutyState.EXEMPT, DutyState.PASSED_ON)
    assert not status.overdue or (status.state.is_open and now >= END)
    assert (status.on_time is None) == (not versions)
