"""The rows of the grid, one milestone each, and what each of them does."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Unpack

from airflow.sdk.exceptions import AirflowSkipException

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.errors import Refused, ResourceError, SourceUnavailable
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock
from danvan_workflow.orchestration.dag.arguments import StepArguments, TriggerArguments
from danvan_workflow.orchestration.dag.handed_on import Approved, Consolidated
from danvan_workflow.orchestration.dag.step import NOT_OPENED, MilestoneRow, RunRow
from danvan_workflow.orchestration.moments import (
    CONSOLIDATE,
    DUE,
    frozen_name,
    rung_name,
    rung_number,
    why_not_send,
)
from danvan_workflow.plan.cycle_id import key_of

if TYPE_CHECKING:  # importing them loads SQLAlchemy or all of Airflow's SDK, which parsing a DAG file must not
    from airflow.sdk import Context

    from danvan_workflow.services.cycle.moments import CycleMoments
    from danvan_workflow.services.runtime import Runtime


class SomeNotSent(ResourceError):
    """Part of a rung's letters did not leave; a retry sends only those."""


class OpenCycle(RunRow):
    """Mở kỳ. `openings` gives the planned opening by cycle key; an ad hoc cycle has one in the database alone."""

    milestone = "open"

    def __init__(self, *, openings: dict[str, str], **step: Unpack[StepArguments]) -> None:
        super().__init__(**step)
        self.openings = openings

    def planned(self, runtime: Runtime) -> dt.datetime:
        """A cycle of the plan isn't in the database yet."""
        planned = self.openings.get(key_of(self.cycle_id))
        return dt.datetime.fromisoformat(planned) if planned else self.moments(runtime).opens_at

    def explain_unopened(self, runtime: Runtime) -> None:
        """Here the reason itself is shown."""

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> None:
        """Freeze the roll and the ladder; a second opening changes nothing."""
        acts.services.open_cycle(runtime, self.cycle_id, now)


class SendRung(MilestoneRow):
    """One rung of the ladder: learn who has sent since, then tell those who are missing.

    `number` is the rung's place in the plan's file of today, `offset` its distance from the last day, by which the rung is found
    in the ladder that was frozen with the cycle.
    """

    def __init__(self, *, number: int, offset: int | None = None, **step: Unpack[StepArguments]) -> None:
        self.offset = offset
        # about an hour: what hasn't left by then leaves with the next rung, and the report must not wait for it
        for_an_hour: StepArguments = {"retries": 8, **step}
        super().__init__(moment=rung_name(number), **for_an_hour)

    def _trigger_kwargs(self) -> TriggerArguments:
        return {**super()._trigger_kwargs(), "offset": self.offset}

    def frozen(self, moments: CycleMoments) -> str:
        """The rung under the frozen ladder's number."""
        return frozen_name(moments, self.moment, self.offset)

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> dict[str, int]:
        """Returns how many letters left and how many were not needed."""
        acts.services.pass_on_duties(runtime, self.cycle_id, now)
        self._take_in(runtime, now)
        number = rung_number(self.moment)
        if reason := why_not_send(self.moments(runtime), number, now):
            raise AirflowSkipException(reason)
        result = acts.services.send_rung(runtime, self.cycle_id, number, now)
        if result.failed:
            raise SomeNotSent(f"{result.failed} thư chưa gửi được, {result.sent} thư đã gửi; lần thử sau chỉ gửi thư còn lại.")
        if not result.sent:
            raise AirflowSkipException(f"Không có thư nào gửi ở mốc này{': ' if result.why else ''}{result.why}.")
        return {"sent": result.sent, "skipped": result.skipped}

    def _take_in(self, runtime: Runtime, now: dt.datetime) -> None:
        """A source that is away must not hold up the letters: better one reminder too many than none."""
        try:
            acts.services.collect(runtime, self.cycle_id, now)
            acts.services.assess(runtime, self.cycle_id, now)
        except SourceUnavailable as error:
            self.log.warning("Chưa thu thập được trước khi nhắc: %s", error)


class DueDay(MilestoneRow):
    """Hạn nộp: a row of its own, so that everybody sees when the deadline passed."""

    def __init__(self, **step: Unpack[StepArguments]) -> None:
        super().__init__(moment=DUE, **step)

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> None:
        """Pass duties on to successors before it is measured who is late."""
        acts.services.pass_on_duties(runtime, self.cycle_id, now)


class Collect(RunRow):
    """Thu thập và kiểm tra: take in what the sources hold and run the rules on it."""

    milestone = "collect"

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> None:
        """Both services store what they find."""
        acts.services.collect(runtime, self.cycle_id, now)
        acts.services.assess(runtime, self.cycle_id, now)


class Consolidate(MilestoneRow):
    """Tổng hợp: at the collector's own moment, or as soon as everyone is in."""

    def __init__(self, **step: Unpack[StepArguments]) -> None:
        super().__init__(moment=CONSOLIDATE, **step)

    def explain_unopened(self, runtime: Runtime) -> None:
        """Here the run fails: its end must not look like a success."""
        try:
            super().explain_unopened(runtime)
        except AirflowSkipException:
            raise Refused(NOT_OPENED) from None

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> Consolidated:
        """Returns the snapshot's name and its files."""
        skip_if_issued(runtime, self.cycle_id)
        return consolidated(runtime, self.cycle_id, now)


class Issue(RunRow):
    """Phát hành the very snapshot that was approved."""

    moment = CONSOLIDATE
    milestone = "issue"

    def __init__(self, *, approval_task: str, **step: Unpack[StepArguments]) -> None:
        super().__init__(**step)
        self.approval_task = approval_task

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> None:
        """The snapshot's name comes with the approval."""
        approved: Approved = context["ti"].xcom_pull(task_ids=self.approval_task)
        acts.services.issue_report(runtime, self.cycle_id, approved["snapshot_id"], now)


def skip_if_issued(runtime: Runtime, cycle_id: str) -> None:
    """A run of a cycle that is over finds everything done."""
    if acts.services.cycle_status(runtime, cycle_id, RunClock.wall()).state is CycleState.ISSUED:
        raise AirflowSkipException("Báo cáo của kỳ này đã phát hành.")


def consolidated(runtime: Runtime, cycle_id: str, now: dt.datetime, *, collect: bool = True) -> Consolidated:
    """Collect what came in meanwhile and consolidate; the same input gives the same snapshot."""
    acts.services.pass_on_duties(runtime, cycle_id, now)
    if collect:
        acts.services.collect(runtime, cycle_id, now)
    acts.services.assess(runtime, cycle_id, now)
    result = acts.services.consolidate_cycle(runtime, cycle_id, now)
    files = [str(file) for file in acts.services.write_drafts(runtime, result.snapshot_id)]
    return {"snapshot_id": result.snapshot_id, "sha256": result.sha256, "files": files}
