"""The plans that agencies delivered: how many came, and the list with number and day."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Column, DocumentSection, Paragraph, Row, TableBlock
from danvan_workflow.report.chapter import Chapter, Place
from danvan_workflow.report.chapters.punctuality import sent_by_group
from danvan_workflow.report.facts import Delivery, ReportFacts
from danvan_workflow.statutory.deadline import vietnam_date


def _sections(facts: ReportFacts, place: Place) -> Iterator[DocumentSection]:
    if facts.cycle.kind is ObligationKind.PLAN_DELIVERY:
        blocks = (Paragraph(_how_many(facts)), *sent_by_group(facts))
        yield DocumentSection(numbers.roman(place.number), "Tình hình gửi kế hoạch", 1, blocks)


def _how_many(facts: ReportFacts) -> str:
    if not facts.deliveries:
        return "Chưa nhận được kế hoạch nào."
    came, without = len(facts.deliveries), sum(not delivery.document_number for delivery in facts.deliveries)
    lacking = f", trong đó {numbers.count(without)} kế hoạch chưa ghi số, ký hiệu" if without else ""
    return f"Đã nhận {numbers.count(came)} kế hoạch{lacking}."


def _annex(facts: ReportFacts) -> Annex | None:
    if not facts.deliveries or facts.cycle.kind is not ObligationKind.PLAN_DELIVERY:
        return None
    columns = (
        Column("TT", 10),
        Column("Cơ quan, đơn vị"),
        Column("Số, ký hiệu", 40),
        Column("Ngày gửi", 28),
        Column("Ghi chú", 28),
    )
    rows = tuple(_row(position, delivery) for position, delivery in enumerate(facts.deliveries, start=1))
    note = "Dấu “…” là kế hoạch chưa ghi số, ký hiệu."
    return Annex("Kế hoạch đã nhận", (TableBlock(columns, rows, note=note),))


def _row(position: int, delivery: Delivery) -> Row:
    sent = numbers.short_day(vietnam_date(delivery.sent_at))
    return Row((position, delivery.name, delivery.document_number or "…", sent, _note(delivery)))


def _note(delivery: Delivery) -> str:
    """A version that mends an earlier one bears its own day, whether or not the first came in time."""
    parts = ("" if delivery.on_time else "quá hạn", f"bản số {numbers.count(delivery.version)}" if delivery.version > 1 else "")
    return ", ".join(part for part in parts if part)


DELIVERIES = Chapter(_sections, _annex)
