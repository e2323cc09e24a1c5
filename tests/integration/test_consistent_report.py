"""From a version with an error to the signed page: its figures are in no total, and totals that contradict are not approved."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from builders import Office, at
from sqlalchemy import delete

from danvan_workflow.errors import Contradicted
from danvan_workflow.services.approval.decide import record_decision, request_approval
from danvan_workflow.services.consolidation.consolidate_cycle import SnapshotResult, consolidate_cycle
from danvan_workflow.store import reports
from danvan_workflow.store.tables import FindingRow
from danvan_workflow.views.approval.approval_view import approval_view

CYCLE = "gia-lai-2024.dinh-ky.2024-6m"
RIGHT = {"DT04": 10, "DT05": 7, "DT07": 3}
WRONG = {"DT04": 10, "DT05": 12, "DT07": 0}


@pytest.fixture
def agencies(office: Office) -> list[str]:
    """Two reports came, the second with more cases resolved than there were."""
    office.open(CYCLE)
    found = office.owing(CYCLE)
    office.send(CYCLE, found[0], "2024-05-08 10:00", RIGHT)
    office.send(CYCLE, found[1], "2024-05-08 10:00", WRONG)
    return found


def consolidated(office: Office) -> SnapshotResult:
    return consolidate_cycle(office.runtime, CYCLE, at("2024-05-23 08:00"))


def text_of(office: Office, snapshot: SnapshotResult) -> list[str]:
    """The paragraphs and rows of the report."""
    with office.runtime.uow() as uow:
        content = next(report.content for report in reports.reports_of(uow, snapshot.snapshot_id) if report.format == "docx")
    document = docx.Document(BytesIO(content))
    rows = (" | ".join(dict.fromkeys(cell.text for cell in row.cells)) for table in document.tables for row in table.rows)
    return [*(paragraph.text for paragraph in document.paragraphs), *rows]


def test_the_terms_of_a_broken_relation_are_in_no_total_and_named(office: Office, agencies: list[str]) -> None:
    said = text_of(office, consolidated(office))
    [resolved] = [line for line in said if "Số vụ việc khiếu nại, tố cáo đã giải quyết: " in line]
    assert ": 07 vụ việc (01/" in resolved
    assert "đang kiểm tra số liệu của " in resolved
    [ratio] = [line for line in said if "Tỷ lệ giải quyết khiếu nại, tố cáo thuộc thẩm quyền: " in line]
    assert ": 70% " in ratio
    assert any("DT04: 10 vụ việc; DT05: 12 vụ việc; DT07: 0 vụ việc" in line for line in said)


def test_a_corrected_version_counts_again(office: Office, agencies: list[str]) -> None:
    office.send(CYCLE, agencies[1], "2024-05-09 09:00", RIGHT)
    said = text_of(office, consolidated(office))
    assert any("Số vụ việc khiếu nại, tố cáo đã giải quyết: 14 vụ việc" in line for line in said)
    assert not any("đang kiểm tra" in line for line in said)


def test_contradicting_totals_stop_the_approval_and_say_where(office: Office, agencies: list[str]) -> None:
    """As where a version was judged by rules that knew nothing of the relation."""
    with office.runtime.uow() as uow:
        uow.session.execute(delete(FindingRow))
        uow.commit()
    snapshot = consolidated(office)
    office.transport.sent.clear()
    with pytest.raises(Contradicted, match=r"Toàn bộ các cơ quan – V03: .*DT05 \+ DT07: 22.*DT04: 20"):
        request_approval(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 14:00"))
    assert office.transport.sent == []
    with pytest.raises(Contradicted, match="mâu thuẫn"):
        record_decision(office.runtime, CYCLE, snapshot.snapshot_id, "approve", "Giám đốc", "", at("2024-05-23 15:00"))
    view = approval_view(office.runtime, CYCLE, at("2024-05-23 15:00"))
    assert any("V03" in line for line in view.contradictions)
    record_decision(
        office.runtime, CYCLE, snapshot.snapshot_id, "return", "Giám đốc", "Số liệu mâu thuẫn", at("2024-05-23 16:00")
    )


def test_warnings_on_the_totals_are_told_and_stop_nothing(office: Office) -> None:
    office.open(CYCLE)
    office.send(CYCLE, office.owing(CYCLE)[0], "2024-05-08 10:00", {"TT01": 1, "TT02": 5000})
    snapshot = consolidated(office)
    office.transport.sent.clear()
    request_approval(office.runtime, CYCLE, snapshot.snapshot_id, at("2024-05-23 14:00"))
    assert any("V12d: Bình quân 5.000,0 lượt người" in letter.text for letter in office.transport.sent)
    view = approval_view(office.runtime, CYCLE, at("2024-05-23 15:00"))
    assert (view.contradictions, [line for line in view.total_remarks if "V12d" in line] != []) == ((), True)
