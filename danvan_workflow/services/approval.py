"""The leader's decision on a snapshot: approve, return, wait. It is bound to the documents that were shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from danvan_workflow.errors import InvalidInput, Problem, Refused
from danvan_workflow.register import ContactRole
from danvan_workflow.services import outbox
from danvan_workflow.services.consolidate_cycle import snapshot_members, snapshot_result
from danvan_workflow.services.outbox import SendResult
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.store import cycles, events, reports
from danvan_workflow.store.tables import DecisionRow


class Decision(StrEnum):
    """What a leader can decide."""

    APPROVE = "approve"
    RETURN = "return"
    WAIT = "wait"

    @property
    def label(self) -> str:
        """The Vietnamese word on the button."""
        return {"approve": "Duyệt", "return": "Trả lại", "wait": "Chờ thêm cơ quan"}[self.value]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as written down. `moved_since` says that newer versions came after the snapshot was shown."""

    decision: Decision
    snapshot_id: int
    files_sha256: str
    moved_since: bool


def record_decision(
    runtime: Runtime, cycle_id: str, snapshot_id: int, decision: str, by: str, note: str, now: dt.datetime
) -> Recorded:
    """Write a decision with the hash of the documents it was given for.

    InvalidInput for an unknown decision, one by nobody, or a return without reasons; Refused for a snapshot of another cycle or
    one that was issued. After an issue a newer snapshot may be decided on: it becomes the corrected version.
    """
    chosen = _decision(decision, by, note)
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        snapshot = reports.get_snapshot(uow, snapshot_id)
        if snapshot.cycle_id != cycle_id:
            raise Refused(f"Bản chốt {snapshot_id} không thuộc kỳ {cycle.label}.")
        if any(report.issued_at for report in snapshot.reports):
            raise Refused(f"Báo cáo {cycle.label} (bản chốt {snapshot.number}) đã phát hành; không thể quyết định lại.")
        files = snapshot_result(uow, snapshot, created=False).files_sha256
        row = DecisionRow(
            cycle_id=cycle_id, snapshot_id=snapshot_id, files_sha256=files, decision=chosen.value, by=by, note=note, at=now
        )
        uow.session.add(row)
        if cycle.state != "issued":
            cycle.state = {"approve": "approved", "return": "open", "wait": "open"}[chosen.value]
        moved = [list(m) for m in snapshot_members(cycles.duties_of(uow, cycle_id), now)] != snapshot.members
        events.record(uow, f"decision_{chosen}", now, cycle_id=cycle_id, by=by, snapshot=snapshot.number, note=note, files=files)
        uow.commit()
        return Recorded(chosen, snapshot_id, files, moved)


def _decision(text: str, by: str, note: str) -> Decision:
    problems = []
    if text not in list(Decision):
        problems.append(Problem("quyết định không hợp lệ", place="decision", value=text, accepted=", ".join(Decision)))
    if not by.strip():
        problems.append(Problem("chưa nêu người quyết định", place="by", accepted="họ tên, chức vụ"))
    if text == Decision.RETURN and not note.strip():
        problems.append(Problem("trả lại phải nêu lý do", place="note", accepted="một câu nói rõ cần sửa gì"))
    if problems:
        raise InvalidInput(problems)
    return Decision(text)


def request_approval(runtime: Runtime, cycle_id: str, snapshot_id: int, now: dt.datetime) -> SendResult:
    """Tell the leaders of the collector that a snapshot waits for their decision, once a snapshot."""
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        number = reports.get_snapshot(uow, snapshot_id).number
        today = vietnam_date(now)
        leaders = [
            contact
            for collector in outbox.collector_on(runtime, plan, today)
            for contact in outbox.contacts_of(runtime, collector, ContactRole.LEADER, today)
        ]
        outbox.queue(
            runtime, uow, cycle, "approval_request", leaders, now, payload={"snapshot": snapshot_id}, suffix=f"s{number}"
        )
        uow.commit()
    return outbox.send_pending(runtime, cycle_id, now)
