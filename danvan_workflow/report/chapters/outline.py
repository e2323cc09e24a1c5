"""The plan's own outline: its sections with figures and the agencies' words, and the annex of all figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from danvan_workflow.consolidate.figures import Total
from danvan_workflow.plan.models import Section as PlanSection
from danvan_workflow.render.models import (
    Align,
    Annex,
    Block,
    BulletList,
    Column,
    DocumentSection,
    Row,
    RowKind,
    TableBlock,
    Value,
)
from danvan_workflow.report.chapter import Chapter, Place
from danvan_workflow.report.earlier_wording import earlier_notes
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.figure_wording import figure_order
from danvan_workflow.report.silence import figures_told
from danvan_workflow.report.voices import said_blocks
from danvan_workflow.report.wording import BLANK

RESULTS = "Kết quả thực hiện"
MARK = "(*)"


def _sections(facts: ReportFacts, place: Place) -> Iterator[DocumentSection]:
    """The plan's sections under the plan's own numbers; a heading that only holds numbered parts is put in."""
    if not facts.cycle.kind.has_figures or facts.cycle.ad_hoc:
        return
    asked = _asked(facts)
    opened = {section.number for section in asked}
    for section in asked:
        head, _, rest = section.number.partition(".")
        if rest and head not in opened:
            opened.add(head)
            yield DocumentSection(head, RESULTS, 1)
        yield DocumentSection(rest or head, section.title, 2 if rest else 1, tuple(_blocks(facts, section)))


def _asked(facts: ReportFacts) -> list[PlanSection]:
    """The sections that this obligation asks for, and those that somebody filled in all the same."""
    spoken = {voice.section for voice in facts.voices}
    wanted = set(facts.obligation.sections) or {section.id for section in facts.plan.sections}
    return [section for section in facts.plan.sections if section.id in wanted | spoken]


def _blocks(facts: ReportFacts, section: PlanSection) -> Iterator[Block]:
    known = [facts.figures.totals[code] for code in section.indicators if code in facts.figures.totals]
    lines = figures_told(facts, [total for total in known if total.is_owed])
    if lines:
        yield BulletList(lines)
    yield from said_blocks(facts, section.id, alone=not lines)


# -- annex ----------------------------------------------------------------------------------------------------------


def _annex(facts: ReportFacts) -> Annex | None:
    order = figure_order(facts)
    if not order or not facts.cycle.kind.has_figures:
        return None
    table = TableBlock(tuple(_columns(facts)), tuple(_under_sections(facts, order)), note=_note(facts))
    return Annex("Biểu tổng hợp số liệu", (table,), landscape=_is_compared(facts))


def _is_compared(facts: ReportFacts) -> bool:
    return bool(facts.cycle.same_period_label or facts.cycle.previous_label)


def _note(facts: ReportFacts) -> str:
    note = f"{BLANK} Chỉ tiêu có quan hệ với nhau được cộng trên cùng các cơ quan có đủ số liệu; tỷ lệ là tỷ lệ của hai tổng."
    if any(total.checking for total in facts.figures.totals.values()):
        note += " “KT” là số cơ quan có số liệu đang kiểm tra, chưa đưa vào tổng."
    if any(total.accepted for total in facts.figures.totals.values()):
        note += f" Dấu {MARK}: gồm cả số liệu được chấp nhận dù không theo quy tắc kiểm tra."
    return " ".join([note, *earlier_notes(facts)])


def _columns(facts: ReportFacts) -> Iterator[Column]:
    yield Column("TT", 10)
    yield Column("Mã", 17)
    yield Column("Chỉ tiêu")
    yield Column("ĐVT", 24)
    yield Column("Kỳ này", 24, numeric=True)
    if facts.cycle.previous_label:
        yield Column("Kỳ trước", 24, numeric=True)
    if facts.cycle.same_period_label:
        yield Column("Cùng kỳ năm trước", 24, numeric=True)
        yield Column("Tăng, giảm", 22, numeric=True)
        yield Column("Tăng, giảm (%)", 20, numeric=True)
    yield Column("Số cơ quan có số liệu", 26, align=Align.CENTER)


def _under_sections(facts: ReportFacts, order: Iterable[tuple[PlanSection | None, list[Total]]]) -> Iterator[Row]:
    """The indicators in the order of the body, numbered through."""
    position, parts = 0, list(order)
    for section, totals in parts:
        if len(parts) > 1:
            title = f"{section.number}. {section.title}" if section else "Chỉ tiêu khác"
            yield Row((title,), RowKind.GROUP)
        for total in totals:
            position += 1
            yield Row((position, *_cells(facts, total)))


def _cells(facts: ReportFacts, total: Total) -> Iterator[Value]:
    indicator = facts.figures.catalogue[total.indicator]
    name = f"{indicator.name} {MARK}" if total.accepted else indicator.name
    yield from (indicator.code, name, indicator.unit, total.value)
    if facts.cycle.previous_label:
        yield total.previous.base
    if facts.cycle.same_period_label:
        yield from (total.same_period.base, total.same_period.change, total.same_period.percent)
    yield f"{total.coverage}; KT {len(total.checking)}" if total.checking else total.coverage


OUTLINE = Chapter(_sections, _annex)
