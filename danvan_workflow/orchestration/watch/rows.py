"""The rows of the daily run: send what the runs left over, remind the leaders, prove that nothing stands still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowSkipException

from danvan_workflow.errors import UserError
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock
from danvan_workflow.orchestration.connections import current_settings
from danvan_workflow.orchestration.dag.arguments import Patience, RowArguments
from danvan_workflow.orchestration.dag.step import PatienceByCause
from danvan_workflow.orchestration.dag.steps import SomeNotSent
from danvan_workflow.orchestration.watch.heartbeat import send_heartbeat
from danvan_workflow.orchestration.watch.states import RunStates

if TYPE_CHECKING:  # importing them loads SQLAlchemy or all of Airflow's SDK, which parsing a DAG file must not
    from airflow.sdk import Context

    from danvan_workflow.services.runtime import Runtime

STUCK = "stuck"


class StuckWork(UserError):
    """What the watchdog found, a line each: nobody but a person can mend it, so it isn't tried again."""


class DailyRow(BaseOperator):
    """A row that lives in the wall clock's time. A machine that is in the way is tried again for some minutes."""

    def __init__(self, **row: Unpack[RowArguments]) -> None:
        patience: Patience = {"retries": 2, "retry_delay": dt.timedelta(minutes=2), "retry_policy": PatienceByCause()}
        whatever_came: RowArguments = {"trigger_rule": "all_done", **patience, **row}
        super().__init__(**whatever_came)

    def execute(self, context: Context) -> object:
        """Open the runtime and act."""
        return self.act(acts.open_runtime(current_settings()), RunClock.wall(), context)

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> object:
        """What the row does."""
        raise NotImplementedError


class Sweep(DailyRow):
    """Gửi nhắc theo hạn riêng."""

    custom_operator_name = "Gửi thư"

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> dict[str, int]:
        """Fails where letters are left; the next try sends only those."""
        result = acts.services.sweep(runtime, now)
        if result.failed or result.problems:
            left = [f"{result.failed} thư chưa gửi được, {result.sent} thư đã gửi."] if result.failed else []
            raise SomeNotSent("\n".join([*left, *result.problems]))
        if not result.sent and not result.passed_on:
            raise AirflowSkipException("Không có thư nào phải gửi thêm.")
        return {"sent": result.sent, "passed_on": result.passed_on}


class RemindLeaders(DailyRow):
    """Nhắc lãnh đạo phê duyệt."""

    custom_operator_name = "Gửi thư"

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> dict[str, int]:
        """One reminder a day at most; who is due for one is the service's to say."""
        result = acts.services.remind_leaders(runtime, now)
        if result.failed:
            raise SomeNotSent(f"{result.failed} thư nhắc lãnh đạo chưa gửi được, {result.sent} thư đã gửi.")
        if not result.sent:
            raise AirflowSkipException("Không có báo cáo nào phải nhắc lãnh đạo hôm nay.")
        return {"sent": result.sent}


class Watch(DailyRow):
    """Soát việc tồn đọng."""

    custom_operator_name = "Soát việc"

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> dict[str, int]:
        """Fails with the list where something is stuck, after the letter about it; else tells the outside that all is well."""
        states = RunStates(context["ti"], runtime.library)
        troubles = [states.added_to(trouble) for trouble in acts.services.watch(runtime, now)]
        alert = acts.services.alert(runtime, troubles, now)
        stuck = [trouble.sentence for trouble in troubles if trouble.severity == STUCK]
        soon = [trouble.sentence for trouble in troubles if trouble.severity != STUCK]
        for sentence in [*soon, *alert.problems]:
            self.log.warning("%s", sentence)
        if stuck:
            raise StuckWork(listed([*stuck, *alert.problems]))
        send_heartbeat(runtime.settings.heartbeat_url)
        return {"stuck": 0, "soon": len(soon)}


def listed(sentences: Sequence[str]) -> str:
    """The findings as one message.

    >>> print(listed(["Một việc.", "Việc khác."]))
    Có 2 việc tồn đọng cần người xử lý:
    1. Một việc.
    2. Việc khác.
    """
    return "\n".join([f"Có {len(sentences)} việc tồn đọng cần người xử lý:", *(f"{n}. {s}" for n, s in enumerate(sentences, 1))])
