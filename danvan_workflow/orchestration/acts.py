"""The services that tasks call. Each is imported by the call: parsing a DAG file must not import pandas or SQLAlchemy.

mypy sees a task's call through to the service; a stand-in is a subclass, put in the place of `services`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # names of types alone; when the program runs, their modules are left to the calls
    from danvan_workflow.duty.milestones import Outcome
    from danvan_workflow.services.approval.decide import Recorded
    from danvan_workflow.services.approval.state import ApprovalStanding
    from danvan_workflow.services.consolidation.consolidate_cycle import SnapshotResult
    from danvan_workflow.services.consolidation.issue_report import Issued
    from danvan_workflow.services.cycle.ad_hoc import AdHocRequest
    from danvan_workflow.services.cycle.moments import CycleMoments
    from danvan_workflow.services.cycle.open_cycle import OpenedCycle
    from danvan_workflow.services.cycle.pass_on_duties import PassedOn
    from danvan_workflow.services.letters.outbox import SendResult
    from danvan_workflow.services.runtime import Runtime
    from danvan_workflow.services.submissions.collect import CollectResult
    from danvan_workflow.services.watch.alert import AlertResult
    from danvan_workflow.services.watch.sweep import SweepResult
    from danvan_workflow.services.watch.trouble import Trouble
    from danvan_workflow.settings import Settings
    from danvan_workflow.views.cycle.status import CycleStatus


class Services:
    """A method for each service, with the service's own arguments and result; what it does stands in the service."""

    def open_cycle(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> OpenedCycle:
        """Freeze roll and ladder."""
        from danvan_workflow.services.cycle.open_cycle import open_cycle

        return open_cycle(runtime, cycle_id, now)

    def request_of(self, plan: str, conf: Mapping[str, object], *, key: str, by: str) -> AdHocRequest:
        """What a filled in form asks for."""
        from danvan_workflow.services.cycle.ad_hoc_conf import request_of

        return request_of(plan, conf, key=key, by=by)

    def open_ad_hoc(self, runtime: Runtime, request: AdHocRequest, now: dt.datetime) -> OpenedCycle:
        """Open an ad hoc cycle."""
        from danvan_workflow.services.cycle.ad_hoc import open_ad_hoc

        return open_ad_hoc(runtime, request, now)

    def cycle_moments(self, runtime: Runtime, cycle_id: str) -> CycleMoments:
        """When the milestones of a cycle act, as the database has it now."""
        from danvan_workflow.services.cycle.moments import cycle_moments

        return cycle_moments(runtime, cycle_id)

    def note_milestone(
        self, runtime: Runtime, cycle_id: str, milestone: str, outcome: Outcome, now: dt.datetime, *, why: str, run: str
    ) -> None:
        """Keep with the cycle how a row ended."""
        from danvan_workflow.services.cycle.milestones import note_milestone

        note_milestone(runtime, cycle_id, milestone, outcome, now, why=why, run=run)

    def not_before(self, runtime: Runtime, cycle_id: str, moment: dt.datetime) -> dt.datetime:
        """`moment`, or the cycle's last act where that came later."""
        from danvan_workflow.orchestration.records import not_before

        return not_before(runtime, cycle_id, moment)

    def pass_on_duties(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> tuple[PassedOn, ...]:
        """Pass the duties of agencies that ended on to their successors."""
        from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties

        return pass_on_duties(runtime, cycle_id, now)

    def collect(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> CollectResult:
        """Take in what the sources hold."""
        from danvan_workflow.services.submissions.collect import collect

        return collect(runtime, cycle_id, now)

    def assess(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> int:
        """Run the rules on what came in."""
        from danvan_workflow.services.submissions.assess import assess

        return assess(runtime, cycle_id, now)

    def send_rung(self, runtime: Runtime, cycle_id: str, number: int, now: dt.datetime) -> SendResult:
        """Tell those who are missing."""
        from danvan_workflow.services.letters.send_rung import send_rung

        return send_rung(runtime, cycle_id, number, now)

    def cycle_status(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> CycleStatus:
        """How the cycle stands."""
        from danvan_workflow.views.cycle.status import cycle_status

        return cycle_status(runtime, cycle_id, now)

    def consolidate_cycle(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> SnapshotResult:
        """Freeze the versions there are and make the report of them."""
        from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle

        return consolidate_cycle(runtime, cycle_id, now)

    def write_drafts(self, runtime: Runtime, snapshot_id: int) -> tuple[Path, ...]:
        """Write out documents that nobody has approved yet."""
        from danvan_workflow.orchestration.records import write_drafts

        return write_drafts(runtime, snapshot_id)

    def standing(self, runtime: Runtime, cycle_id: str) -> ApprovalStanding:
        """How the decision on the cycle stands."""
        from danvan_workflow.services.approval.state import standing

        return standing(runtime, cycle_id)

    def request_approval(self, runtime: Runtime, cycle_id: str, snapshot_id: int, now: dt.datetime) -> SendResult:
        """Put a snapshot before the leaders."""
        from danvan_workflow.services.approval.decide import request_approval

        return request_approval(runtime, cycle_id, snapshot_id, now)

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
        """Write a leader's decision down."""
        from danvan_workflow.services.approval.decide import record_decision

        return record_decision(runtime, cycle_id, snapshot_id, decision, by, note, now, until)

    def issue_report(self, runtime: Runtime, cycle_id: str, snapshot_id: int, now: dt.datetime) -> Issued:
        """Issue an approved report."""
        from danvan_workflow.services.consolidation.issue_report import issue_report

        return issue_report(runtime, cycle_id, snapshot_id, now)

    def remind_leaders(self, runtime: Runtime, now: dt.datetime) -> SendResult:
        """Remind of every question that waits."""
        from danvan_workflow.services.approval.reminder import remind_leaders

        return remind_leaders(runtime, now)

    def sweep(self, runtime: Runtime, now: dt.datetime) -> SweepResult:
        """Send what is left over in any cycle."""
        from danvan_workflow.services.watch.sweep import sweep

        return sweep(runtime, now)

    def watch(self, runtime: Runtime, now: dt.datetime) -> tuple[Trouble, ...]:
        """What stands still."""
        from danvan_workflow.services.watch.look import watch

        return watch(runtime, now)

    def alert(self, runtime: Runtime, troubles: Sequence[Trouble], now: dt.datetime) -> AlertResult:
        """Tell people of it."""
        from danvan_workflow.services.watch.alert import alert

        return alert(runtime, troubles, now)

    def alert_overdue(self, runtime: Runtime, cycle_id: str, now: dt.datetime) -> AlertResult:
        """Tell people of a cycle that its collector's own day found unfinished."""
        from danvan_workflow.services.watch.alert import alert_overdue

        return alert_overdue(runtime, cycle_id, now)


services = Services()


def open_runtime(settings: Settings) -> Runtime:
    """What services work with, for these settings; nothing is connected yet."""
    from danvan_workflow.services.runtime import Runtime

    return Runtime(settings)
