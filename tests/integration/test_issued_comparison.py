"""“Kỳ trước” is what was issued; what was corrected since stands apart; without an issued report there is no comparison."""

from __future__ import annotations

import pytest
from builders import Office, at
from papers import Paper, consolidated, issue

from danvan_workflow.report.earlier import ComparedWith, WhyNot
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle

Q1, SIX = "binh-dinh-2025.dinh-ky.2025-q1", "binh-dinh-2025.dinh-ky.2025-6m"
FIGURES, CORRECTED = "Biểu tổng hợp số liệu", "Số liệu đã điều chỉnh sau khi phát hành"
NAME = "Số hội nghị, cuộc tuyên truyền, quán triệt đã tổ chức"


@pytest.fixture
def quarter(office: Office) -> Office:
    """A first quarter of two agencies with 3 and 4 conferences, consolidated, and a half-year that is open."""
    office.open(Q1)
    for agency, value in zip(office.owing(Q1), (3, 4), strict=False):
        office.send(Q1, agency, "2025-03-18 10:00", {"TT01": value})
    consolidated(office, Q1, "2025-03-26")
    office.open(SIX)
    office.send(SIX, office.owing(SIX)[0], "2025-06-18 10:00", {"TT01": 9})
    return office


def correct(office: Office, value: int, day: str) -> str:
    """The first agency corrects its quarter; its name."""
    agency = office.owing(Q1)[0]
    office.send(Q1, agency, f"{day} 10:00", {"TT01": value})
    return office.duties(Q1)[agency].agency_name


def earlier_of(paper: Paper, code: str = "TT01") -> str:
    """The cell under “Kỳ trước”."""
    heading = next(line for line in paper.annex(FIGURES) if line.startswith("TT |")).split(" | ")
    (row,) = [row for row in paper.cells(FIGURES) if row[1] == code]
    return row[heading.index("Kỳ trước")]


def test_the_issued_total_stands_as_issued_and_the_correction_apart(quarter: Office) -> None:
    issue(quarter, Q1, "2025-03-27 09:00")
    name = correct(quarter, 13, "2025-04-02")
    paper = consolidated(quarter, SIX, "2025-06-26")
    assert earlier_of(paper) == "7"
    owing = len(quarter.owing(Q1))
    told = f"“Kỳ trước” là báo cáo quý I năm 2025 phát hành ngày 27/3/2025 (lần 01), tổng hợp từ 02/{owing} cơ quan, đơn vị"
    assert told in paper.text
    annex = paper.annex(CORRECTED)
    assert name in "\n".join(annex)
    assert [row[1:] for row in paper.cells(CORRECTED)] == [[NAME, "cuộc", "7", "17"]]
    assert not any(CORRECTED in line and "|" in line for line in paper.annex(FIGURES) if line.startswith("TT"))


def test_without_a_correction_there_is_no_annex_of_corrections(quarter: Office) -> None:
    issue(quarter, Q1, "2025-03-27 09:00")
    paper = consolidated(quarter, SIX, "2025-06-26")
    assert earlier_of(paper) == "7"
    assert CORRECTED.upper() not in paper.lines
    assert CORRECTED not in paper.text


def test_the_newest_issued_version_counts_and_says_which(quarter: Office) -> None:
    issue(quarter, Q1, "2025-03-27 09:00")
    correct(quarter, 13, "2025-04-02")
    consolidated(quarter, Q1, "2025-04-03")
    issue(quarter, Q1, "2025-04-04 09:00")
    paper = consolidated(quarter, SIX, "2025-06-26")
    assert earlier_of(paper) == "17"
    assert "phát hành ngày 04/4/2025 (lần 02)" in paper.text
    assert CORRECTED not in paper.text


def test_a_later_issue_is_not_seen_before_its_day(quarter: Office) -> None:
    issue(quarter, Q1, "2025-03-27 09:00")
    correct(quarter, 13, "2025-06-27")
    consolidated(quarter, Q1, "2025-06-27 11:00")
    issue(quarter, Q1, "2025-06-28 09:00")
    paper = consolidated(quarter, SIX, "2025-06-26")
    assert earlier_of(paper) == "7"
    assert CORRECTED not in paper.text


def test_what_was_never_issued_is_not_compared_with_and_the_annex_says_why(quarter: Office) -> None:
    paper = consolidated(quarter, SIX, "2025-06-26")
    heading = next(line for line in paper.annex(FIGURES) if line.startswith("TT |"))
    assert "Kỳ trước" not in heading
    assert {(missed.relation, missed.why) for missed in paper.facts.not_compared} == {
        (ComparedWith.PREVIOUS, WhyNot.NOT_ISSUED),
        (ComparedWith.SAME_PERIOD, WhyNot.NOT_OPENED),
    }
    notes = "\n".join(paper.annex(FIGURES))
    assert "Không so sánh với kỳ trước (quý I năm 2025): báo cáo của kỳ đó chưa được phát hành khi tổng hợp." in notes
    assert (
        "Không so sánh với cùng kỳ năm trước (6 tháng đầu năm 2024): không có báo cáo của kỳ đó trong dữ liệu tổng hợp." in notes
    )
    assert all(total.previous.base is None for total in paper.facts.figures.totals.values())


def test_the_first_period_of_a_year_misses_no_cycle_before(quarter: Office) -> None:
    paper = consolidated(quarter, Q1, "2025-03-26")
    assert {missed.relation for missed in paper.facts.not_compared} == {ComparedWith.SAME_PERIOD}


def test_an_issue_of_the_earlier_report_makes_another_snapshot(quarter: Office) -> None:
    before = consolidate_cycle(quarter.runtime, SIX, at("2025-06-26"))
    issue(quarter, Q1, "2025-06-26 07:00")
    after = consolidate_cycle(quarter.runtime, SIX, at("2025-06-26"))
    assert after.created
    assert after.sha256 != before.sha256
