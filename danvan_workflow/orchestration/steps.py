"""The tasks of a run. One row of the grid is one milestone: it waits without a worker, then calls one service.

Everything here may run twice (retry, cleared task, second run of a cycle): the services do nothing twice.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.definitions.retry_policy import RetryDecision, RetryPolicy
from airflow.sdk.exceptions import AirflowSkipException
from airflow.triggers.base import StartTriggerArgs

from danvan_workflow.errors import DanvanError, ResourceError, SourceUnavailable
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock, run_clock
from danvan_workflow.orchestration.connections import current_settings
from danvan_workflow.orchestration.moments import CONSOLIDATE, DUE, Moments, moment_of, rung_name, why_not_send
from danvan_workflow.orchestration.trigger import POLL_SECONDS, TRIGGER_PATH, MomentTrigger, seconds_left
from danvan_workflow.settings import Settings

log = logging.getLogger(__name__)
REPLAY = "{{ (dag_run.conf or {}).get('replay', '') }}"
# 15 s, 30 s, … at most an hour: about half a day in all
RETRIES = {
    "retries": 18,
    "retry_delay": dt.timedelta(seconds=15),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": dt.timedelta(hours=1),
}
FAULT_TRIES = 3


class PatienceByCause(RetryPolicy):
    """Wait for machines, not for people: what a person must mend fails at once, a fault of ours after three tries."""

    def evaluate(self, exception: BaseException, try_number: int, max_tries: int, context: Any = None) -> RetryDecision:
        """A resource that is away is tried again for as long as the task allows."""
        if isinstance(exception, ResourceError):
            return RetryDecision.default()
        if isinstance(exception, DanvanError) or try_number >= FAULT_TRIES:
            return RetryDecision.fail(str(exception))
        return RetryDecision.default()


class SomeNotSent(ResourceError):
    """Part of a rung's letters did not leave; a retry sends only those."""


@contextmanager
def noted(runtime: Any, cycle_id: str, milestone: str, now: dt.datetime, run: str) -> Iterator[None]:
    """Keep with the cycle how a row ended; an end that can't be kept must not change how the row ended."""
    note = partial(_note, runtime, cycle_id, milestone, now, run)
    try:
        yield
    except AirflowSkipException as skipped:
        note("skipped", str(skipped))
        raise
    except Exception as error:
        note("failed", str(error) if isinstance(error, DanvanError) else type(error).__name__)
        raise
    note("done", "")


def _note(runtime: Any, cycle_id: str, milestone: str, now: dt.datetime, run: str, outcome: str, why: str) -> None:
    try:
        acts.service("note_milestone")(runtime, cycle_id, milestone, outcome, now, why=why, run=run)
    except Exception as error:
        log.warning("Chưa ghi được mốc %s của kỳ %s: %s", milestone, cycle_id, type(error).__name__)


class Step(BaseOperator):
    """A task that acts as soon as its turn comes. `moment` is what `now` means in a replay."""

    template_fields = ("cycle_id", "replay")
    moment = DUE

    def __init__(self, *, cycle_id: str, replay: str = REPLAY, **kwargs: Any) -> None:
        super().__init__(**{**RETRIES, "retry_policy": PatienceByCause(), **kwargs})
        self.cycle_id = cycle_id
        self.replay = replay

    def execute(self, context: Any) -> Any:
        """Open the runtime, find out what `now` is, act."""
        settings = current_settings()
        clock = run_clock(context["dag_run"].conf, settings.mail)
        runtime = acts.open_runtime(settings)
        now = clock.at(lambda: acts.service("not_before")(runtime, self.cycle_id, self.planned(runtime)))
        with noted(runtime, self.cycle_id, self.milestone, now, context["dag_run"].run_id):
            return self.act(runtime, now, context)

    @property
    def milestone(self) -> str:
        """The name under which the cycle's time line keeps what this row did."""
        return self.moment

    def planned(self, runtime: Any) -> dt.datetime:
        """The moment that the plan foresees for this task."""
        return moment_of(self.moments(runtime), self.moment)

    def moments(self, runtime: Any) -> Moments:
        """The cycle's moments, as the database has them now."""
        moments: Moments = acts.service("cycle_moments")(runtime, self.cycle_id)
        return moments

    def act(self, runtime: Any, now: dt.datetime, context: Any) -> Any:
        """What the task does."""
        raise NotImplementedError


