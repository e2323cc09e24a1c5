"""Waiting without a worker: a milestone's moment, read anew at every poll, or the completeness of the cycle."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from airflow.triggers.base import BaseTrigger, TriggerEvent

from danvan_workflow.errors import DanvanError
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock, is_replay
from danvan_workflow.orchestration.connections import current_settings
from danvan_workflow.orchestration.moments import frozen_name, moment_of
from danvan_workflow.settings import Settings

if TYPE_CHECKING:  # importing them loads SQLAlchemy, which parsing a DAG file must not
    from danvan_workflow.services.cycle.moments import CycleMoments
    from danvan_workflow.services.runtime import Runtime

TRIGGER_PATH = "danvan_workflow.orchestration.trigger.MomentTrigger"
# How often a wait looks whether its moment has moved; fewer looks for a database that serves many provinces.
POLL_SECONDS = float(os.environ.get("DANVAN_POLL_SECONDS") or 60)


class MomentTrigger(BaseTrigger):
    """Fires at the moment `moment` of the cycle, or as soon as the cycle is complete, or at once in a replay.

    A database that is away is waited for: a trigger that raises would fail the milestone. An answer that waiting can't change
    (no such cycle) fires too, so that the task itself meets the error and shows it.
    `offset` names a rung by its distance from the last day, which outlives a change of the plan's file.
    Airflow stores the path and the arguments of waiting triggers for weeks: an argument that another version knows is ignored.
    """

    def __init__(
        self,
        cycle_id: str,
        moment: str,
        replay: object = "",
        poll_seconds: float = POLL_SECONDS,
        offset: int | None = None,
        **_of_other_versions: object,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.cycle_id, self.moment, self.replay, self.poll_seconds, self.offset = cycle_id, moment, replay, poll_seconds, offset

    def serialize(self) -> tuple[str, dict[str, object]]:
        """Path and arguments, as Airflow stores them."""
        names = ("cycle_id", "moment", "replay", "poll_seconds", "offset")
        return TRIGGER_PATH, {name: getattr(self, name) for name in names}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yields one event and ends."""
        while not is_replay(self.replay):
            wait = await self._seconds_left()
            if wait <= 0:
                break
            await asyncio.sleep(min(wait, float(self.poll_seconds)))
        yield TriggerEvent({"cycle_id": self.cycle_id, "moment": self.moment})  # type: ignore[no-untyped-call]

    async def _seconds_left(self) -> float:
        """Seconds until the milestone may act: 0 when it may, a poll's length when nobody can say."""
        try:
            moments = await asyncio.to_thread(self._read)
            return seconds_left(moments, frozen_name(moments, self.moment, self.offset), RunClock.wall())
        except Exception as error:
            if isinstance(error, DanvanError) and error.permanent:
                return 0.0
            self.log.warning("Chưa đọc được kỳ %s (%s: %s), sẽ thử lại", self.cycle_id, type(error).__name__, error)
            return float(self.poll_seconds)

    def _read(self) -> CycleMoments:
        return acts.services.cycle_moments(_runtime(current_settings()), self.cycle_id)


_runtimes: dict[str, Runtime] = {}


def _runtime(settings: Settings) -> Runtime:
    """One runtime for each database, hence one pool of connections for all the waiting of a triggerer."""
    if settings.database_url not in _runtimes:
        _runtimes[settings.database_url] = acts.open_runtime(settings)
    return _runtimes[settings.database_url]


def seconds_left(moments: CycleMoments, name: str, now: dt.datetime) -> float:
    """Seconds until the milestone may act; not above 0 when it may."""
    return 0.0 if moments.complete else (moment_of(moments, name) - now).total_seconds()
