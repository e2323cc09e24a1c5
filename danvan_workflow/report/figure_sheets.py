"""The sheets of figures: totals beside earlier periods, and every agency's own figures under live totals."""

from __future__ import annotations

from danvan_workflow.consolidate.figures import Total
from danvan_workflow.duty.group_label import group_labels
from danvan_workflow.render import numbers
from danvan_workflow.render.models import CellKind, Ratio, Sheet, SheetColumn, Value
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.statutory.indicators import Aggregation, Indicator


def totals_sheet(facts: ReportFacts) -> Sheet:
    """Every indicator that somebody owes, with who is missing by name."""
    columns = (
        SheetColumn("code", "Mã", width=9),
        SheetColumn("name", "Chỉ tiêu", width=60),
        SheetColumn("unit", "ĐVT", width=12),
        SheetColumn("value", "Kỳ này", CellKind.DECIMAL, places=2),
        SheetColumn("previous", "Kỳ trước", CellKind.DECIMAL, places=2),
        SheetColumn("same", "Cùng kỳ năm trước", CellKind.DECIMAL, places=2),
        SheetColumn("change", "Tăng, giảm", CellKind.DECIMAL, places=2),
        SheetColumn("coverage", "Số cơ quan có số liệu", width=14),
        SheetColumn("missing", "Cơ quan chưa có số liệu", width=80),
    )
    rows = tuple(_total_row(facts, total) for total in facts.figures.totals.values() if total.is_owed)
    return Sheet("Tổng hợp", "Tổng hợp theo chỉ tiêu", columns, rows, notes=_notes(facts), freeze_columns=2)


def _total_row(facts: ReportFacts, total: Total) -> tuple[Value, ...]:
    indicator, names = facts.figures.catalogue[total.indicator], facts.names
    compared = (total.previous.base, total.same_period.base, total.same_period.change)
    missing = "; ".join(names[agency] for agency in total.missing)
    return (indicator.code, indicator.name, indicator.unit, total.value, *compared, total.coverage, missing)


def _notes(facts: ReportFacts) -> tuple[str, ...]:
    if facts.cycle.data_window is None:
        return ()
    first, last = facts.cycle.data_window
    return (f"Số liệu từ ngày {numbers.short_day(first)} đến ngày {numbers.short_day(last)}.", "Ô trống là chưa có số liệu.")


def agencies_sheet(facts: ReportFacts) -> Sheet:
    """One line an agency; indicators that nobody answered are left out."""
    given = {code for own in facts.figures.by_agency for code in own.values}
    codes = [code for code in facts.figures.catalogue if code in given]
    columns = (
        SheetColumn("agency", "Cơ quan, đơn vị", width=44),
        SheetColumn("group", "Nhóm", width=30),
        *(_figure_column(facts.figures.catalogue[code]) for code in codes),
    )
    titles, names = group_labels(facts.plan.groups, facts.views), facts.names
    group_of = {view.agency: titles.get(view.group, "") for view in facts.views}
    rows = tuple(
        (names.get(own.agency, own.agency), group_of.get(own.agency, ""), *(own.values.get(code) for code in codes))
        for own in facts.figures.by_agency
    )
    notes = ("Dòng tổng là công thức; tỷ lệ tính từ tổng của tử số và mẫu số.",)
    return Sheet("Theo cơ quan", "Số liệu theo cơ quan, đơn vị", columns, rows, notes=notes)


def _figure_column(indicator: Indicator) -> SheetColumn:
    if indicator.is_percentage:
        ratio = Ratio(indicator.numerator, indicator.denominator)
        return SheetColumn(indicator.code, f"{indicator.code} {indicator.name}", CellKind.PERCENT, 14, ratio=ratio)
    adds_up = indicator.aggregation not in (Aggregation.MAX, Aggregation.MEAN, Aggregation.RATIO)
    kind = CellKind.DECIMAL if indicator.decimals else CellKind.INTEGER
    return SheetColumn(
        indicator.code, f"{indicator.code} {indicator.name}", kind, 14, total=adds_up, places=max(indicator.decimals, 1)
    )
