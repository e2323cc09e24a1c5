"""When runs are opened: by the order of periods, whatever is edited in the meantime."""

from __future__ import annotations

import datetime as dt

import pendulum
import pytest
from airflow.exceptions import AirflowTimetableInvalid
from airflow.timetables.base import DagRunInfo, TimeRestriction
from airflow.utils.types import DagRunType

from danvan_workflow.orchestration.timetable import CycleMark, CycleTimetable

VIETNAM = dt.timezone(dt.timedelta(hours=7))
EVER = TimeRestriction(earliest=None, latest=None, catchup=True)
NOW_ONLY = TimeRestriction(earliest=None, latest=None, catchup=False)


def mark(key: str, period_end: dt.date, opens: dt.date, last_day: dt.date) -> CycleMark:
    return CycleMark(key, f"Kỳ {key}", period_end, dt.datetime.combine(opens, dt.time(8), VIETNAM), last_day)


Q1 = mark("2025-q1", dt.date(2025, 3, 14), dt.date(2025, 2, 26), dt.date(2025, 3, 19))
SIX = mark("2025-6m", dt.date(2025, 6, 14), dt.date(2025, 5, 29), dt.date(2025, 6, 19))
NINE = mark("2025-9m", dt.date(2025, 9, 14), dt.date(2025, 8, 27), dt.date(2025, 9, 19))
YEAR = mark("2025-annual", dt.date(2025, 12, 14), dt.date(2025, 11, 3), dt.date(2025, 11, 24))


def keys(timetable: CycleTimetable, last: DagRunInfo | None = None, restriction: TimeRestriction = EVER) -> list[str | None]:
    """The keys that Airflow would open, one after the other."""
    found = []
    while last := timetable.next_dagrun_info_v2(last_dagrun_info=last, restriction=restriction):
        found.append(last.partition_key)
    return found


def run_of(cycle: CycleMark) -> DagRunInfo:
    """What Airflow remembers of a cycle's run."""
    end = pendulum.datetime(cycle.period_end.year, cycle.period_end.month, cycle.period_end.day)
    return DagRunInfo(pendulum.instance(cycle.opens_at), None, end, cycle.key)


def test_it_opens_every_cycle_once_in_the_order_of_periods_and_then_nothing() -> None:
    assert keys(CycleTimetable([YEAR, SIX, Q1, NINE])) == ["2025-q1", "2025-6m", "2025-9m", "2025-annual"]


def test_a_run_begins_at_the_opening_without_a_data_interval() -> None:
    info = CycleTimetable([Q1]).next_dagrun_info_v2(last_dagrun_info=None, restriction=EVER)
    assert info is not None
    assert info.run_after == pendulum.datetime(2025, 2, 26, 1)  # Wed 26/02/2025 08:00 in Vietnam
    assert info.data_interval is None
    assert info.logical_date is None


def test_an_opening_moved_behind_the_next_one_opens_no_cycle_twice() -> None:
    late = mark("2025-q1", Q1.period_end, dt.date(2025, 6, 10), Q1.last_day)
    assert keys(CycleTimetable([late, SIX, NINE]), run_of(Q1)) == ["2025-6m", "2025-9m"]


def test_a_cycle_that_left_the_plan_is_placed_by_the_end_of_its_period() -> None:
    assert keys(CycleTimetable([Q1, NINE, YEAR]), run_of(SIX)) == ["2025-9m", "2025-annual"]


def test_a_cycle_added_before_the_last_run_is_left_to_people() -> None:
    assert keys(CycleTimetable([Q1, SIX, NINE]), run_of(SIX)) == ["2025-9m"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-03-19T23:59:59+07:00", ["2025-q1", "2025-6m"]),  # Wed 19/3/2025, the last second of the last day
        ("2025-03-20T00:00:00+07:00", ["2025-6m"]),  # Thu 20/3/2025
        ("2025-06-20T00:00:00+07:00", []),  # Fri 20/6/2025
    ],
)
def test_a_cycle_opens_late_but_not_after_its_last_day(moment: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pendulum, "now", lambda _zone: pendulum.parse(moment))
    assert keys(CycleTimetable([Q1, SIX]), restriction=NOW_ONLY) == expected


def test_nothing_opens_behind_the_end_of_the_dag() -> None:
    until = TimeRestriction(earliest=None, latest=pendulum.datetime(2025, 6, 1), catchup=True)
    assert keys(CycleTimetable([Q1, SIX, NINE]), restriction=until) == ["2025-q1", "2025-6m"]


def test_run_ids_of_the_schedule_are_the_keys_and_others_never_collide_with_them() -> None:
    timetable = CycleTimetable([Q1])
    named = {
        kind: timetable.generate_run_id(run_type=kind, run_after=pendulum.now("UTC"), data_interval=None, partition_key="2025-q1")
        for kind in (DagRunType.SCHEDULED, DagRunType.BACKFILL_JOB, DagRunType.MANUAL)
    }
    assert named[DagRunType.SCHEDULED] == "scheduled__2025-q1"
    assert named[DagRunType.BACKFILL_JOB].startswith("backfill__2025-q1__")
    assert named[DagRunType.MANUAL].startswith("manual__2025-q1__")


def test_two_cycles_with_one_key_are_refused() -> None:
    with pytest.raises(AirflowTimetableInvalid, match="2025-q1"):
        CycleTimetable([Q1, mark("2025-q1", NINE.period_end, dt.date(2025, 8, 1), NINE.last_day)]).validate()


def test_what_airflow_stores_gives_the_same_timetable_back() -> None:
    timetable = CycleTimetable([Q1, SIX, NINE, YEAR], "Theo kế hoạch")
    again = CycleTimetable.deserialize(timetable.serialize())
    assert again.cycles == timetable.cycles
    assert again.summary == "Theo kế hoạch"


def test_a_backfill_takes_the_cycles_whose_period_ends_in_its_window() -> None:
    window = {"earliest": pendulum.datetime(2025, 6, 14), "latest": pendulum.datetime(2025, 9, 14)}
    infos = CycleTimetable([Q1, SIX, NINE, YEAR]).iter_partition_dagrun_infos(**window)
    assert [info.partition_key for info in infos] == ["2025-6m", "2025-9m"]
