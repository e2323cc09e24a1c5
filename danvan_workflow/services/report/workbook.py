"""The figures behind a report as a workbook: everything that was added up, agency by agency, with live totals."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.render import numbers
from danvan_workflow.render.models import CellKind, Ratio, Sheet, SheetColumn, SummaryLine, Value, Workbook
from danvan_workflow.services.report.document import subject
from danvan_workflow.services.report.lists import ROLES
from danvan_workflow.services.report.tables import CycleTables
from danvan_workflow.services.report.wording import missing_parts, rows_by_indicator
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.statutory.indicators import Aggregation, Indicator
from danvan_workflow.statutory.rules import Severity


def report_workbook(tables: CycleTables, *, trace: str) -> Workbook:
    """The workbook of a cycle; sheets without rows are left out."""
    return Workbook(
        title=f"{subject(tables)} – số liệu",
        sheets=tuple(sheet for sheet in _sheets(tables) if sheet.rows),
        summary=_summary(tables),
        author=tables.head.issuing_body,
        sample=tables.is_sample,
        trace=trace,
    )


def _summary(tables: CycleTables) -> tuple[SummaryLine, ...]:
    counts = tables.counts
    return (
        SummaryLine("Tình hình gửi"),
        SummaryLine("Số cơ quan, đơn vị phải gửi", counts.owing),
        SummaryLine("Đã gửi", counts.sent),
        SummaryLine("Đúng hạn", counts.on_time, f"Ngày cuối cùng: {numbers.weekday_day(tables.last_day)}"),
        SummaryLine("Quá hạn", counts.late),
        SummaryLine("Còn thiếu nội dung", counts.incomplete),
        SummaryLine("Có số liệu sai", counts.wrong),
        SummaryLine("Chưa gửi", counts.missing),
        SummaryLine("Được miễn", counts.exempt),
    )


def _sheets(tables: CycleTables) -> Iterator[Sheet]:
    if tables.kind.has_figures:
        yield _totals_sheet(tables)
        yield _agencies_sheet(tables)
        yield _voices_sheet(tables)
        yield _doubts_sheet(tables)
    yield _status_sheet(tables)
    yield _persons_sheet(tables)
    yield _tasks_sheet(tables)
    yield _assumptions_sheet(tables)


def _totals_sheet(tables: CycleTables) -> Sheet:
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
    rows = [
        (
            code,
            tables.catalogue[code].name,
            tables.catalogue[code].unit,
            row["value"],
            row.get("base_previous"),
            row.get("base_same_period"),
            row.get("change_same_period"),
            row["coverage"],
            "; ".join(tables.names[agency] for agency in row["missing"]),
        )
        for code, row in rows_by_indicator(tables).items()
        if row["owing"]
    ]
    return Sheet("Tổng hợp", "Tổng hợp theo chỉ tiêu", columns, tuple(rows), notes=_notes(tables), freeze_columns=2)


def _notes(tables: CycleTables) -> tuple[str, ...]:
    if tables.data_window is None:
        return ()
    first, last = tables.data_window
    return (f"Số liệu từ ngày {numbers.short_day(first)} đến ngày {numbers.short_day(last)}.", "Ô trống là chưa có số liệu.")


def _agencies_sheet(tables: CycleTables) -> Sheet:
    codes = [code for code in tables.by_agency.columns if tables.by_agency[code].notna().any()]
    columns = (
        SheetColumn("agency", "Cơ quan, đơn vị", width=44),
        SheetColumn("group", "Nhóm", width=30),
        *(_figure_column(tables.catalogue[code]) for code in codes),
    )
    groups = {view.agency: view.group for view in tables.views}
    titles, names = {group.id: group.title for group in tables.plan.groups}, tables.names
    rows = [
        (names.get(agency, agency), titles.get(groups.get(agency, ""), ""), *figures)
        for agency, *figures in tables.by_agency[codes].itertuples(name=None)
    ]
    notes = ("Dòng tổng là công thức; tỷ lệ tính từ tổng của tử số và mẫu số.",)
    return Sheet("Theo cơ quan", "Số liệu theo cơ quan, đơn vị", columns, tuple(rows), notes=notes)


def _figure_column(indicator: Indicator) -> SheetColumn:
    if indicator.is_ratio:
        ratio = Ratio(indicator.numerator, indicator.denominator)
        return SheetColumn(indicator.code, f"{indicator.code} {indicator.name}", CellKind.PERCENT, 14, ratio=ratio)
    adds_up = indicator.aggregation is not Aggregation.MAX
    return SheetColumn(indicator.code, f"{indicator.code} {indicator.name}", CellKind.INTEGER, 14, total=adds_up)


def _voices_sheet(tables: CycleTables) -> Sheet:
    columns = (
        SheetColumn("section", "Mục", width=30),
        SheetColumn("agency", "Cơ quan, đơn vị", width=40),
        SheetColumn("text", "Nội dung", width=110),
    )
    titles = {section.id: f"{section.number}. {section.title}" for section in tables.plan.sections}
    rows = [
        (titles.get(v.section, v.section), v.name, v.text if not v.nil else "Không phát sinh")
        for v in sorted(tables.voices, key=lambda v: list(titles).index(v.section) if v.section in titles else 99)
    ]
    return Sheet("Nội dung", "Nội dung báo cáo theo mục", columns, tuple(rows))


def _doubts_sheet(tables: CycleTables) -> Sheet:
    columns = (
        SheetColumn("agency", "Cơ quan, đơn vị", width=40),
        SheetColumn("rule", "Quy tắc", width=9),
        SheetColumn("severity", "Mức", width=10),
        SheetColumn("sentence", "Nội dung", width=110),
    )
    rows = [(doubt.agency_name, doubt.rule, Severity(doubt.severity).label, doubt.sentence) for doubt in tables.doubts]
    return Sheet("Kiểm tra", "Kết quả kiểm tra số liệu", columns, tuple(rows))


def _status_sheet(tables: CycleTables) -> Sheet:
    columns = (
        SheetColumn("code", "Mã", width=12),
        SheetColumn("agency", "Cơ quan, đơn vị", width=44),
        SheetColumn("state", "Tình trạng", width=16),
        SheetColumn("timely", "Thời hạn", width=12),
        SheetColumn("sent", "Ngày gửi", CellKind.DATE),
        SheetColumn("version", "Bản", CellKind.INTEGER),
        SheetColumn("missing", "Còn thiếu", width=50),
        SheetColumn("note", "Lý do có, không có trong danh sách", width=60),
    )
    rows: list[tuple[Value, ...]] = []
    for view in tables.views:
        timely = "" if view.status.on_time is None else ("đúng hạn" if view.status.on_time else "quá hạn")
        state = view.status.state.label if view.owes else "không phải gửi"
        sent = vietnam_date(view.sent_at) if view.sent_at else None
        rows.append((view.agency, view.name, state, timely, sent, view.version, missing_parts(tables, view.missing), view.reason))
    return Sheet("Danh sách", "Danh sách phải gửi và tình trạng", columns, tuple(rows), freeze_columns=2)


def _persons_sheet(tables: CycleTables) -> Sheet:
    columns = (
        SheetColumn("agency", "Cơ quan, đơn vị", width=44),
        SheetColumn("role", "Vai trò", width=22),
        SheetColumn("name", "Họ và tên", width=28),
        SheetColumn("title", "Chức vụ", width=28),
        SheetColumn("phone", "Điện thoại", width=16),
        SheetColumn("email", "Thư điện tử", width=36),
    )
    rows = [(p.agency_name, ROLES.get(p.role, p.role), p.name, p.title, p.phone, p.email) for p in tables.persons]
    return Sheet("Đầu mối", "Đầu mối phụ trách", columns, tuple(rows))


def _tasks_sheet(tables: CycleTables) -> Sheet:
    columns = (
        SheetColumn("task", "Nhiệm vụ", width=70),
        SheetColumn("agency", "Cơ quan, đơn vị", width=40),
        SheetColumn("due", "Hạn", CellKind.DATE),
        SheetColumn("state", "Tình trạng", width=14),
        SheetColumn("percent", "Tiến độ (%)", CellKind.INTEGER),
        SheetColumn("evidence", "Minh chứng", width=60),
    )
    rows = [(i.title, i.agency_name, i.due_on, i.state.label, i.percent, i.evidence) for i in tables.tasks]
    return Sheet("Nhiệm vụ", "Nhiệm vụ của kế hoạch", columns, tuple(rows))


def _assumptions_sheet(tables: CycleTables) -> Sheet:
    columns = (
        SheetColumn("place", "Vị trí trong tệp kế hoạch", width=40),
        SheetColumn("what", "Nội dung giả định", width=60),
        SheetColumn("reason", "Lý do", width=90),
    )
    rows = [(item.place, item.what, item.reason) for item in tables.assumptions]
    return Sheet("Giả định", "Các giả định đã áp dụng", columns, tuple(rows))
