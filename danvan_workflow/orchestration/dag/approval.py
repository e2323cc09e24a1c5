"""The leader's decision, asked for in Airflow's own page of required actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.providers.standard.triggers.temporal import DateTimeTrigger
from airflow.sdk.exceptions import AirflowSkipException

from danvan_workflow.errors import DanvanError, SourceUnavailable
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock, run_clock
from danvan_workflow.orchestration.connections import current_settings
from danvan_workflow.orchestration.dag.approval_form import BODY, DECISIONS, Answer, answer_of, approvers, body, fields, subject
from danvan_workflow.orchestration.dag.step import RETRIES, PatienceByCause, noted
from danvan_workflow.orchestration.dag.steps import consolidated
from danvan_workflow.orchestration.moments import CONSOLIDATE, moment_of
from danvan_workflow.statutory.deadline import VIETNAM

MILESTONE = "approve"
LOOK_AGAIN_AFTER = dt.timedelta(minutes=10)
ASK_AGAIN_AFTER = dt.timedelta(days=1)
ASK_AT = dt.time(8, 0)
ISSUED = "Báo cáo của kỳ này đã phát hành."


class Approve(HITLOperator):
    """Consolidates, asks, and stores the decision with the snapshot it was given for.

    After “Trả lại” it asks again as soon as the consolidation has become another one, at the latest after a day; after “Chờ thêm
    cơ quan” on the day that the leader gave, or as soon as everyone is in. What it waits for is read from the cycle's own
    database at every look, so that a retry, another version of this code and a decision given on the command line are followed.
    """

    template_fields = (*HITLOperator.template_fields, "cycle_id")

    def __init__(self, *, title: str, cycle_id: str, **kwargs: Any) -> None:
        asked = {"subject": title, "options": list(DECISIONS), "body": BODY, "params": fields(), "assigned_users": approvers()}
        super().__init__(**{**RETRIES, "retry_policy": PatienceByCause(), **asked, **kwargs})
        self.title, self.cycle_id = title, cycle_id

    def execute(self, context: Any) -> Any:
        """Consolidate once more, so that what came in since is decided upon too, and ask; of an issued cycle nothing is asked."""
        return self._noted(context, self._begin)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Store the decision; end, or wait for something new to decide upon."""
        given = super().execute_complete(context, event)
        return self._noted(context, lambda _: self._answered(context, answer_of(given)))

    def look_again(self, context: Any, event: Any = None, **_of_other_versions: Any) -> Any:
        """Finish where it was decided elsewhere, ask again where it is time, else wait on."""
        return self._noted(context, self._look)

    def validate_params_input(self, params_input: Mapping[str, Any]) -> None:
        """A form may have been asked for by another version, and Airflow's API checks nothing: an answer is never refused."""

    def _noted(self, context: Any, act: Any) -> Any:
        runtime, _clock, now = self._runtime(context)
        with noted(runtime, self.cycle_id, MILESTONE, now, context["dag_run"].run_id):
            return act(context)

    def _begin(self, context: Any) -> Any:
        runtime, clock, now = self._runtime(context)
        standing = self._standing(runtime)
        snapshot = self._consolidate(runtime, now)
        decided = standing.decided
        if decided and decided.decision == "approve" and decided.sha256 == snapshot["sha256"]:
            return self._decided_elsewhere(decided)
        if decided and not (standing.question or clock.replay or self._is_time(runtime, decided, snapshot, now)):
            return self._wait(clock, decided)
        return self._ask(context, snapshot)

    def _look(self, context: Any) -> Any:
        runtime, clock, now = self._runtime(context)
        decided = self._standing(runtime).decided
        if decided is None:  # nothing is known of a decision (a database restored): ask
            return self._ask(context, self._consolidate(runtime, now))
        if decided.decision == "approve":
            return self._decided_elsewhere(decided)
        snapshot = self._consolidate(runtime, now) if decided.decision == "return" else None
        if clock.replay or self._is_time(runtime, decided, snapshot, now):
            return self._ask(context, snapshot or self._consolidate(runtime, now))
        return self._wait(clock, decided)

    def _is_time(self, runtime: Any, decided: Any, snapshot: dict[str, Any] | None, now: dt.datetime) -> bool:
        """Whether there is something new to decide upon."""
        if decided.decision == "wait":
            self._take_in(runtime, now)
            complete = acts.service("cycle_status")(runtime, self.cycle_id, now).complete
            return bool(complete) or RunClock.wall() >= self._asks_at(decided)
        changed = snapshot is not None and snapshot["sha256"] != decided.sha256
        return changed or bool(RunClock.wall() >= decided.at + ASK_AGAIN_AFTER)

    @staticmethod
    def _asks_at(decided: Any) -> dt.datetime:
        if decided.until is None:
            moment: dt.datetime = decided.at + ASK_AGAIN_AFTER
            return moment
        return dt.datetime.combine(decided.until, ASK_AT, VIETNAM)

    def _answered(self, context: Any, answer: Answer) -> Any:
        runtime, clock, now = self._runtime(context)
        standing = self._standing(runtime, f" Câu trả lời “{answer.choice}” của {answer.by} đến sau, không được ghi.")
        asked = context["ti"].xcom_pull(task_ids=self.task_id, key="asked") or {}
        elsewhere = self._approved_since(standing, asked)
        if elsewhere and answer.decision == "approve":
            return self._decided_elsewhere(elsewhere)
        # “Trả lại” and “Chờ” take back what was approved elsewhere meanwhile
        subject = elsewhere.snapshot_id if elsewhere else asked.get("snapshot_id") or standing.question.snapshot_id
        said = (subject, answer.decision, answer.by, answer.note, now, answer.until)
        recorded = acts.service("record_decision")(runtime, self.cycle_id, *said)
        self.log.info("%s: %s. %s", answer.by, answer.choice, recorded.note)
        if recorded.caution:
            self.log.warning("%s", recorded.caution)
        if answer.decision == "approve":
            return {**asked, "snapshot_id": subject, "by": answer.by, "caution": recorded.caution}
        return self._wait(clock, self._standing(runtime).decided)

    @staticmethod
    def _approved_since(standing: Any, asked: Mapping[str, Any]) -> Any:
        """The approval given elsewhere after this question was asked; None where there is none."""
        decided = standing.decided
        if decided is None or decided.decision != "approve":
            return None
        return decided if decided.id > asked.get("after", 0) else None

    def _decided_elsewhere(self, decided: Any) -> dict[str, Any]:
        self.log.info("Đã được duyệt ngoài lượt chạy này, người quyết định: %s. Phát hành đúng bản đã duyệt.", decided.by)
        return {"snapshot_id": decided.snapshot_id, "sha256": decided.sha256, "by": decided.by}

    def _standing(self, runtime: Any, remark: str = "") -> Any:
        standing = acts.service("standing")(runtime, self.cycle_id)
        if standing.issued:
            raise AirflowSkipException(ISSUED + remark)
        return standing

    def _ask(self, context: Any, snapshot: dict[str, Any]) -> Any:
        standing = self._standing(self._runtime(context)[0])
        after = standing.decided.id if standing.decided else 0
        context["ti"].xcom_push(key="asked", value={**snapshot, "after": after})
        self._tell_leaders(context, snapshot["snapshot_id"])
        self.subject = subject(standing.label, self.title)
        self.body = body(current_settings().base_url, self.cycle_id)
        return super().execute(context)

    def _tell_leaders(self, context: Any, snapshot_id: int) -> None:
        """A letter that can't leave must not keep the question from being asked."""
        runtime, _clock, now = self._runtime(context)
        try:
            acts.service("request_approval")(runtime, self.cycle_id, snapshot_id, now)
        except DanvanError as error:
            self.log.warning("Chưa gửi được thư trình phê duyệt: %s", error)

    def _wait(self, clock: RunClock, decided: Any) -> None:
        now = RunClock.wall()
        pause = dt.timedelta(seconds=5) if clock.replay else LOOK_AGAIN_AFTER
        if decided.decision == "wait" and self._asks_at(decided) > now:
            pause = min(pause, self._asks_at(decided) - now)
        self.defer(trigger=DateTimeTrigger(moment=now + pause), method_name="look_again")

    def _consolidate(self, runtime: Any, now: dt.datetime) -> dict[str, Any]:
        try:
            return consolidated(runtime, self.cycle_id, now)
        except SourceUnavailable as error:
            self.log.warning("Chưa thu thập được từ nguồn, trình theo số liệu đã có: %s", error)
            return consolidated(runtime, self.cycle_id, now, collect=False)

    def _take_in(self, runtime: Any, now: dt.datetime) -> None:
        for name in ("pass_on_duties", "collect", "assess"):
            try:
                acts.service(name)(runtime, self.cycle_id, now)
            except SourceUnavailable as error:
                self.log.warning("Chưa thu thập được từ nguồn: %s", error)

    def _runtime(self, context: Any) -> tuple[Any, RunClock, dt.datetime]:
        settings = current_settings()
        clock = run_clock(context["dag_run"].conf, settings.mail)
        runtime = acts.open_runtime(settings)
        return runtime, clock, clock.at(lambda: self._planned(runtime))

    def _planned(self, runtime: Any) -> dt.datetime:
        planned = moment_of(acts.service("cycle_moments")(runtime, self.cycle_id), CONSOLIDATE)
        moment: dt.datetime = acts.service("not_before")(runtime, self.cycle_id, planned)
        return moment
