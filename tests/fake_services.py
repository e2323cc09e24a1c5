"""Stand-ins for the services, with their own signatures: for tests of what Airflow does with them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from danvan_workflow.duty.counts import count
from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.milestones import Outcome
from danvan_workflow.errors import UnknownName
from danvan_workflow.orchestration.acts import Services
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.services.approval.decide import Recorded
from danvan_workflow.services.approval.state import ApprovalStanding, LastDecision
from danvan_workflow.services.consolidation.consolidate_cycle import SnapshotResult
from danvan_workflow.services.consolidation.issue_report import Issued
from danvan_workflow.services.cycle.moments import CycleMoments
from danvan_workflow.services.cycle.open_cycle import OpenedCycle
from danvan_workflow.services.cycle.pass_on_duties import PassedOn
from danvan_workflow.services.letters.outbox import SendResult
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.collect import CollectResult
from danvan_workflow.views.cycle.status import CycleStatus

LABEL = "Quý I năm 2025"
SNAPSHOT = 7


def at(day: int, hour: int = 8) -> dt.datetime:
    """A moment of March 2025 in Vietnam."""
    return dt.datetime(2025, 3, 1, tzinfo=dt.timezone(dt.timedelta(hours=7))) + dt.timedelta(days=day - 1, hours=hour)


@dataclass
class FakeServices(Services):
    """Stands for danvan_workflow.services: remembers every act and answers as the fields say."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    complete: bool = False
    state: CycleState = CycleState.OPEN
    last_act: dt.datetime | None = None
    sent: int = 3
    failed: int = 0
    fingerprint: str = "a" * 64
    fingerprint_after_a_decision: str = ""
    fingerprints: dict[dt.datetime, str] = field(default_factory=dict)
    collect_error: Exception | None = None
    moments_error: Exception | None = None
    mark_error: Exception | None = None
    marks: list[tuple[str, ...]] = field(default_factory=list)
    opens_at: dt.datetime = field(default_factory=lambda: at(1))
    rungs: dict[int, dt.datetime] = field(default_factory=lambda: {1: at(1), 2: at(12), 3: at(16), 4: at(18), 5: at(20)})
    offsets: dict[int, int] = field(default_factory=lambda: {1: -15, 2: -7, 3: -3, 4: -1, 5: 1})
    due_at: dt.datetime = field(default_factory=lambda: at(20, 0))
    consolidate_at: dt.datetime = field(default_factory=lambda: at(26))

    def named(self, name: str) -> list[tuple[Any, ...]]:
        """The arguments of the calls of one service."""
        return [call[1:] for call in self.calls if call[0] == name]

    def _require_opened(self) -> None:
        """As the services do of a cycle that the store lacks."""
        if isinstance(self.moments_error, UnknownName):
            raise self.moments_error

    def open_cycle(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> OpenedCycle:
        self.calls.append(("open_cycle", cycle_id, now))
        return OpenedCycle(cycle_id, created=True, owing=36, outside=0)

    def cycle_moments(self, runtime: Runtime, cycle_id: str) -> CycleMoments:
        if self.moments_error:
            raise self.moments_error
        return CycleMoments(self.opens_at, self.rungs, self.offsets, self.due_at, self.consolidate_at, self.complete)

    def note_milestone(
        self, runtime: Runtime, cycle_id: str, milestone: str, outcome: Outcome, now: dt.datetime, *, why: str, run: str
    ) -> None:
        if self.mark_error:
            raise self.mark_error
        self.marks.append((milestone, outcome, why, run))

    def not_before(self, runtime: Runtime, cycle_id: str, moment: dt.datetime) -> dt.datetime:
        return max(moment, self.last_act or moment)

    def pass_on_duties(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> tuple[PassedOn, ...]:
        self._require_opened()
        self.calls.append(("pass_on_duties", cycle_id, now))
        return ()

    def collect(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> CollectResult:
        self.calls.append(("collect", cycle_id, now))
        if self.collect_error:
            raise self.collect_error
        return CollectResult("")

    def assess(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> int:
        self.calls.append(("assess", cycle_id, now))
        return 0

    def send_rung(self, runtime: Runtime, cycle_id: str, number: int, now: dt.datetime) -> SendResult:
        self.calls.append(("send_rung", cycle_id, number, now))
        return SendResult(sent=self.sent, skipped=1, failed=self.failed)

    def cycle_status(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> CycleStatus:
        self._require_opened()
        day = self.due_at.date()
        return CycleStatus(
            cycle_id, LABEL, ObligationKind.PERIODIC_REPORT, self.state, self.state.label, day, day, (), count([]), ()
        )

    def consolidate_cycle(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> SnapshotResult:
        self.calls.append(("consolidate_cycle", cycle_id, now))
        return SnapshotResult(cycle_id, SNAPSHOT, 1, self.fingerprint, created=True, files=())

    def write_drafts(self, runtime: Runtime, snapshot_id: int) -> tuple[Path, ...]:
        return (Path("bao-cao.docx"),)

    def standing(self, runtime: Runtime, cycle_id: str) -> ApprovalStanding:
        """What the decisions recorded so far come to; nothing moves while they are taken."""
        given = [
            LastDecision(n, Decision(decision), snapshot, self.fingerprints[now], by, now, until=None)
            for n, (_, snapshot, decision, by, _, now, _) in enumerate(self.named("record_decision"), start=1)
        ]
        return ApprovalStanding(LABEL, self.state == "issued", question=None, decided=given[-1] if given else None)

    def request_approval(self, runtime: Runtime, cycle_id: str, snapshot_id: int, now: dt.datetime) -> SendResult:
        return SendResult()

    def record_decision(
        self,
        runtime: Runtime,
        cycle_id: str,
        snapshot_id: int,
        decision: str,
        by: str,
        note: str,
        now: dt.datetime,
        until: str,
    ) -> Recorded:
        self.calls.append(("record_decision", cycle_id, snapshot_id, decision, by, note, now, until))
        self.fingerprints[now], fingerprint = self.fingerprint, self.fingerprint
        self.fingerprint = self.fingerprint_after_a_decision or fingerprint
        return Recorded(Decision(decision), snapshot_id, 1, fingerprint, (), 1, note, None)

    def issue_report(self, runtime: Runtime, cycle_id: str, snapshot_id: int, now: dt.datetime) -> Issued:
        self.calls.append(("issue_report", cycle_id, snapshot_id, now))
        return Issued(cycle_id, 1, (), SendResult())
