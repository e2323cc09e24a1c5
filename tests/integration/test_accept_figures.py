"""An officer accepts values that break an error rule: which ones, with what effect, and where it can be read afterwards."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from builders import Office, at
from terminal import Terminal, terminal

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.errors import InvalidInput, Refused, Severity
from danvan_workflow.report.chapters.accepted import ACCEPTED
from danvan_workflow.services.acts import concede
from danvan_workflow.services.acts.accept_figures import accept_figures
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.approval.decide import record_decision
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.consolidation.consolidated_versions import snapshot_members
from danvan_workflow.services.consolidation.issue_report import issue_report
from danvan_workflow.services.consolidation.read_facts import report_facts
from danvan_workflow.services.letters.occasion import Occasion
from danvan_workflow.services.letters.outbox import send_pending
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.store import cycles, events, notices
from danvan_workflow.store.acceptances import acceptances_of, accepted_values
from danvan_workflow.views.agency.duty_file import duty_file
from danvan_workflow.views.approval.approval_view import approval_view
from danvan_workflow.views.cycle.record import cycle_record
from danvan_workflow.views.cycle.story import read_story
from danvan_workflow.views.entries.events import event_view

__all__ = ["terminal"]

Q1, QUY_NHON, NOW = "binh-dinh-2025.dinh-ky.2025-q1", "L540", at("2025-03-18 10:00")
ACT = Act("Mô hình chuyển từ năm 2024 sang", "Trần Thị Bình, Phó Giám đốc", "125/SNV-XDCQ", "chuyenvien")
WRONG = {"DV01": 1, "DV02": 3}  # more recognised than registered


@pytest.fixture
def wrong(office: Office) -> Office:
    """A report whose only error is a broken relation between two values."""
    office.open(Q1)
    send_rung(office.runtime, Q1, 1, at("2025-02-26"))
    office.send(Q1, QUY_NHON, "2025-03-17", WRONG)
    return office


def checked(office: Office) -> list[str]:
    return [value.code for value in duty_file(office.runtime, Q1, QUY_NHON, NOW).checked]


def accept(office: Office, *codes: str, act: Act = ACT) -> int:
    return accept_figures(office.runtime, Q1, QUY_NHON, codes, act, NOW).errors_left


def test_every_term_of_a_broken_relation_is_being_checked(wrong: Office) -> None:
    assert "DV02" in checked(wrong)
    assert "DV01" in checked(wrong)
    assert wrong.view(Q1, QUY_NHON, "2025-03-18").status.state == "wrong"


def test_an_error_stands_until_each_of_its_values_is_accepted(wrong: Office) -> None:
    first, *rest = checked(wrong)
    assert accept(wrong, first) > 0
    assert checked(wrong) == rest
    assert wrong.view(Q1, QUY_NHON, "2025-03-18").status.state == "wrong"
    assert accept(wrong, *rest) == 0
    assert checked(wrong) == []
    assert wrong.view(Q1, QUY_NHON, "2025-03-18").status.state == "accepted"


def test_what_is_accepted_can_be_asked_by_version_and_read_in_the_file_and_the_log(wrong: Office) -> None:
    accept(wrong, "DV02")
    with wrong.runtime.uow() as uow:
        (version,) = [v.id for d in cycles.duties_of(uow, Q1) for v in d.submissions]
        assert accepted_values(uow, [version, version + 1]) == {version: frozenset({"DV02"})}
        (row,) = acceptances_of(uow, [version])
        event = events.events_of(uow, Q1)[-1]
    assert (row.agency, row.version, row.value, row.reason, row.at) == (QUY_NHON, 1, Decimal(3), ACT.reason, NOW)
    assert (row.decider, row.document_number, row.entered_by) == (ACT.decider, ACT.document_number, ACT.entered_by)
    assert (event.kind, event.by, event.detail["indicators"]) == ("figures_accepted", ACT.decider, ["DV02"])
    assert event_view(event).detail == "bản số 1; số liệu DV02; Mô hình chuyển từ năm 2024 sang; văn bản 125/SNV-XDCQ"
    file = duty_file(wrong.runtime, Q1, QUY_NHON, NOW)
    assert [(value.code, value.text, value.why[0]) for value in file.accepted] == [("DV02", "3", ACT.reason)]
    assert [(act.kind, act.reason) for act in file.concessions] == [("figures_accepted", ACT.reason)]


def test_a_value_without_a_blocking_finding_is_refused_with_what_may_be_accepted(wrong: Office) -> None:
    with pytest.raises(InvalidInput) as refused:
        accept(wrong, "CD01", "DV02", "XX99")
    assert [(problem.place, problem.value) for problem in refused.value.problems] == [
        ("indicators", "CD01"),
        ("indicators", "XX99"),
    ]
    assert all("DV02" in problem.accepted for problem in refused.value.problems)
    assert "DV02" in checked(wrong)  # nothing was accepted
    accept(wrong, "DV02")
    with pytest.raises(InvalidInput, match="đã được chấp nhận"):
        accept(wrong, "DV02")
    with pytest.raises(InvalidInput, match="chưa chọn số liệu nào"):
        accept(wrong)
    with pytest.raises(InvalidInput, match="lý do"):
        accept(wrong, "DV01", act=replace(ACT, reason=" "))


def test_a_corrected_version_needs_none_or_a_new_one(wrong: Office) -> None:
    accept(wrong, *checked(wrong))
    wrong.send(Q1, QUY_NHON, "2025-03-18 09:00", {**WRONG, "DV02": 4})
    assert "DV02" in checked(wrong)
    assert duty_file(wrong.runtime, Q1, QUY_NHON, NOW).accepted == ()
    assert wrong.view(Q1, QUY_NHON, "2025-03-18 10:00").status.state == "wrong"
    wrong.send(Q1, QUY_NHON, "2025-03-18 09:30", {"DV01": 4, "DV01a": 4, "DV02": 4})
    assert checked(wrong) == []


def test_nothing_is_accepted_where_there_is_no_report_or_it_went_back(wrong: Office) -> None:
    with pytest.raises(Refused, match="chưa gửi báo cáo"):
        accept_figures(wrong.runtime, Q1, "L542", ["DV02"], ACT, NOW)
    concede.return_submission(wrong.runtime, Q1, QUY_NHON, (), ACT, NOW)
    with pytest.raises(Refused, match="đã được trả lại"):
        accept(wrong, "DV02")


def test_a_report_in_order_again_is_reminded_no_more(wrong: Office) -> None:
    with wrong.runtime.uow() as uow:
        duty = next(d for d in cycles.duties_of(uow, Q1) if d.agency == QUY_NHON)
        assert duty.submissions[0].error_count
    send_rung(wrong.runtime, Q1, 2, at("2025-03-12"))
    accept(wrong, *checked(wrong))
    pending = [row for row in wrong.notices(Q1, agency=QUY_NHON, state="pending") if row.rung is not None]
    assert pending == []


def test_an_acceptance_is_part_of_the_snapshot_and_stands_in_the_annex(wrong: Office) -> None:
    before = consolidate_cycle(wrong.runtime, Q1, NOW)
    accept(wrong, "DV02")
    after = consolidate_cycle(wrong.runtime, Q1, NOW)
    assert (before.number, after.number, after.created) == (1, 2, True)
    assert before.sha256 != after.sha256
    assert not consolidate_cycle(wrong.runtime, Q1, NOW).created
    with wrong.runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, Q1)
        assert cycle.state is CycleState.OPEN
        facts = report_facts(wrong.runtime, uow, cycle, snapshot_members(cycles.duties_of(uow, Q1), NOW), NOW)
    assert ACCEPTED.annex is not None
    annex = ACCEPTED.annex(facts)
    assert annex is not None
    assert annex.title == "Số liệu được chấp nhận"
    (row,) = annex.blocks[1].rows  # type: ignore[union-attr]
    assert row.cells[3:] == (
        Decimal(3),
        "ghi bên cạnh tổng số",
        ACT.reason,
        f"{ACT.decider}, ngày 18/3/2025, văn bản số {ACT.document_number}",
    )
    assert ACCEPTED.annex(replace(facts, accepted=())) is None


def test_from_the_command_line(terminal: Terminal) -> None:
    terminal.ok("cycle", "open", Q1, "--now", "2025-02-26T08:00")
    refused = terminal.run("cycle", "accept", Q1, "--agency", QUY_NHON, "--indicator", "DV02", "--reason", "A", "--decider", "B")
    assert (refused.code, "chưa gửi báo cáo" in refused.lines) == (2, True)
    file = terminal.home / "bao-cao.json"
    file.write_text(f'{{"format": "1", "cycle": "{Q1}", "agency": "{QUY_NHON}", "figures": {{"DV01": 1, "DV02": 3}}}}')
    terminal.ok("submit", file, "--now", "2025-03-17T10:00")
    asked = ("cycle", "accept", Q1, "--agency", QUY_NHON, "--now", "2025-03-18T10:00")
    wrong = terminal.run(*asked, "--indicator", "CD01", "--reason", "A", "--decider", "B")
    assert (wrong.code, "DV02, DV01" in wrong.lines or "DV01, DV02" in wrong.lines) == (2, True)
    said = terminal.ok(
        *asked, "--indicator", "DV01", "--indicator", "DV02", "--reason", "Chuyển từ năm 2024", "--decider", "Bình"
    )
    assert "không còn lỗi phải sửa" in said.lines


# -- after a consolidation ------------------------------------------------------------------------------------------


def test_what_is_accepted_after_a_consolidation_is_told_with_the_decision_on_it(wrong: Office) -> None:
    taken = consolidate_cycle(wrong.runtime, Q1, at("2025-03-18 08:00"))  # Tue
    assert approval_view(wrong.runtime, Q1, at("2025-03-18 09:00")).moved == ()
    accept(wrong, "DV02")  # at 10:00
    [moved] = approval_view(wrong.runtime, Q1, at("2025-03-18 11:00")).moved
    assert (moved.agency, moved.words) == (QUY_NHON, "số liệu DV02 của bản số 01 được chấp nhận")
    recorded = record_decision(wrong.runtime, Q1, taken.snapshot_id, "approve", "Giám đốc", "", at("2025-03-18 14:00"))
    assert "(số liệu DV02 của bản số 01 được chấp nhận)" in recorded.caution
    send_pending(wrong.runtime, Q1, at("2025-03-18 14:10"))
    [letter] = [message for message in wrong.transport.sent if "số liệu DV02 của bản số 01 được chấp nhận" in message.text]
    assert "không có trong báo cáo được phát hành" in letter.text
    again = consolidate_cycle(wrong.runtime, Q1, at("2025-03-18 15:00"))
    assert again.snapshot_id != taken.snapshot_id


def test_what_was_accepted_is_told_of_the_agency_that_it_belongs_to(wrong: Office) -> None:
    other = "L52-STP"  # before Quy Nhơn in the roll; called the same, as two communes may be
    wrong.send(Q1, other, "2025-03-17")
    with wrong.runtime.uow() as uow:
        for duty in cycles.duties_of(uow, Q1):
            duty.agency_name = "UBND xã An Hòa" if duty.agency in (other, QUY_NHON) else duty.agency_name
        uow.commit()
    taken = consolidate_cycle(wrong.runtime, Q1, at("2025-03-18 08:00"))  # Tue
    wrong.send(Q1, other, "2025-03-18 09:00", {"TT01": 4})
    accept(wrong, "DV02")  # at 10:00
    record_decision(wrong.runtime, Q1, taken.snapshot_id, "approve", "Giám đốc", "", at("2025-03-18 14:00"))
    send_pending(wrong.runtime, Q1, at("2025-03-18 14:10"))
    [letter] = [message for message in wrong.transport.sent if "không có trong báo cáo được phát hành" in message.text]
    told = [line for line in letter.text.splitlines() if line.startswith("- UBND xã An Hòa: ")]
    assert [line.removeprefix("- UBND xã An Hòa: ") for line in told] == [
        "bản số 02, gửi ngày 18/3/2025",
        "số liệu DV02 của bản số 01 được chấp nhận",
    ]


def test_once_the_report_is_issued_nothing_more_is_accepted(wrong: Office) -> None:
    """So what later cycles compare with can't move by an acceptance behind their back."""
    taken = consolidate_cycle(wrong.runtime, Q1, at("2025-03-26 08:00"))  # Wed
    record_decision(wrong.runtime, Q1, taken.snapshot_id, "approve", "Giám đốc", "", at("2025-03-26 14:00"))
    issue_report(wrong.runtime, Q1, taken.snapshot_id, at("2025-03-26 15:00"))
    wrong.send(Q1, QUY_NHON, "2025-06-02", WRONG | {"TT01": 5})  # Mon: a correction that is wrong again
    with pytest.raises(Refused, match="đã phát hành"):
        accept_figures(wrong.runtime, Q1, QUY_NHON, ["DV02"], ACT, at("2025-06-20 09:00"))


