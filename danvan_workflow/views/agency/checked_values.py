"""Which values of a version are being checked, which were accepted, as a person reads them."""

from __future__ import annotations

from danvan_workflow.consolidate.blocked import checked_values
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.store.acceptances import AcceptedValue, acceptances_of, accepted_values
from danvan_workflow.store.tables import SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork
from danvan_workflow.views.agency.version_view import figure_text
from danvan_workflow.views.entries.lines import CheckedView


def checked_views(uow: UnitOfWork, book: Catalogue, version: SubmissionRow) -> tuple[CheckedView, ...]:
    """The values that a blocking finding is about, each with the findings' sentences; accepted ones are none of them."""
    accepted = accepted_values(uow, [version.id]).get(version.id, frozenset())
    given = {figure.indicator: figure for figure in version.figures}
    found = checked_values(version.findings, given, accepted)
    return tuple(CheckedView(code, book[code].name, figure_text(book[code], given[code]), why) for code, why in found.items())


def accepted_views(uow: UnitOfWork, book: Catalogue, version: SubmissionRow) -> tuple[CheckedView, ...]:
    """The values that were accepted, each with the reason and who decided."""
    given = {figure.indicator: figure for figure in version.figures}
    return tuple(
        CheckedView(row.indicator, book[row.indicator].name, figure_text(book[row.indicator], given[row.indicator]), _said(row))
        for row in acceptances_of(uow, [version.id])
    )


def _said(row: AcceptedValue) -> tuple[str, ...]:
    paper = f", văn bản {row.document_number}" if row.document_number else ""
    return (row.reason, f"{row.decider}, ngày {short_date(vietnam_date(row.at))}{paper}")
