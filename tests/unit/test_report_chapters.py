"""The chapters of the consolidated report: what each says of given facts, and how they are put together."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal

import docx
import pytest
from report_parts import ALL, IN_TIME, LATE, PLAN, REPORT, figures, report, standing, total, version

from danvan_workflow.consolidate.figures import Apart, GroupValue, SetApart, TargetResult
from danvan_workflow.duty.ad_hoc import AdHocContent, numbered
from danvan_workflow.duty.submission import TaskState
from danvan_workflow.duty.tasks import TaskItem
from danvan_workflow.errors import Severity
from danvan_workflow.plan.assumptions import Assumption
from danvan_workflow.plan.models import ObligationKind, Target
from danvan_workflow.render.docx import write_docx
from danvan_workflow.render.models import Annex, BulletList, DocumentSection, Paragraph, Quote, Row, RowKind, TableBlock
from danvan_workflow.render.wordml.front import date_line, number_line
from danvan_workflow.report.changes import FigureChange, MemberChange, ReportChanges
from danvan_workflow.report.chapter import Chapter, Place, annex_names, annexes, body
from danvan_workflow.report.chapters import CHAPTERS
from danvan_workflow.report.chapters.apart import APART
from danvan_workflow.report.chapters.doubts import DOUBTS
from danvan_workflow.report.chapters.groups import GROUPS
from danvan_workflow.report.chapters.outline import OUTLINE
from danvan_workflow.report.chapters.punctuality import PUNCTUALITY
from danvan_workflow.report.chapters.tasks import TASKS
from danvan_workflow.report.document import report_document
from danvan_workflow.report.facts import Delivery, Doubt, NamedPerson, ReportFacts, Voice
from danvan_workflow.report.voices import voice_blocks

ITEM = TaskItem("doi-thoai", "Đối thoại", "H01", "UBND huyện H01", dt.date(2025, 3, 1), TaskState.OVERDUE, None, "", "")
CHANGED = ReportChanges(1, dt.date(2025, 4, 1), (("H01", MemberChange.REVISED),), (FigureChange("TT01", None, Decimal(0)),))


def doubt(severity: Severity) -> Doubt:
    return Doubt("H01", "Ủy ban nhân dân huyện H01", "V03a", severity, "Số liệu lệch.")


def voice(section: str, text: str = "", agency: str = "H01", *, nil: bool = False, skip_reason: str = "") -> Voice:
    return Voice(agency, f"Ủy ban nhân dân huyện {agency}", section, text, nil, skip_reason)


def of_kind(kind: ObligationKind, facts: ReportFacts = REPORT) -> ReportFacts:
    return replace(facts, cycle=replace(facts.cycle, kind=kind))


FULL = replace(
    REPORT,
    figures=figures(
        total("CD01", "3"),
        total("TT01", "5"),
        by_group=(GroupValue("cap-huyen", "TT01", Decimal(4)), GroupValue("so-ban-nganh", "TT01", Decimal(1))),
    ),
    tasks=(ITEM,),
    doubts=(doubt(Severity.WARNING),),
    assumptions=(Assumption("report", "Hạn nộp", "Văn bản không nêu."),),
    changes=CHANGED,
)


def rows(annex: Annex | None) -> list[Row]:
    assert annex is not None
    return [row for block in annex.blocks if isinstance(block, TableBlock) for row in block.rows]


def lines(section: DocumentSection) -> list[str]:
    return [block.lead + block.text for block in section.blocks if isinstance(block, Paragraph)]


def opening(facts: ReportFacts) -> str:
    blocks = report_document(facts, trace="a").opening
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


# -- put together -----------------------------------------------------------------------------------------------------


def test_annexes_come_in_one_order_and_are_named_by_their_place() -> None:
    made = annexes(CHAPTERS, FULL)
    assert [annex.title for annex in made.values()] == [
        "Biểu tổng hợp số liệu",
        "Số liệu theo nhóm cơ quan",
        "Tình hình thực hiện nhiệm vụ của Kế hoạch",
        "Cơ quan, đơn vị chưa gửi, gửi muộn, gửi chưa đầy đủ",
        "Số liệu cần kiểm tra, làm rõ",
        "Nội dung thay đổi so với báo cáo đã phát hành",
        "Nội dung áp dụng ngoài quy định của Kế hoạch",
    ]
    names = annex_names(made)
    assert (names[OUTLINE], names[PUNCTUALITY], names[DOUBTS]) == ("Phụ lục I", "Phụ lục IV", "Phụ lục V")
    assert annex_names([DOUBTS]) == {DOUBTS: "Phụ lục"}


def test_the_last_section_goes_on_from_the_numbers_of_the_plan() -> None:
    sections = body(CHAPTERS, FULL, annex_names(annexes(CHAPTERS, FULL)))
    assert [(section.number, section.level) for section in sections][:3] == [("I", 1), ("II", 1), ("1", 2)]
    assert [section.number for section in sections if section.level == 1] == ["I", "II", "III", "IV", "V", "VI"]
    assert lines(sections[-1])[0] == "Nhiệm vụ. Tình hình thực hiện 01 nhiệm vụ của Kế hoạch nêu tại Phụ lục III."


def test_a_chapter_more_is_a_chapter_in_the_list() -> None:
    def told(facts: ReportFacts, place: Place) -> list[DocumentSection]:
        return [DocumentSection(f"{place.number}", "Thêm", 1, (Paragraph(f"Xem {place.annex}."),))]

    more = Chapter(told, lambda facts: Annex("Thêm", ()))
    chapters = (*CHAPTERS, more)
    made = annexes(chapters, FULL)
    assert list(made)[-1] is more
    (*_, last) = body(chapters, FULL, annex_names(made))
    assert (last.number, lines(last)) == ("7", ["Xem Phụ lục VIII."])


def test_the_document_refers_to_the_annexes_it_has() -> None:
    told = opening(FULL)
    assert "những nội dung thay đổi nêu tại Phụ lục VI." in told
    assert "Còn 02 cơ quan, đơn vị chưa gửi: UBND huyện H29; UBND huyện H30." in told
    assert report_document(FULL, trace="a").annexes == tuple(annexes(CHAPTERS, FULL).values())


# -- outline ----------------------------------------------------------------------------------------------------------


def test_a_section_tells_figures_words_and_who_was_quiet() -> None:
    facts = replace(
        FULL,
        voices=(
            voice("lanh-dao-chi-dao", "Đã ban hành kế hoạch."),
            voice("lanh-dao-chi-dao", agency="H02", skip_reason="mới sáp nhập"),
            voice("kien-nghi", agency="H03", nil=True),
        ),
    )
    first, *_, last, _ = body(CHAPTERS, facts, {})
    assert [type(block) for block in first.blocks] == [BulletList, Quote, Paragraph]
    assert lines(first) == ["Không báo cáo, có lý do (01): UBND huyện H02 (mới sáp nhập)."]
    # H03 answered nothing else and is named in the opening
    assert lines(last) == ["Kế hoạch không bắt buộc báo cáo nội dung này; 01 cơ quan, đơn vị báo cáo không phát sinh."]
    assert "01 cơ quan, đơn vị báo cáo không phát sinh (UBND huyện H03)" in opening(facts)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("CD01", "Đã triển khai sớm."),  # stands in this section's figures
        ("DT05", "Có 09 vụ việc khiếu nại, tố cáo đã giải quyết."),  # is stated in the text
    ],
)
def test_words_that_state_a_figure_which_is_being_checked_are_not_quoted(code: str, text: str) -> None:
    doubted = replace(figures(), apart=(SetApart("H01", code, Decimal(9), Apart.CHECKING),))
    voices = (voice("lanh-dao-chi-dao", text), voice("lanh-dao-chi-dao", "Đã họp.", agency="H02"))
    facts = replace(REPORT, figures=doubted, voices=voices)
    assert [block.attribution for block in said(facts)] == ["UBND huyện H02"]
    assert "không trích nội dung có số liệu đang kiểm tra; nội dung đầy đủ" in opening(facts)
    alone = replace(facts, voices=voices[:1])
    assert list(voice_blocks(alone, "lanh-dao-chi-dao")) == [
        Paragraph("Chưa trích báo cáo có số liệu đang kiểm tra (01): UBND huyện H01.")
    ]
    sound = replace(facts, figures=figures())
    assert [block.attribution for block in said(sound)] == ["UBND huyện H01", "UBND huyện H02"]
    assert "không trích" not in opening(sound)


def said(facts: ReportFacts) -> list[Quote]:
    return [block for block in voice_blocks(facts, "lanh-dao-chi-dao") if isinstance(block, Quote)]


def test_a_group_that_is_not_asked_for_a_figure_has_not_left_it_out() -> None:
    """Departments aren't asked for XH03, to DC03 all of them answered “không áp dụng”, and of TT01 they gave nothing."""
    by_group = (
        GroupValue("cap-huyen", "TT01", Decimal(5), 11), GroupValue("so-ban-nganh", "TT01", None, 19),
        GroupValue("cap-huyen", "DC03", Decimal(4), 11), GroupValue("so-ban-nganh", "DC03", None, 0),
        GroupValue("cap-huyen", "XH03", Decimal(3), 11),
    )  # fmt: skip
    totals = (total("TT01", "5"), total("DC03", "4"), total("XH03", "3"))
    annex = GROUPS.annex(replace(REPORT, figures=figures(*totals, by_group=by_group)))
    cells = {row.cells[1]: row.cells[3:] for row in rows(annex)}
    assert [cells[ALL[code].name] for code in ("TT01", "DC03", "XH03")] == [(None, 5), ("x", 4), ("x", 3)]
    assert note_of(annex).endswith("Dấu “x” là chỉ tiêu mà không cơ quan nào của nhóm phải báo cáo.")