# -- findings that no longer stand ----------------------------------------------------------------------------------


def told_wrong(office: Office) -> list[int]:
    """How many errors each of these tells of: the letter, the agency's page, the cycle's page, the leader's page, annex V."""
    runtime, when = office.runtime, at("2025-03-18 16:00")
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, Q1)
        [request] = [row for row in notices.notices_of(uow, Q1) if row.agency == QUY_NHON and row.rung == 1]
        letter = Occasion(runtime, uow, cycle, runtime.plan_of(cycle).plan, request, when).wanting().errors
        doubts = report_facts(runtime, uow, cycle, snapshot_members(cycles.duties_of(uow, Q1), when), when).doubts
    page = [found for found in duty_file(runtime, Q1, QUY_NHON, when).findings if found.severity is Severity.ERROR]
    rules = cycle_record(runtime, read_story(runtime, Q1, when)).findings
    record = [one for found in rules if found.severity is Severity.ERROR for one in found.found]
    leader = approval_view(runtime, Q1, when).findings.get(Severity.ERROR, 0)
    return [len(letter), len(page), len(record), leader, sum(doubt.severity is Severity.ERROR for doubt in doubts)]


def test_what_was_accepted_is_no_longer_told_of_as_wrong_anywhere(wrong: Office) -> None:
    consolidate_cycle(wrong.runtime, Q1, at("2025-03-18 08:00"))
    before = told_wrong(wrong)
    assert len(set(before)) == 1
    assert before[0] > 0
    accept(wrong, *checked(wrong))
    assert told_wrong(wrong) == [0] * 5
