"""The consolidated report as a document model: a pure function of a cycle's tables."""

from __future__ import annotations

from danvan_workflow.plan.models import ObligationKind, Plan
from danvan_workflow.render import numbers
from danvan_workflow.render.models import OfficialDocument, Paragraph, Signature
from danvan_workflow.services.cycle_tables import CycleTables
from danvan_workflow.services.report_annexes import annexes
from danvan_workflow.services.report_sections import body
from danvan_workflow.services.report_wording import coverage_sentences

SUBJECTS = {
    ObligationKind.PLAN_DELIVERY: "Tình hình xây dựng, gửi kế hoạch công tác dân vận chính quyền",
    ObligationKind.FOCAL_REGISTER: "Tình hình phân công đầu mối phụ trách công tác dân vận chính quyền",
}


def report_document(tables: CycleTables, *, trace: str) -> OfficialDocument:
    """The report to sign: number and date stay open until it is issued. `trace` names the snapshot in the file's properties."""
    spec = tables.plan.report
    return OfficialDocument(
        superior_body=_broken(spec.superior),
        issuing_body=_broken(spec.issuing_body),
        place=tables.plan.issuer.place,
        subject=subject(tables),
        notation=spec.notation,
        year=tables.plan.year,
        addressees=spec.addressees,
        opening=tuple(Paragraph(text) for text in _opening(tables)),
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
    """The trích yếu of the report."""
    if tables.ad_hoc:
        return str(tables.ad_hoc["title"])
    base = SUBJECTS.get(tables.kind, tables.plan.report.subject)
    return f"{base} {_first_lower(tables.label)}" if tables.kind.has_figures else f"{base} năm {tables.plan.year}"


def _opening(tables: CycleTables) -> list[str]:
    plan = tables.plan
    number = f" số {plan.number}" if plan.number else ""
    basis = f"Thực hiện {_decapitalised(plan.title)}{number} của {plan.issuer.name}"
    if tables.ad_hoc and tables.ad_hoc.get("basis"):
        basis = f"{basis} và {tables.ad_hoc['basis']}"
    opening = f"{basis}, {plan.report.issuing_body} tổng hợp, báo cáo kết quả như sau:"
    if tables.data_window is None:
        return [opening, *coverage_sentences(tables)]
    first, last = tables.data_window
    window = f"Số liệu tính từ ngày {numbers.short_day(first)} đến ngày {numbers.short_day(last)}"
    if tables.last_day < last:
        window += f"; phần sau ngày {numbers.short_day(tables.last_day)} là ước thực hiện"
    reading = "Số trong ngoặc đơn sau mỗi số liệu là số cơ quan, đơn vị có số liệu trên số phải báo cáo chỉ tiêu đó"
    return [opening, *coverage_sentences(tables), f"{window}. {reading}."]


def _broken(body: str) -> str:
    """A People's Committee is written over two lines at the head of a document: the body, then its place."""
    return body.replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n", 1)


def _decapitalised(title: str) -> str:
    return title[:1].lower() + title[1:] if not title.startswith("Kế hoạch") else title


def _closing(tables: CycleTables) -> str:
    to = ", ".join(tables.plan.report.addressees)
    tail = f" kính báo cáo {to} xem xét, chỉ đạo" if to else " trân trọng báo cáo"
    return f"Trên đây là báo cáo {_first_lower(subject(tables))}; {tables.plan.report.issuing_body}{tail}."


def _first_lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _signature(plan: Plan) -> Signature:
    signatory = plan.report.signatory
    lines = tuple(line for line in (signatory.authority, signatory.capacity) if line)
    return Signature(position=signatory.position, name=signatory.name, authority=lines)
