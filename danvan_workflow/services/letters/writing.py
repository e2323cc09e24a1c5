"""Writing the letter of a notice from what is true when it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from danvan_workflow.duty.outline import section_titles
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.notify.context import DigestRow, NoticeContext, NoticeKind, ReturnReason
from danvan_workflow.notify.messages import Attachment, Message
from danvan_workflow.plan.models import ObligationKind, Plan
from danvan_workflow.services.letters.approval_letters import asking, leaving_out, reminding
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory import in_time, vietnam_date
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store import cycles, notices, reports, submissions
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import CycleRow, DutyRow, NoticeRow
from danvan_workflow.store.unit_of_work import UnitOfWork

PRODUCTS = {ObligationKind.PLAN_DELIVERY: "kế hoạch", ObligationKind.FOCAL_REGISTER: "danh sách đầu mối"}
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def letter(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, plan: Plan, row: NoticeRow, now: dt.datetime) -> Message:
    """The message of an outbox row of `cycle`; its Message-ID comes from the row's key."""
    kind = NoticeKind(row.kind)
    context = _base(runtime, cycle, plan, row, now)
    duty = uow.session.get(DutyRow, row.duty_id) if row.duty_id else None
    if duty is not None:
        context = _of_duty(runtime, cycle, plan, duty, context, now)
        context = replace(context, notices_sent=notices.rungs_sent(uow, duty.id))
    context = _of_kind(runtime, uow, kind, cycle, plan, duty, row.payload, context, now)
    attachments = _attachments(uow, row.payload) if kind is NoticeKind.REPORT_ISSUED else ()
    return runtime.writer.message(kind, context, key=row.key, to=row.recipient, attachments=attachments, sent_at=now)


def _base(runtime: Runtime, cycle: CycleRow, plan: Plan, row: NoticeRow, now: dt.datetime) -> NoticeContext:
    obligation = plan.obligation(cycle.obligation)
    today = vietnam_date(now)
    collector = runtime.register.successors(plan.collector.agency, today)
    name = runtime.register.get(collector[0][0]).name if collector else plan.collector.name
    return NoticeContext(
        plan_title=_grounds(plan, cycle),
        obligation_title=obligation.title,
        cycle_label=cycle.label,
        agency_name=row.recipient_name,
        collector_name=name,
        as_of=today,
        recipient_name=row.recipient_name,
        collector_contact=plan.collector.contact,
        last_day=cycle.effective_last_day,
        due_phrase=cycle.due_phrase if cycle.effective_last_day == cycle.last_day else "",
        product=PRODUCTS.get(ObligationKind(cycle.kind), "báo cáo"),
        data_first_day=cycle.data_first_day,
        data_last_day=cycle.data_last_day,
        estimate=bool(cycle.data_last_day and cycle.effective_last_day < cycle.data_last_day),
    )


def _grounds(plan: Plan, cycle: CycleRow) -> str:
    """What the letters rest on: the plan, and the document behind a request at short notice."""
    basis = cycle.ad_hoc.basis if cycle.ad_hoc else ""
    number = f" (số {plan.number})" if plan.number else ""
    return f"{plan.title}{number} của {plan.issuer.name}" + (f" và {basis}" if basis else "")


def _of_duty(
    runtime: Runtime, cycle: CycleRow, plan: Plan, duty: DutyRow, context: NoticeContext, now: dt.datetime
) -> NoticeContext:
    view = duty_standing(duty, now)
    chosen, titles = runtime.catalogue_of(plan), section_titles(plan, cycle.ad_hoc)
    latest = duty.submissions[-1] if duty.submissions else None
    missing = view.missing
    return replace(
        context,
        agency_name=duty.agency_name,
        recipient_title=head_title(duty.agency_name),
        last_day=duty.last_day,
        due_phrase=cycle.due_phrase if duty.last_day == cycle.last_day else "",
        working_days=abs(runtime.calendar.workdays_between(context.as_of, duty.last_day)),
        extension_note=_extension_note(cycle, duty),
        sections=tuple(titles.get(section, section) for section in duty.sections),
        indicators=tuple(chosen[code].name for code in duty.indicators),
        received=latest is not None,
        version=latest.version if latest else 0,
        sent_at=latest.sent_at if latest else None,
        on_time=view.status.on_time,
        missing_sections=tuple(titles.get(part, part) for part in missing if part not in chosen),
        missing_indicators=tuple(chosen[part].name for part in missing if part in chosen),
        errors=tuple(finding.sentence for finding in latest.findings if finding.severity == "error") if latest else (),
        sample=bool(latest and latest.is_sample),
    )


def _extension_note(cycle: CycleRow, duty: DutyRow) -> str:
    """Why the day isn't the plan's: the agency was given longer, or the whole cycle moved."""
    if duty.last_day > cycle.effective_last_day:
        return f"gia hạn đến hết ngày {short_date(duty.last_day)}"
    return f"thay cho hạn cũ là hết ngày {short_date(cycle.last_day)}" if duty.last_day != cycle.last_day else ""


HEADS = {"Sở": "Giám đốc", "Ủy": "Chủ tịch", "Thanh": "Chánh Thanh tra", "Văn": "Chánh Văn phòng", "Ban": "Trưởng ban"}
"""What the head of an agency is called, by the first word of the agency's name."""


