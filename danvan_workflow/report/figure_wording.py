"""How the figures of a report read: one sentence an indicator, with its coverage and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from danvan_workflow.consolidate.figures import Total
from danvan_workflow.plan.models import Section as PlanSection
from danvan_workflow.render import numbers
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.statutory.indicators import Indicator


def figure_order(facts: ReportFacts) -> list[tuple[PlanSection | None, list[Total]]]:
    """The totals that are owed, under the sections they stand in; those of no section come last, under None."""
    left = {code: total for code, total in facts.figures.totals.items() if total.is_owed}
    found: list[tuple[PlanSection | None, list[Total]]] = []
    for section in facts.plan.sections:
        found.append((section, [left.pop(code) for code in section.indicators if code in left]))
    return [(section, totals) for section, totals in [*found, (None, list(left.values()))] if totals]


def usual_coverage(facts: ReportFacts) -> str:
    """The coverage of a figure that all who sent have answered (`28/30`), where there is one: said once for all figures."""
    counts = facts.counts
    whole = f"{counts.sent}/{counts.owing}"
    told = {total.coverage for total in facts.figures.totals.values() if total.value is not None}
    return whole if whole in told else ""


def spelled(coverage: str) -> str:
    """
    >>> spelled("5/6"), spelled("28/30")
    ('05/06', '28/30')
    """
    return "/".join(numbers.count(int(part)) for part in coverage.split("/"))


def amount(indicator: Indicator, value: Decimal | None) -> str:
    """The figure with its unit: `02 mô hình`, `85,5%`."""
    if indicator.is_percentage:
        return numbers.percent(value, indicator.decimals if value is not None else None)
    return numbers.quantity(value, indicator.unit)


def figure_lines(facts: ReportFacts, totals: Iterable[Total]) -> Iterator[str]:
    """The sentences of figures that stand together; a ratio that its two totals don't give says why."""
    usual = usual_coverage(facts)
    for total in totals:
        sentence = figure_sentence(facts, total, usual)
        if _needs_both_parts(facts, total):
            sentence = f"{sentence.removesuffix('.')}, tính trên các cơ quan có đủ hai số liệu thành phần."
        yield sentence


def _needs_both_parts(facts: ReportFacts, total: Total) -> bool:
    indicator, totals = facts.figures.catalogue[total.indicator], facts.figures.totals
    if not indicator.is_ratio or total.value is None:
        return False
    parts = [totals.get(code) for code in (indicator.numerator, indicator.denominator)]
    return any(part is None or part.reporting != total.reporting for part in parts)


def figure_sentence(facts: ReportFacts, total: Total, usual: str = "") -> str:
    """What the total says: name, figure, change, and how many agencies stand behind it unless that is the `usual` coverage."""
    indicator = facts.figures.catalogue[total.indicator]
    behind = f"{spelled(total.coverage)} cơ quan"
    if total.value is None:
        return f"{indicator.name}: chưa có số liệu ({behind})."
    parts = [f"{indicator.name}: {amount(indicator, total.value)}", *_changes(facts, total, total.value)]
    return f"{', '.join(parts)}{'' if total.coverage == usual else f' ({behind})'}."


def _changes(facts: ReportFacts, total: Total, value: Decimal) -> Iterator[str]:
    """Cumulative figures are only compared with the same period of last year; a rise within the year goes without saying."""
    indicator, base = facts.figures.catalogue[total.indicator], total.same_period.base
    if base is None or not facts.cycle.same_period_label:
        return
    change = _points(value, base) if indicator.is_percentage else numbers.change(value, base, indicator.unit)
    yield f"{change} so với cùng kỳ năm trước"


def _points(now: Decimal, before: Decimal) -> str:
    moved = now - before
    if not moved:
        return "không thay đổi"
    return f"{'tăng' if moved > 0 else 'giảm'} {numbers.number(abs(moved))} điểm phần trăm"
