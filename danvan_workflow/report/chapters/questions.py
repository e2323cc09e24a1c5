"""What an ad hoc request asked: its questions with the agencies' answers, then its figures."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.render import numbers
from danvan_workflow.render.models import BulletList, DocumentSection, Paragraph
from danvan_workflow.report.chapter import Chapter, Place
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.figure_wording import figure_lines
from danvan_workflow.report.voices import voice_blocks


def _sections(facts: ReportFacts, place: Place) -> Iterator[DocumentSection]:
    asked = facts.cycle.ad_hoc
    if asked is None:
        return
    for number, question in enumerate(asked.questions, start=place.number):
        blocks = tuple(voice_blocks(facts, question.id)) or (Paragraph("Chưa có cơ quan, đơn vị nào trả lời."),)
        yield DocumentSection(numbers.roman(number), question.title, 1, blocks)
    totals = [total for total in facts.figures.totals.values() if total.is_owed]
    if totals:
        last = numbers.roman(place.number + len(asked.questions))
        yield DocumentSection(last, "Số liệu", 1, (BulletList(tuple(figure_lines(facts, totals))),))


QUESTIONS = Chapter(_sections)
