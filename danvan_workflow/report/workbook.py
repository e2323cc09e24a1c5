"""The figures behind a report as a workbook: everything that was added up, agency by agency, with live totals."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.duty.counts import sent_of
from danvan_workflow.duty.outline import PersonRole
from danvan_workflow.render import numbers
from danvan_workflow.render.models import CellKind, Sheet, SheetColumn, SummaryLine, Value, Workbook
from danvan_workflow.report.document import subject
from danvan_workflow.report.facts import ReportFacts, Voice
from danvan_workflow.report.figure_sheets import agencies_sheet, apart_sheet, totals_sheet
from danvan_workflow.report.wording import missing_parts
from danvan_workflow.statutory.deadline import vietnam_date


def report_workbook(facts: ReportFacts, *, trace: str) -> Workbook:
    """The workbook of a cycle; sheets without rows are left out."""
    return Workbook(
        title=f"{subject(facts)} – số liệu",
        sheets=tuple(sheet for sheet in _sheets(facts) if sheet.rows),
        summary=_summary(facts),
        author=facts.head.issuing_body,
        sample=facts.is_sample,
        trace=trace,
    )


def _summary(facts: ReportFacts) -> tuple[SummaryLine, ...]:
    counts = facts.counts
    return (
        SummaryLine("Tình hình gửi"),
        SummaryLine("Số cơ quan, đơn vị phải gửi", counts.owing),
        SummaryLine("Đã gửi", counts.sent, sent_of(counts) if counts.heirs else ""),
        SummaryLine("Đúng hạn", counts.on_time, f"Ngày cuối cùng: {numbers.weekday_day(facts.cycle.last_day)}"),
        SummaryLine("Quá hạn", counts.late),
        SummaryLine("Còn thiếu nội dung", counts.incomplete),
        SummaryLine("Có số liệu sai", counts.wrong),
        SummaryLine("Chưa gửi", counts.missing),
        SummaryLine("Được miễn", counts.exempt),
        SummaryLine("Đã chuyển nghĩa vụ", counts.passed_on),
    )


def _sheets(facts: ReportFacts) -> Iterator[Sheet]:
    if facts.cycle.kind.has_figures:
        yield totals_sheet(facts)
        yield agencies_sheet(facts)
        yield apart_sheet(facts)
        yield _voices_sheet(facts)
        yield _doubts_sheet(facts)
    yield _status_sheet(facts)
    yield _persons_sheet(facts)
    yield _tasks_sheet(facts)
    yield _assumptions_sheet(facts)


def _voices_sheet(facts: ReportFacts) -> Sheet:
    columns = (
        SheetColumn("section", "Mục", width=30),
        SheetColumn("agency", "Cơ quan, đơn vị", width=40),
        SheetColumn("text", "Nội dung", width=110),
    )
    titles = {section.id: f"{section.number}. {section.title}" for section in facts.plan.sections}
    rows = [
        (titles.get(v.section, v.section), v.name, _said(v))
        for v in sorted(facts.voices, key=lambda v: list(titles).index(v.section) if v.section in titles else 99)
    ]
    return Sheet("Nội dung", "Nội dung báo cáo theo mục", columns, tuple(rows))


def _said(voice: Voice) -> str:
    """What an agency said under a heading: its text, “không phát sinh”, or why it left the heading out."""
    if voice.nil:
        return "Không phát sinh"
    return voice.text if voice.text.strip() else f"Không báo cáo, có lý do: {voice.skip_reason}"


def _doubts_sheet(facts: ReportFacts) -> Sheet:
    columns = (
        SheetColumn("agency", "Cơ quan, đơn vị", width=40),
        SheetColumn("rule", "Quy tắc", width=9),
        SheetColumn("severity", "Mức", width=10),
        SheetColumn("sentence", "Nội dung", width=110),
    )
    rows = [(doubt.agency_name, doubt.rule, doubt.severity.label, doubt.sentence) for doubt in facts.doubts]
    return Sheet("Kiểm tra", "Kết quả kiểm tra số liệu", columns, tuple(rows))


def _status_sheet(facts: ReportFacts) -> Sheet:
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
    for view in facts.views:
        timely = "" if view.status.on_time is None else ("đúng hạn" if view.status.on_time else "quá hạn")
        state = view.status.state.label if view.owes else "không phải gửi"
        sent = vietnam_date(view.sent_at) if view.sent_at else None
        rows.append((view.agency, view.name, state, timely, sent, view.version, missing_parts(facts, view.missing), view.reason))
    return Sheet("Danh sách", "Danh sách phải gửi và tình trạng", columns, tuple(rows), freeze_columns=2)


def _persons_sheet(facts: ReportFacts) -> Sheet:
    columns = (
        SheetColumn("agency", "Cơ quan, đơn vị", width=44),
        SheetColumn("role", "Vai trò", width=22),
        SheetColumn("name", "Họ và tên", width=28),
        SheetColumn("title", "Chức vụ", width=28),
        SheetColumn("phone", "Điện thoại", width=16),
        SheetColumn("email", "Thư điện tử", width=36),
    )
    rows = [(p.agency_name, PersonRole(p.role).label, p.name, p.title, p.phone, p.email) for p in facts.persons]
    return Sheet("Đầu mối", "Đầu mối phụ trách", columns, tuple(rows))


def _tasks_sheet(facts: ReportFacts) -> Sheet:
    columns = (
        SheetColumn("task", "Nhiệm vụ", width=70),
        SheetColumn("agency", "Cơ quan, đơn vị", width=40),
        SheetColumn("due", "Hạn", CellKind.DATE),
        SheetColumn("state", "Tình trạng", width=14),
        SheetColumn("percent", "Tiến độ (%)", CellKind.INTEGER),
        SheetColumn("evidence", "Minh chứng", width=60),
    )
    rows = [(i.title, i.agency_name, i.due_on, i.state.label, i.percent, i.evidence) for i in facts.tasks]
    return Sheet("Nhiệm vụ", "Nhiệm vụ của kế hoạch", columns, tuple(rows))


def _assumptions_sheet(facts: ReportFacts) -> Sheet:
    columns = (
        SheetColumn("place", "Vị trí trong tệp kế hoạch", width=40),
        SheetColumn("what", "Nội dung giả định", width=60),
        SheetColumn("reason", "Lý do", width=90),
    )
    rows = [(item.place, item.what, item.reason) for item in facts.assumptions]
    return Sheet("Giả định", "Các giả định đã áp dụng", columns, tuple(rows))