def test_an_ad_hoc_report_follows_its_questions_and_has_no_outline() -> None:
    asked = AdHocContent("Báo cáo đột xuất", "", "", numbered(("Khó khăn", "Kiến nghị")), ("TT01",))
    cycle = replace(REPORT.cycle, kind=ObligationKind.AD_HOC, ad_hoc=asked)
    views = (standing("H01", version(missing=("cau-2",))), standing("H02", version(missing=("cau-1", "cau-2"))))
    facts = replace(FULL, cycle=cycle, views=views, voices=(voice("cau-1", "Thiếu kinh phí."),))
    sections = body(CHAPTERS, facts, {})
    assert [(section.number, section.title) for section in sections] == [
        ("I", "Khó khăn"),
        ("II", "Kiến nghị"),
        ("III", "Số liệu"),
    ]
    assert lines(sections[1]) == ["Chưa có cơ quan, đơn vị nào báo cáo nội dung này."]


def test_the_table_of_figures_is_numbered_through_and_leaves_gaps_open() -> None:
    facts = replace(REPORT, figures=figures(total("CD01", "3"), total("TT01", None, "0/30"), total("TT02", "1", "0/0")))
    kinds = [row.kind for row in rows(OUTLINE.annex(facts))]
    assert kinds == [RowKind.GROUP, RowKind.DATA, RowKind.GROUP, RowKind.DATA]
    assert [row.cells[::4] for row in rows(OUTLINE.annex(facts)) if row.kind is RowKind.DATA] == [(1, Decimal(3)), (2, None)]


