"""What the leader reads agrees with the report itself, and says what came after it."""

from __future__ import annotations

import pytest
from builders import Office, at

from danvan_workflow.duty.decision import Decision
from danvan_workflow.errors import UnknownName
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import waive
from danvan_workflow.services.approval.decide import record_decision
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.read_facts import report_facts
from danvan_workflow.store import cycles, reports
from danvan_workflow.views.approval.approval_view import ApprovalView, approval_view

HALF = "gia-lai-2024.dinh-ky.2024-6m"
REASON = Act("Mới thành lập", "Giám đốc Sở Nội vụ")


@pytest.fixture
def half(office: Office) -> list[str]:
    """Reports of four agencies consolidated, one of them late."""
    office.open(HALF)
    agencies = office.owing(HALF)
    for number, agency in enumerate(agencies[:3], start=1):
        office.send(HALF, agency, "2024-05-08 10:00", {"TT01": number})
    office.send(HALF, agencies[3], "2024-05-22 10:00", {"TT01": 10})
    consolidate_cycle(office.runtime, HALF, at("2024-05-23"))
    return agencies


def seen(office: Office, moment: str = "2024-05-24") -> ApprovalView:
    return approval_view(office.runtime, HALF, at(moment))


def test_it_counts_whom_the_snapshot_holds_and_names_the_others_by_group(office: Office, half: list[str]) -> None:
    view = seen(office)
    assert (view.number, len(view.included.taken), view.included.counts.owing) == (1, 4, len(half))
    assert [one.agency for group in view.absent.values() for one in group] == half[4:]
    assert [one.agency for one in view.included.late] == [half[3]]
    assert view.moved == ()
    assert sorted(draft.format for draft in view.drafts) == ["docx", "xlsx"]


def test_its_totals_are_those_of_the_report(office: Office, half: list[str]) -> None:
    view = seen(office)
    with office.runtime.uow() as uow:
        snapshot = reports.latest_snapshot(uow, HALF)
        assert snapshot is not None
        members = [(duty, version) for duty, version in snapshot.members]
        facts = report_facts(office.runtime, uow, cycles.get_cycle(uow, HALF), members, at("2024-05-24"))
    catalogue = office.runtime.catalogue_of(office.runtime.library.load("gia-lai-2024"))
    names = {indicator.name: code for code, indicator in catalogue.items()}
    said = facts.figures.totals
    assert view.totals
    assert {total.name: total.value for total in view.totals} == {
        total.name: said[names[total.name]].value for total in view.totals
    }
    assert next(total.value for total in view.totals if names[total.name] == "TT01") == 16


def test_what_came_after_the_snapshot_is_named(office: Office, half: list[str]) -> None:
    office.send(HALF, half[0], "2024-05-24 09:00", {"TT01": 7})
    office.send(HALF, half[4], "2024-05-24 10:00")
    waive(office.runtime, HALF, half[1], REASON, at("2024-05-24 11:00"))
    assert [(one.agency, one.version) for one in seen(office, "2024-05-24 12:00").moved] == [
        (half[0], 2),
        (half[1], None),
        (half[4], 1),
    ]
    assert seen(office, "2024-05-24 08:59").moved[0].agency == half[1]  # a waiver counts at once, a version from its sending


def test_decisions_stand_with_the_snapshot_they_were_given_for(office: Office, half: list[str]) -> None:
    with office.runtime.uow() as uow:
        first = reports.latest_snapshot(uow, HALF)
    assert first is not None
    record_decision(office.runtime, HALF, first.id, "return", "lanhdao", "Rà soát lại", at("2024-05-23 09:00"))
    office.send(HALF, half[4], "2024-05-24 10:00")
    consolidate_cycle(office.runtime, HALF, at("2024-05-24 11:00"))
    view = seen(office, "2024-05-24 12:00")
    assert (view.number, len(view.included.taken)) == (2, 5)
    assert [(d.decision, d.by, d.note, d.snapshot) for d in view.decisions] == [(Decision.RETURN, "lanhdao", "Rà soát lại", 1)]


def test_before_anything_was_consolidated_it_says_so(office: Office) -> None:
    office.open(HALF)
    view = seen(office, "2024-05-08")
    assert (view.number, len(view.included.taken), view.totals, view.moved, view.drafts) == (None, 0, (), (), ())
    assert sum(len(group) for group in view.absent.values()) == view.included.counts.owing


def test_a_cycle_that_was_never_opened_is_unknown(office: Office) -> None:
    with pytest.raises(UnknownName):
        seen(office)
