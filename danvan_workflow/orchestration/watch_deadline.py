"""Airflow's own alarm for the end of a collector's due day: an operations alarm beside the daily run, never a reminder.

Airflow works the moment out once, when a run is created, in the scheduler: so it is made of plain values that come with the DAG
and asks no database of ours. What was moved or finished since is looked at when the alarm goes off: then it stays silent.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from airflow.sdk.definitions.callback import AsyncCallback  # not in the typed face of airflow.sdk
from airflow.sdk.definitions.deadline import BaseDeadlineReference, DeadlineAlert

from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock, is_replay
from danvan_workflow.orchestration.connections import current_settings
from danvan_workflow.plan.cycle_id import key_of
from danvan_workflow.plan.schedule import PlannedCycle
from danvan_workflow.settings import read_settings
from danvan_workflow.statutory.deadline import deadline_moment

if TYPE_CHECKING:  # of Airflow's own database, which the scheduler alone has
    from airflow.models import DagRun
    from sqlalchemy.orm import Session

CALLBACK = "danvan_workflow.orchestration.watch_deadline.collector_day_ended"

log = logging.getLogger(__name__)


@dataclass
class CollectorDayEnds(BaseDeadlineReference):
    """24:00 of the collector's own due day of the run's cycle, by cycle key. Airflow stores the import path: do not move it.

    None, hence no alarm, for a replay, for a day that was over when the run was created, and for a cycle the plan doesn't name.
    """

    ends: dict[str, str] = field(default_factory=dict)
    required_kwargs = frozenset({"dag_id", "run_id"})

    def _evaluate_with(self, *, session: Session, dag_id: str, run_id: str) -> dt.datetime | None:
        """Called in the scheduler: whatever goes wrong here must not keep the run from being created."""
        try:
            return self._end(_run(session, dag_id, run_id))
        except Exception:
            log.exception("No deadline for %s %s", dag_id, run_id)
            return None

    def _end(self, run: DagRun) -> dt.datetime | None:
        conf = run.conf or {}
        if is_replay(conf.get("replay")):
            return None
        end = self.ends.get(_key(conf, run.partition_key))
        moment = dt.datetime.fromisoformat(end) if end else None
        return moment if moment and moment > RunClock.wall() else None

    def serialize_reference(self) -> dict[str, object]:
        """As Airflow stores it with the DAG."""
        return {"reference_type": self.reference_name, "ends": self.ends}

    @classmethod
    def deserialize_reference(cls, reference_data: dict[str, Any]) -> CollectorDayEnds:
        """The reference that `serialize_reference` wrote."""
        return cls(ends=dict(reference_data.get("ends", {})))


def collector_alarm(prefix: str, cycles: Sequence[PlannedCycle]) -> DeadlineAlert | None:
    """The alarm of an obligation's DAG, where DANVAN_DEADLINE_ALERTS=1 asks for it; `prefix` makes a full cycle id of a key."""
    if not cycles or not read_settings(os.environ).deadline_alerts:
        return None
    ends = {cycle.key: deadline_moment(cycle.collector_due_on).isoformat() for cycle in cycles}
    return DeadlineAlert(
        reference=CollectorDayEnds(ends),
        interval=dt.timedelta(0),
        # in the triggerer: Airflow 3.3 denies every Connection to a callback that an executor runs
        callback=AsyncCallback(CALLBACK, kwargs={"prefix": prefix}),
        name="Hạn của cơ quan tổng hợp",
    )


async def collector_day_ended(prefix: str, context: Mapping[str, Any]) -> None:
    """The day is over and the run hasn't succeeded: say so by mail, unless the report was issued or the day was moved."""
    run = context["dag_run"]
    await asyncio.to_thread(_tell, prefix + _key(run.get("conf") or {}, run.get("partition_key")))


def _tell(cycle_id: str) -> None:
    result = acts.services.alert_overdue(acts.open_runtime(current_settings()), cycle_id, RunClock.wall())
    log.info("Hết hạn tổng hợp của kỳ %s: đã gửi %s thư báo động", cycle_id, result.sent)
    for problem in result.problems:
        log.warning("%s", problem)


def _run(session: Session, dag_id: str, run_id: str) -> DagRun:
    from airflow.models import DagRun
    from sqlalchemy import select

    return session.scalars(select(DagRun).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id)).one()


def _key(conf: Mapping[str, object], partition_key: str | None) -> str:
    """The cycle's key within its obligation."""
    return key_of(str(conf.get("cycle_id") or partition_key or ""))
