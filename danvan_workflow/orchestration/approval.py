"""The leader's decision, asked for in Airflow's own page of required actions."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.providers.standard.triggers.temporal import DateTimeTrigger
from airflow.sdk import Param

from danvan_workflow.errors import DanvanError
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock, run_clock
from danvan_workflow.orchestration.connections import current_settings
from danvan_workflow.orchestration.moments import CONSOLIDATE, moment_of
from danvan_workflow.orchestration.steps import consolidated, skip_if_issued

APPROVE, RETURN, WAIT = "Duyệt", "Trả lại", "Chờ thêm cơ quan"
DECISIONS = {APPROVE: "approve", RETURN: "return", WAIT: "wait"}
NOTE = "y_kien"
LOOK_AGAIN_AFTER = dt.timedelta(minutes=10)
ASK_AGAIN_AFTER = dt.timedelta(days=1)

# Airflow keeps the text of the first request for ever: it must not hold a figure.
BODY = """Bản tổng hợp của kỳ này đã lập xong, đang chờ lãnh đạo quyết định.

Số liệu, danh sách cơ quan chưa gửi và kết quả kiểm tra: xem tệp dự thảo mới nhất của kỳ trong thư mục (`bao-cao/du-thao`).

- **Duyệt**: báo cáo được phát hành đúng như bản tổng hợp đang chờ duyệt.
- **Trả lại**: ghi lý do ở ô ý kiến; khi số liệu được sửa, báo cáo được tổng hợp lại và trình lại.
- **Chờ thêm cơ quan**: chưa phát hành; khi có thêm báo cáo gửi đến thì tổng hợp lại và trình lại, chậm nhất sau một ngày.
"""


class Approve(HITLOperator):
    """Consolidates, asks, and stores the decision with the snapshot it was given for.

    After “Trả lại” and “Chờ thêm cơ quan” it looks every ten minutes whether the consolidation has become another one, and asks
    again when it has, at the latest after a day.
    """

    template_fields = (*HITLOperator.template_fields, "cycle_id")

    def __init__(self, *, cycle_id: str, **kwargs: Any) -> None:
        note = Param("", type=["string", "null"], title="Ý kiến", description="Lý do trả lại, hoặc ý kiến kèm theo")
        asked = {"options": list(DECISIONS), "body": BODY, "params": {NOTE: note}, "assigned_users": approvers(), "retries": 5}
        super().__init__(**{**asked, "retry_delay": dt.timedelta(seconds=5), **kwargs})
        self.cycle_id = cycle_id

    def execute(self, context: Any) -> Any:
        """Consolidate once more, so that what came in since is decided upon too, and ask; of an issued cycle nothing is asked."""
        skip_if_issued(acts.open_runtime(current_settings()), self.cycle_id)
        return self._ask(context, self._consolidate(context))

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Store the decision; end, or wait for something new to decide upon."""
        answer = super().execute_complete(context, event)
        choice = answer["chosen_options"][0]
        snapshot = context["ti"].xcom_pull(task_ids=self.task_id, key="asked")
        runtime, clock, now = self._runtime(context)
        by, note = person(answer["responded_by_user"]), remark(answer["params_input"], choice)
        acts.service("record_decision")(runtime, self.cycle_id, snapshot["snapshot_id"], DECISIONS[choice], by, note, now)
        if choice == APPROVE:
            return {**snapshot, "by": by}
        self.log.info("%s: %s. %s", by, choice, note)
        return self._wait(clock, snapshot["sha256"], RunClock.wall())

    def look_again(self, context: Any, event: Any = None, *, sha256: str, decided_at: str) -> Any:
        """Ask again if there is something new or a day has gone; else wait on."""
        snapshot = self._consolidate(context)
        decided = dt.datetime.fromisoformat(decided_at)
        if snapshot["sha256"] != sha256 or RunClock.wall() >= decided + ASK_AGAIN_AFTER:
            return self._ask(context, snapshot)
        return self._wait(self._runtime(context)[1], sha256, decided)

    def _ask(self, context: Any, snapshot: dict[str, Any]) -> Any:
        context["ti"].xcom_push(key="asked", value=snapshot)
        self._tell_leaders(context, snapshot["snapshot_id"])
        return super().execute(context)

    def _tell_leaders(self, context: Any, snapshot_id: int) -> None:
        """A letter that can't leave must not keep the question from being asked."""
        runtime, _clock, now = self._runtime(context)
        try:
            acts.service("request_approval")(runtime, self.cycle_id, snapshot_id, now)
        except DanvanError as error:
            self.log.warning("Chưa gửi được thư trình phê duyệt: %s", error)

    def _wait(self, clock: RunClock, sha256: str, decided_at: dt.datetime) -> None:
        pause = dt.timedelta(seconds=5) if clock.replay else LOOK_AGAIN_AFTER
        self.defer(
            trigger=DateTimeTrigger(moment=RunClock.wall() + pause),
            method_name="look_again",
            kwargs={"sha256": sha256, "decided_at": decided_at.isoformat()},
        )

    def _consolidate(self, context: Any) -> dict[str, Any]:
        runtime, _clock, now = self._runtime(context)
        return consolidated(runtime, self.cycle_id, now)

    def _runtime(self, context: Any) -> tuple[Any, RunClock, dt.datetime]:
        settings = current_settings()
        clock = run_clock(context["dag_run"].conf, settings.mail)
        runtime = acts.open_runtime(settings)
        return runtime, clock, clock.at(lambda: self._planned(runtime))

    def _planned(self, runtime: Any) -> dt.datetime:
        planned = moment_of(acts.service("cycle_moments")(runtime, self.cycle_id), CONSOLIDATE)
        moment: dt.datetime = acts.service("not_before")(runtime, self.cycle_id, planned)
        return moment


def person(user: Any) -> str:
    """The name that Airflow knows the answerer by; a default taken at a timeout has no answerer."""
    return str((user or {}).get("name") or (user or {}).get("id") or "")


def remark(form: Any, choice: str) -> str:
    """What was written into the form. Airflow doesn't check it, and a return must say something."""
    return str((form or {}).get(NOTE) or "").strip() or ("Không ghi lý do." if choice == RETURN else "")


def approvers() -> list[Any] | None:
    """Accounts that alone may answer, from DANVAN_APPROVERS (`lanhdao,phogiamdoc`); without it everyone with write access may."""
    names = [name.strip() for name in os.environ.get("DANVAN_APPROVERS", "").split(",") if name.strip()]
    return [{"id": name, "name": name} for name in names] or None
