"""The consolidated report as a document model: a pure function of its facts."""

from __future__ import annotations

from danvan_workflow.plan.models import Plan
from danvan_workflow.render.models import OfficialDocument, Paragraph, Signature
from danvan_workflow.report.chapter import annex_names, annexes, body
from danvan_workflow.report.chapters import CHAPTERS
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.opening import opening
from danvan_workflow.report.title import report_title
from danvan_workflow.statutory.wording import in_sentence


def report_document(facts: ReportFacts, *, trace: str) -> OfficialDocument:
    """The report to sign: number and date stay open until it is issued. `trace` names the snapshot in the file's properties."""
    spec, head, made = facts.plan.report, facts.head, annexes(CHAPTERS, facts)
    names = annex_names(made)
    return OfficialDocument(
        superior_body=_broken(head.superior),
        issuing_body=_broken(head.issuing_body),
        place=head.place,
        subject=subject(facts),
        notation=spec.notation,
        addressees=head.addressees,
        opening=tuple(Paragraph(text) for text in opening(facts, names)),
        sections=body(CHAPTERS, facts, names),
        closing=(Paragraph(_closing(facts)),),
        signature=_signature(facts.plan),
        recipients=head.recipients,
        filing=tuple(part.strip() for part in spec.archive.split(",")),
        annexes=tuple(made.values()),
        draft=True,
        sample=facts.is_sample,
        trace=trace,
    )


def subject(facts: ReportFacts) -> str:
    """The trích yếu of the report."""
    return report_title(facts.plan, facts.cycle.kind, facts.cycle.label, facts.cycle.ad_hoc)


def _broken(body: str) -> str:
    """A People's Committee is written over two lines at the head of a document: the body, then its place."""
    return body.replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n", 1)


def _closing(facts: ReportFacts) -> str:
    to = ", ".join(facts.head.addressees)
    tail = f" kính báo cáo {to} xem xét, chỉ đạo" if to else " trân trọng báo cáo"
    return f"Trên đây là báo cáo {in_sentence(subject(facts))}; {facts.head.issuing_body}{tail}."


def _signature(plan: Plan) -> Signature:
    signatory = plan.report.signatory
    lines = tuple(line for line in (signatory.authority, signatory.capacity) if line)
    return Signature(position=signatory.position, name=signatory.name, authority=lines)