# -- silence ----------------------------------------------------------------------------------------------------------

OWED, OPTIONAL = "dan-chu-co-so", "kien-nghi"


def under(facts: ReportFacts, section: str) -> list[str]:
    title = next(one.title for one in PLAN.sections if one.id == section)
    return next(lines(found) for found in body(CHAPTERS, facts, {}) if found.title == title)


def test_an_optional_section_of_which_nobody_spoke_is_not_said_to_be_empty() -> None:
    assert under(FULL, OPTIONAL) == ["Kế hoạch không bắt buộc báo cáo nội dung này; chưa có cơ quan, đơn vị nào nêu."]


def test_a_section_that_is_owed_and_that_nobody_answered_says_so() -> None:
    silent = report(standing("A", version(missing=(OWED,))), standing("B"), standing("C", waived=True))
    assert under(silent, OWED) == ["Chưa có cơ quan, đơn vị nào báo cáo nội dung này."]


def test_there_is_none_only_where_all_who_owe_said_so() -> None:
    views = (standing("A", version()), standing("B", version()))
    said = (*tuple(voice(OWED, agency=code, nil=True) for code in "AB"), voice("phuong-huong", "Tiếp tục.", "A"))
    facts = replace(report(*views), voices=said)
    assert under(facts, OWED) == ["Không có (02/02 cơ quan, đơn vị báo cáo không phát sinh)."]
    part = replace(report(*views, standing("C"), standing("D", version(returned=True))), voices=said)
    assert under(part, OWED) == [
        "Không phát sinh (01): UBND huyện A.",  # B answered nothing but nil and stands in the opening
        "02/04 cơ quan, đơn vị báo cáo không phát sinh; 02/04 cơ quan, đơn vị chưa báo cáo nội dung này.",
    ]


