"""What every row of a run has in common: it waits without a worker, finds out what `now` is, calls a service, notes how it ended.

Everything here may run twice (retry, cleared task, second run of a cycle): the services do nothing twice.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Unpack

from airflow.sdk import BaseOperator
from airflow.sdk.definitions.retry_policy import RetryDecision, RetryPolicy
from airflow.sdk.exceptions import AirflowSkipException
from airflow.triggers.base import StartTriggerArgs

from danvan_workflow.duty.milestones import Outcome
from danvan_workflow.errors import DanvanError, ResourceError, UnknownName
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock, run_clock
from danvan_workflow.orchestration.connections import current_settings
from danvan_workflow.orchestration.dag.arguments import Patience, RowArguments, StepArguments, TriggerArguments
from danvan_workflow.orchestration.moments import DUE, moment_of
from danvan_workflow.orchestration.trigger import POLL_SECONDS, TRIGGER_PATH, MomentTrigger, seconds_left

if TYPE_CHECKING:  # importing them loads SQLAlchemy or all of Airflow's SDK, which parsing a DAG file must not
    from airflow.sdk import Context

    from danvan_workflow.services.cycle.moments import CycleMoments
    from danvan_workflow.services.runtime import Runtime

log = logging.getLogger(__name__)
REPLAY = "{{ (dag_run.conf or {}).get('replay', '') }}"
FAULT_TRIES = 3
NOT_OPENED = "Kỳ chưa mở được nên chưa có việc ở mốc này; xem nhật ký của hàng “Mở kỳ”, sửa rồi chạy lại từ hàng đó."


# 15 s, 30 s, … at most an hour: about half a day in all
RETRIES: Patience = {
    "retries": 18,
    "retry_delay": dt.timedelta(seconds=15),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": dt.timedelta(hours=1),
}


class PatienceByCause(RetryPolicy):
    """Wait for machines, not for people: what a person must mend fails at once, a fault of ours after three tries."""

    def evaluate(
        self, exception: BaseException, try_number: int, max_tries: int, context: Context | None = None
    ) -> RetryDecision:
        """A resource that is away is tried again for as long as the task allows."""
        if isinstance(exception, ResourceError):
            return RetryDecision.default()
        if isinstance(exception, DanvanError) or try_number >= FAULT_TRIES:
            return RetryDecision.fail(str(exception))
        return RetryDecision.default()


def patient(row: RowArguments) -> RowArguments:
    """The arguments of a row, with the patience that it doesn't set itself."""
    return {**RETRIES, "retry_policy": PatienceByCause(), **row}


@contextmanager
def noted(runtime: Runtime, cycle_id: str, milestone: str, now: dt.datetime, run: str) -> Iterator[None]:
    """Keep with the cycle how a row ended; an end that can't be kept must not change how the row ended."""
    note = partial(_note, runtime, cycle_id, milestone, now, run)
    try:
        yield
    except AirflowSkipException as skipped:
        note(Outcome.SKIPPED, str(skipped))
        raise
    except Exception as error:
        note(Outcome.FAILED, str(error) if isinstance(error, DanvanError) else type(error).__name__)
        raise
    note(Outcome.DONE, "")


def _note(runtime: Runtime, cycle_id: str, milestone: str, now: dt.datetime, run: str, outcome: Outcome, why: str) -> None:
    try:
        acts.services.note_milestone(runtime, cycle_id, milestone, outcome, now, why=why, run=run)
    except Exception as error:
        log.warning("Chưa ghi được mốc %s của kỳ %s: %s", milestone, cycle_id, type(error).__name__)


class RunRow(BaseOperator):
    """A task that acts as soon as its turn comes. `moment` is what `now` means in a replay."""

    template_fields = ("cycle_id", "replay")
    moment = DUE

    def __init__(self, *, cycle_id: str, replay: str = REPLAY, **row: Unpack[RowArguments]) -> None:
        super().__init__(**patient(row))
        self.cycle_id = cycle_id
        self.replay = replay

    def execute(self, context: Context) -> object:
        """Open the runtime, find out what `now` is, act."""
        settings = current_settings()
        clock = run_clock(context["dag_run"].conf, settings.mail)
        runtime = acts.open_runtime(settings)
        try:
            now = clock.at(lambda: acts.services.not_before(runtime, self.cycle_id, self.planned(runtime)))
            with noted(runtime, self.cycle_id, self.milestone, now, context["dag_run"].run_id):
                return self.act(runtime, now, context)
        except UnknownName:
            self.explain_unopened(runtime)
            raise

    def explain_unopened(self, runtime: Runtime) -> None:
        """Where the opening failed the later rows have nothing to do: one red row is read, twelve are not."""
        try:
            self.moments(runtime)
        except UnknownName:
            raise AirflowSkipException(NOT_OPENED) from None

    @property
    def milestone(self) -> str:
        """The name under which the cycle's time line keeps what this row did."""
        return self.moment

    def planned(self, runtime: Runtime) -> dt.datetime:
        """The moment that the plan foresees for this task."""
        return moment_of(self.moments(runtime), self.moment)

    def moments(self, runtime: Runtime) -> CycleMoments:
        """The cycle's moments, as the database has them now."""
        return acts.services.cycle_moments(runtime, self.cycle_id)

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> object:
        """What the task does."""
        raise NotImplementedError


class MilestoneRow(RunRow):
    """A step that waits for its moment or for completeness. The trigger starts it, so that no worker is ever held."""

    start_from_trigger = True

    def __init__(self, *, moment: str, poll_seconds: float = POLL_SECONDS, **step: Unpack[StepArguments]) -> None:
        whatever_came: StepArguments = {"trigger_rule": "all_done", **step}
        super().__init__(**whatever_came)
        self.moment = moment
        self.poll_seconds = poll_seconds
        self.start_trigger_args = StartTriggerArgs(
            trigger_cls=TRIGGER_PATH, trigger_kwargs=dict(self._trigger_kwargs()), next_method="act_now"
        )

    def _trigger_kwargs(self) -> TriggerArguments:
        return {"cycle_id": self.cycle_id, "moment": self.moment, "replay": self.replay, "poll_seconds": self.poll_seconds}

    def execute(self, context: Context) -> object:
        """Reached where nobody starts triggers (`dag.test`)."""
        return self.act_now(context)

    def frozen(self, moments: CycleMoments) -> str:
        """The name that the frozen cycle gives this milestone."""
        return self.moment

    def act_now(self, context: Context, event: object = None) -> object:
        """Act if it is time, else wait: the deadline may have been moved between the trigger's last look and a worker's first."""
        settings = current_settings()
        try:
            moments = self.moments(acts.open_runtime(settings))
        except UnknownName:  # waiting opens no cycle: the act itself says so
            return RunRow.execute(self, context)
        self.moment = self.frozen(moments)  # what the row stands for from here on
        replay = run_clock(context["dag_run"].conf, settings.mail).replay
        if not replay and seconds_left(moments, self.moment, RunClock.wall()) > 0:
            self.defer(trigger=MomentTrigger(**self._trigger_kwargs()), method_name="act_now")
        return RunRow.execute(self, context)
