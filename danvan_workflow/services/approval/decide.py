"""The leader's decision on a snapshot: approve, return, wait. It is bound to the documents that were shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from danvan_workflow.duty.cycle_state import CycleState, after
from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.events import EventKind, decided_event
from danvan_workflow.duty.moved import MovedMember
from danvan_workflow.errors import InvalidInput, Problem, Refused
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.register.models import Contact, ContactRole
from danvan_workflow.services.approval.printed_totals import require_no_contradiction
from danvan_workflow.services.approval.until import wait_until
from danvan_workflow.services.consolidation.consolidate_cycle import snapshot_result
from danvan_workflow.services.consolidation.snapshot_drift import moved_since
from danvan_workflow.services.letters import outbox, outbox_rows
from danvan_workflow.services.letters.outbox import SendResult
from danvan_workflow.services.letters.payloads import ApprovalAsked, LeftOut
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import cycles, events, reports
from danvan_workflow.store.tables import CycleRow, DecisionRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork

REMARKS_IN_LETTER = 10


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as written down.

    `moved` are the agencies whose versions came, changed or fell out after the snapshot; `newest` is the number of the newest
    snapshot; `until` the day until which the leader waits. `note` is what was written down, our own remark included.
    """

    decision: Decision
    snapshot_id: int
    number: int
    files_sha256: str
    moved: tuple[MovedMember, ...]
    newest: int
    note: str
    until: dt.date | None

    @property
    def moved_since(self) -> bool:
        """True where the snapshot isn't what a consolidation of now would hold."""
        return bool(self.moved)

    @property
    def caution(self) -> str:
        """What a person must know who reads the decision, in Vietnamese; empty where there is nothing."""
        said = []
        if self.moved:
            names = "; ".join(f"{item.name} ({item.words})" for item in self.moved[:10])
            more = f" và {len(self.moved) - 10} cơ quan khác" if len(self.moved) > 10 else ""
            said.append(f"Sau bản chốt {self.number} có thay đổi, bản này không gồm: {names}{more}.")
        if self.newest != self.number:
            said.append(f"Bản chốt mới nhất là số {self.newest}, không phải bản được quyết định (số {self.number}).")
        return " ".join(said)


def record_decision(
    runtime: Runtime,
    cycle_id: str,
    snapshot_id: int,
    decision: str,
    by: str,
    note: str,
    now: dt.datetime,
    until: str = "",
) -> Recorded:
    """Write a decision with the hash of the documents it was given for.

    InvalidInput for an unknown decision, one by nobody, or a return without reasons; Refused for a snapshot of another cycle or
    one that was issued; Contradicted for approving totals that contradict each other. After an issue a newer snapshot may be
    decided on: it becomes the corrected version. `until` is the day, as a person wrote it, on which one who waits wants to be
    asked again. The same decision again, with no question since, is written down once. An approval that doesn't cover what came
    meanwhile stands, and the collector is told what it leaves out.
    """
    chosen = _decision(decision, by, note)
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        snapshot = _undecided(uow, cycle, snapshot_id)
        if chosen is Decision.APPROVE:
            require_no_contradiction(runtime, uow, cycle, snapshot)
        files = snapshot_result(uow, snapshot, created=False).files_sha256
        day, remark = wait_until(runtime.calendar, until, vietnam_date(now)) if chosen is Decision.WAIT else (None, "")
        note = " ".join(part for part in (note.strip(), remark) if part)
        moved = tuple(moved_since(uow, cycles.duties_of(uow, cycle_id), snapshot, now))
        newest = reports.next_snapshot_number(uow, cycle_id) - 1
        recorded = Recorded(chosen, snapshot_id, snapshot.number, files, moved, newest, note, day)
        if _stands(uow, cycle_id, recorded, by):
            return recorded
        if cycle.state is not CycleState.ISSUED:
            cycle.state = after(chosen)
        _keep(uow, cycle_id, recorded, by, now)
        if chosen is Decision.APPROVE and recorded.caution:
            _tell_collector(runtime, uow, cycle, recorded, now)
        uow.commit()
        return recorded


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


def _undecided(uow: UnitOfWork, cycle: CycleRow, snapshot_id: int) -> SnapshotRow:
    snapshot = reports.get_snapshot(uow, snapshot_id)
    if snapshot.cycle_id != cycle.cycle_id:
        raise Refused(f"Bản chốt {snapshot_id} không thuộc kỳ {cycle.label}.")
    if any(report.issued_at for report in snapshot.reports):
        raise Refused(f"Báo cáo {cycle.label} (bản chốt {snapshot.number}) đã phát hành; không thể quyết định lại.")
    return snapshot