def test_a_nil_report_answers_every_section_without_a_word() -> None:
    facts = report(standing("A", version()), standing("B"))
    assert under(facts, OWED) == [
        "01/02 cơ quan, đơn vị báo cáo không phát sinh; 01/02 cơ quan, đơn vị chưa báo cáo nội dung này."
    ]


def test_a_reason_for_leaving_out_is_neither_nil_nor_silence() -> None:
    facts = replace(report(standing("A", version())), voices=(voice(OWED, agency="A", skip_reason="mới sáp nhập"),))
    assert under(facts, OWED) == ["Không báo cáo, có lý do (01): UBND huyện A (mới sáp nhập)."]


def test_one_sentence_stands_for_all_figures_of_one_who_sent_nothing() -> None:
    codes = ("CD01", "CD02", "CD03", "TT01", "TT02")
    owed = tuple(total(code, None, "0/1", missing=("B",)) for code in codes)
    facts = replace(report(standing("A", version()), standing("B")), figures=figures(*owed, total("TT03", "4", "1/1")))
    first, second = (section for section in body(CHAPTERS, facts, {}) if any(isinstance(b, BulletList) for b in section.blocks))
    assert first.blocks[0] == BulletList(("Chưa có số liệu của 03 chỉ tiêu (UBND huyện B chưa gửi báo cáo).",))
    assert second.blocks[0] == BulletList(
        (
            f"{facts.figures.catalogue['TT03'].name}: 04 tin, bài (01/01 cơ quan).",
            "Chưa có số liệu của 02 chỉ tiêu (UBND huyện B chưa gửi báo cáo).",
        )
    )
    assert "UBND huyện B chưa báo cáo nên chưa có số liệu của 05 chỉ tiêu (dấu “…” tại Phụ lục I)." in opening(facts)


def test_who_sent_and_left_a_figure_open_is_not_said_to_have_sent_nothing() -> None:
    facts = replace(
        report(standing("A", version(missing=("CD01", "CD02")))),
        figures=figures(*(total(code, None, "0/1", missing=("A",)) for code in ("CD01", "CD02"))),
    )
    first, *_ = body(CHAPTERS, facts, {})
    assert isinstance(first.blocks[0], BulletList)
    assert all(item.endswith("chưa có số liệu (0/01 cơ quan).") for item in first.blocks[0].items)
    assert "chưa báo cáo nên" not in opening(facts)


def test_where_nobody_owes_nobody_is_said_to_have_sent() -> None:
    assert "Kỳ này không có cơ quan, đơn vị nào phải gửi báo cáo." in opening(report(standing("A", waived=True)))


# -- targets and tasks ------------------------------------------------------------------------------------------------


TWO_MODELS = Target(id="mo-hinh", text="Có ít nhất 02 mô hình", indicator="DV05", at_least=Decimal(2), scope="agency")


def told(target: Target, *results: TargetResult) -> list[str]:
    """What the body says of one target with these results."""
    facts = replace(REPORT, plan=PLAN.model_copy(update={"targets": (target,)}), figures=figures(targets=results))
    (section,) = TASKS.sections(facts, Place(6, ""))
    return lines(section)


OF_EACH = (
    TargetResult("mo-hinh", "H01", Decimal(1), False),
    TargetResult("mo-hinh", "H02", Decimal(2), True),
    TargetResult("mo-hinh", "H03", None, None),
)


def test_targets_tell_who_falls_short_and_of_whom_nothing_is_known() -> None:
    assert told(TWO_MODELS, *OF_EACH) == [
        "Chỉ tiêu. Có ít nhất 02 mô hình: 01/03 cơ quan, đơn vị đạt.",
        "Chưa đạt (01): UBND huyện H01 (01).",
        "Chưa có số liệu (01): UBND huyện H03.",
    ]