def head_title(agency_name: str) -> str:
    """
    >>> head_title("Sở Y tế tỉnh Gia Lai"), head_title("Ủy ban nhân dân xã An Hòa"), head_title("Báo Gia Lai")
    ('Giám đốc', 'Chủ tịch', 'Thủ trưởng')
    """
    return HEADS.get(agency_name.split(" ", 1)[0], "Thủ trưởng")


def _of_kind(
    runtime: Runtime,
    uow: UnitOfWork,
    kind: NoticeKind,
    cycle: CycleRow,
    plan: Plan,
    duty: DutyRow | None,
    payload: dict[str, Any],
    context: NoticeContext,
    now: dt.datetime,
) -> NoticeContext:
    match kind:
        case NoticeKind.RECEIPT | NoticeKind.RETURN:
            return _of_version(uow, kind, cycle, plan, payload, context)
        case NoticeKind.ESCALATION_LEADER:
            return _digest(runtime, uow, cycle, context, now)
        case NoticeKind.APPROVAL_REQUEST:
            return asking(runtime, uow, cycle, payload, _digest(runtime, uow, cycle, context, now))
        case NoticeKind.APPROVAL_REMINDER:
            return reminding(runtime, uow, cycle, payload, context)
        case NoticeKind.LATER_VERSIONS:
            return leaving_out(uow, cycle, payload, context)
        case NoticeKind.REPORT_ISSUED:
            files = tuple(report.file_name for report in reports.reports_of(uow, payload["snapshot"]))
            return replace(context, file_names=files, report_version=payload["version"])
        case NoticeKind.DUTY_PASSED_ON:
            assert duty is not None  # queued with its duty
            return _inherited(runtime, duty, context)
        case NoticeKind.DEADLINE_CHANGED:
            previous, document = dt.date.fromisoformat(payload["previous"]), payload["document"]
            return replace(context, previous_last_day=previous, legal_ground=f"văn bản số {document}" if document else "")
        case _:
            return context


def _of_version(
    uow: UnitOfWork, kind: NoticeKind, cycle: CycleRow, plan: Plan, payload: dict[str, Any], context: NoticeContext
) -> NoticeContext:
    version = submissions.get_submission(uow, payload["submission"])
    context = replace(context, version=version.version, sent_at=version.sent_at, sample=version.is_sample)
    if context.last_day:
        context = replace(context, on_time=in_time(version.sent_at, context.last_day))
    if kind is NoticeKind.RECEIPT:
        return context
    in_time_yet = context.last_day if context.last_day and context.last_day >= context.as_of else None
    return replace(context, reasons=_reasons(section_titles(plan, cycle.ad_hoc), payload), resubmit_by=in_time_yet)


def _reasons(titles: Mapping[str, str], payload: dict[str, Any]) -> tuple[ReturnReason, ...]:
    """By section what is to be mended there; a section without a sentence of its own is returned for the act's reason."""
    faults: Mapping[str, str] = payload.get("faults", {})
    if not payload["sections"]:
        return (ReturnReason("Toàn bộ báo cáo", payload["reason"]),)
    return tuple(ReturnReason(titles.get(s, s), faults.get(s, "").strip() or payload["reason"]) for s in payload["sections"])


def _digest(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, context: NoticeContext, now: dt.datetime) -> NoticeContext:
    views = [duty_standing(duty, now) for duty in cycles.duties_of(uow, cycle.cycle_id)]
    owing = [view for view in views if view.counts_as_owing]
    told: dict[str, int] = {}
    for notice in notices.notices_of(uow, cycle.cycle_id):
        told[notice.agency] = told.get(notice.agency, 0) + (notice.state == "sent" and notice.rung is not None)
    rows = tuple(_digest_row(runtime, view, told.get(view.agency, 0), context.as_of) for view in owing if view.is_open)
    return replace(
        context,
        rows=rows,
        done=len(owing) - len(rows),
        total=len(owing),
        working_days=max(runtime.calendar.workdays_between(cycle.effective_last_day, context.as_of), 0),
        sample=any(view.is_sample for view in owing),
    )


def _digest_row(runtime: Runtime, view: DutyStanding, told: int, today: dt.date) -> DigestRow:
    contacts = runtime.register.contacts(view.agency, today)
    own_day = f", hạn riêng đến hết ngày {short_date(view.last_day)}" if view.last_day >= today else ""
    return DigestRow(
        agency=view.name,
        state=view.status.state.label + own_day,
        working_days_late=max(runtime.calendar.workdays_between(view.last_day, today), 0),
        contact=contacts[0].email if contacts else "",
        notices=told,
    )


def _inherited(runtime: Runtime, duty: DutyRow, context: NoticeContext) -> NoticeContext:
    names = tuple(runtime.register.get(code).name for code in duty.inherited_from)
    return replace(context, predecessors=names, effective_on=runtime.register.get(duty.agency).valid_from or context.as_of)


def _attachments(uow: UnitOfWork, payload: dict[str, Any]) -> tuple[Attachment, ...]:
    found = reports.reports_of(uow, payload["snapshot"])
    return tuple(Attachment(report.file_name, report.content, MEDIA_TYPES[report.format]) for report in found)
