"""The files of a report: a pure function of its facts and of the hash of them that they bear."""

from __future__ import annotations

from danvan_workflow.render.docx import write_docx
from danvan_workflow.render.xlsx import write_xlsx
from danvan_workflow.report.document import report_document
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.workbook import report_workbook


def documents(facts: ReportFacts, trace: str) -> dict[str, bytes]:
    """The bytes of each format."""
    return {
        "docx": write_docx(report_document(facts, trace=trace)),
        "xlsx": write_xlsx(report_workbook(facts, trace=trace)),
    }
