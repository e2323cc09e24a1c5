"""When Airflow opens the runs of an obligation: one run per cycle, on the cycle's own opening day.

Measured on Airflow 3.3.2, and the reason for the shape: cycles of one year share the first day of their data period, so they
cannot be told apart by a data interval; and a second run with the same run id stops the scheduler for good. Hence a partitioned
timetable that goes on by the ORDER of periods after the last run's key, never by time: an opening day may be edited later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pendulum
from airflow.exceptions import AirflowTimetableInvalid
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable

from danvan_workflow.statutory.deadline import deadline_moment

if TYPE_CHECKING:  # the name of a type alone
    from airflow.utils.types import DagRunType


@dataclass(frozen=True, slots=True)
class CycleMark:
    """What scheduling needs to know of a cycle: plain values, because Airflow stores them with the DAG.

    `period_end` orders the cycles; `last_day` is the last admissible day of delivery.
    """

    key: str
    label: str
    period_end: dt.date
    opens_at: dt.datetime
    last_day: dt.date

    @property
    def order(self) -> tuple[dt.date, str]:
        """Where the cycle stands among its siblings."""
        return self.period_end, self.key

    @property
    def closes_at(self) -> dt.datetime:
        """The first moment that is too late."""
        return deadline_moment(self.last_day)

    def as_json(self) -> dict[str, str]:
        """The mark as Airflow keeps it."""
        return {
            "key": self.key,
            "label": self.label,
            "period_end": self.period_end.isoformat(),
            "opens_at": self.opens_at.isoformat(),
            "last_day": self.last_day.isoformat(),
        }

    @classmethod
    def from_json(cls, data: dict[str, str]) -> CycleMark:
        """The mark that `as_json` wrote."""
        return cls(
            key=data["key"],
            label=data["label"],
            period_end=dt.date.fromisoformat(data["period_end"]),
            opens_at=dt.datetime.fromisoformat(data["opens_at"]),
            last_day=dt.date.fromisoformat(data["last_day"]),
        )


class CycleTimetable(Timetable):
    """One run per cycle, opened on its opening day; the partition key is the cycle's key, the run id `scheduled__<key>`.

    The import path of this class is stored in Airflow's database with every DAG: do not move it.
    """

    partitioned = True

    def __init__(self, cycles: Iterable[CycleMark], title: str = "Kỳ báo cáo") -> None:
        self.cycles = tuple(sorted(cycles, key=lambda cycle: cycle.order))
        self.title = title
        self.description = f"{title}: " + ", ".join(cycle.label for cycle in self.cycles)

    @property
    def summary(self) -> str:
        """What the DAG list shows in its column of schedules."""
        return self.title

    def serialize(self) -> dict[str, object]:
        """The whole calendar: a changed calendar is a new version of the DAG."""
        return {"cycles": [cycle.as_json() for cycle in self.cycles], "title": self.title}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> CycleTimetable:
        """The timetable that `serialize` wrote."""
        return cls([CycleMark.from_json(cycle) for cycle in data["cycles"]], data["title"])

    def validate(self) -> None:
        """Refuse two cycles with one key: their runs would have one run id."""
        keys = [cycle.key for cycle in self.cycles]
        doubled = sorted({key for key in keys if keys.count(key) > 1})
        if doubled:
            raise AirflowTimetableInvalid(f"Mã kỳ bị trùng: {', '.join(doubled)}")

    def infer_manual_data_interval(  # type: ignore[override]  # partitioned timetables of Airflow itself return None
        self, *, run_after: pendulum.DateTime
    ) -> None:
        """None: a cycle has a partition key in place of a data interval."""

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Airflow's older question, which knows no keys and hence can't be answered; Airflow 3.2 and later ask the other one."""
        raise NotImplementedError("next_dagrun_info_v2")

    def next_dagrun_info_v2(self, *, last_dagrun_info: DagRunInfo | None, restriction: TimeRestriction) -> DagRunInfo | None:
        """The first cycle after the last run's that may still be opened; None when there is none left."""
        for cycle in self._after(last_dagrun_info):
            if restriction.latest and cycle.opens_at > restriction.latest:
                return None
            if self._may_open(cycle, restriction):
                return _info(cycle)
        return None

    def _after(self, last: DagRunInfo | None) -> Iterable[CycleMark]:
        """Cycles behind the last run's. A key that has left the plan is placed by the period end stored with its run."""
        if last is None:
            return self.cycles
        known = self._find(last.partition_key)
        if known:
            return [cycle for cycle in self.cycles if cycle.order > known.order]
        if last.partition_date is None:
            return self.cycles
        floor = last.partition_date.date(), last.partition_key or ""
        return [cycle for cycle in self.cycles if cycle.order > floor]

    def _may_open(self, cycle: CycleMark, restriction: TimeRestriction) -> bool:
        """A cycle opens late as long as its last day is not over; a past one only with catch-up."""
        if restriction.earliest and cycle.opens_at < restriction.earliest:
            return False
        return bool(restriction.catchup) or pendulum.now("UTC") < cycle.closes_at

    def iter_partition_dagrun_infos(self, *, earliest: dt.datetime, latest: dt.datetime) -> Iterable[DagRunInfo]:
        """The cycles whose period ends between the two moments, for a backfill."""
        for cycle in self.cycles:
            if earliest <= _period_end(cycle) <= latest:
                yield _info(cycle)

    def _decode_partition_date(self, partition_key: str) -> dt.datetime | None:
        cycle = self._find(partition_key)
        return _period_end(cycle) if cycle else None

    def _find(self, key: str | None) -> CycleMark | None:
        return next((cycle for cycle in self.cycles if cycle.key == key), None)

    def generate_run_id(
        self, *, run_type: DagRunType, run_after: pendulum.DateTime, data_interval: DataInterval | None, **extra: object
    ) -> str:
        """`scheduled__<key>`, a prefix that Airflow keeps for itself; runs of any other kind get a moment behind the key."""
        key = extra.get("partition_key")
        if not key:
            return super().generate_run_id(run_type=run_type, run_after=run_after, data_interval=data_interval, **extra)
        if run_type.value == "scheduled":
            return f"scheduled__{key}"
        return f"{run_type.value}__{key}__{pendulum.now('UTC').format('YYYYMMDDTHHmmss.SSS')}"


def _period_end(cycle: CycleMark) -> pendulum.DateTime:
    """The period's end in UTC, so that its date survives every conversion."""
    return pendulum.datetime(cycle.period_end.year, cycle.period_end.month, cycle.period_end.day, tz="UTC")


def _info(cycle: CycleMark) -> DagRunInfo:
    return DagRunInfo(
        run_after=pendulum.instance(cycle.opens_at).in_timezone("UTC"),
        data_interval=None,
        partition_date=_period_end(cycle),
        partition_key=cycle.key,
    )
