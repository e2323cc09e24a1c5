"""The body of a consolidated report: the plan's sections in the plan's order, with figures and the agencies' own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.plan.models import Section as PlanSection
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Block, BulletList, Paragraph, Quote, Section
from danvan_workflow.services.report.annexes import annex_names
from danvan_workflow.services.report.lists import delivery_blocks, person_blocks, target_blocks, task_sentences
from danvan_workflow.services.report.tables import CycleTables, Voice
from danvan_workflow.services.report.wording import (
    Row,
    excerpt,
    figure_sentence,
    listed,
    rows_by_indicator,
    usual_coverage,
)

VOICES_IN_BODY = 3
RESULTS = "Kết quả thực hiện"


def body(tables: CycleTables) -> tuple[Section, ...]:
    """The sections of the report, whatever the obligation asks for."""
    if tables.kind is ObligationKind.PLAN_DELIVERY:
        return (Section("I", "Tình hình gửi kế hoạch", 1, tuple(delivery_blocks(tables))),)
    if tables.kind is ObligationKind.FOCAL_REGISTER:
        return (Section("I", "Kết quả phân công", 1, tuple(person_blocks(tables))),)
    if tables.ad_hoc:
        return tuple(_ad_hoc_sections(tables))
    return tuple(_plan_sections(tables))


def has_outline(tables: CycleTables) -> bool:
    """Whether the body follows an outline that agencies write texts for."""
    return tables.kind.has_figures


def wholly_nil(tables: CycleTables) -> set[str]:
    """Agencies that answered nothing but “không phát sinh”: they are named once, not under every heading."""
    spoken = {voice.agency for voice in tables.voices if not voice.nil}
    return {voice.agency for voice in tables.voices} - spoken if len(_headings(tables)) > 1 else set()


def _headings(tables: CycleTables) -> set[str]:
    return {voice.section for voice in tables.voices}


def _plan_sections(tables: CycleTables) -> Iterator[Section]:
    asked, rows = _asked(tables), rows_by_indicator(tables)
    heads = {section.number for section in asked}
    opened: set[str] = set()
    for section in asked:
        head, _, rest = section.number.partition(".")
        if rest and head not in heads | opened:
            opened.add(head)
            yield Section(head, RESULTS, 1)
        blocks = tuple(_section_blocks(tables, section, rows))
        yield Section(rest or head, section.title, 2 if rest else 1, blocks)
    last = max((_roman(section.number.partition(".")[0]) for section in asked), default=0)
    yield from _closing_sections(tables, numbers.roman(last + 1))


def _asked(tables: CycleTables) -> list[PlanSection]:
    """The sections that this obligation asks for, and those that somebody filled in all the same."""
    spoken = _headings(tables)
    wanted = set(tables.obligation.sections) or {section.id for section in tables.plan.sections}
    return [section for section in tables.plan.sections if section.id in wanted | spoken]


def _section_blocks(tables: CycleTables, section: PlanSection, rows: Mapping[str, Row]) -> Iterator[Block]:
    usual = usual_coverage(tables)
    codes = [code for code in section.indicators if code in rows and rows[code]["owing"]]
    if codes:
        yield BulletList(tuple(_figure(tables, code, rows, usual) for code in codes))
    voices = [voice for voice in tables.voices if voice.section == section.id]
    yield from _voice_blocks(tables, voices)
    if not codes and not voices:
        yield Paragraph("Chưa có cơ quan, đơn vị nào báo cáo nội dung này." if section.required else "Không có.")


def _figure(tables: CycleTables, code: str, rows: Mapping[str, Row], usual: str) -> str:
    """The sentence of a figure; a ratio that its two totals don't give says why."""
    indicator, row = tables.catalogue[code], rows[code]
    sentence = figure_sentence(indicator, row, tables, usual)
    if indicator.is_ratio and row["value"] is not None:
        parts = [rows.get(part, {}).get("reporting") for part in (indicator.numerator, indicator.denominator)]
        if any(number != row["reporting"] for number in parts):
            return f"{sentence.removesuffix('.')}, tính trên các cơ quan có đủ hai số liệu thành phần."
    return sentence


def _voice_blocks(tables: CycleTables, voices: list[Voice]) -> Iterator[Block]:
    """The longest texts, shortened, with who wrote them; then who had nothing to report, and who gave a reason."""
    told = [voice for voice in voices if voice.text.strip() and not voice.nil]
    shown = sorted(told, key=lambda voice: -len(voice.text))[:VOICES_IN_BODY]
    yield from (Quote(excerpt(voice.text), tables.short[voice.agency]) for voice in told if voice in shown)
    quiet = wholly_nil(tables)
    nil = [tables.short[voice.agency] for voice in voices if voice.nil and voice.agency not in quiet]
    if nil:
        yield Paragraph(f"Không phát sinh ({numbers.count(len(nil))}): {listed(nil)}.")
    skipped = [voice for voice in voices if voice.skip_reason and not voice.text.strip()]
    if skipped:
        names = listed(f"{tables.short[voice.agency]} ({voice.skip_reason})" for voice in skipped)
        yield Paragraph(f"Không báo cáo, có lý do ({numbers.count(len(skipped))}): {names}.")


def _ad_hoc_sections(tables: CycleTables) -> Iterator[Section]:
    questions = tables.ad_hoc.questions if tables.ad_hoc else ()
    number = 0
    for number, question in enumerate(questions, start=1):
        voices = [voice for voice in tables.voices if voice.section == question.id]
        blocks = tuple(_voice_blocks(tables, voices)) or (Paragraph("Chưa có cơ quan, đơn vị nào trả lời."),)
        yield Section(numbers.roman(number), question.title, 1, blocks)
    rows = rows_by_indicator(tables)
    codes = [code for code, row in rows.items() if row["owing"]]
    if codes:
        lines = tuple(_figure(tables, code, rows, usual_coverage(tables)) for code in codes)
        yield Section(numbers.roman(number + 1), "Số liệu", 1, (BulletList(lines),))


def _closing_sections(tables: CycleTables, number: str) -> Iterator[Section]:
    """Targets and tasks belong to the periodic report; the others ask for something narrower."""
    if tables.kind is not ObligationKind.PERIODIC_REPORT:
        return
    blocks = [*target_blocks(tables), *task_sentences(tables, annex_names(tables).get("tasks", ""))]
    if blocks:
        yield Section(number, "Chỉ tiêu và nhiệm vụ của kế hoạch", 1, tuple(blocks))


def _roman(text: str) -> int:
    known = {numbers.roman(n): n for n in range(1, 40)}
    return known.get(text, 0)
