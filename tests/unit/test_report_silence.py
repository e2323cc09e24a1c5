"""Workbooks and lists that hold nothing don't turn it into something said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from report_parts import REPORT, figures, report, standing, total, version

from danvan_workflow.consolidate.figures import GroupValue
from danvan_workflow.plan.loading import load_plan
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.render.models import Paragraph, TableBlock
from danvan_workflow.report.changes import FigureChange, ReportChanges
from danvan_workflow.report.chapter import Place
from danvan_workflow.report.chapters.changes import CHANGES
from danvan_workflow.report.chapters.deliveries import DELIVERIES
from danvan_workflow.report.chapters.groups import GROUPS
from danvan_workflow.report.chapters.outline import OUTLINE
from danvan_workflow.report.chapters.persons import PERSONS
from danvan_workflow.report.facts import NamedPerson, ReportFacts, Voice
from danvan_workflow.report.silence import nil_upward
from danvan_workflow.report.workbook import report_workbook
from danvan_workflow.settings import SHIPPED

FOCAL = replace(
    REPORT,
    plan=load_plan(SHIPPED / "dags" / "plans" / "dak-lak-2025.yaml"),
    cycle=replace(REPORT.cycle, kind=ObligationKind.FOCAL_REGISTER, cycle_id="dak-lak-2025.dau-moi.2025-dau-moi"),
)


def first_line(facts: ReportFacts, chapter: object = PERSONS) -> str:
    (section,) = (PERSONS if chapter is PERSONS else DELIVERIES).sections(facts, Place(1, ""))
    told = section.blocks[0]
    assert isinstance(told, Paragraph)
    return told.text


def test_where_no_list_came_nobody_is_said_to_have_named_nobody() -> None:
    assert first_line(FOCAL) == "Chưa có danh sách phân công nào được gửi về."


def test_a_role_that_no_list_names_is_not_told_as_none() -> None:
    leader = NamedPerson("H01", "", "leader", "Nguyễn Văn An", "Phó Chủ tịch", "", "")
    assert first_line(replace(FOCAL, persons=(leader,))) == (
        "Theo danh sách của 01 cơ quan, đơn vị, đã phân công 01 lãnh đạo phụ trách; chưa danh sách nào nêu công chức tham mưu."
    )


def test_where_no_plan_came_none_is_said_to_have_come() -> None:
    facts = replace(REPORT, cycle=replace(REPORT.cycle, kind=ObligationKind.PLAN_DELIVERY))
    assert first_line(facts, DELIVERIES) == "Chưa nhận được kế hoạch nào."


SECTION = "II.2. Thực hiện dân chủ ở cơ sở; công khai các nội dung liên quan đến lợi ích của người dân"


def test_a_reason_for_leaving_a_section_out_stands_in_the_workbook() -> None:
    said = Voice("A", "UBND huyện A", "dan-chu-co-so", "", nil=False, skip_reason="mới sáp nhập")
    facts = replace(report(standing("A", version())), voices=(said,))
    (sheet,) = (sheet for sheet in report_workbook(facts, trace="a").sheets if sheet.name == "Nội dung")
    assert sheet.rows == ((SECTION, "UBND huyện A", "Không báo cáo, có lý do: mới sáp nhập"),)


def test_one_who_had_nothing_does_not_speak_for_all_to_the_tier_above() -> None:
    said = tuple(Voice(code, "", "dan-chu-co-so", "", nil=True, skip_reason="") for code in "AB")
    part = replace(report(standing("A", version()), standing("B", version()), standing("C")), voices=said)
    assert nil_upward(part, "dan-chu-co-so") == (
        "02/03 cơ quan, đơn vị báo cáo không phát sinh; 01/03 cơ quan, đơn vị chưa báo cáo nội dung này."
    )
    whole = replace(report(standing("A", version()), standing("B", version())), voices=said)
    assert nil_upward(whole, "dan-chu-co-so") == "Không phát sinh."
    assert nil_upward(report(standing("A")), "dan-chu-co-so") == ""


def test_every_table_with_open_figures_says_that_they_are_no_zeros() -> None:
    by_group = (GroupValue("cap-huyen", "TT01", None), GroupValue("so-ban-nganh", "TT01", Decimal(1)))
    changes = ReportChanges(1, dt.date(2025, 4, 1), (), (FigureChange("TT01", None, Decimal(0)),))
    facts = replace(REPORT, figures=figures(total("TT01", "1"), by_group=by_group), changes=changes)
    annexes = [chapter.annex(facts) for chapter in (OUTLINE, GROUPS, CHANGES)]
    notes = [block.note for annex in annexes if annex for block in annex.blocks if isinstance(block, TableBlock)]
    assert len(notes) == 3
    assert all(note.startswith("Dấu “…” là chưa có số liệu, không phải bằng 0.") for note in notes)