class OpenCycle(Step):
    """Mở kỳ. `openings` gives the planned opening by cycle key; an ad hoc cycle has one in the database alone."""

    milestone = "open"

    def __init__(self, *, openings: dict[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.openings = openings

    def planned(self, runtime: Any) -> dt.datetime:
        """A cycle of the plan isn't in the database yet."""
        planned = self.openings.get(self.cycle_id.rsplit(".", 1)[-1])
        return dt.datetime.fromisoformat(planned) if planned else self.moments(runtime).opens_at

    def act(self, runtime: Any, now: dt.datetime, context: Any) -> None:
        """Freeze the roll and the ladder; a second opening changes nothing."""
        acts.service("open_cycle")(runtime, self.cycle_id, now)


class Milestone(Step):
    """A step that waits for its moment or for completeness. The trigger starts it, so that no worker is ever held."""

    start_from_trigger = True

    def __init__(self, *, moment: str, poll_seconds: float = POLL_SECONDS, **kwargs: Any) -> None:
        super().__init__(**{"trigger_rule": "all_done", **kwargs})
        self.moment = moment
        self.poll_seconds = poll_seconds
        self.start_trigger_args = StartTriggerArgs(
            trigger_cls=TRIGGER_PATH, trigger_kwargs=self._trigger_kwargs(), next_method="act_now"
        )

    def _trigger_kwargs(self) -> dict[str, Any]:
        return {"cycle_id": self.cycle_id, "moment": self.moment, "replay": self.replay, "poll_seconds": self.poll_seconds}

    def execute(self, context: Any) -> Any:
        """Reached where nobody starts triggers (`dag.test`): act if it is time, else wait."""
        settings = current_settings()
        if not run_clock(context["dag_run"].conf, settings.mail).replay and self._is_early(settings):
            self.defer(trigger=MomentTrigger(**self._trigger_kwargs()), method_name="act_now")
        return self.act_now(context)

    def _is_early(self, settings: Settings) -> bool:
        return seconds_left(self.moments(acts.open_runtime(settings)), self.moment, RunClock.wall()) > 0

    def act_now(self, context: Any, event: Any = None) -> Any:
        """The waiting is over."""
        return Step.execute(self, context)


class SendRung(Milestone):
    """One rung of the ladder: learn who has sent since, then tell those who are missing."""

    def __init__(self, *, number: int, **kwargs: Any) -> None:
        # about an hour: what hasn't left by then leaves with the next rung, and the report must not wait for it
        super().__init__(moment=rung_name(number), **{"retries": 8, **kwargs})
        self.number = number

    def act(self, runtime: Any, now: dt.datetime, context: Any) -> dict[str, int]:
        """Returns how many letters left and how many were not needed."""
        acts.service("pass_on_duties")(runtime, self.cycle_id, now)
        self._take_in(runtime, now)
        if reason := why_not_send(self.moments(runtime), self.number, now):
            raise AirflowSkipException(reason)
        result = acts.service("send_rung")(runtime, self.cycle_id, self.number, now)
        if result.failed:
            raise SomeNotSent(f"{result.failed} thư chưa gửi được, {result.sent} thư đã gửi; lần thử sau chỉ gửi thư còn lại.")
        if not result.sent:
            raise AirflowSkipException("Không có thư nào phải gửi ở mốc này.")
        return {"sent": result.sent, "skipped": result.skipped}

    def _take_in(self, runtime: Any, now: dt.datetime) -> None:
        """A source that is away must not hold up the letters: better one reminder too many than none."""
        try:
            acts.service("collect")(runtime, self.cycle_id, now)
            acts.service("assess")(runtime, self.cycle_id, now)
        except SourceUnavailable as error:
            self.log.warning("Chưa thu thập được trước khi nhắc: %s", error)


class DueDay(Milestone):
    """Hạn nộp: a row of its own, so that everybody sees when the deadline passed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(moment=DUE, **kwargs)

    def act(self, runtime: Any, now: dt.datetime, context: Any) -> None:
        """Pass duties on to successors before it is measured who is late."""
        acts.service("pass_on_duties")(runtime, self.cycle_id, now)


class Collect(Step):
    """Thu thập và kiểm tra: take in what the sources hold and run the rules on it."""

    milestone = "collect"

    def act(self, runtime: Any, now: dt.datetime, context: Any) -> None:
        """Both services store what they find."""
        acts.service("collect")(runtime, self.cycle_id, now)
        acts.service("assess")(runtime, self.cycle_id, now)


class Consolidate(Milestone):
    """Tổng hợp: at the collector's own moment, or as soon as everyone is in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(moment=CONSOLIDATE, **kwargs)

    def act(self, runtime: Any, now: dt.datetime, context: Any) -> dict[str, Any]:
        """Returns the snapshot's name and its files."""
        skip_if_issued(runtime, self.cycle_id)
        return consolidated(runtime, self.cycle_id, now)


class Issue(Step):
    """Phát hành the very snapshot that was approved."""

    moment = CONSOLIDATE
    milestone = "issue"

    def __init__(self, *, approval_task: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.approval_task = approval_task

    def act(self, runtime: Any, now: dt.datetime, context: Any) -> None:
        """The snapshot's name comes with the approval."""
        approved = context["ti"].xcom_pull(task_ids=self.approval_task)
        acts.service("issue_report")(runtime, self.cycle_id, approved["snapshot_id"], now)


def skip_if_issued(runtime: Any, cycle_id: str) -> None:
    """A run of a cycle that is over finds everything done."""
    if acts.service("cycle_status")(runtime, cycle_id, RunClock.wall()).state == "issued":
        raise AirflowSkipException("Báo cáo của kỳ này đã phát hành.")


def consolidated(runtime: Any, cycle_id: str, now: dt.datetime) -> dict[str, Any]:
    """Collect what came in meanwhile and consolidate; the same input gives the same snapshot."""
    for name in ("pass_on_duties", "collect", "assess"):
        acts.service(name)(runtime, cycle_id, now)
    result = acts.service("consolidate_cycle")(runtime, cycle_id, now)
    files = [str(file) for file in acts.service("write_drafts")(runtime, result.snapshot_id)]
    return {"snapshot_id": result.snapshot_id, "sha256": result.sha256, "files": files}
