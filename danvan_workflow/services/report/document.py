"""The consolidated report as a document model: a pure function of a cycle's tables."""

from __future__ import annotations

import re

from danvan_workflow.plan.models import ObligationKind, Plan
from danvan_workflow.render.models import OfficialDocument, Paragraph, Signature
from danvan_workflow.services.report.annexes import annexes
from danvan_workflow.services.report.opening import opening
from danvan_workflow.services.report.sections import body
from danvan_workflow.services.report.tables import CycleTables

SUBJECTS = {
    ObligationKind.PLAN_DELIVERY: "Tình hình xây dựng, gửi kế hoạch công tác dân vận chính quyền",
    ObligationKind.PUBLICITY_REPORT: "Kết quả tuyên truyền về công tác dân vận",
    ObligationKind.FOCAL_REGISTER: "Tình hình phân công đầu mối phụ trách công tác dân vận chính quyền",
}
_KIND = re.compile(r"^báo cáo( đột xuất)?( về)? ", re.IGNORECASE)


def report_document(tables: CycleTables, *, trace: str) -> OfficialDocument:
    """The report to sign: number and date stay open until it is issued. `trace` names the snapshot in the file's properties."""
    spec, head = tables.plan.report, tables.head
    return OfficialDocument(
        superior_body=_broken(head.superior),
        issuing_body=_broken(head.issuing_body),
        place=head.place,
        subject=subject(tables),
        notation=spec.notation,
        year=tables.plan.year,
        addressees=head.addressees,
        opening=tuple(Paragraph(text) for text in opening(tables)),
        sections=body(tables),
        closing=(Paragraph(_closing(tables)),),
        signature=_signature(tables.plan),
        recipients=tuple(recipient.text for recipient in spec.recipients if recipient.text != "Như trên"),
        filing=tuple(part.strip() for part in spec.archive.split(",")),
        annexes=annexes(tables),
        draft=True,
        sample=tables.is_sample,
        trace=trace,
    )


def subject(tables: CycleTables) -> str:
    """The trích yếu of the report; the kind of document stands above it and is not said again."""
    if tables.ad_hoc:
        return _first_upper(_KIND.sub("", tables.ad_hoc.title))
    base = SUBJECTS.get(tables.kind, tables.plan.report.subject)
    return f"{base} {_first_lower(tables.label)}" if tables.kind.has_figures else f"{base} năm {tables.plan.year}"


def _broken(body: str) -> str:
    """A People's Committee is written over two lines at the head of a document: the body, then its place."""
    return body.replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n", 1)


def _closing(tables: CycleTables) -> str:
    to = ", ".join(tables.head.addressees)
    tail = f" kính báo cáo {to} xem xét, chỉ đạo" if to else " trân trọng báo cáo"
    return f"Trên đây là báo cáo {_first_lower(subject(tables))}; {tables.head.issuing_body}{tail}."


def _first_lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _signature(plan: Plan) -> Signature:
    signatory = plan.report.signatory
    lines = tuple(line for line in (signatory.authority, signatory.capacity) if line)
    return Signature(position=signatory.position, name=signatory.name, authority=lines)
