"""The sheets of figures: totals beside earlier periods, and every agency's own figures under live totals."""

from __future__ import annotations

from decimal import Decimal

from danvan_workflow.consolidate.figures import Apart, Total
from danvan_workflow.duty.group_label import group_labels
from danvan_workflow.render import numbers
from danvan_workflow.render.models import CellKind, Ratio, Sheet, SheetColumn, Value
from danvan_workflow.report.earlier_wording import earlier_notes
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.statutory.indicators import Aggregation, Indicator

OF_THE_SECTOR = "số của toàn ngành, để đối chiếu"


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
        SheetColumn("checking", "Đang kiểm tra số liệu", width=40),
        SheetColumn("left_out", "Có số liệu nhưng chưa đủ số liệu liên quan", width=40),
        SheetColumn("accepted", "Số liệu được chấp nhận", width=40),
    )
    rows = tuple(_total_row(facts, total) for total in facts.figures.totals.values() if total.is_owed)
    return Sheet("Tổng hợp", "Tổng hợp theo chỉ tiêu", columns, rows, notes=_notes(facts), freeze_columns=2)


def _total_row(facts: ReportFacts, total: Total) -> tuple[Value, ...]:
    indicator, names = facts.figures.catalogue[total.indicator], facts.names
    compared = (total.previous.base, total.same_period.base, total.same_period.change)
    groups = (total.missing, total.checking, total.left_out, (*total.accepted, *total.beside))
    named = ("; ".join(names[agency] for agency in group) for group in groups)
    return (indicator.code, indicator.name, indicator.unit, total.value, *compared, total.coverage, *named)


def _notes(facts: ReportFacts) -> tuple[str, ...]:
    if facts.cycle.data_window is None:
        return ()
    first, last = facts.cycle.data_window
    window = f"Số liệu từ ngày {numbers.short_day(first)} đến ngày {numbers.short_day(last)}."
    return (window, "Ô trống là chưa có số liệu.", *earlier_notes(facts))


def agencies_sheet(facts: ReportFacts) -> Sheet:
    """One line an agency; indicators that nobody answered are left out."""
    given = {code for own in facts.figures.by_agency for code in own.values}
    given |= {item.indicator for item in facts.figures.apart}
    codes = [code for code in facts.figures.catalogue if code in given]
    columns = (
        SheetColumn("agency", "Cơ quan, đơn vị", width=44),
        SheetColumn("group", "Nhóm", width=30),
        *(_figure_column(facts.figures.catalogue[code]) for code in codes),
    )
    titles, names = group_labels(facts.plan.groups, facts.views), facts.names
    group_of, apart = {view.agency: titles.get(view.group, "") for view in facts.views}, _apart_cells(facts)
    rows = tuple(
        (
            names.get(own.agency, own.agency),
            group_of.get(own.agency, ""),
            *(apart.get((own.agency, code), own.values.get(code)) for code in codes),
        )
        for own in facts.figures.by_agency
    )
    notes = ("Dòng tổng là công thức; tỷ lệ tính từ tổng của tử số và mẫu số.", "Ô có lời ghi trong ngoặc đơn không được cộng.")
    return Sheet("Theo cơ quan", "Số liệu theo cơ quan, đơn vị", columns, rows, notes=notes[: 1 + bool(apart)])


def _apart_cells(facts: ReportFacts) -> dict[tuple[str, str], Value]:
    """What stands in the cell of a figure that isn't added up: text, which no formula counts."""
    found = {(a.agency, a.indicator): (a.value, a.why.label) for a in facts.figures.apart if a.why is not Apart.ACCEPTED}
    beside = {key: (value, OF_THE_SECTOR) for key, value in _of_sectors(facts).items() if key not in found}
    return {key: f"{numbers.number(value)} ({why})" for key, (value, why) in (found | beside).items()}


def _of_sectors(facts: ReportFacts) -> dict[tuple[str, str], Decimal]:
    """What leads of a sector say of the whole, where units speak for themselves: it is compared with their sum, never added."""
    book, own = facts.figures.catalogue, facts.figures.by_agency
    said = {(a.agency, code): v for a in own for code, v in a.values.items() if v is not None and book[code].is_led_by(a.agency)}
    by_units = {code for a in own for code, v in a.values.items() if v is not None and (a.agency, code) not in said}
    silent = {code for code, total in facts.figures.totals.items() if total.value is None}
    return {key: value for key, value in said.items() if key[1] in by_units | silent}


def apart_sheet(facts: ReportFacts) -> Sheet:
    """Every figure that isn't simply added up, with the agency that gave it."""
    columns = (
        SheetColumn("agency", "Cơ quan, đơn vị", width=44),
        SheetColumn("code", "Mã", width=9),
        SheetColumn("name", "Chỉ tiêu", width=60),
        SheetColumn("unit", "ĐVT", width=12),
        SheetColumn("value", "Số liệu đã báo cáo", CellKind.DECIMAL, places=2),
        SheetColumn("why", "Tình trạng", width=30),
    )
    book, names = facts.figures.catalogue, facts.names
    rows = tuple(
        (names[a.agency], a.indicator, book[a.indicator].name, book[a.indicator].unit, a.value, a.why.label)
        for a in facts.figures.apart
    )
    return Sheet("Chưa cộng", "Số liệu chưa đưa vào tổng số, số liệu được chấp nhận", columns, rows)


def _figure_column(indicator: Indicator) -> SheetColumn:
    """Its heading says the unit: a column of money or of land is no count."""
    title = f"{indicator.code} {indicator.name} ({indicator.unit})"
    if indicator.is_percentage:
        ratio = Ratio(indicator.numerator, indicator.denominator)
        return SheetColumn(indicator.code, title, CellKind.PERCENT, 14, ratio=ratio)
    adds_up = indicator.aggregation not in (Aggregation.MAX, Aggregation.MEAN, Aggregation.RATIO)
    kind = CellKind.DECIMAL if indicator.decimals else CellKind.INTEGER
    return SheetColumn(indicator.code, title, kind, 14, total=adds_up, places=max(indicator.decimals, 1))
