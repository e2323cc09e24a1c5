"""Taking in a submission: checked against the duty, numbered, stored for good, checked by the rules, receipted."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.errors import InvalidInput, Problem, Refused
from danvan_workflow.services.cycle.tasks import take_progress
from danvan_workflow.services.letters import outbox_rows
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.assess import assess_version, filled_in
from danvan_workflow.services.submissions.draft_problems import draft_problems
from danvan_workflow.services.submissions.settle import settle
from danvan_workflow.store import cycles, events, submissions
from danvan_workflow.store.tables import CycleRow, DutyRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission: its version, or `unchanged` where it equals the newest one."""

    cycle_id: str
    agency: str
    version: int
    unchanged: bool
    is_complete: bool
    errors: int
    warnings: int


def receive_submission(runtime: Runtime, draft: SubmissionDraft, now: dt.datetime) -> Receipt:
    """Store a draft as the next version of its duty; the same content again changes nothing.

    Raises InvalidInput with every problem (unknown agency, indicator, section, task; a version number used twice), Refused where
    the duty was waived or passed on. Nothing is stored then.
    """
    with runtime.uow() as uow:
        receipt = take_in(runtime, uow, draft, now)
        uow.commit()
        return receipt


def take_in(runtime: Runtime, uow: UnitOfWork, draft: SubmissionDraft, now: dt.datetime) -> Receipt:
    """As receive_submission, within a transaction of the caller."""
    cycle, plan = runtime.cycle_plan(uow, draft.cycle_id)
    duty = _duty(uow, cycle, draft)
    problems = list(draft_problems(plan, cycle, runtime.catalogue_of(plan), draft))
    if problems:
        raise InvalidInput(problems)
    draft = filled_in(plan, duty, draft)
    digest = content_digest(draft)
    latest = submissions.latest_version(uow, duty.id)
    same_number = submissions.find_version(uow, duty.id, draft.version) if draft.version is not None else latest
    if same_number is not None and same_number.content_sha256 == digest:
        return _receipt(same_number, unchanged=True)
    version = _version_row(duty, draft, digest, latest, now)
    submissions.add_version(uow, version, draft, {a.name: hashlib.sha256(a.content).hexdigest() for a in draft.attachments})
    assess_version(runtime, uow, cycle, plan, duty, version, draft)
    take_progress(uow, plan.id, duty.agency, draft.tasks, version.id, now)
    settle(uow, cycle, plan, version, now)
    outbox_rows.queue_receipt(runtime, uow, cycle, duty, version, now)
    events.record(
        uow,
        EventKind.SUBMISSION_RECEIVED,
        now,
        cycle_id=cycle.cycle_id,
        agency=duty.agency,
        by=draft.sender,
        version=version.version,
        via=draft.via,
        complete=bool(version.is_complete),
        errors=version.error_count,
    )
    return _receipt(version, unchanged=False)


def _duty(uow: UnitOfWork, cycle: CycleRow, draft: SubmissionDraft) -> DutyRow:
    duty = cycles.find_duty(uow, cycle.cycle_id, draft.agency)
    if duty is None:
        raise InvalidInput(
            [
                Problem(
                    "cơ quan không có trong danh sách phải báo cáo của kỳ",
                    place="agency",
                    value=draft.agency,
                    accepted=f"mã của một cơ quan trong danh sách (xem `danvan cycle status {cycle.cycle_id}`)",
                )
            ]
        )
    if duty.waived_at is not None:
        raise Refused(f"{duty.agency_name} đã được miễn báo cáo kỳ này; hủy miễn trước khi nhận báo cáo.")
    if duty.passed_on_at is not None:
        heirs = ", ".join(duty.passed_on_to)
        raise Refused(f"Nghĩa vụ của {duty.agency_name} đã chuyển cho {heirs}; gửi báo cáo dưới mã của cơ quan kế thừa.")
    if not duty.owes:
        raise Refused(f"{duty.agency_name} không phải báo cáo kỳ này: {duty.reason}.")
    return duty


def _version_row(
    duty: DutyRow, draft: SubmissionDraft, digest: str, latest: SubmissionRow | None, now: dt.datetime
) -> SubmissionRow:
    number = latest.version + 1 if latest else 1
    if draft.version is not None and latest is not None and draft.version <= latest.version:
        raise InvalidInput(
            [
                Problem(
                    f"đã có phiên bản {latest.version} của {duty.agency_name} với nội dung khác",
                    place="version",
                    value=str(draft.version),
                    accepted=f"số phiên bản từ {latest.version + 1} trở lên, hoặc để trống",
                )
            ]
        )
    return SubmissionRow(
        cycle_id=duty.cycle_id,
        duty_id=duty.id,
        agency=duty.agency,
        version=max(number, draft.version or 0),
        sent_at=draft.sent_at,
        received_at=now,
        via=draft.via,
        sender=draft.sender,
        document_number=draft.document_number,
        content_sha256=digest,
        nil_report=draft.nil_report,
        is_sample=draft.is_sample,
        state=SubmissionState.RECEIVED,
        is_complete=None,
        completeness=None,
    )


def content_digest(draft: SubmissionDraft) -> str:
    """SHA-256 of what a draft says, whoever sent it and whenever: the order of its parts doesn't matter."""
    content = {
        "figures": sorted((f.indicator, f.status.value, str(f.value), f.note) for f in draft.figures),
        "narratives": sorted((n.section, n.text, n.nil, n.skip_reason) for n in draft.narratives),
        "persons": sorted((p.role, p.name, p.position, p.phone, p.email) for p in draft.persons),
        "tasks": sorted((t.task, t.state.value, str(t.percent), t.evidence) for t in draft.tasks),
        "attachments": sorted((a.name, hashlib.sha256(a.content).hexdigest()) for a in draft.attachments),
        "nil": draft.nil_report,
        "number": draft.document_number,
    }
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _receipt(version: SubmissionRow, *, unchanged: bool) -> Receipt:
    return Receipt(
        version.cycle_id,
        version.agency,
        version.version,
        unchanged,
        bool(version.is_complete),
        version.error_count,
        version.warning_count,
    )
