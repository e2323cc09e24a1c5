"""The totals that a snapshot prints, and what the rules of a submission say of them: a contradiction stops the approval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from danvan_workflow.duty.group_label import group_labels
from danvan_workflow.errors import Contradicted
from danvan_workflow.report.facts import CycleFigures, ReportFacts
from danvan_workflow.services.consolidation.stored_facts import facts_of_snapshot
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store.tables import CycleRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork

WHOLE = "Toàn bộ các cơ quan"


@dataclass(frozen=True, slots=True)
class PrintedTotals:
    """The figures of a snapshot; `contradictions` and `remarks` (warnings, comparisons of periods) as lines that say where."""

    figures: CycleFigures
    contradictions: tuple[str, ...]
    remarks: tuple[str, ...]


def printed_totals(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, snapshot: SnapshotRow) -> PrintedTotals:
    """The totals of a snapshot as its documents print them; of one whose facts weren't kept, as they are added up now."""
    facts = facts_of_snapshot(uow, snapshot.id)
    if facts is None:
        # Adding up loads pandas; whoever only answers a question doesn't pay for it.
        from danvan_workflow.services.consolidation.read_facts import report_facts

        members = [(duty, version) for duty, version in snapshot.members]
        facts = report_facts(runtime, uow, cycle, members, snapshot.created_at)
    return PrintedTotals(facts.figures, tuple(_lines(facts, contradicts=True)), tuple(_lines(facts, contradicts=False)))


def require_no_contradiction(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, snapshot: SnapshotRow) -> PrintedTotals:
    """The same; Contradicted, with every place, where printed totals break an error rule."""
    printed = printed_totals(runtime, uow, cycle, snapshot)
    if printed.contradictions:
        where = " ".join(printed.contradictions)
        raise Contradicted(
            f"Báo cáo {cycle.label} (bản chốt {snapshot.number}) có số tổng hợp mâu thuẫn nhau nên chưa trình duyệt được. "
            f"{where} Yêu cầu cơ quan sửa số liệu rồi tổng hợp lại."
        )
    return printed


def _lines(facts: ReportFacts, *, contradicts: bool) -> Iterable[str]:
    titles = group_labels(facts.plan.groups, facts.views)
    for found in facts.figures.findings:
        if found.contradicts is contradicts:
            where = titles.get(found.group, found.group) if found.group else WHOLE
            yield f"{where} – {found.rule}: {found.sentence}"