def test_a_goal_is_told_without_reproach() -> None:
    """“Phấn đấu” obliges nobody: whoever stays below it still strives for it."""
    goal = TWO_MODELS.model_copy(update={"goal": True})
    assert told(goal, *OF_EACH) == [
        "Mức phấn đấu. Có ít nhất 02 mô hình: 01/03 cơ quan, đơn vị đã đạt mức phấn đấu.",
        "Đang phấn đấu (01): UBND huyện H01 (01).",
        "Chưa có số liệu (01): UBND huyện H03.",
    ]
    whole = goal.model_copy(update={"scope": "whole"})
    assert told(whole, TargetResult("mo-hinh", "", Decimal(1), False)) == [
        "Mức phấn đấu. Có ít nhất 02 mô hình: thực hiện 1, đang phấn đấu."
    ]


def test_a_task_that_is_a_goal_has_no_day() -> None:
    plan = PLAN.model_copy(update={"tasks": tuple(task.model_copy(update={"goal": True, "due": None}) for task in PLAN.tasks)})
    facts = replace(REPORT, plan=plan, tasks=(replace(ITEM, due_on=None, state=TaskState.NOT_STARTED),))
    (row,) = rows(TASKS.annex(facts))
    assert row.cells[2] == "phấn đấu"


def test_tasks_are_counted_by_state_and_those_that_do_not_apply_are_left_out() -> None:
    states = (TaskState.OVERDUE, TaskState.DONE, TaskState.DONE, TaskState.NOT_APPLICABLE, TaskState.NOT_REPORTED)
    facts = replace(REPORT, tasks=tuple(replace(ITEM, state=state) for state in states))
    (row,) = rows(TASKS.annex(facts))
    assert row.cells[2:] == ("01/3/2025", 4, 2, 0, 0, 1, 1, 0)
    assert TASKS.annex(of_kind(ObligationKind.PUBLICITY_REPORT, facts)) is None


def test_a_task_that_nobody_spoke_of_is_not_said_to_be_undone() -> None:
    states = (TaskState.NOT_REPORTED, TaskState.OVERDUE_UNREPORTED, TaskState.OVERDUE_UNREPORTED)
    facts = replace(REPORT, tasks=tuple(replace(ITEM, state=state) for state in states))
    (row,) = rows(TASKS.annex(facts))
    assert row.cells[3:] == (3, 0, 0, 0, 1, 0, 2)
    (section,) = TASKS.sections(facts, Place(6, "Phụ lục III"))
    assert lines(section) == [
        (
            "Nhiệm vụ. Tình hình thực hiện 01 nhiệm vụ của Kế hoạch nêu tại Phụ lục III; "
            "01 nhiệm vụ chưa có cơ quan, đơn vị nào báo cáo tiến độ."
        ),
        "Quá hạn, chưa báo cáo: Đối thoại (02 cơ quan).",
    ]


def test_what_an_agency_told_in_another_cycle_is_told_of_as_such() -> None:
    def note(*told_in: str) -> str:
        items = tuple(replace(ITEM, agency=f"H0{n}", state=TaskState.DONE, told_in=cycle) for n, cycle in enumerate(told_in, 1))
        return note_of(TASKS.annex(replace(REPORT, tasks=items)))

    now, before = REPORT.cycle.cycle_id, "binh-dinh-2025.dinh-ky.2024-q4"
    assert "kỳ khác" not in note(now)
    assert "Tình hình của 02 cơ quan có chỗ lấy theo báo cáo gửi ở kỳ khác" in note(now, before, before)
    assert "Tình hình của 01 cơ quan có chỗ" in note(now, "")  # taken over from bodies that ended


def note_of(annex: Annex | None) -> str:
    assert annex
    return next(block.note for block in annex.blocks if isinstance(block, TableBlock))


