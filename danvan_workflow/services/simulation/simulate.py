"""A plan's whole year in seconds: a moving clock over the very services that run in production, fed with samples."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from danvan_workflow.duty.counts import Counts, count
from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.errors import Refused, UserError
from danvan_workflow.plan.models import Plan
from danvan_workflow.sample.models import Shares
from danvan_workflow.services.approval.decide import record_decision
from danvan_workflow.services.consolidation.consolidate_cycle import SnapshotResult, consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import Issued, issue_report
from danvan_workflow.services.cycle.ad_hoc import open_ad_hoc
from danvan_workflow.services.cycle.open_cycle import open_cycle
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.outbox import send_pending
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.letters.tally import RungCount, letters_by_rung
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.simulation import words
from danvan_workflow.services.simulation.year import (
    SimulatedAct,
    SimulatedStep,
    ad_hoc_cycle_id,
    made_up_request,
    openings,
    steps_after_opening,
)
from danvan_workflow.services.submissions.receive_submission import Receipt, receive_submission
from danvan_workflow.services.submissions.sample_cycle import sample_drafts_of
from danvan_workflow.store import cycles, notices
from danvan_workflow.store.standing import duty_standing

LEADER = "Lãnh đạo (mô phỏng)"


@dataclass(frozen=True, slots=True)
class SimulatedEvent:
    """Something that happened in the simulated year; `what` is a Vietnamese sentence without a full stop."""

    moment: dt.datetime
    cycle_id: str
    what: str


@dataclass(frozen=True, slots=True)
class CycleResult:
    """How a cycle ended: counts as of its end, letters by rung, the issued snapshot and its files."""

    cycle_id: str
    label: str
    kind: str
    assumed: bool
    last_day: dt.date
    counts: Counts
    notices: tuple[RungCount, ...]
    snapshot: SnapshotResult
    report_version: int
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class YearResult:
    """A simulated year: cycles by opening day, events in the order of the clock."""

    plan_id: str
    cycles: tuple[CycleResult, ...]
    events: tuple[SimulatedEvent, ...]


def simulate(
    runtime: Runtime,
    plan_id: str,
    *,
    seed: str | int = 0,
    shares: Shares | None = None,
    echo: Callable[[SimulatedEvent], None] | None = None,
) -> YearResult:
    """Run every cycle of a plan from its opening to its issued report, with made-up submissions; the same seed, the same year.

    Letters stay in memory unless the runtime was made with a transport of its own. Refused where the database already holds
    cycles of this plan: a simulation never mixes with real reports.
    """
    runtime.keep_letters()
    runtime.prepare()
    plan = runtime.library.load(plan_id)
    with runtime.uow() as uow:
        if cycles.cycles_of(uow, [plan_id]):
            raise Refused(
                f"Cơ sở dữ liệu này đã có kỳ báo cáo của kế hoạch {plan_id}; hãy mô phỏng trên một thư mục dữ liệu trống."
            )
    return _Year(runtime, plan, f"{seed}", shares, echo).run(openings(plan, runtime.calendar))


def simulate_cycle(runtime: Runtime, plan_id: str, cycle_id: str, seed: str | int = 0) -> CycleResult:
    """Run one planned cycle of a plan in the same way, beside whatever the store holds."""
    runtime.keep_letters()
    plan = runtime.library.load(plan_id)
    opening = [step for step in openings(plan, runtime.calendar) if step.cycle_id == cycle_id]
    [result] = _Year(runtime, plan, f"{seed}", None, None).run(opening).cycles
    return result


class _Year:
    """The clock, the agenda, and what is on its way."""

    def __init__(
        self,
        runtime: Runtime,
        plan: Plan,
        seed: str,
        shares: Shares | None,
        echo: Callable[[SimulatedEvent], None] | None,
    ) -> None:
        self.runtime, self.plan, self.seed, self.shares, self.echo = runtime, plan, seed, shares, echo
        self.agenda: list[SimulatedStep] = []
        self.on_the_way: dict[str, list[SubmissionDraft]] = {}
        self.issued: dict[str, tuple[SnapshotResult, Issued]] = {}
        self.events: list[SimulatedEvent] = []
        self.results: list[CycleResult] = []

    def run(self, beginnings: Iterable[SimulatedStep]) -> YearResult:
        """Take step after step from these openings on until nothing is left to do."""
        self.agenda = list(beginnings)
        heapq.heapify(self.agenda)
        acts = {
            SimulatedAct.OPEN: self.open,
            SimulatedAct.HAND_OVER: self.hand_over,
            SimulatedAct.SEND_RUNG: self.send_rung,
            SimulatedAct.CONSOLIDATE: self.consolidate,
            SimulatedAct.CLOSE: self.close,
        }
        while self.agenda:
            step = heapq.heappop(self.agenda)
            acts[step.act](step)
        order = list(self.on_the_way)
        self.results.sort(key=lambda result: order.index(result.cycle_id))
        return YearResult(self.plan.id, tuple(self.results), tuple(self.events))

    def say(self, step: SimulatedStep, what: str) -> None:
        """Note an event, and tell whoever listens."""
        event = SimulatedEvent(step.moment, step.cycle_id, what)
        self.events.append(event)
        if self.echo is not None:
            self.echo(event)

    def open(self, step: SimulatedStep) -> None:
        """Open the cycle and let its agencies prepare what they will send."""
        request = made_up_request(self.plan, self.runtime.calendar)
        if request is not None and step.cycle_id == ad_hoc_cycle_id(self.plan, request.key):
            result = open_ad_hoc(self.runtime, request, step.moment)
        else:
            result = open_cycle(self.runtime, step.cycle_id, step.moment)
        with self.runtime.uow() as uow:
            cycle = cycles.get_cycle(uow, step.cycle_id)
            heritages = [
                duty.inherited_from for duty in cycles.duties_of(uow, step.cycle_id) if duty.owes and duty.inherited_from
            ]
        ended = {code for heritage in heritages for code in heritage}
        self.say(step, words.opened(cycle.label, cycle.kind, result.owing, result.outside, len(heritages), len(ended)))
        self.on_the_way[step.cycle_id] = list(sample_drafts_of(self.runtime, step.cycle_id, self.seed, self.shares))
        for later in steps_after_opening(self.runtime, step.cycle_id):
            heapq.heappush(self.agenda, later)

    def hand_over(self, step: SimulatedStep) -> None:
        """Agencies ended last night: what they still owe passes on, and their successors prepare in their place."""
        self.take_in(step)
        passed = pass_on_duties(self.runtime, step.cycle_id, step.moment)
        if not passed:
            return
        self.say(step, words.handed_over(passed, self.runtime.register))
        ended = {item.agency for item in passed}
        known = {draft.agency for draft in self.on_the_way[step.cycle_id]}
        self.on_the_way[step.cycle_id] = [d for d in self.on_the_way[step.cycle_id] if d.agency not in ended]
        if step.cycle_id not in self.issued:
            heirs = {heir for item in passed for heir in item.heirs} - known
            fresh = sample_drafts_of(self.runtime, step.cycle_id, self.seed, self.shares)
            self.on_the_way[step.cycle_id] += [d for d in fresh if d.agency in heirs and d.sent_at > step.moment]

    def take_in(self, step: SimulatedStep) -> None:
        """Receive what has arrived by now, each submission at its own moment."""
        waiting = self.on_the_way[step.cycle_id]
        arrived = sorted((d for d in waiting if d.sent_at <= step.moment), key=lambda draft: (draft.sent_at, draft.agency))
        self.on_the_way[step.cycle_id] = [draft for draft in waiting if draft.sent_at > step.moment]
        receipts = [receipt for draft in arrived if (receipt := self._receive(draft))]
        if arrived:
            with self.runtime.uow() as uow:
                kind = cycles.get_cycle(uow, step.cycle_id).kind
            self.say(step, words.taken_in(receipts, len(arrived) - len(receipts), kind))

    def _receive(self, draft: SubmissionDraft) -> Receipt | None:
        try:
            return receive_submission(self.runtime, draft, draft.sent_at)
        except UserError:
            return None

    def send_rung(self, step: SimulatedStep) -> None:
        """As the milestone of a rung does: hand over, take in, tell those who still owe."""
        self.hand_over(step)
        send_rung(self.runtime, step.cycle_id, step.rung, step.moment)
        self._tell_of_letters(step)

    def _tell_of_letters(self, step: SimulatedStep) -> None:
        with self.runtime.uow() as uow:
            sent = [row for row in notices.notices_of(uow, step.cycle_id) if row.sent_at == step.moment]
        self._say_all(step, words.letters(sent, self.plan))

    def _say_all(self, step: SimulatedStep, sentences: Iterable[str]) -> None:
        told = {(event.moment, event.cycle_id, event.what) for event in self.events[-8:]}
        for sentence in sentences:
            if (step.moment, step.cycle_id, sentence) not in told:
                self.say(step, sentence)

    def consolidate(self, step: SimulatedStep) -> None:
        """Consolidate what is there, have it approved, issue it."""
        self.hand_over(step)
        snapshot = consolidate_cycle(self.runtime, step.cycle_id, step.moment)
        self.say(step, words.consolidated(self.counts(step), snapshot.number))
        record_decision(self.runtime, step.cycle_id, snapshot.snapshot_id, Decision.APPROVE, LEADER, "", step.moment)
        self.say(step, f"Lãnh đạo duyệt bản chốt {snapshot.number}")
        issued = issue_report(self.runtime, step.cycle_id, snapshot.snapshot_id, step.moment)
        self.say(step, f"Phát hành báo cáo (phiên bản {issued.version})")
        self.issued[step.cycle_id] = snapshot, issued
        self._tell_of_letters(step)

    def counts(self, step: SimulatedStep) -> Counts:
        """Who has sent by now, who hasn't."""
        with self.runtime.uow() as uow:
            return count(duty_standing(duty, step.moment) for duty in cycles.duties_of(uow, step.cycle_id))

    def close(self, step: SimulatedStep) -> None:
        """Take in the last late ones and write down how the cycle ended."""
        self.take_in(step)
        send_pending(self.runtime, step.cycle_id, step.moment)
        self._tell_of_letters(step)
        counts = self.counts(step)
        self.say(step, words.closed(counts))
        with self.runtime.uow() as uow:
            cycle, plan = self.runtime.cycle_plan(uow, step.cycle_id)
            letters = letters_by_rung(plan, notices.notices_of(uow, step.cycle_id))
        snapshot, issued = self.issued[step.cycle_id]
        self.results.append(
            CycleResult(
                cycle_id=cycle.cycle_id,
                label=cycle.label,
                kind=cycle.kind,
                assumed=cycle.assumed,
                last_day=cycle.effective_last_day,
                counts=counts,
                notices=letters,
                snapshot=snapshot,
                report_version=issued.version,
                files=issued.files,
            )
        )
