"""From versions to the issued report: the same input gives the same bytes, an approval is bound to them, nothing leaves twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import docx
import openpyxl
import pytest
from builders import LEADER, OFFICIAL, Office, at

from danvan_workflow.errors import InvalidInput, Refused, UnknownName
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import return_submission, waive
from danvan_workflow.services.approval.decide import record_decision
from danvan_workflow.services.consolidation.consolidate_cycle import SnapshotResult, consolidate_cycle
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.consolidation.read_facts import report_facts
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.outbox import send_pending
from danvan_workflow.store import cycles, reports
from danvan_workflow.store.tables import ReportRow
from danvan_workflow.views.agency.duty_file import duty_file

CYCLE = "gia-lai-2024.dinh-ky.2024-6m"
REASON = Act("Số liệu chưa thống nhất", "Giám đốc Sở Nội vụ")


@pytest.fixture
def filled(office: Office) -> tuple[Office, list[str]]:
    """A cycle with three reports in and 33 missing."""
    office.open(CYCLE)
    agencies = office.owing(CYCLE)
    for n, agency in enumerate(agencies[:3], start=1):
        office.send(CYCLE, agency, "2024-05-08 10:00", {"TT01": n, "DV05": n})
    send_pending(office.runtime, CYCLE, at("2024-05-08 11:00"))
    office.transport.sent.clear()
    return office, agencies


def consolidate(office: Office, moment: str = "2024-05-23 08:00", cycle: str = CYCLE) -> SnapshotResult:
    return consolidate_cycle(office.runtime, cycle, at(moment))


def contents(office: Office, snapshot: int) -> dict[str, bytes]:
    with office.runtime.uow() as uow:
        return {report.format: report.content for report in reports.reports_of(uow, snapshot)}


def facts_of(office: Office, snapshot: SnapshotResult, moment: str) -> ReportFacts:
    with office.runtime.uow() as uow:
        members = [(duty, version) for duty, version in reports.get_snapshot(uow, snapshot.snapshot_id).members]
        return report_facts(office.runtime, uow, cycles.get_cycle(uow, snapshot.cycle_id), members, at(moment))


def total(facts: ReportFacts, code: str) -> Decimal | None:
    return facts.figures.totals[code].value


# -- snapshots -----------------------------------------------------------------------------------------------------


def test_the_same_versions_give_the_same_snapshot(filled: tuple[Office, list[str]]) -> None:
    office, _ = filled
    first = consolidate(office)
    again = consolidate(office, "2024-05-24 09:00")
    assert (first.created, again.created) == (True, False)
    assert (again.snapshot_id, again.sha256, again.files) == (first.snapshot_id, first.sha256, first.files)
    assert first.number == 1


def test_the_same_versions_give_the_same_bytes(filled: tuple[Office, list[str]]) -> None:
    office, _ = filled
    first = consolidate(office)
    before = contents(office, first.snapshot_id)
    with office.runtime.uow() as uow:  # as if the documents had to be made anew
        uow.session.query(ReportRow).delete()
        uow.session.delete(reports.get_snapshot(uow, first.snapshot_id))
        uow.commit()
    second = consolidate(office)
    assert second.created
    assert second.sha256 == first.sha256
    assert contents(office, second.snapshot_id) == before
    assert set(before) == {"docx", "xlsx"}


def test_a_newer_version_gives_a_second_snapshot(filled: tuple[Office, list[str]]) -> None:
    office, agencies = filled
    first = consolidate(office)
    office.send(CYCLE, agencies[0], "2024-05-24 10:00", {"TT01": 40})
    second = consolidate(office, "2024-05-24 11:00")
    assert (second.number, second.created) == (2, True)
    assert second.sha256 != first.sha256
    assert total(facts_of(office, second, "2024-05-24 11:00"), "TT01") == 45


def test_a_snapshot_holds_what_was_sent_up_to_its_moment(filled: tuple[Office, list[str]]) -> None:
    office, agencies = filled
    office.send(CYCLE, agencies[0], "2024-05-24 10:00", {"TT01": 40})
    facts = facts_of(office, consolidate(office), "2024-05-23 08:00")
    assert total(facts, "TT01") == 1 + 2 + 3


def test_returned_and_waived_versions_take_no_part(filled: tuple[Office, list[str]]) -> None:
    office, agencies = filled
    return_submission(office.runtime, CYCLE, agencies[0], (), REASON, at("2024-05-10"))
    waive(office.runtime, CYCLE, agencies[1], REASON, at("2024-05-10"))
    facts = facts_of(office, consolidate(office), "2024-05-23 08:00")
    assert total(facts, "TT01") == 3
    assert (facts.counts.owing, facts.counts.exempt, facts.counts.returned) == (36, 1, 1)


def test_a_waiver_alone_makes_another_snapshot(filled: tuple[Office, list[str]]) -> None:
    office, agencies = filled
    first = consolidate(office)
    waive(office.runtime, CYCLE, agencies[-1], REASON, at("2024-05-23 09:00"))
    assert consolidate(office, "2024-05-23 10:00").sha256 != first.sha256


def test_the_report_says_who_is_missing(filled: tuple[Office, list[str]]) -> None:
    office, agencies = filled
    document = docx.Document(BytesIO(contents(office, consolidate(office).snapshot_id)["docx"]))
    text = "\n".join(p.text for p in document.paragraphs)
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "3/37" in text.replace("03/37", "3/37")
    assert office.duties(CYCLE)[agencies[-1]].agency_name in text + cells


def test_the_workbook_opens_and_names_every_agency(filled: tuple[Office, list[str]]) -> None:
    office, _ = filled
    book = openpyxl.load_workbook(BytesIO(contents(office, consolidate(office).snapshot_id)["xlsx"]))
    listed = {cell.value for row in book["Danh sách"].iter_rows() for cell in row}
    assert {duty.agency_name for duty in office.duties(CYCLE).values()} <= listed


def test_a_cycle_without_any_report_can_be_consolidated(office: Office) -> None:
    office.open(CYCLE)
    snapshot = consolidate(office)
    assert snapshot.created
    assert {file.format for file in snapshot.files} == {"docx", "xlsx"}


# -- approval and issue --------------------------------------------------------------------------------------------


def approve(office: Office, snapshot: SnapshotResult, moment: str = "2024-05-23 14:00") -> None:
    record_decision(office.runtime, snapshot.cycle_id, snapshot.snapshot_id, "approve", "Giám đốc", "", at(moment))


def test_issue_is_refused_without_approval(filled: tuple[Office, list[str]]) -> None:
    office, _ = filled
    snapshot = consolidate(office)
    with pytest.raises(Refused, match="chưa được duyệt"):
        issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 15:00"))
    record_decision(office.runtime, CYCLE, snapshot.snapshot_id, "return", "Giám đốc", "Bổ sung mục II.3", at("2024-05-23 14:00"))
    with pytest.raises(Refused, match="chưa được duyệt"):
        issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 15:00"))
    assert office.transport.sent == []


def test_an_approval_holds_for_the_snapshot_that_was_shown(filled: tuple[Office, list[str]]) -> None:
    office, agencies = filled
    first = consolidate(office)
    approve(office, first)
    office.send(CYCLE, agencies[0], "2024-05-23 14:30", {"TT01": 40})
    second = consolidate(office, "2024-05-23 14:40")
    with pytest.raises(Refused, match="chưa được duyệt"):
        issue_report(office.runtime, CYCLE, second.snapshot_id, at("2024-05-23 15:00"))


def test_an_approval_is_bound_to_the_bytes(filled: tuple[Office, list[str]]) -> None:
    office, _ = filled
    snapshot = consolidate(office)
    approve(office, snapshot)
    with office.runtime.uow() as uow:
        report = reports.reports_of(uow, snapshot.snapshot_id)[0]
        report.content, report.sha256 = b"x", "0" * 64
        uow.commit()
    with pytest.raises(Refused, match="khác với bản đã duyệt"):
        issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 15:00"))


def test_a_decision_says_when_newer_versions_came_meanwhile(filled: tuple[Office, list[str]]) -> None:
    office, agencies = filled
    snapshot = consolidate(office)
    still = record_decision(office.runtime, CYCLE, snapshot.snapshot_id, "wait", "Giám đốc", "", at("2024-05-23 14:00"))
    office.send(CYCLE, agencies[0], "2024-05-23 14:30", {"TT01": 40})
    moved = record_decision(office.runtime, CYCLE, snapshot.snapshot_id, "approve", "Giám đốc", "", at("2024-05-23 15:00"))
    assert (still.moved_since, moved.moved_since) == (False, True)
    assert still.files_sha256 == snapshot.files_sha256


def test_decisions_are_checked(filled: tuple[Office, list[str]]) -> None:
    office, _ = filled
    snapshot = consolidate(office)
    with pytest.raises(InvalidInput, match="approve, return, wait"):
        record_decision(office.runtime, CYCLE, snapshot.snapshot_id, "ok", "Giám đốc", "", at("2024-05-23"))
    with pytest.raises(InvalidInput, match="lý do"):
        record_decision(office.runtime, CYCLE, snapshot.snapshot_id, "return", "Giám đốc", " ", at("2024-05-23"))
    with pytest.raises(InvalidInput, match="người quyết định"):
        record_decision(office.runtime, CYCLE, snapshot.snapshot_id, "approve", " ", "", at("2024-05-23"))
    with pytest.raises(UnknownName):
        record_decision(office.runtime, CYCLE, 999, "approve", "Giám đốc", "", at("2024-05-23"))


def test_issuing_twice_sends_nothing_twice(filled: tuple[Office, list[str]]) -> None:
    office, _ = filled
    snapshot = consolidate(office)
    approve(office, snapshot)
    first = issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 15:00"))
    letters = len(office.transport.sent)
    again = issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 16:00"))
    assert first.version == again.version == 1
    assert letters == first.letters.sent > 0
    assert len(office.transport.sent) == letters
    assert again.letters.sent == 0
    assert [path.read_bytes() for path in first.files] == list(contents(office, snapshot.snapshot_id).values())


def test_the_report_goes_up_with_its_files(filled: tuple[Office, list[str]]) -> None:
    office, _ = filled
    snapshot = consolidate(office)
    approve(office, snapshot)
    issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 15:00"))
    province = office.runtime.register.contacts("L64", dt.date(2024, 5, 23))[0].email
    [letter] = [message for message in office.transport.sent if message.to == province]
    assert {attachment.name.rsplit(".")[-1] for attachment in letter.attachments} == {"docx", "xlsx"}


def test_after_issue_nothing_is_decided_or_conceded_any_more(filled: tuple[Office, list[str]]) -> None:
    office, agencies = filled
    snapshot = consolidate(office)
    approve(office, snapshot)
    issue_report(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 15:00"))
    with pytest.raises(Refused, match="đã phát hành"):
        waive(office.runtime, CYCLE, agencies[-1], REASON, at("2024-05-24"))
    with pytest.raises(Refused, match="đã phát hành"):
        approve(office, snapshot, "2024-05-24")


def test_a_correction_after_issue_becomes_version_two(filled: tuple[Office, list[str]]) -> None:
    office, agencies = filled
    first = consolidate(office)
    approve(office, first)
    issue_report(office.runtime, CYCLE, first.snapshot_id, at("2024-05-23 15:00"))
    office.send(CYCLE, agencies[0], "2024-05-27 10:00", {"TT01": 40})
    second = consolidate(office, "2024-05-27 11:00")
    approve(office, second, "2024-05-27 14:00")
    issued = issue_report(office.runtime, CYCLE, second.snapshot_id, at("2024-05-27 15:00"))
    assert issued.version == 2
    assert contents(office, first.snapshot_id)["docx"] != contents(office, second.snapshot_id)["docx"]
    with office.runtime.uow() as uow:
        assert [report.version for report in reports.issued_reports(uow, CYCLE)] == [1, 1, 2, 2]


# -- totals and other products -------------------------------------------------------------------------------------


def test_totals_are_equal_before_and_after_the_abolition_of_districts(office: Office) -> None:
    six, nine = "binh-dinh-2025.dinh-ky.2025-6m", "binh-dinh-2025.dinh-ky.2025-9m"
    office.open(six)
    for n, agency in enumerate(office.owing(six), start=1):
        office.send(six, agency, "2025-06-18 10:00", {"TT01": 3 * n, "DV05": n, "CD02": 1})
    issued = consolidate(office, "2025-06-26 08:00", six)
    approve(office, issued, "2025-06-26 09:00")
    issue_report(office.runtime, six, issued.snapshot_id, at("2025-06-26 10:00"))
    before = facts_of(office, issued, "2025-06-26 08:00")
    pass_on_duties(office.runtime, six, at("2025-07-01"))
    office.open(nine)
    after = facts_of(office, consolidate(office, "2025-09-26 08:00", nine), "2025-09-26 08:00")
    assert after.cycle.previous_label == "6 tháng đầu năm 2025"
    for code in ("TT01", "DV05", "TT02"):
        assert after.figures.totals[code].previous.base == total(before, code), code


def test_the_register_of_focal_persons_lists_them_and_who_is_missing(office: Office) -> None:
    cycle = "dak-lak-2025.dau-moi.2025-dau-moi"
    office.open(cycle)
    duties = office.duties(cycle)
    named = next(code for code, duty in duties.items() if duty.group_id == "cap-huyen")
    office.send(cycle, named, "2025-05-30 10:00", persons=(LEADER, OFFICIAL))
    snapshot = consolidate(office, "2025-06-11 08:00", cycle)
    book = openpyxl.load_workbook(BytesIO(contents(office, snapshot.snapshot_id)["xlsx"]))
    rows = [[cell.value for cell in row] for row in book["Đầu mối"].iter_rows()]
    assert [row[2] for row in rows if duties[named].agency_name in row] == [LEADER.name, OFFICIAL.name]
    facts = facts_of(office, snapshot, "2025-06-11 08:00")
    assert (facts.counts.owing, facts.counts.sent, facts.counts.missing) == (211, 1, 210)


def test_delivered_plans_are_listed_with_number_and_day(office: Office) -> None:
    cycle = "lang-son-2026.ke-hoach.2026-ke-hoach"
    office.open(cycle)
    agency = office.owing(cycle)[0]
    office.send(cycle, agency, "2026-03-06 10:00", document_number="05/KH-UBND")
    office.send(cycle, office.owing(cycle)[1], "2026-03-10 00:00", document_number="06/KH-UBND")
    facts = facts_of(office, consolidate(office, "2026-03-16 08:00", cycle), "2026-03-16 08:00")
    assert [(d.document_number, d.on_time) for d in facts.deliveries] == [("05/KH-UBND", True), ("06/KH-UBND", False)]
    assert facts.counts.missing == 63


def test_targets_are_met_or_not_by_agency(filled: tuple[Office, list[str]]) -> None:
    office, agencies = filled
    results = facts_of(office, consolidate(office), "2024-05-23 08:00").figures.targets
    met = {result.agency: result.met for result in results}
    assert [met[agency] for agency in agencies[:4]] == [False, True, True, None]


def test_assumptions_stand_in_the_report(filled: tuple[Office, list[str]]) -> None:
    office, _ = filled
    facts = facts_of(office, consolidate(office), "2024-05-23 08:00")
    assert any("02 mô hình" in item.reason or "02 mô hình" in item.what for item in facts.assumptions)


@pytest.mark.parametrize("written", ["Không phát sinh.", "- không phát sinh;", "Trong kỳ không phát sinh"])
def test_a_section_whose_whole_text_is_nil_is_counted_as_nil_and_quoted_nowhere(office: Office, written: str) -> None:
    office.open(CYCLE)
    agency = office.owing(CYCLE)[0]
    draft = office.draft(CYCLE, agency, "2024-05-08 10:00")
    first, *others = draft.narratives
    office.send(CYCLE, agency, "2024-05-08 10:00", narratives=(replace(first, text=written), *others))  # not ticked
    result = consolidate(office)
    voice = next(v for v in facts_of(office, result, "2024-05-23 08:00").voices if v.section == first.section)
    assert (voice.agency, voice.nil) == (agency, True)
    paper = docx.Document(BytesIO(contents(office, result.snapshot_id)["docx"]))
    assert [p.text for p in paper.paragraphs if written in p.text] == []
    version = duty_file(office.runtime, CYCLE, agency, at("2024-05-09 08:00")).shown
    assert version
    assert next((s.text, s.word) for s in version.sections if s.section == first.section) == ("", "không phát sinh")
