"""The body of a consolidated report: the plan's sections in the plan's order, with figures and the agencies' own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.plan.models import Section as PlanSection
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Block, BulletList, Column, Paragraph, Quote, Row, Section, TableBlock
from danvan_workflow.services.cycle_tables import CycleTables, Voice
from danvan_workflow.services.report_wording import figure_sentence, listed, records, rows_by_indicator
from danvan_workflow.statutory import vietnam_date

VOICES_IN_BODY = 3
RESULTS = "Kết quả thực hiện"
ROLES = {"leader": "Lãnh đạo phụ trách", "official": "Công chức tham mưu"}


def body(tables: CycleTables) -> tuple[Section, ...]:
    """The sections of the report, whatever the obligation asks for."""
    if tables.kind is ObligationKind.PLAN_DELIVERY:
        return (Section("I", "Tình hình gửi kế hoạch", 1, (_delivery_table(tables),)), *_closing_sections(tables, "II"))
    if tables.kind is ObligationKind.FOCAL_REGISTER:
        return (Section("I", "Danh sách phân công", 1, (_person_table(tables),)), *_closing_sections(tables, "II"))
    if tables.ad_hoc:
        return tuple(_ad_hoc_sections(tables))
    return tuple(_plan_sections(tables))


def _plan_sections(tables: CycleTables) -> Iterator[Section]:
    asked = _asked(tables)
    heads = {section.number for section in asked}
    opened: set[str] = set()
    for section in asked:
        head, _, rest = section.number.partition(".")
        if rest and head not in heads | opened:
            opened.add(head)
            yield Section(head, RESULTS, 1)
        blocks = tuple(_section_blocks(tables, section))
        yield Section(rest or head, section.title, 2 if rest else 1, blocks)
    last = max((_roman(section.number.partition(".")[0]) for section in asked), default=0)
    yield from _closing_sections(tables, numbers.roman(last + 1))


def _asked(tables: CycleTables) -> list[PlanSection]:
    """The sections that this obligation asks for, and those that somebody filled in all the same."""
    obligation = tables.plan.obligation(tables.cycle_id.split(".")[1])
    spoken = {voice.section for voice in tables.voices}
    wanted = set(obligation.sections) or {section.id for section in tables.plan.sections}
    return [section for section in tables.plan.sections if section.id in wanted | spoken]


def _section_blocks(tables: CycleTables, section: PlanSection) -> Iterator[Block]:
    rows = rows_by_indicator(tables)
    codes = [code for code in section.indicators if code in rows and rows[code]["owing"]]
    if codes:
        yield BulletList(tuple(figure_sentence(tables.catalogue[code], rows[code], tables) for code in codes))
    voices = [voice for voice in tables.voices if voice.section == section.id]
    yield from _voice_blocks(voices)
    if not codes and not voices:
        yield Paragraph("Chưa có cơ quan, đơn vị nào báo cáo nội dung này.")


def _voice_blocks(voices: list[Voice]) -> Iterator[Block]:
    told = [voice for voice in voices if voice.text.strip() and not voice.nil]
    shown = sorted(told, key=lambda voice: -len(voice.text))[:VOICES_IN_BODY]
    for voice in [voice for voice in told if voice in shown]:
        yield Quote(voice.text, voice.name)
    if len(told) > len(shown):
        rest = numbers.count(len(told) - len(shown))
        yield Paragraph(
            f"Nội dung của {rest} cơ quan, đơn vị khác nêu tại bảng “Nội dung” của tệp số liệu kèm theo.", italic=True
        )
    nil = [voice.name for voice in voices if voice.nil]
    if nil:
        yield Paragraph(f"Không phát sinh ({numbers.count(len(nil))}): {listed(nil)}.")
    skipped = [f"{voice.name} ({voice.skip_reason})" for voice in voices if voice.skip_reason and not voice.text.strip()]
    if skipped:
        yield Paragraph(f"Không báo cáo, có lý do ({numbers.count(len(skipped))}): {listed(skipped)}.")


def _ad_hoc_sections(tables: CycleTables) -> Iterator[Section]:
    asked = tables.ad_hoc or {}
    questions = asked.get("questions", [])
    assert isinstance(questions, list)
    number = 0
    for number, question in enumerate(questions, start=1):
        voices = [voice for voice in tables.voices if voice.section == question["id"]]
        blocks = tuple(_voice_blocks(voices)) or (Paragraph("Chưa có cơ quan, đơn vị nào trả lời."),)
        yield Section(numbers.roman(number), question["title"], 1, blocks)
    rows = rows_by_indicator(tables)
    codes = [code for code, row in rows.items() if row["owing"]]
    if codes:
        sentences = BulletList(tuple(figure_sentence(tables.catalogue[code], rows[code], tables) for code in codes))
        yield Section(numbers.roman(number + 1), "Số liệu", 1, (sentences,))


def _closing_sections(tables: CycleTables, number: str) -> Iterator[Section]:
    blocks = [*_target_blocks(tables), *_task_blocks(tables)]
    if blocks:
        yield Section(number, "Chỉ tiêu và nhiệm vụ của kế hoạch", 1, tuple(blocks))


def _target_blocks(tables: CycleTables) -> Iterator[Block]:
    rows = records(tables.targets)
    for target in tables.plan.targets:
        mine = [row for row in rows if row["target"] == target.id]
        met = [row for row in mine if row["met"] is True]
        short = [row for row in mine if row["met"] is False]
        unknown = [row for row in mine if row["met"] is None]
        if target.scope == "whole":
            verdict = "đạt" if met else ("chưa đạt" if short else "chưa đủ số liệu để kết luận")
            value = numbers.number(mine[0]["value"]) if mine else numbers.MISSING
            yield Paragraph(f"{target.text}: thực hiện {value}, {verdict}.", lead="Chỉ tiêu. ")
            continue
        yield Paragraph(f"{target.text}: {numbers.fraction(len(met), len(mine), 'cơ quan, đơn vị')} đạt.", lead="Chỉ tiêu. ")
        if short:
            names = (f"{tables.names[row['agency']]} ({numbers.count(row['value'])})" for row in short)
            yield Paragraph(f"Chưa đạt: {listed(names)}.")
        if unknown:
            yield Paragraph(f"Chưa có số liệu: {listed(tables.names[row['agency']] for row in unknown)}.")


def _task_blocks(tables: CycleTables) -> Iterator[Block]:
    if not tables.tasks:
        return
    columns = (
        Column("TT", 10),
        Column("Nhiệm vụ"),
        Column("Hạn", 22),
        *(Column(title, 17, numeric=True) for title in ("Số cơ quan", "Hoàn thành", "Đang làm", "Chưa làm", "Quá hạn")),
    )
    yield TableBlock(columns, tuple(_task_rows(tables)), caption="Tình hình thực hiện nhiệm vụ của kế hoạch")


def _task_rows(tables: CycleTables) -> Iterator[Row]:
    for position, task in enumerate(tables.plan.tasks, start=1):
        items = [item for item in tables.tasks if item.task == task.id]
        states = [item.state.value for item in items if item.state.value != "not_applicable"]
        due = next((item.due_on for item in items if item.due_on), None)
        tally = [states.count(state) for state in ("done", "in_progress", "not_started", "overdue")]
        yield Row((position, task.title, numbers.short_day(due) if due else "trong năm", len(states), *tally))


def _delivery_table(tables: CycleTables) -> TableBlock:
    columns = (
        Column("TT", 10),
        Column("Cơ quan, đơn vị"),
        Column("Số, ký hiệu", 38),
        Column("Ngày gửi", 26),
        Column("Ghi chú", 28),
    )
    rows = [
        Row((n, d.name, d.document_number or "…", numbers.short_day(vietnam_date(d.sent_at)), "" if d.on_time else "quá hạn"))
        for n, d in enumerate(tables.deliveries, start=1)
    ]
    return TableBlock(columns, tuple(rows), caption="Kế hoạch đã nhận")


def _person_table(tables: CycleTables) -> TableBlock:
    columns = (Column("TT", 10), Column("Cơ quan, đơn vị"), Column("Vai trò", 34), Column("Họ và tên", 42), Column("Chức vụ", 34))
    rows = [Row((n, p.agency_name, ROLES.get(p.role, p.role), p.name, p.title)) for n, p in enumerate(tables.persons, start=1)]
    return TableBlock(columns, tuple(rows), caption="Đầu mối phụ trách công tác dân vận chính quyền")


def _roman(text: str) -> int:
    known = {numbers.roman(n): n for n in range(1, 40)}
    return known.get(text, 0)


def missing_parts(tables: CycleTables, codes: Iterable[str]) -> str:
    """Section and indicator names of what a version lacks."""
    titles = {section.id: f"mục {section.number}" for section in tables.plan.sections}
    return listed(titles.get(code, code) for code in codes)
