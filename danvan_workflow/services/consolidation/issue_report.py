"""Issuing an approved report: numbered as a version, written out for people, sent to its recipients."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.events import EventKind
from danvan_workflow.errors import Refused
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.models import Contact, ContactRole
from danvan_workflow.register.tiers import tier_above
from danvan_workflow.services.consolidation.consolidate_cycle import snapshot_result
from danvan_workflow.services.letters import outbox, outbox_rows
from danvan_workflow.services.letters.outbox import SendResult
from danvan_workflow.services.letters.payloads import ReportOut
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import cycles, events, reports
from danvan_workflow.store.tables import CycleRow, ReportRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued report: its version, the files written, and what became of the letters."""

    cycle_id: str
    version: int
    files: tuple[Path, ...]
    letters: SendResult


def issue_report(runtime: Runtime, cycle_id: str, snapshot_id: int, now: dt.datetime) -> Issued:
    """Issue the documents of an approved snapshot and send them; issuing again changes nothing and sends nothing twice.

    Refused unless the last decision on this snapshot approves the very documents it holds.
    """
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        documents = reports.reports_of(uow, snapshot_id)
        version = documents[0].version if documents and documents[0].version else None
        if version is None:
            _require_approval(uow, cycle, snapshot_id)
            version = 1 + max((r.version or 0 for r in reports.issued_reports(uow, cycle_id)), default=0)
            for document in documents:
                document.version, document.issued_at = version, now
            cycle.state = CycleState.ISSUED
            _queue_letters(runtime, uow, cycle, version, snapshot_id, now)
            events.record(uow, EventKind.REPORT_ISSUED, now, cycle_id=cycle_id, version=version, snapshot=snapshot_id)
            uow.commit()
    files = write_files(documents, runtime.settings.outbox)
    return Issued(cycle_id, version, files, outbox.send_pending(runtime, cycle_id, now))


def _require_approval(uow: UnitOfWork, cycle: CycleRow, snapshot_id: int) -> None:
    decisions = [d for d in reports.decisions_of(uow, cycle.cycle_id) if d.snapshot_id == snapshot_id]
    if not decisions or decisions[-1].decision is not Decision.APPROVE:
        raise Refused(f"Báo cáo {cycle.label} chưa được duyệt; chỉ phát hành sau khi lãnh đạo duyệt bản chốt này.")
    snapshot = reports.get_snapshot(uow, snapshot_id)
    if snapshot_result(uow, snapshot, created=False).files_sha256 != decisions[-1].files_sha256:
        raise Refused(f"Tệp báo cáo {cycle.label} khác với bản đã duyệt; tổng hợp lại và trình duyệt lại.")


def _queue_letters(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, version: int, snapshot_id: int, now: dt.datetime) -> None:
    plan = runtime.plan_of(cycle).plan
    for contact in report_recipients(runtime, plan, vietnam_date(now)):
        addressee = runtime.register.get(contact.agency).name
        payload = ReportOut(snapshot=snapshot_id, version=version, addressee=addressee)
        outbox_rows.queue(runtime, uow, cycle, NoticeKind.REPORT_ISSUED, [contact], now, payload=payload, suffix=f"b{version}")


def report_recipients(runtime: Runtime, plan: Plan, day: dt.date) -> tuple[Contact, ...]:
    """The addressees of the report: who it goes up to (or the issuer), and the recipients that are in the register."""
    upward = [obligation.upward_to for obligation in plan.obligations if obligation.upward_to] or [plan.issuer.unit]
    named = [code for recipient in plan.report.recipients for code in recipient.agencies]
    above = [code for unit in upward for code in tier_above(runtime.register, unit, day)]
    heirs = dict.fromkeys([*above, *(heir for code in named for heir, _ in runtime.register.successors(code, day))])
    found = [contact for code in heirs for contact in outbox_rows.contacts_of(runtime, code, ContactRole.FOCAL, day)]
    return tuple({contact.email: contact for contact in found}.values())


def write_files(documents: list[ReportRow], folder: Path) -> tuple[Path, ...]:
    """Write documents where a person finds them; a file that is there with the same content is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for document in documents:
        path = folder / document.file_name
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != document.sha256:
            path.write_bytes(document.content)
        paths.append(path)
    return tuple(paths)
