"""The annexes of a consolidated report: figures, late and missing agencies, doubts, assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Column, Paragraph, Row, RowKind, TableBlock, Value
from danvan_workflow.services.cycle_status import DutyView
from danvan_workflow.services.cycle_tables import CycleTables
from danvan_workflow.services.report_sections import missing_parts
from danvan_workflow.services.report_wording import records, rows_by_indicator
from danvan_workflow.statutory import vietnam_date

SEVERITIES = {"error": "sai", "warning": "cần xem lại", "info": "lưu ý"}


def annexes(tables: CycleTables) -> tuple[Annex, ...]:
    """Those annexes that have something to say, in a fixed order."""
    made = [_figures(tables), _groups(tables), _late_and_missing(tables), _doubts(tables), _assumptions(tables)]
    return tuple(annex for annex in made if annex is not None)


def _figures(tables: CycleTables) -> Annex | None:
    rows = [row for row in rows_by_indicator(tables).values() if row["owing"]]
    if not rows or not tables.kind.has_figures:
        return None
    columns = (
        Column("TT", 10),
        Column("Chỉ tiêu"),
        Column("ĐVT", 22),
        Column("Kỳ này", 22, numeric=True),
        *((Column(f"Kỳ trước ({tables.previous_label})", 24, numeric=True),) if tables.previous_label else ()),
        *(
            (
                Column("Cùng kỳ năm trước", 24, numeric=True),
                Column("Tăng, giảm", 22, numeric=True),
                Column("Tỷ lệ (%)", 20, numeric=True),
            )
            if tables.same_period_label
            else ()
        ),
        Column("Số cơ quan có số liệu", 26),
    )
    lines = []
    for position, row in enumerate(rows, start=1):
        indicator = tables.catalogue[row["indicator"]]
        cells: list[Value] = [position, indicator.name, indicator.unit, row["value"]]
        cells += [row["base_previous"]] if tables.previous_label else []
        cells += (
            [row["base_same_period"], row["change_same_period"], row["percent_same_period"]] if tables.same_period_label else []
        )
        lines.append(Row((*cells, row["coverage"])))
    note = "Dấu “…” là chưa có số liệu, không phải bằng 0. Tỷ lệ tính từ tổng của hai chỉ tiêu thành phần."
    return Annex(
        "Biểu tổng hợp số liệu", (TableBlock(columns, tuple(lines), note=note),), landscape=bool(tables.same_period_label)
    )


def _groups(tables: CycleTables) -> Annex | None:
    found = records(tables.by_group)
    groups = list(dict.fromkeys(record["group"] for record in found))
    if len(groups) < 2 or not tables.kind.has_figures:
        return None
    titles = {group.id: group.title for group in tables.plan.groups}
    values = {(record["group"], record["indicator"]): record["value"] for record in found}
    columns = (Column("TT", 10), Column("Chỉ tiêu"), Column("ĐVT", 24), *(Column(titles[g], 38, numeric=True) for g in groups))
    codes = [code for code, row in rows_by_indicator(tables).items() if row["owing"]]
    lines = [
        Row((n, tables.catalogue[code].name, tables.catalogue[code].unit, *(values.get((g, code)) for g in groups)))
        for n, code in enumerate(codes, start=1)
    ]
    return Annex("Số liệu theo nhóm cơ quan", (TableBlock(columns, tuple(lines)),))


def _late_and_missing(tables: CycleTables) -> Annex | None:
    columns = (
        Column("TT", 10),
        Column("Cơ quan, đơn vị"),
        Column("Tình trạng", 32),
        Column("Ngày gửi", 26),
        Column("Còn thiếu", 52),
    )
    rows: list[Row] = []
    for title, views in _troubles(tables):
        rows.append(Row((f"{title} ({numbers.count(len(views))})",), RowKind.GROUP))
        rows += [_trouble_row(tables, n, view) for n, view in enumerate(views, start=1)]
    if not rows:
        return None
    due = f"Hạn nộp: {tables.due_phrase}; ngày cuối cùng được chấp nhận: {numbers.weekday_day(tables.last_day)}."
    return Annex("Cơ quan, đơn vị chưa gửi, gửi muộn, gửi chưa đầy đủ", (Paragraph(due), TableBlock(columns, tuple(rows))))


def _troubles(tables: CycleTables) -> Iterator[tuple[str, list[DutyView]]]:
    owing = [view for view in tables.views if view.owes]
    sets = (
        ("Chưa gửi", [v for v in owing if v.status.state == "missing"]),
        ("Gửi quá hạn", [v for v in owing if v.status.on_time is False]),
        ("Gửi đúng hạn, còn thiếu nội dung", [v for v in owing if v.status.on_time and v.status.state == "incomplete"]),
        ("Đang trả lại để sửa", [v for v in owing if v.status.state == "returned"]),
        ("Được miễn", [v for v in owing if v.status.state == "exempt"]),
        ("Đã chuyển giao nghĩa vụ", [v for v in owing if v.status.state == "passed_on"]),
    )
    yield from ((title, views) for title, views in sets if views)


def _trouble_row(tables: CycleTables, position: int, view: DutyView) -> Row:
    sent = numbers.short_day(vietnam_date(view.sent_at)) if view.sent_at else ""
    return Row((position, view.name, view.status.state.label, sent, missing_parts(tables, view.missing)))


def _doubts(tables: CycleTables) -> Annex | None:
    doubts = [doubt for doubt in tables.doubts if doubt.severity != "info"]
    if not doubts:
        return None
    columns = (Column("TT", 10), Column("Cơ quan, đơn vị", 46), Column("Quy tắc", 18), Column("Mức", 22), Column("Nội dung"))
    rows = [
        Row((n, doubt.agency_name, doubt.rule, SEVERITIES[doubt.severity], doubt.sentence))
        for n, doubt in enumerate(doubts, start=1)
    ]
    return Annex("Số liệu cần kiểm tra, làm rõ", (TableBlock(columns, tuple(rows)),))


def _assumptions(tables: CycleTables) -> Annex | None:
    if not tables.assumptions:
        return None
    columns = (Column("TT", 10), Column("Nội dung giả định", 70), Column("Lý do"))
    rows = [Row((n, item.what, item.reason)) for n, item in enumerate(tables.assumptions, start=1)]
    opening = Paragraph(
        "Những nội dung sau không có trong văn bản kế hoạch; hệ thống áp dụng giả định và nêu rõ để người ký biết."
    )
    return Annex("Các giả định đã áp dụng", (opening, TableBlock(columns, tuple(rows))))