def _stands(uow: UnitOfWork, cycle_id: str, recorded: Recorded, by: str) -> bool:
    """True where this very decision is the last word already: a command that was killed behind it is run again."""
    asked = {EventKind.APPROVAL_REQUESTED, *(decided_event(decision) for decision in Decision)}
    last = next((event for event in reversed(events.events_of(uow, cycle_id)) if event.kind in asked), None)
    if last is None or (last.kind, last.by) != (decided_event(recorded.decision), by):
        return False
    until = recorded.until.isoformat() if recorded.until else None
    said = (last.detail.get("snapshot"), last.detail.get("note"), last.detail.get("files"), last.detail.get("until"))
    return said == (recorded.number, recorded.note, recorded.files_sha256, until)


def _keep(uow: UnitOfWork, cycle_id: str, recorded: Recorded, by: str, now: dt.datetime) -> None:
    row = DecisionRow(
        cycle_id=cycle_id,
        snapshot_id=recorded.snapshot_id,
        files_sha256=recorded.files_sha256,
        decision=recorded.decision.value,
        by=by,
        note=recorded.note,
        at=now,
    )
    uow.session.add(row)
    detail: dict[str, Any] = {
        "snapshot": recorded.number,
        "note": recorded.note,
        "files": recorded.files_sha256,
        "newest": recorded.newest,
        "moved": [item.agency for item in recorded.moved],
        **({"until": recorded.until.isoformat()} if recorded.until else {}),
    }
    events.record(uow, decided_event(recorded.decision), now, cycle_id=cycle_id, by=by, **detail)


def _tell_collector(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, recorded: Recorded, now: dt.datetime) -> None:
    """The letter leaves with the next sending: the issue of this very report."""
    contacts = _collector_contacts(runtime, cycle, ContactRole.FOCAL, vietnam_date(now))
    moved = tuple((item.name, item.version, item.sent_at) for item in recorded.moved)
    accepted = tuple(item.accepted for item in recorded.moved)
    payload = LeftOut(snapshot=recorded.snapshot_id, newest=recorded.newest, moved=moved, accepted=accepted)
    suffix = f"s{recorded.number}"
    outbox_rows.queue(runtime, uow, cycle, NoticeKind.LATER_VERSIONS, contacts, now, payload=payload, suffix=suffix)


def request_approval(runtime: Runtime, cycle_id: str, snapshot_id: int, now: dt.datetime) -> SendResult:
    """Tell the leaders of the collector that a snapshot waits for their decision, once a question.

    A question asked again behind a decision (it was waited for more agencies, and none came) is a new one. Contradicted, and
    nobody is asked, where the totals of the snapshot contradict each other.
    """
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        snapshot = reports.get_snapshot(uow, snapshot_id)
        number, printed = snapshot.number, require_no_contradiction(runtime, uow, cycle, snapshot)
        decided = sum(row.snapshot_id == snapshot_id for row in reports.decisions_of(uow, cycle_id))
        suffix = f"s{number}.{decided + 1}" if decided else f"s{number}"
        leaders = leaders_of(runtime, cycle, vietnam_date(now))
        events.record(uow, EventKind.APPROVAL_REQUESTED, now, cycle_id=cycle_id, snapshot=number, snapshot_id=snapshot_id)
        outbox_rows.queue(
            runtime,
            uow,
            cycle,
            NoticeKind.APPROVAL_REQUEST,
            leaders,
            now,
            payload=ApprovalAsked(snapshot=snapshot_id, remarks=printed.remarks[:REMARKS_IN_LETTER]),
            suffix=suffix,
        )
        uow.commit()
    return outbox.send_pending(runtime, cycle_id, now)


def leaders_of(runtime: Runtime, cycle: CycleRow, day: dt.date) -> tuple[Contact, ...]:
    """The leaders of the collector, or of who stands in its place."""
    return _collector_contacts(runtime, cycle, ContactRole.LEADER, day)


def _collector_contacts(runtime: Runtime, cycle: CycleRow, role: ContactRole, day: dt.date) -> tuple[Contact, ...]:
    collectors = outbox_rows.collector_on(runtime, runtime.plan_of(cycle).plan, day)
    return tuple(contact for code in collectors for contact in outbox_rows.contacts_of(runtime, code, role, day))
