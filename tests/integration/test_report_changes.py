"""Reports beside other reports: last year's, the one that was issued before, one whose duties were passed on, one on request."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from builders import Office, at
from papers import Paper, consolidated, issue, sample_paper

from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.register.register import Register
from danvan_workflow.render import numbers
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest, open_ad_hoc
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import SHIPPED, Settings

GL_6M = "gia-lai-2024.dinh-ky.2024-6m"
PLANS = SHIPPED / "dags" / "plans"

# -- beside last year -----------------------------------------------------------------------------------------------

LAST_YEAR, THIS_YEAR = "binh-dinh-2024.dinh-ky.2024-q1", "binh-dinh-2025.dinh-ky.2025-q1"


@pytest.fixture(scope="module")
def two_years(prepared: tuple[Path, Register], tmp_path_factory: pytest.TempPathFactory) -> tuple[Paper, Paper]:
    """The first quarters of two years: last year's plan is this year's with every year put back by one."""
    home = tmp_path_factory.mktemp("two-years")
    plans = home / "plans"
    shutil.copytree(PLANS, plans)
    text = (PLANS / "binh-dinh-2025.yaml").read_text(encoding="utf-8")
    (plans / "binh-dinh-2024.yaml").write_text(text.replace("2025", "2024"), encoding="utf-8")
    shutil.copy(prepared[0], home / "danvan.sqlite")
    address = f"sqlite:///{home / 'danvan.sqlite'}"
    runtime = Runtime(Settings(home=home, database_url=address, plans=plans), transport=MemoryTransport())
    runtime.__dict__["register"] = prepared[1]
    office = Office(runtime, MemoryTransport())
    before = sample_paper(office, LAST_YEAR, "2024-04-10")
    issue(office, LAST_YEAR, "2024-04-11")
    made = (before, sample_paper(office, THIS_YEAR, "2025-04-10"))
    runtime.engine.dispose()
    return made


def number_in(text: str) -> Decimal | None:
    return None if text == "…" else Decimal(text.replace(".", "").replace(",", "."))


def test_the_same_period_of_last_year_stands_beside_with_the_change(two_years: tuple[Paper, Paper]) -> None:
    before, now = two_years
    heading = next(line for line in now.annex("Biểu tổng hợp số liệu") if line.startswith("TT |"))
    assert heading == (
        "TT | Mã | Chỉ tiêu | ĐVT | Kỳ này | Cùng kỳ năm trước | Tăng, giảm | Tăng, giảm (%) | Số cơ quan có số liệu"
    )
    last_year = {row[1]: row[4] for row in before.cells("Biểu tổng hợp số liệu")}
    rows = now.cells("Biểu tổng hợp số liệu")
    assert {row[1]: row[5] for row in rows} == last_year
    for row in rows:
        value, base, change, percent = (number_in(cell) for cell in row[4:8])
        assert value is not None
        assert base is not None
        assert change == value - base
        if percent is not None:
            assert abs(percent - 100 * (value - base) / base) <= Decimal("0.005")
        else:
            assert base == 0 or row[3] == "%"


def test_sentences_tell_the_change_in_words(two_years: tuple[Paper, Paper]) -> None:
    before, now = two_years
    value, base = now.plain_sum("TT01"), before.plain_sum("TT01")
    assert value is not None
    assert base is not None
    word = "tăng" if value > base else "giảm"
    line = now.after("- Số hội nghị, cuộc tuyên truyền")
    assert f", {word} {numbers.count(abs(value - base))} cuộc (" in line
    assert "so với cùng kỳ năm trước" in line
    assert "Cùng kỳ năm trước là quý I năm 2024, theo báo cáo phát hành ngày 11/4/2024 (lần 01)" in now.text
    # Not all sent in both years: then a change may be one of coverage, and the report says so.
    assert "mức tăng, giảm chỉ để tham khảo" in now.after("Số liệu tính từ")
    assert "so với cùng kỳ" not in before.text


# -- passed on ------------------------------------------------------------------------------------------------------


def test_a_report_whose_duties_were_passed_on_says_from_when_and_by_whom(office: Office) -> None:
    cycle = "binh-dinh-2025.dinh-ky.2025-6m"
    office.open(cycle)
    stayed = office.owing(cycle)[-1]
    office.send(cycle, stayed, "2025-06-18 10:00", {"TT01": 5})
    passed = pass_on_duties(office.runtime, cycle, at("2025-07-01"))  # Tue 01/7/2025: districts and province ended
    heir = next(
        code for code in office.owing(cycle) if code.startswith("N") and office.duties(cycle)[code].group_id == "cap-huyen"
    )
    office.send(cycle, heir, "2025-07-03 10:00", {"TT01": 7})
    paper = consolidated(office, cycle, "2025-07-10")
    march, july = paper.after("Từ ngày ").split("; ")  # the plan was issued before both mergers
    assert march.startswith("Từ ngày 01/3/2025, nghĩa vụ báo cáo của ")
    assert july.startswith("từ ngày 01/7/2025, nghĩa vụ báo cáo của 10 huyện, thị xã, thành phố ")  # of 11, one had reported
    assert re.search(r"do \d+ xã, phường", july)
    annex = paper.annex("Cơ quan, đơn vị chưa gửi, gửi muộn, gửi chưa đầy đủ")
    (head,) = [line for line in annex if line.startswith("Đã chuyển nghĩa vụ cho cơ quan kế thừa")]
    assert f"({len(passed)})" in head
    assert any("chuyển cho" in line for line in annex)
    (row,) = [row for row in paper.cells("Biểu tổng hợp số liệu") if row[1] == "TT01"]
    assert row[4] == "12"


# -- on request -----------------------------------------------------------------------------------------------------


def test_a_report_on_request_follows_its_questions(office: Office) -> None:
    questions = ("Số cuộc đối thoại đã tổ chức, nội dung chính", "Khó khăn, vướng mắc")
    request = AdHocRequest(
        plan="gia-lai-2024",
        key="2024-dot-xuat-01",
        title="Báo cáo đột xuất về tình hình đối thoại với Nhân dân",
        basis="Công văn số 123/UBND-NC ngày 01/8/2024 của Ủy ban nhân dân tỉnh",
        last_day=dt.date(2024, 8, 20),  # a Tuesday
        questions=questions,
        indicators=("DTH1",),
    )
    open_ad_hoc(office.runtime, request, at("2024-08-05"))
    cycle = "gia-lai-2024.dot-xuat.2024-dot-xuat-01"
    first, second = office.owing(cycle)[:2]
    office.send(cycle, first, "2024-08-19 10:00", {"DTH1": 3})
    office.send(cycle, second, "2024-08-21 00:00", {"DTH1": 4})
    paper = consolidated(office, cycle, "2024-08-22")
    assert paper.lines[paper.lines.index("BÁO CÁO") + 1] == "Tình hình đối thoại với Nhân dân"
    assert paper.headings == ["I. SỐ CUỘC ĐỐI THOẠI ĐÃ TỔ CHỨC, NỘI DUNG CHÍNH", "II. KHÓ KHĂN, VƯỚNG MẮC", "III. SỐ LIỆU"]
    assert f"và {request.basis}, Sở Nội vụ tổng hợp" in paper.text
    assert "01 đúng hạn (đến hết ngày 20/8/2024), 01 quá hạn" in paper.text
    assert paper.after("- Số cuộc đối thoại") == "- Số cuộc đối thoại trực tiếp của người đứng đầu với Nhân dân: 07 cuộc."


# -- corrected ------------------------------------------------------------------------------------------------------

CHANGED = "Nội dung thay đổi so với báo cáo đã phát hành"


@pytest.fixture
def issued(office: Office) -> tuple[Office, list[str], Paper]:
    """A report of three agencies, approved and issued."""
    office.open(GL_6M)
    agencies = office.owing(GL_6M)
    for n, agency in enumerate(agencies[:3], start=1):
        office.send(GL_6M, agency, "2024-05-08 10:00", {"TT01": n, "DV05": 2})
    paper = consolidated(office, GL_6M, "2024-05-23")
    issue(office, GL_6M, "2024-05-24 15:00")
    return office, agencies, paper


def test_a_first_report_tells_of_no_changes(issued: tuple[Office, list[str], Paper]) -> None:
    _, _, paper = issued
    assert paper.facts.changes is None
    assert "thay thế báo cáo đã phát hành" not in paper.text
    assert CHANGED.upper() not in paper.lines


def test_a_corrected_report_lists_what_changed_against_the_issued_one(issued: tuple[Office, list[str], Paper]) -> None:
    office, agencies, _ = issued
    corrected, added = agencies[0], agencies[5]
    office.send(GL_6M, corrected, "2024-05-27 10:00", {"TT01": 40, "DV05": 2})
    office.send(GL_6M, added, "2024-05-27 11:00", {"DV05": 2})
    paper = consolidated(office, GL_6M, "2024-05-28")
    assert "Báo cáo này thay thế báo cáo đã phát hành ngày 24/5/2024 (lần 01)" in paper.text
    rows = paper.cells(CHANGED)
    names = office.duties(GL_6M)
    members = {row[1]: row[2] for row in rows if len(row) == 3}
    assert members == {
        names[corrected].agency_name: "gửi bản sửa đổi",
        names[added].agency_name: "bổ sung báo cáo",
    }
    figures = {row[1]: (row[3], row[4]) for row in rows if len(row) == 5}
    assert figures["Số hội nghị, cuộc tuyên truyền, quán triệt đã tổ chức"] == ("6", "45")
    assert figures["Số mô hình “Dân vận khéo” đang hoạt động hiệu quả"] == ("6", "8")
    assert "Số lượt tiếp công dân" not in figures  # nobody had any, before and now
    assert issue(office, GL_6M, "2024-05-29 15:00") == 2


def test_the_third_version_is_compared_with_the_second(issued: tuple[Office, list[str], Paper]) -> None:
    office, agencies, _ = issued
    office.send(GL_6M, agencies[0], "2024-05-27 10:00", {"TT01": 40, "DV05": 2})
    consolidated(office, GL_6M, "2024-05-28")
    issue(office, GL_6M, "2024-05-29 15:00")
    office.send(GL_6M, agencies[1], "2024-05-30 10:00", {"TT01": 50, "DV05": 2})
    paper = consolidated(office, GL_6M, "2024-05-31")
    assert paper.facts.changes is not None
    assert paper.facts.changes.version == 2
    assert "phát hành ngày 29/5/2024 (lần 02)" in paper.text
    assert [row[1] for row in paper.cells(CHANGED) if len(row) == 3] == [office.duties(GL_6M)[agencies[1]].agency_name]


def test_dataclasses_of_the_report_are_frozen(issued: tuple[Office, list[str], Paper]) -> None:
    _, _, paper = issued
    with pytest.raises(dataclasses.FrozenInstanceError):
        paper.facts.cycle.label = "khác"  # type: ignore[misc]
