"""The leader's decision, asked for in Airflow's own page of required actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, Unpack

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.providers.standard.triggers.temporal import DateTimeTrigger
from airflow.sdk.exceptions import AirflowSkipException

from danvan_workflow.duty import milestones
from danvan_workflow.duty.decision import Decision
from danvan_workflow.errors import Contradicted, DanvanError, Refused, SourceUnavailable
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock, run_clock
from danvan_workflow.orchestration.connections import current_settings
from danvan_workflow.orchestration.dag.approval_form import BODY, DECISIONS, Answer, answer_of, approvers, body, fields, subject
from danvan_workflow.orchestration.dag.arguments import RowArguments
from danvan_workflow.orchestration.dag.handed_on import Approved, Consolidated, HandedOn
from danvan_workflow.orchestration.dag.step import noted, patient
from danvan_workflow.orchestration.dag.steps import consolidated
from danvan_workflow.orchestration.moments import CONSOLIDATE, moment_of
from danvan_workflow.statutory.office_hours import opening_of

if TYPE_CHECKING:  # importing them loads SQLAlchemy or all of Airflow's SDK, which parsing a DAG file must not
    from airflow.sdk import Context

    from danvan_workflow.services.approval.state import ApprovalStanding, LastDecision
    from danvan_workflow.services.runtime import Runtime

MILESTONE = milestones.Milestone.APPROVE.value
LOOK_AGAIN_AFTER = dt.timedelta(minutes=10)
ASK_AGAIN_AFTER = dt.timedelta(days=1)
ISSUED = "Báo cáo của kỳ này đã phát hành."
UNKNOWN_QUESTION = "Không rõ câu trả lời này về bản tổng hợp nào: lượt chạy không còn giữ câu hỏi. Làm lại hàng này để trình lại."


class Approve(HITLOperator):
    """Consolidates, asks, and stores the decision with the snapshot it was given for.

    After “Trả lại” it asks again as soon as the consolidation has become another one, at the latest after a day; after “Chờ thêm
    cơ quan” on the day that the leader gave, or as soon as everyone is in. What it waits for is read from the cycle's own
    database at every look, so that a retry, another version of this code and a decision given on the command line are followed.
    """

    template_fields = (*HITLOperator.template_fields, "cycle_id")

    def __init__(self, *, title: str, cycle_id: str, **row: Unpack[RowArguments]) -> None:
        options, users = list(DECISIONS), approvers()
        super().__init__(subject=title, options=options, body=BODY, params=fields(), assigned_users=users, **patient(row))
        self.title, self.cycle_id = title, cycle_id

    def execute(self, context: Context) -> object:
        """Consolidate once more, so that what came in since is decided upon too, and ask; of an issued cycle nothing is asked."""
        return self._noted(context, self._begin)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> object:
        """Store the decision; end, or wait for something new to decide upon."""
        given = super().execute_complete(context, event)
        return self._noted(context, lambda _: self._answered(context, answer_of(given)))

    def look_again(self, context: Context, event: object = None, **_of_other_versions: object) -> object:
        """Finish where it was decided elsewhere, ask again where it is time, else wait on."""
        return self._noted(context, self._look)

    def validate_params_input(self, params_input: Mapping[str, object]) -> None:
        """A form may have been asked for by another version, and Airflow's API checks nothing: an answer is never refused."""

    def _noted(self, context: Context, act: Callable[[Context], Approved | None]) -> Approved | None:
        runtime, _clock, now = self._runtime(context)
        with noted(runtime, self.cycle_id, MILESTONE, now, context["dag_run"].run_id):
            return act(context)

    def _begin(self, context: Context) -> Approved | None:
        runtime, clock, now = self._runtime(context)
        standing = self._standing(runtime)
        snapshot = self._consolidate(runtime, now)
        decided = standing.decided
        if decided and decided.decision is Decision.APPROVE and decided.sha256 == snapshot["sha256"]:
            return self._decided_elsewhere(decided)
        if decided and not (standing.question or clock.replay or self._is_time(runtime, decided, snapshot, now)):
            return self._wait(clock, decided)
        return self._ask(context, snapshot)

    def _look(self, context: Context) -> Approved | None:
        runtime, clock, now = self._runtime(context)
        decided = self._standing(runtime).decided
        if decided is None:  # nothing is known of a decision (a database restored): ask
            return self._ask(context, self._consolidate(runtime, now))
        if decided.decision is Decision.APPROVE:
            return self._decided_elsewhere(decided)
        snapshot = self._consolidate(runtime, now) if decided.decision is Decision.RETURN else None
        if clock.replay or self._is_time(runtime, decided, snapshot, now):
            return self._ask(context, snapshot or self._consolidate(runtime, now))
        return self._wait(clock, decided)

    def _is_time(self, runtime: Runtime, decided: LastDecision, snapshot: Consolidated | None, now: dt.datetime) -> bool:
        """Whether there is something new to decide upon."""
        if decided.decision is Decision.WAIT:
            self._take_in(runtime, now)
            complete = acts.services.cycle_status(runtime, self.cycle_id, now).complete
            return complete or RunClock.wall() >= self._asks_at(decided)
        changed = snapshot is not None and snapshot["sha256"] != decided.sha256
        return changed or RunClock.wall() >= decided.at + ASK_AGAIN_AFTER

    @staticmethod
    def _asks_at(decided: LastDecision) -> dt.datetime:
        if decided.until is None:
            return decided.at + ASK_AGAIN_AFTER
        return opening_of(decided.until)

    def _answered(self, context: Context, answer: Answer) -> Approved | None:
        runtime, clock, now = self._runtime(context)
        standing = self._standing(runtime, f" Câu trả lời “{answer.choice}” của {answer.by} đến sau, không được ghi.")
        pulled: HandedOn | None = context["ti"].xcom_pull(task_ids=self.task_id, key="asked")
        asked: HandedOn = pulled or {}
        elsewhere = self._approved_since(standing, asked)
        if elsewhere and answer.decision == Decision.APPROVE:
            return self._decided_elsewhere(elsewhere)
        # “Trả lại” and “Chờ” take back what was approved elsewhere meanwhile
        subject = elsewhere.snapshot_id if elsewhere else _asked_about(asked, standing)
        said = (subject, answer.decision, answer.by, answer.note, now, answer.until)
        recorded = acts.services.record_decision(runtime, self.cycle_id, *said)
        self.log.info("%s: %s. %s", answer.by, answer.choice, recorded.note)
        if recorded.caution:
            self.log.warning("%s", recorded.caution)
        if answer.decision == Decision.APPROVE:
            return {**asked, "snapshot_id": subject, "by": answer.by, "caution": recorded.caution}
        return self._wait(clock, self._standing(runtime).decided)

    @staticmethod
    def _approved_since(standing: ApprovalStanding, asked: HandedOn) -> LastDecision | None:
        """The approval given elsewhere after this question was asked; None where there is none."""
        decided = standing.decided
        if decided is None or decided.decision is not Decision.APPROVE:
            return None
        return decided if decided.id > asked.get("after", 0) else None

    def _decided_elsewhere(self, decided: LastDecision) -> Approved:
        self.log.info("Đã được duyệt ngoài lượt chạy này, người quyết định: %s. Phát hành đúng bản đã duyệt.", decided.by)
        return {"snapshot_id": decided.snapshot_id, "sha256": decided.sha256, "by": decided.by}

    def _standing(self, runtime: Runtime, remark: str = "") -> ApprovalStanding:
        standing = acts.services.standing(runtime, self.cycle_id)
        if standing.issued:
            raise AirflowSkipException(ISSUED + remark)
        return standing

    def _ask(self, context: Context, snapshot: Consolidated) -> Approved | None:
        standing = self._standing(self._runtime(context)[0])
        after = standing.decided.id if standing.decided else 0
        context["ti"].xcom_push(key="asked", value={**snapshot, "after": after})
        self._tell_leaders(context, snapshot["snapshot_id"])
        self.subject = subject(standing.label, self.title)
        self.body = body(current_settings().base_url, self.cycle_id)
        parked: None = super().execute(context)
        return parked

    def _tell_leaders(self, context: Context, snapshot_id: int) -> None:
        """A letter that can't leave must not keep the question from being asked; totals that contradict each other do."""
        runtime, _clock, now = self._runtime(context)
        try:
            acts.services.request_approval(runtime, self.cycle_id, snapshot_id, now)
        except Contradicted:
            raise
        except DanvanError as error:
            self.log.warning("Chưa gửi được thư trình phê duyệt: %s", error)

    def _wait(self, clock: RunClock, decided: LastDecision | None) -> NoReturn:
        now = RunClock.wall()
        pause = dt.timedelta(seconds=5) if clock.replay else LOOK_AGAIN_AFTER
        if decided and decided.decision is Decision.WAIT and self._asks_at(decided) > now:
            pause = min(pause, self._asks_at(decided) - now)
        self.defer(trigger=DateTimeTrigger(moment=now + pause), method_name="look_again")

    def _consolidate(self, runtime: Runtime, now: dt.datetime) -> Consolidated:
        try:
            return consolidated(runtime, self.cycle_id, now)
        except SourceUnavailable as error:
            self.log.warning("Chưa thu thập được từ nguồn, trình theo số liệu đã có: %s", error)
            return consolidated(runtime, self.cycle_id, now, collect=False)

    def _take_in(self, runtime: Runtime, now: dt.datetime) -> None:
        for act in (acts.services.pass_on_duties, acts.services.collect, acts.services.assess):
            try:
                act(runtime, self.cycle_id, now)
            except SourceUnavailable as error:
                self.log.warning("Chưa thu thập được từ nguồn: %s", error)

    def _runtime(self, context: Context) -> tuple[Runtime, RunClock, dt.datetime]:
        settings = current_settings()
        clock = run_clock(context["dag_run"].conf, settings.mail)
        runtime = acts.open_runtime(settings)
        return runtime, clock, clock.at(lambda: self._planned(runtime))

    def _planned(self, runtime: Runtime) -> dt.datetime:
        planned = moment_of(acts.services.cycle_moments(runtime, self.cycle_id), CONSOLIDATE)
        return acts.services.not_before(runtime, self.cycle_id, planned)


def _asked_about(asked: HandedOn, standing: ApprovalStanding) -> int:
    """The snapshot that an answer is about: the one the run asked for, else the one whose question waits."""
    if "snapshot_id" in asked:
        return asked["snapshot_id"]
    if standing.question is None:
        raise Refused(UNKNOWN_QUESTION)
    return standing.question.snapshot_id
