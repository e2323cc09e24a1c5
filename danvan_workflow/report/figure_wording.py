"""How the figures of a report read: one sentence an indicator, with its coverage and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from danvan_workflow.consolidate.figures import Total
from danvan_workflow.plan.models import Section as PlanSection
from danvan_workflow.render import numbers
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.statutory.indicators import Indicator

NAMED_BESIDE = 3


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
    whole = f"{counts.everybody.sent}/{counts.reporting}"
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
        return numbers.percent(value, indicator.decimals)
    return numbers.quantity(value, indicator.unit)


def figure_lines(facts: ReportFacts, totals: Iterable[Total]) -> Iterator[str]:
    """The sentences of figures that stand together."""
    usual = usual_coverage(facts)
    yield from (figure_sentence(facts, total, usual) for total in totals)


def figure_sentence(facts: ReportFacts, total: Total, usual: str = "") -> str:
    """What the total says: name, figure, change, and who stands behind it unless that is the `usual` coverage alone."""
    indicator = facts.figures.catalogue[total.indicator]
    notes = "; ".join(_notes(facts, total, usual))
    if total.value is None:
        given = total.checking or total.left_out or total.beside
        return f"{indicator.name}: {'chưa cộng được' if given else 'chưa có số liệu'} ({notes})."
    parts = [f"{indicator.name}: {amount(indicator, total.value)}", *_changes(facts, total, total.value)]
    return f"{', '.join(parts)}{f' ({notes})' if notes else ''}."


def _notes(facts: ReportFacts, total: Total, usual: str) -> Iterator[str]:
    """Which agencies are in the total, and which gave a figure that isn't."""
    if total.left_out and total.value is not None:
        yield f"trong {numbers.count(total.reporting)} cơ quan có đủ số liệu, trên tổng số {numbers.count(total.owing)}"
    elif total.coverage != usual or total.value is None:
        yield f"{spelled(total.coverage)} cơ quan"
    if total.checking:
        yield f"đang kiểm tra số liệu của {few(facts, total.checking)}"
    if total.left_out and total.value is None:
        yield f"{numbers.count(len(total.left_out))} cơ quan có số liệu nhưng chưa đủ số liệu liên quan"
    if total.accepted:
        yield f"gồm cả số liệu được chấp nhận của {few(facts, total.accepted)}"
    if total.beside:
        own = amount(facts.figures.catalogue[total.indicator], total.with_beside)
        yield f"kể cả số liệu được chấp nhận của {few(facts, total.beside)} là {own}"


def few(facts: ReportFacts, agencies: Sequence[str]) -> str:
    """A few agencies by name, more by number."""
    if len(agencies) > NAMED_BESIDE:
        return f"{numbers.count(len(agencies))} cơ quan"
    return ", ".join(facts.short[agency] for agency in agencies)


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
