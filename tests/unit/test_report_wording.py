"""Words of the consolidated report that hang on no cycle: citations, excerpts, coverage, what changed between two versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from report_parts import ALL, PLAN, REPORT, figures, total

from danvan_workflow.duty.ad_hoc import AdHocContent, numbered
from danvan_workflow.plan.models import A_REPORT, ObligationKind
from danvan_workflow.report.changes import FigureChange, MemberChange, report_changes
from danvan_workflow.report.facts import NamedBody, Passage, Scope
from danvan_workflow.report.figure_wording import amount, figure_order, figure_sentence, spelled, usual_coverage
from danvan_workflow.report.opening import plan_reference
from danvan_workflow.report.territory import carried_on, reach
from danvan_workflow.report.wording import LONGEST_EXCERPT, excerpt, missing_parts

# -- figures --------------------------------------------------------------------------------------------------------


def test_a_figure_tells_its_coverage_unless_it_is_the_usual_one() -> None:
    name = ALL["TT01"].name
    assert figure_sentence(REPORT, total("TT01", "5")) == f"{name}: 05 cuộc (28/30 cơ quan)."
    assert figure_sentence(REPORT, total("TT01", "5"), "28/30") == f"{name}: 05 cuộc."
    assert figure_sentence(REPORT, total("TT01", "5", "3/30"), "28/30") == f"{name}: 05 cuộc (03/30 cơ quan)."


def test_a_figure_that_nobody_gave_is_no_zero() -> None:
    assert figure_sentence(REPORT, total("TT01", None, "0/30"), "0/30").endswith(": chưa có số liệu (0/30 cơ quan).")
    assert figure_sentence(REPORT, total("TT01", "0"), "28/30").endswith(": 0 cuộc.")


def test_a_figure_that_lacks_agencies_for_its_family_says_in_how_many_it_was_added_up() -> None:
    part = replace(total("DT05", "823", "26/30"), left_out=("H01", "H02"), missing=("H29", "H30"))
    told = "823 vụ việc (trong 26 cơ quan có đủ số liệu, trên tổng số 30)."
    assert figure_sentence(REPORT, part, "28/30") == f"{ALL['DT05'].name}: {told}"


def test_what_is_being_checked_is_named_beside_the_coverage() -> None:
    checked = replace(total("TT02", "4512", "27/30"), checking=("H03",))
    told = "4.512 lượt người (27/30 cơ quan; đang kiểm tra số liệu của UBND huyện H03)."
    assert figure_sentence(REPORT, checked, "28/30") == f"{ALL['TT02'].name}: {told}"
    many = replace(total("TT02", "4512", "26/30"), checking=("H03", "H04", "H05", "H06"))
    assert figure_sentence(REPORT, many).endswith("(26/30 cơ quan; đang kiểm tra số liệu của 04 cơ quan).")


def test_figures_that_were_given_and_not_added_up_are_no_silence() -> None:
    none = replace(total("DT05", None, "0/30"), checking=("H03",), left_out=("H01", "H02"))
    told = figure_sentence(REPORT, none)
    assert told.startswith(f"{ALL['DT05'].name}: chưa cộng được (0/30 cơ quan; đang kiểm tra số liệu của UBND huyện H03; ")
    assert told.endswith("; 02 cơ quan có số liệu nhưng chưa đủ số liệu liên quan).")


def test_what_was_accepted_against_a_rule_is_told_of() -> None:
    beside = replace(total("DT05", "823", "27/30"), beside=("H03",), with_beside=Decimal(835))
    told = "823 vụ việc (27/30 cơ quan; kể cả số liệu được chấp nhận của UBND huyện H03 là 835 vụ việc)."
    assert figure_sentence(REPORT, beside) == f"{ALL['DT05'].name}: {told}"
    within = replace(total("TT01", "29"), accepted=("H03",))
    assert figure_sentence(REPORT, within, "28/30").endswith("29 cuộc (gồm cả số liệu được chấp nhận của UBND huyện H03).")


@pytest.mark.parametrize(
    ("code", "now", "before", "told"),
    [
        ("TT01", "120", "100", "120 cuộc, tăng 20 cuộc (20%) so với cùng kỳ năm trước."),
        ("TT01", "5", "8", "05 cuộc, giảm 03 cuộc (37,5%) so với cùng kỳ năm trước."),
        ("TT01", "7", "7", "07 cuộc, không thay đổi so với cùng kỳ năm trước."),
        ("DT06", "80.5", "78.25", "80,5%, tăng 2,25 điểm phần trăm so với cùng kỳ năm trước."),
        ("DT06", "78.25", "78.25", "78,25%, không thay đổi so với cùng kỳ năm trước."),
        ("DT06", "70", "78.25", "70%, giảm 8,25 điểm phần trăm so với cùng kỳ năm trước."),
    ],
)
def test_a_change_against_last_year_is_told_in_words(code: str, now: str, before: str, told: str) -> None:
    compared = total(code, now, last_year=before)
    year_ago = replace(REPORT, cycle=replace(REPORT.cycle, same_period_label="quý I năm 2024"))
    assert figure_sentence(year_ago, compared, "28/30") == f"{ALL[code].name}: {told}"
    assert "so với" not in figure_sentence(REPORT, compared, "28/30")


def test_an_amount_bears_its_unit() -> None:
    assert amount(ALL["DV05"], Decimal(2)) == "02 mô hình"
    assert amount(ALL["DT06"], None) == "…"


def test_the_usual_coverage_is_that_of_all_who_sent_and_only_where_a_figure_has_it() -> None:
    def of(*coverages: str) -> str:
        told = (total(code, "1", coverage) for code, coverage in zip(("TT01", "TT02"), coverages, strict=True))
        return usual_coverage(replace(REPORT, figures=figures(*told)))

    assert of("28/30", "27/30") == "28/30"
    assert of("27/30", "1/1") == ""
    assert spelled("5/6") == "05/06"


def test_indicators_stand_under_their_sections_once_and_strays_come_last() -> None:
    totals = (*(total(code, "1") for code in ("TT06", "DV01", "CD01", "HC01")), total("CD02", "1", "1/0"))
    order = figure_order(replace(REPORT, figures=figures(*totals)))
    assert [(section.number if section else "", [found.indicator for found in totals]) for section, totals in order] == [
        ("I", ["CD01"]),
        ("II.4", ["HC01"]),
        ("II.6", ["DV01"]),
        ("", ["TT06"]),
    ]


# -- texts ----------------------------------------------------------------------------------------------------------


def test_a_long_text_is_cut_after_a_sentence_and_says_so() -> None:
    sentence = "Đã tổ chức đối thoại trực tiếp với Nhân dân."
    shortened = excerpt(" ".join([sentence] * 40))
    assert shortened.endswith("Nhân dân. […]")
    assert len(shortened) <= LONGEST_EXCERPT + len(" […]")
    assert excerpt(f" {sentence}\n") == sentence


def test_a_text_without_sentences_is_cut_between_words() -> None:
    shortened = excerpt("tuyên truyền " * 100)
    assert shortened.removesuffix(" […]").split(" ")[-1] in ("tuyên", "truyền")


def test_what_is_missing_is_told_by_section_number_code_and_words() -> None:
    said = missing_parts(REPORT, ("danh-gia-chung", "dan-chu-co-so", "TT02", "DV01", "lãnh đạo phụ trách (0/1)"))
    assert said == "mục III, II.2; chỉ tiêu TT02, DV01; lãnh đạo phụ trách (0/1)"
    assert missing_parts(REPORT, ()) == ""


def test_a_missing_answer_is_told_by_its_question() -> None:
    asked = AdHocContent("Báo cáo", "", "", numbered(("Khó khăn, vướng mắc",)), ())
    facts = replace(REPORT, cycle=replace(REPORT.cycle, ad_hoc=asked))
    assert missing_parts(facts, ("cau-1", "TT01")) == "chỉ tiêu TT01; câu hỏi “Khó khăn, vướng mắc”"


def test_every_kind_of_obligation_has_words_for_what_is_sent() -> None:
    sent = {kind.value: (kind.words.product, kind.words.counted) for kind in ObligationKind if kind.words != A_REPORT}
    assert sent == {
        "publicity_report": ("báo cáo tuyên truyền", "báo cáo"),
        "plan_delivery": ("kế hoạch", "kế hoạch"),
        "focal_register": ("danh sách đầu mối", "danh sách phân công"),
    }
    assert all(kind.label and kind.hint for kind in ObligationKind)


# -- the opening ----------------------------------------------------------------------------------------------------


def test_a_plan_is_cited_by_number_and_day_where_it_has_them() -> None:
    whole = "Kế hoạch thực hiện công tác dân vận chính quyền năm 2025"
    assert plan_reference(PLAN) == f"{whole} của Ủy ban nhân dân tỉnh Bình Định"
    numbered = PLAN.model_copy(update={"number": "45/KH-UBND", "issued_on": dt.date(2025, 2, 20)})
    assert plan_reference(numbered) == (
        "Kế hoạch số 45/KH-UBND ngày 20/02/2025 của Ủy ban nhân dân tỉnh Bình Định "
        "về thực hiện công tác dân vận chính quyền năm 2025"
    )
    undated = PLAN.model_copy(update={"number": "45/KH-UBND"})
    assert plan_reference(undated).startswith("Kế hoạch số 45/KH-UBND của Ủy ban nhân dân tỉnh Bình Định về ")


JULY, MARCH = dt.date(2025, 7, 1), dt.date(2025, 3, 1)


def passage(day: dt.date, predecessor: str, heir: str) -> Passage:
    return Passage(day, NamedBody(predecessor, predecessor), NamedBody(heir, heir))


def test_few_who_carry_on_are_named_and_many_are_counted_by_kind() -> None:
    assert carried_on([]) == ""
    few = [passage(MARCH, "Sở Giao thông vận tải", "Sở Xây dựng")]
    assert carried_on(few) == "Từ ngày 01/3/2025, nghĩa vụ báo cáo của Sở Giao thông vận tải do Sở Xây dựng kế thừa."
    old = [f"Ủy ban nhân dân {unit}" for unit in ("huyện A", "huyện B", "thị xã C", "thành phố D")]
    new = [f"Ủy ban nhân dân {unit}" for unit in ("xã 1", "xã 2", "xã 3", "phường 4", "phường 5")]
    many = [passage(JULY, before, after) for before in old for after in new]
    assert carried_on(many) == ("Từ ngày 01/7/2025, nghĩa vụ báo cáo của 04 huyện, thị xã, thành phố do 05 xã, phường kế thừa.")
    mixed = [*many, *(passage(JULY, f"Sở {n}", "Sở Y") for n in range(12))]
    assert "của 04 huyện, thị xã, thành phố và 12 cơ quan, đơn vị khác do" in carried_on(mixed)
    assert "do 05 xã, phường và 01 cơ quan, đơn vị khác kế thừa" in carried_on(mixed)


def test_two_bodies_of_one_name_are_two() -> None:
    name = "Ủy ban nhân dân xã Bình An"
    heirs = [Passage(JULY, NamedBody("L1", "Ủy ban nhân dân huyện A"), NamedBody(f"N{n}", name)) for n in range(4)]
    assert carried_on(heirs).endswith("do 04 xã kế thừa.")


def test_days_come_in_order_whatever_the_roll_says() -> None:
    told = carried_on([passage(JULY, "A", "B"), passage(MARCH, "C", "D")])
    assert told == (
        "Từ ngày 01/3/2025, nghĩa vụ báo cáo của C do D kế thừa; từ ngày 01/7/2025, nghĩa vụ báo cáo của A do B kế thừa."
    )


def test_what_a_roll_reaches_of_a_merged_province_is_told_and_what_not() -> None:
    assert reach(None) == ""
    scope = Scope("tỉnh Gia Lai", 135, 58, ("xã", "phường"), 14, "tỉnh Bình Định", JULY, 2)
    assert reach(scope) == (
        "Kế hoạch được ban hành cho tỉnh Bình Định; từ ngày 01/7/2025, tỉnh Gia Lai được hình thành từ 02 đơn vị hành chính, "
        "trong đó có tỉnh Bình Định. Trong 135 xã, phường của tỉnh Gia Lai, phải báo cáo theo Kế hoạch là 58 xã, phường "
        "hình thành trên địa bàn tỉnh Bình Định; báo cáo này không gồm 77 xã, phường còn lại. "
        "Số liệu của 14 cơ quan, đơn vị khác thuộc tỉnh Gia Lai không tách riêng phần địa bàn tỉnh Bình Định."
    )


def test_a_province_that_kept_its_name_is_told_from_the_one_before() -> None:
    told = reach(Scope("tỉnh Đắk Lắk", 102, 0, ("xã", "phường"), 14, "tỉnh Đắk Lắk", JULY, 2))
    assert "tỉnh Đắk Lắk (sau sắp xếp) được hình thành từ 02 đơn vị hành chính" in told
    assert "xã, phường" not in told  # a roll of departments says nothing of communes


def test_communes_that_a_plan_leaves_out_are_told_without_any_merger() -> None:
    assert reach(Scope("tỉnh Lạng Sơn", 65, 60, ("xã", "phường"), 13)) == (
        "Trong 65 xã, phường của tỉnh Lạng Sơn, phải báo cáo theo Kế hoạch là 60 xã, phường; "
        "báo cáo này không gồm 05 xã, phường còn lại."
    )


# -- changes --------------------------------------------------------------------------------------------------------


def test_changes_name_who_came_who_mended_and_who_went() -> None:
    changes = report_changes(
        1,
        dt.date(2025, 4, 1),
        ({"A": 1, "B": 1, "C": 1}, {"D": 1, "B": 2, "A": 1}),
        ({"X": Decimal(1), "Y": None, "Z": Decimal(3)}, {"Y": Decimal(0), "X": Decimal(1), "Z": Decimal("3.0")}),
    )
    assert changes.members == (("D", MemberChange.ADDED), ("B", MemberChange.REVISED), ("C", MemberChange.TAKEN_OUT))
    assert changes.figures == (FigureChange("Y", None, Decimal(0)),)  # a zero is not the same as nothing
    assert all(change.label for change in MemberChange)


def test_equal_snapshots_have_no_changes() -> None:
    same = ({"A": 1}, {"X": Decimal(1)})
    changes = report_changes(2, dt.date(2025, 4, 1), (same[0], same[0]), (same[1], same[1]))
    assert (changes.members, changes.figures) == ((), ())
    assert replace(changes, version=3).version == 3
