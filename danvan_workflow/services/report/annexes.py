"""The annexes of a consolidated report: lists, figures, late and missing agencies, doubts, changes, assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.plan.models import Section as PlanSection
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Align, Annex, Column, Paragraph, Row, RowKind, TableBlock, Value
from danvan_workflow.services.report.changes import ReportChanges
from danvan_workflow.services.report.lists import deliveries_annex, persons_annex, tasks_annex
from danvan_workflow.services.report.tables import CycleTables
from danvan_workflow.services.report.wording import Row as Record
from danvan_workflow.services.report.wording import figure_order, group_title, missing_parts, records, rows_by_indicator
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.statutory.rules import Severity

Order = list[tuple[PlanSection | None, list[str]]]
MANY_HEIRS = 3


def annexes(tables: CycleTables) -> tuple[Annex, ...]:
    """Those annexes that have something to say, in a fixed order."""
    return tuple(_made(tables).values())


def annex_names(tables: CycleTables) -> dict[str, str]:
    """How the body refers to the annexes there are: `Phụ lục` or `Phụ lục II`, by what they hold."""
    made = list(_made(tables))
    return {what: "Phụ lục" if len(made) == 1 else f"Phụ lục {numbers.roman(n)}" for n, what in enumerate(made, start=1)}


def _made(tables: CycleTables) -> dict[str, Annex]:
    possible = {
        "deliveries": deliveries_annex(tables) if tables.kind is ObligationKind.PLAN_DELIVERY else None,
        "persons": persons_annex(tables),
        "figures": _figures(tables),
        "groups": _groups(tables),
        "tasks": tasks_annex(tables),
        "late": _late_and_missing(tables),
        "doubts": _doubts(tables),
        "changes": _changes(tables),
        "assumptions": _assumptions(tables),
    }
    return {what: annex for what, annex in possible.items() if annex is not None}


# -- figures --------------------------------------------------------------------------------------------------------


def _figures(tables: CycleTables) -> Annex | None:
    rows = rows_by_indicator(tables)
    order = figure_order(tables, rows)
    if not order or not tables.kind.has_figures:
        return None
    lines = _under_sections(tables, order, rows)
    note = (
        "Dấu “…” là chưa có số liệu, không phải bằng 0. Tỷ lệ là tỷ lệ của hai tổng, "
        "tính trên các cơ quan có đủ cả hai số liệu thành phần."
    )
    if tables.passages and (tables.previous_label or tables.same_period_label):
        note += " Số kỳ trước được quy về các cơ quan hiện nay; chỉ tiêu đếm số đơn vị có thể khác báo cáo đã gửi."
    wide = bool(tables.same_period_label or tables.previous_label)
    return Annex("Biểu tổng hợp số liệu", (TableBlock(tuple(_columns(tables)), tuple(lines), note=note),), landscape=wide)


def _columns(tables: CycleTables) -> Iterator[Column]:
    yield Column("TT", 10)
    yield Column("Mã", 17)
    yield Column("Chỉ tiêu")
    yield Column("ĐVT", 24)
    yield Column("Kỳ này", 24, numeric=True)
    if tables.previous_label:
        yield Column("Kỳ trước", 24, numeric=True)
    if tables.same_period_label:
        yield Column("Cùng kỳ năm trước", 24, numeric=True)
        yield Column("Tăng, giảm", 22, numeric=True)
        yield Column("Tăng, giảm (%)", 20, numeric=True)
    yield Column("Số cơ quan có số liệu", 26, align=Align.CENTER)


def _under_sections(tables: CycleTables, order: Order, rows: dict[str, Record]) -> Iterator[Row]:
    """The indicators in the order of the body, numbered through."""
    position = 0
    for section, codes in order:
        if len(order) > 1:
            title = f"{section.number}. {section.title}" if section else "Chỉ tiêu khác"
            yield Row((title,), RowKind.GROUP)
        for code in codes:
            position += 1
            yield Row(tuple(_figure_cells(tables, position, code, rows[code])))


def _figure_cells(tables: CycleTables, position: int, code: str, row: Record) -> Iterator[Value]:
    indicator = tables.catalogue[code]
    yield from (position, code, indicator.name, indicator.unit, row["value"])
    if tables.previous_label:
        yield row["base_previous"]
    if tables.same_period_label:
        yield from (row["base_same_period"], row["change_same_period"], row["percent_same_period"])
    yield row["coverage"]


def _groups(tables: CycleTables) -> Annex | None:
    found = records(tables.by_group)
    present = {record["group"] for record in found}
    groups = [group for group in tables.plan.groups if group.id in present]
    if len(groups) < 2 or not tables.kind.has_figures:
        return None
    values = {(record["group"], record["indicator"]): record["value"] for record in found}
    columns = (
        Column("TT", 10),
        Column("Chỉ tiêu"),
        Column("ĐVT", 24),
        *(Column(group_title(tables, group), 36, numeric=True) for group in groups),
    )
    codes = [code for _, codes in figure_order(tables, rows_by_indicator(tables)) for code in codes]
    lines = [
        Row((n, tables.catalogue[code].name, tables.catalogue[code].unit, *(values.get((group.id, code)) for group in groups)))
        for n, code in enumerate(codes, start=1)
    ]
    return Annex("Số liệu theo nhóm cơ quan", (TableBlock(columns, tuple(lines)),), landscape=len(groups) > 2)


# -- who sent what --------------------------------------------------------------------------------------------------


def _late_and_missing(tables: CycleTables) -> Annex | None:
    rows: list[Row] = []
    for title, views in _troubles(tables):
        rows.append(Row((f"{title} ({numbers.count(len(views))})",), RowKind.GROUP))
        rows += [_trouble_row(tables, n, view) for n, view in enumerate(views, start=1)]
    if not rows:
        return None
    columns = (Column("TT", 10), Column("Cơ quan, đơn vị"), Column("Ngày gửi", 26), Column("Còn thiếu, ghi chú", 66))
    due = f"Hạn nộp: {tables.due_phrase}; ngày cuối cùng được chấp nhận: {numbers.weekday_day(tables.last_day)}."
    return Annex("Cơ quan, đơn vị chưa gửi, gửi muộn, gửi chưa đầy đủ", (Paragraph(due), TableBlock(columns, tuple(rows))))


def _troubles(tables: CycleTables) -> Iterator[tuple[str, list[DutyStanding]]]:
    owing = [view for view in tables.views if view.owes]
    sets = (
        ("Chưa gửi", [v for v in owing if v.status.state == "missing"]),
        ("Gửi quá hạn", [v for v in owing if v.status.state.is_sent and v.status.on_time is False]),
        ("Gửi đúng hạn, còn thiếu nội dung", [v for v in owing if v.status.on_time and v.status.state == "incomplete"]),
        ("Đang trả lại để sửa", [v for v in owing if v.status.on_time and v.status.state == "returned"]),
        ("Được miễn", [v for v in owing if v.status.state == "exempt"]),
        ("Đã chuyển nghĩa vụ cho cơ quan kế thừa", [v for v in owing if v.status.state == "passed_on"]),
    )
    yield from ((title, views) for title, views in sets if views)


def _trouble_row(tables: CycleTables, position: int, view: DutyStanding) -> Row:
    sent = numbers.short_day(vietnam_date(view.sent_at)) if view.sent_at else ""
    return Row((position, view.name, sent, _note(tables, view)))


def _note(tables: CycleTables, view: DutyStanding) -> str:
    if view.status.state == "passed_on":
        return f"chuyển cho {_few(tables, view.passed_on_to)}"
    if view.status.state == "returned":
        return "đang trả lại để sửa"
    lacking = missing_parts(tables, view.missing)
    return f"thiếu {lacking}" if lacking else ""


def _few(tables: CycleTables, agencies: Iterable[str]) -> str:
    names = [tables.short.get(agency, agency) for agency in agencies]
    return ", ".join(names) if len(names) <= MANY_HEIRS else f"{numbers.count(len(names))} cơ quan, đơn vị"


# -- what to know before signing ------------------------------------------------------------------------------------


def _doubts(tables: CycleTables) -> Annex | None:
    doubts = [doubt for doubt in tables.doubts if doubt.severity != "info"]
    if not doubts:
        return None
    columns = (Column("TT", 10), Column("Cơ quan, đơn vị", 44), Column("Nội dung"), Column("Mức", 24), Column("Quy tắc", 20))
    rows = [
        Row((n, tables.short[doubt.agency], doubt.sentence, Severity(doubt.severity).label, doubt.rule))
        for n, doubt in enumerate(doubts, start=1)
    ]
    return Annex("Số liệu cần kiểm tra, làm rõ", (TableBlock(columns, tuple(rows)),))


def _changes(tables: CycleTables) -> Annex | None:
    changes = tables.changes
    if changes is None:
        return None
    opening = f"So với báo cáo phát hành ngày {numbers.short_day(changes.issued_on)} (lần {changes.version:02d})."
    lists = (_changed_members(tables, changes), _changed_figures(tables, changes))
    told = tuple(table for table in lists if table.rows)
    return Annex("Nội dung thay đổi so với báo cáo đã phát hành", (Paragraph(opening), *told))


def _changed_members(tables: CycleTables, changes: ReportChanges) -> TableBlock:
    columns = (Column("TT", 10), Column("Cơ quan, đơn vị"), Column("Thay đổi", 60))
    rows = (Row((n, tables.names[agency], what.label)) for n, (agency, what) in enumerate(changes.members, start=1))
    return TableBlock(columns, tuple(rows), caption="Báo cáo được bổ sung, sửa đổi")


def _changed_figures(tables: CycleTables, changes: ReportChanges) -> TableBlock:
    figures = (Column("Đã báo cáo", 26, numeric=True), Column("Nay là", 26, numeric=True))
    columns = (Column("TT", 10), Column("Chỉ tiêu"), Column("ĐVT", 24), *figures)
    rows = (
        Row((n, tables.catalogue[change.indicator].name, tables.catalogue[change.indicator].unit, change.before, change.after))
        for n, change in enumerate(changes.figures, start=1)
    )
    return TableBlock(columns, tuple(rows), caption="Số liệu thay đổi")


def _assumptions(tables: CycleTables) -> Annex | None:
    """What was assumed of this obligation; who is reminded when doesn't bear on the report and stays in the workbook."""
    told = [item for item in tables.assumptions if _bears_on_report(tables, item.place)]
    if not told:
        return None
    columns = (Column("TT", 10), Column("Nội dung áp dụng", 70), Column("Lý do"))
    suffix = f" ({tables.obligation.title})"
    rows = [Row((n, item.what.removesuffix(suffix), item.reason)) for n, item in enumerate(told, start=1)]
    opening = Paragraph("Những nội dung sau không được quy định trong văn bản Kế hoạch, được áp dụng khi tổng hợp báo cáo này:")
    return Annex("Nội dung áp dụng ngoài quy định của Kế hoạch", (opening, TableBlock(columns, tuple(rows))))


def _bears_on_report(tables: CycleTables, place: str) -> bool:
    if place.startswith(("ladder", "contacts")) or place.endswith(".opens"):
        return False
    if not place.startswith("obligations["):
        return True
    own = f"obligations[{tables.plan.obligations.index(tables.obligation)}]"
    if not place.startswith(own):
        return False
    keys = [cycle.key for cycle in tables.obligation.cycles]
    cycles = {f"{own}.cycles[{n}]": key for n, key in enumerate(keys)}
    return place not in cycles or tables.cycle_id.endswith(f".{cycles[place]}")
