"""The focal persons that agencies named: how many in each role, and the list by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from danvan_workflow.duty.outline import PersonRole
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Column, DocumentSection, Paragraph, Row, RowKind, TableBlock
from danvan_workflow.report.chapter import Chapter, Place
from danvan_workflow.report.chapters.punctuality import sent_by_group
from danvan_workflow.report.facts import NamedPerson, ReportFacts
from danvan_workflow.report.wording import group_title, listed


def _sections(facts: ReportFacts, place: Place) -> Iterator[DocumentSection]:
    if facts.cycle.kind is not ObligationKind.FOCAL_REGISTER:
        return
    blocks = (Paragraph(_how_many(facts)), *sent_by_group(facts))
    yield DocumentSection(numbers.roman(place.number), "Kết quả phân công", 1, blocks)


def _how_many(facts: ReportFacts) -> str:
    """Of the lists that came; a role that none of them names isn't said to be unfilled."""
    counts = {role: sum(person.role == role for person in facts.persons) for role in PersonRole}
    told = [f"{numbers.count(number)} {role.label.lower()}" for role, number in counts.items() if number]
    if not told:
        return "Chưa có danh sách phân công nào được gửi về."
    senders = numbers.count(len({person.agency for person in facts.persons}))
    unnamed = [role for role in _asked_roles(facts) if not counts[role]]
    silent = f"; chưa danh sách nào nêu {listed(role.label.lower() for role in unnamed)}" if unnamed else ""
    return f"Theo danh sách của {senders} cơ quan, đơn vị, đã phân công {' và '.join(told)}{silent}."


def _asked_roles(facts: ReportFacts) -> list[PersonRole]:
    return [role for role in PersonRole if any(need.role == role for need in facts.obligation.persons)]


def _annex(facts: ReportFacts) -> Annex | None:
    """One line for each agency that named somebody, under the titles of its group."""
    if not facts.persons:
        return None
    columns = (
        Column("TT", 10),
        Column("Cơ quan, đơn vị", 62),
        *(Column(title, group=role.label) for role in PersonRole for title in ("Họ và tên", "Chức vụ", "Điện thoại")),
    )
    table = TableBlock(columns, tuple(_rows(facts)))
    return Annex("Đầu mối phụ trách công tác dân vận chính quyền", (table,), landscape=True)


def _rows(facts: ReportFacts) -> Iterator[Row]:
    for group in facts.plan.groups:
        named = [view for view in facts.views if view.group == group.id and _of(facts, view.agency)]
        if named:
            yield Row((f"{group_title(facts, group)} ({numbers.count(len(named))})",), RowKind.GROUP)
        yield from (Row((n, view.name, *_cells(_of(facts, view.agency)))) for n, view in enumerate(named, start=1))


def _of(facts: ReportFacts, agency: str) -> list[NamedPerson]:
    return [person for person in facts.persons if person.agency == agency]


def _cells(persons: Sequence[NamedPerson]) -> Iterator[str]:
    for role in PersonRole:
        mine = [person for person in persons if person.role == role]
        yield listed(person.name for person in mine)
        yield listed(dict.fromkeys(person.title for person in mine if person.title))
        yield listed(person.phone for person in mine if person.phone)


PERSONS = Chapter(_sections, _annex)