def test_the_making_of_the_report_is_not_told_of_as_undone_in_it() -> None:
    own = replace(ITEM, task="tong-hop-bao-cao", title="Tổng hợp", due_on=None, state=TaskState.IN_PROGRESS)
    facts = replace(REPORT, tasks=(own, replace(ITEM, state=TaskState.DONE)))
    assert [row.cells[1] for row in rows(TASKS.annex(facts))] == [next(task.title for task in PLAN.tasks if task.id == ITEM.task)]
    (section,) = TASKS.sections(facts, Place(6, "Phụ lục III"))
    assert lines(section) == [
        (
            "Nhiệm vụ. Tình hình thực hiện 01 nhiệm vụ của Kế hoạch nêu tại Phụ lục III; nhiệm vụ “Tổng hợp, báo cáo "
            "Ủy ban nhân dân tỉnh kết quả thực hiện công tác dân vận chính quyền” được thực hiện bằng chính báo cáo này."
        )
    ]


def test_a_target_of_which_no_figure_is_known_is_not_told_as_missed() -> None:
    goal = Target(id="mo-hinh", text="Có ít nhất 02 mô hình", indicator="DV05", at_least=Decimal(2), scope="agency")
    facts = replace(
        REPORT,
        plan=PLAN.model_copy(update={"targets": (goal, goal.model_copy(update={"id": "chung", "scope": "whole"}))}),
        figures=figures(targets=(TargetResult("mo-hinh", "H01", None, None), TargetResult("chung", "", None, None))),
    )
    (section,) = TASKS.sections(facts, Place(6, ""))
    assert lines(section) == [
        "Chỉ tiêu. Có ít nhất 02 mô hình: chưa có số liệu để kết luận.",
        "Chưa có số liệu (01): UBND huyện H01.",
        "Chỉ tiêu. Có ít nhất 02 mô hình: chưa có số liệu.",
    ]


# -- who sent ---------------------------------------------------------------------------------------------------------


def test_who_is_late_lacking_missing_or_excused_is_listed_under_titles() -> None:
    facts = report(
        standing("A"),
        standing("B", version(LATE, missing=("TT01",))),
        standing("C", version(missing=("danh-gia-chung",))),
        standing("D", version(returned=True)),
        standing("E", waived=True),
        standing("F", passed_on_to=("A", "B")),
        standing("G", version()),
    )
    assert [row.cells for row in rows(PUNCTUALITY.annex(facts))] == [
        ("Chưa gửi (01)",),
        (1, "Ủy ban nhân dân huyện A", "", ""),
        ("Gửi quá hạn (01)",),
        (1, "Ủy ban nhân dân huyện B", "20/3/2025", "thiếu chỉ tiêu TT01"),
        ("Gửi đúng hạn, còn thiếu nội dung (01)",),
        (1, "Ủy ban nhân dân huyện C", "18/3/2025", "thiếu mục III"),
        ("Đang trả lại để sửa (01)",),
        (1, "Ủy ban nhân dân huyện D", "18/3/2025", "đang trả lại để sửa"),
        ("Được miễn (01)",),
        (1, "Ủy ban nhân dân huyện E", "", ""),
        ("Đã chuyển nghĩa vụ cho cơ quan kế thừa (01)",),
        (1, "Ủy ban nhân dân huyện F", "", "chuyển cho UBND huyện A, UBND huyện B"),
    ]
    assert PUNCTUALITY.annex(report(standing("G", version()))) is None


def test_delivered_plans_are_counted_by_group_and_listed() -> None:
    views = (standing("A", version()), standing("B", version(LATE)), standing("C", group="so-ban-nganh"))
    sent = (
        Delivery("A", "Ủy ban nhân dân huyện A", 1, "05/KH-UBND", IN_TIME, True),
        Delivery("B", "Ủy ban nhân dân huyện B", 1, "", LATE, False),
    )
    facts = of_kind(ObligationKind.PLAN_DELIVERY, replace(report(*views), deliveries=sent))
    (section,) = body(CHAPTERS, facts, {})
    assert lines(section) == ["Đã nhận 02 kế hoạch, trong đó 01 kế hoạch chưa ghi số, ký hiệu."]
    (table,) = (block for block in section.blocks if isinstance(block, TableBlock))
    assert [row.cells[2:] for row in table.rows] == [(1, 0, 0, 0, 1), (2, 2, 1, 0, 0), (3, 2, 1, 0, 1)]
    listed, *_ = annexes(CHAPTERS, facts).values()
    assert [row.cells[2:] for row in rows(listed)] == [("05/KH-UBND", "18/3/2025", ""), ("…", "20/3/2025", "quá hạn")]


