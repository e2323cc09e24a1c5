"""What an ad hoc request asked: its questions with the agencies' answers, then its figures."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.render import numbers
from danvan_workflow.render.models import BulletList, DocumentSection
from danvan_workflow.report.chapter import Chapter, Place
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.silence import figures_told
from danvan_workflow.report.voices import said_blocks


def _sections(facts: ReportFacts, place: Place) -> Iterator[DocumentSection]:
    asked = facts.cycle.ad_hoc
    if asked is None:
        return
    for number, question in enumerate(asked.questions, start=place.number):
        yield DocumentSection(numbers.roman(number), question.title, 1, tuple(said_blocks(facts, question.id, alone=True)))
    totals = [total for total in facts.figures.totals.values() if total.is_owed]
    if totals:
        last = numbers.roman(place.number + len(asked.questions))
        yield DocumentSection(last, "Số liệu", 1, (BulletList(figures_told(facts, totals)),))


QUESTIONS = Chapter(_sections)
