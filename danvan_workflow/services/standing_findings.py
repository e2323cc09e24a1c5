"""Which findings still stand: an error falls once every value that it is about was accepted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from danvan_workflow.consolidate.blocked import stands
from danvan_workflow.errors import Severity
from danvan_workflow.store import submissions
from danvan_workflow.store.acceptances import accepted_values
from danvan_workflow.store.tables import FindingRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def standing_findings(uow: UnitOfWork, cycle_id: str, found: Sequence[FindingRow]) -> list[FindingRow]:
    """Those of the findings, on versions of one cycle, that letters, pages and reports still have to tell of, in their order."""
    wrong = {row.submission_id for row in found if row.severity is Severity.ERROR}
    accepted = accepted_values(uow, wrong) if wrong else {}
    given: defaultdict[int, set[str]] = defaultdict(set)
    for key, code, _, _ in submissions.figures_of(uow, cycle_id, accepted) if accepted else ():
        given[key].add(code)
    return [row for row in found if stands(row, given[row.submission_id], accepted.get(row.submission_id, ()))]