def test_a_plan_that_was_sent_again_after_the_day_says_which_version_stands_there() -> None:
    """Its first version came in time, so that it isn't late; the day is that of the second (Thu 20/3, due Wed 19/3)."""
    sent = (Delivery("A", "Ủy ban nhân dân huyện A", 2, "05/KH-UBND", LATE, True),)
    facts = of_kind(ObligationKind.PLAN_DELIVERY, replace(report(standing("A", version())), deliveries=sent))
    listed, *_ = annexes(CHAPTERS, facts).values()
    assert [row.cells[2:] for row in rows(listed)] == [("05/KH-UBND", "20/3/2025", "bản số 02")]


def test_focal_persons_stand_in_one_line_an_agency() -> None:
    views = (standing("A", version()), standing("B"))
    persons = (
        NamedPerson("A", "", "leader", "Nguyễn Văn An", "Phó Chủ tịch", "", ""),
        NamedPerson("A", "", "official", "Trần Thị Bình", "Chuyên viên", "0900", ""),
    )
    facts = of_kind(ObligationKind.FOCAL_REGISTER, replace(report(*views), persons=persons))
    (section,) = body(CHAPTERS, facts, {})
    assert lines(section) == [
        "Theo danh sách của 01 cơ quan, đơn vị, đã phân công 01 lãnh đạo phụ trách và 01 công chức tham mưu."
    ]
    listed, *_ = annexes(CHAPTERS, facts).values()
    assert rows(listed)[1].cells[2:] == ("Nguyễn Văn An", "Phó Chủ tịch", "", "Trần Thị Bình", "Chuyên viên", "0900")


# -- before signing ---------------------------------------------------------------------------------------------------


def test_what_only_informs_is_no_doubt() -> None:
    facts = replace(REPORT, doubts=tuple(doubt(severity) for severity in (Severity.INFO, Severity.ERROR)))
    assert [row.cells for row in rows(DOUBTS.annex(facts))] == [(1, "UBND huyện H01", "Số liệu lệch.", "lỗi", "V03a")]
    assert DOUBTS.annex(replace(REPORT, doubts=(doubt(Severity.INFO),))) is None


# -- the day it is signed -------------------------------------------------------------------------------------------


def test_no_day_and_no_year_of_issue_stand_before_it_is_signed() -> None:
    # The report of 2025 is made in November or in January: what year it is signed in nobody knows yet.
    document = report_document(REPORT, trace="")
    assert re.fullmatch(r"ngày\s+tháng\s+năm\s+", date_line(document))
    assert re.fullmatch(r"\s+/BC-SNV", number_line(document))
    text = "".join(docx.Document(io.BytesIO(write_docx(document))).element.itertext())
    assert not re.search(r"tháng\s+năm\s*\d", text)


# -- figures that aren't simply added up ----------------------------------------------------------------------------


def apart(*items: SetApart) -> ReportFacts:
    return replace(REPORT, figures=replace(figures(total("DT04", "40"), total("DT05", "30")), apart=items))


CHECKED = (SetApart("H01", "DT04", Decimal(10), Apart.CHECKING), SetApart("H01", "DT05", Decimal(12), Apart.CHECKING))
ALONE = SetApart("H02", "DT05", Decimal(1823), Apart.LEFT_OUT)


def test_figures_that_are_not_added_up_stand_in_the_annex_by_agency_with_what_was_given() -> None:
    found = APART.annex(apart(*CHECKED, ALONE))
    assert found is not None
    assert found.title == "Số liệu đang kiểm tra, chưa cộng"
    assert [row.cells for row in rows(found)] == [
        ("Đang kiểm tra, chưa tính là có số liệu (01 cơ quan)",),
        (1, "UBND huyện H01", "DT04: 10 vụ việc; DT05: 12 vụ việc"),
        ("Chưa cộng vì cơ quan chưa có đủ số liệu của các chỉ tiêu liên quan (01 cơ quan)",),
        (1, "UBND huyện H02", "DT05: 1.823 vụ việc"),
    ]
    assert APART.annex(REPORT) is None


def test_the_opening_names_that_annex_and_only_what_is_in_it() -> None:
    said = opening(apart(*CHECKED))
    assert "Số liệu đang kiểm tra nêu tại Phụ lục III." in said
    assert "được chấp nhận" not in said
