"""The rules on one submission: each at the number before, the number of, and the number after its limit."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal

import pytest

from danvan_workflow.consolidate.changes import StatedChange, check_change
from danvan_workflow.consolidate.checks import check_submission
from danvan_workflow.consolidate.findings import Finding
from danvan_workflow.consolidate.form import missing_mark
from danvan_workflow.consolidate.mentions import mentions
from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative
from danvan_workflow.errors import Severity, UnknownName
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.rules import rules_named

NIL = "nil"
NOT_APPLICABLE = "n/a"


def figures(given: Mapping[str, object]) -> dict[str, Figure]:
    """Figures from numbers; `NIL` and `NOT_APPLICABLE` say so."""
    return {code: _figure(code, value) for code, value in given.items()}


def _figure(code: str, value: object) -> Figure:
    if value == NOT_APPLICABLE:
        return Figure(code, FigureStatus.NOT_APPLICABLE, None)
    if value == NIL:
        return Figure(code, FigureStatus.NIL, Decimal(0))
    number = Decimal(str(value))
    return Figure(code, FigureStatus.VALUE if number else FigureStatus.ZERO, number)


def found(**given: object) -> list[str]:
    return [item.rule for item in check_submission(figures(given))]


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"TC03": 0}, []),
        ({"TC03": -1}, ["V01a"]),
        ({"TC03": "1.5"}, ["V01a"]),
        ({"TC03": "2.0000"}, []),
        ({"DT06": 0}, []),
        ({"DT06": 100}, []),
        ({"DT06": "100.01"}, ["V01b"]),
        ({"DT06": "-0.01"}, ["V01b"]),
        ({"CD02": 1}, []),
        ({"CD02": 2}, ["V01c"]),
        ({"DT05": 9, "DT04": 10}, []),
        ({"DT05": 10, "DT04": 10}, []),
        ({"DT05": 11, "DT04": 10}, ["V02a"]),
        ({"DT04": 11, "DT03": 10}, ["V02b"]),
        ({"DT03": 12, "DT01": 2, "DT02": 10}, []),
        ({"DT03": 13, "DT01": 2, "DT02": 10}, ["V02c"]),
        ({"DT05": 8, "DT07": 2, "DT04": 10}, []),
        ({"DT05": 8, "DT07": 1, "DT04": 10}, ["V03"]),
        ({"DT01": 2, "DT02": 10, "DT09": 12}, []),
        ({"DT01": 2, "DT02": 10, "DT09": 13}, ["V04a"]),
        ({"HC01": 2, "HC02": 10, "HC07": 11}, ["V04b"]),
        ({"DT04a": 6, "DT04b": 3, "DT04": 10}, ["V05a"]),
        ({"TC01a": 6, "TC01b": 4, "TC01": 10}, []),
        ({"TC01a": 6, "TC01b": 5, "TC01": 10}, ["V05b"]),
        ({"DV06a": 6, "DV06b": 5, "DV01": 10}, ["V05c"]),
        ({"TC01a": 11, "TC01": 10}, ["V05p"]),
        ({"DTH4": 10, "DTH3": 10}, []),
        ({"DTH4": 11, "DTH3": 10}, ["V05p"]),
        ({"HC04": 11, "HC03": 10}, ["V06a"]),
        ({"HC03": 13, "HC01": 2, "HC02": 10}, ["V06b"]),
        ({"HC02a": 11, "HC02": 10}, ["V06c"]),
        ({"HC03a": 3, "HC03b": 5, "HC03c": 1, "HC03": 10}, ["V07"]),
        ({"HC04": 8, "HC03c": 2, "HC03": 10}, []),
        ({"HC04": 8, "HC03c": 1, "HC03": 10}, ["V06d"]),
        ({"HC03a": 3, "HC03b": 5, "HC04": 8}, []),
        ({"HC03a": 3, "HC03b": 5, "HC04": 9}, ["V06e"]),
        ({"DV02": 11, "DV01": 10}, ["V09a"]),
        ({"DV04": 3, "DV03": 2}, ["V09b"]),
        ({"DV03": 3, "DV02": 2}, ["V09c"]),
        ({"DV01a": 3, "DV01b": 6, "DV01": 10}, ["V09d"]),
        ({"HG02": 8, "HG03": 1, "HG03a": 1, "HG01": 10}, []),
        ({"HG02": 8, "HG03": 1, "HG03a": 0, "HG01": 10}, ["V10"]),
        ({"TC02": 9, "TC01": 10}, ["V11a"]),
        ({"TC04": 10, "TC03": 2}, []),
        ({"TC04": 9, "TC03": 2}, ["V11b"]),
        ({"TT02": 50, "TT01": 0}, ["V12a"]),
        ({"TT02": 50, "TT01": NIL}, ["V12a"]),
        ({"TT02": 0, "TT01": 0}, []),
        ({"TT02": 4000, "TT01": 2}, []),
        ({"TT02": 4001, "TT01": 2}, ["V12d"]),
        ({"TT02": 4, "TT01": 2}, []),
        ({"TT02": 3, "TT01": 2}, ["V12d"]),
    ],
)
def test_one_submission(given: dict[str, object], expected: list[str]) -> None:
    assert found(**given) == expected


@pytest.mark.parametrize("missing", ["DT05", "DT07", "DT04"])
def test_a_formula_with_a_blank_is_not_read(missing: str) -> None:
    whole = {"DT05": 8, "DT07": 1, "DT04": 10}
    assert found(**whole) == ["V03"]
    assert found(**{code: value for code, value in whole.items() if code != missing}) == []
    assert found(**whole | {missing: NOT_APPLICABLE}) == []


def test_nil_is_a_known_zero() -> None:
    assert found(DT05=8, DT07=NIL, DT04=10) == ["V03"]
    assert found(DT05=10, DT07=NIL, DT04=10) == []


def test_a_bad_number_gives_one_finding_and_not_a_chain() -> None:
    assert found(DT05=-3, DT07=2, DT04=10) == ["V01a"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("92.39", []),  # 85/92 = 92.3913…
        ("92.4", []),
        ("92.3", ["V08a"]),
        ("92.5", ["V08"]),
        ("92.40", ["V08b"]),
        ("92.38", ["V08"]),
        ("92", []),
        ("91", ["V08"]),
        ("93", ["V08b"]),
        ("92.3900", []),
    ],
)
def test_a_stated_percentage_may_be_rounded_or_cut_in_its_last_digit(stated: str, expected: list[str]) -> None:
    assert found(DT05=85, DT04=92, DT06=stated) == expected


def test_the_severity_of_a_percentage_tells_cutting_from_error() -> None:
    severities = {
        stated: only(check_submission(figures({"DT05": 85, "DT04": 92, "DT06": stated}))).severity
        for stated in ("92.3", "92.40", "80")
    }
    assert severities == {"92.3": Severity.INFO, "92.40": Severity.WARNING, "80": Severity.ERROR}


def test_there_is_no_percentage_over_nothing() -> None:
    assert found(DT05=0, DT04=0, DT06=100) == ["V08c"]
    assert found(DT05=0, DT04=0, DT06=NIL) == []


def test_the_sentence_names_the_figures_in_vietnamese_style() -> None:
    item = only(check_submission(figures({"HC04": 12500, "HC03": 1234})))
    assert item.place == "HC04"
    assert item.blocks
    assert (
        item.sentence == "Số hồ sơ giải quyết trước hạn và đúng hạn (HC04: 12.500) lớn hơn số hồ sơ đã giải quyết (HC03: 1.234)."
    )


def test_a_percentage_sentence_shows_its_basis() -> None:
    item = only(check_submission(figures({"DT05": 85, "DT04": 92, "DT06": 80})))
    assert item.sentence.endswith("tỷ lệ đã nêu 80% khác tỷ lệ tính từ số liệu là 92,39% (DT05/DT04 = 85/92).")


def test_only_the_rules_of_the_plan_are_read() -> None:
    given = figures({"DT05": 11, "DT04": 10, "HC04": 11, "HC03": 10})
    assert [item.rule for item in check_submission(given, rules=rules_named(["V06"]))] == ["V06a"]


def test_a_figure_of_an_unknown_indicator_is_refused() -> None:
    with pytest.raises(UnknownName, match="QQ01"):
        found(QQ01=1)


@pytest.mark.parametrize(("now", "expected"), [(9, ["V13"]), (10, []), (11, []), (NIL, ["V13"]), (NOT_APPLICABLE, [])])
def test_a_cumulative_flow_never_falls(now: object, expected: list[str]) -> None:
    found = check_submission(figures({"TT01": now}), previous=figures({"TT01": 10}))
    assert [item.rule for item in found] == expected


def test_a_stock_may_fall() -> None:
    assert check_submission(figures({"DT07": 1}), previous=figures({"DT07": 10})) == []


def test_the_stock_at_the_start_is_what_last_year_left() -> None:
    last_year = figures({"HC01": 10, "HC02": 100, "HC03": 95})
    assert check_submission(figures({"HC01": 15}), last_year_annual=last_year) == []
    assert only(check_submission(figures({"HC01": 14}), last_year_annual=last_year)).rule == "V14a"
    assert check_submission(figures({"HC01": 14}), last_year_annual=figures({"HC01": 10, "HC02": 100})) == []


def test_the_stock_at_the_start_is_the_same_all_year() -> None:
    assert only(check_submission(figures({"DT01": 4}), previous=figures({"DT01": 5}))).rule == "V14c"
    assert check_submission(figures({"DT01": 5}), previous=figures({"DT01": 5})) == []


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (30, 10, []),
        (31, 10, ["V16a"]),
        (10, 30, []),
        (9, 30, ["V16b"]),
        (9, 1, []),
        (10, 1, ["V16a"]),
        (10, 0, ["V16a"]),
        (0, 10, ["V16b"]),
    ],
)
def test_a_jump_against_last_year(now: int, before: int, expected: list[str]) -> None:
    found = check_submission(figures({"KT01": now}), same_period_last_year=figures({"KT01": before}))
    assert [item.rule for item in found] == expected


def test_a_copied_report_is_noticed() -> None:
    row = figures({"KT01": 3, "KT02": 4, "CV01": 2, "CV02": 7, "GS01": 1, "TT03": 0})
    item = only(check_submission(row, previous=dict(row)))
    assert (item.rule, item.severity) == ("V16c", Severity.WARNING)
    assert item.sentence.startswith("Toàn bộ 6 số liệu trùng khớp với kỳ trước")
    assert check_submission(row | figures({"GS01": 2}), previous=row) == []
    few = figures({"KT01": 3, "KT02": 4})
    assert check_submission(few, previous=few) == []


def test_a_number_in_the_text_must_be_that_of_the_table() -> None:
    text = Narrative("tiep-dan", "Trong kỳ đã tiếp 1.150 lượt công dân, giải quyết dứt điểm.")
    item = only(check_submission(figures({"TC01": 1147}), narratives=[text]))
    assert (item.rule, item.place) == ("V18", "tiep-dan")
    assert item.sentence.startswith("Phần lời văn ghi “1.150 lượt công dân” trong khi biểu số liệu ghi 1.147 ")
    assert check_submission(figures({"TC01": 1150}), narratives=[text]) == []
    assert check_submission(figures({}), narratives=[text]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Đã tiếp gần 1.200 lượt công dân.",
        "So với cùng kỳ năm 2024 (900 lượt công dân), số lượt tăng.",
        "Chỉ tiêu năm là 900 lượt công dân.",
        "Riêng tháng 3 tiếp 20 lượt công dân.",
        "Tiếp 900 lượt công dân đến kiến nghị về đất đai.",
        "Tiếp 900/1.147 lượt công dân.",
        "Tiếp 1.147 lượt công dân; trong đó 900 lượt công dân thuộc khối huyện.",
        "Tiếp 1.147 lượt tiếp công dân, trong đó 900 lượt tiếp thường xuyên.",
    ],
)
def test_what_is_vague_elsewhere_or_a_part_is_passed_over(text: str) -> None:
    assert check_submission(figures({"TC01": 1147}), narratives=[Narrative("tiep-dan", text)]) == []


def test_the_narrower_phrase_wins_and_old_letters_are_read() -> None:
    text = 'Có 05 lượt tiếp thường xuyên. Duy trì 02 mô hình "Dân vận khéo" hoạt động hiệu quả.'
    read = mentions(unicodedata.normalize("NFD", text))
    assert {mention.code: mention.low for mention in read} == {"TC01a": Decimal(5), "DV05": Decimal(2)}


@pytest.mark.parametrize(
    ("stated", "percent", "expected"),
    [
        ("20", "20", []),
        ("19", "20", ["V15a"]),
        ("20", "20.1", ["V15b"]),
        (None, "-20", ["V15b"]),
        (None, None, []),
    ],
)
def test_a_stated_change_is_computed_again(stated: str | None, percent: str | None, expected: list[str]) -> None:
    assert changed(120, 100, stated, percent) == expected


def changed(current: int, base: int, stated: str | None = None, percent: str | None = None) -> list[str]:
    """What V15 finds in a stated difference and a stated percentage."""
    said = [StatedChange("KT01", Decimal(stated), False, "cùng kỳ")] if stated else []
    said += [StatedChange("KT01", Decimal(percent), True, "cùng kỳ")] if percent else []
    item, now, then = catalogue()["KT01"], Decimal(current), Decimal(base)
    return [found.rule for rule in rules_named(["V15"]) for one in said for found in check_change(rule, item, now, then, one)]


def test_a_fall_is_negative_and_may_be_cut() -> None:
    assert changed(2, 3, "-1", "-33.3") == []


def test_there_is_no_rate_of_growth_from_nothing() -> None:
    assert changed(2, 0, percent="200") == ["V15c"]


def texted(text: str, known: Mapping[str, object], year_ago: Mapping[str, object] | None = None) -> list[str]:
    """What the rules of texts find."""
    given, before = figures(known), figures(year_ago or {})
    rules = rules_named(["V15", "V18"])
    return [f.rule for f in check_submission(given, same_period_last_year=before, rules=rules, narratives=[Narrative("a", text)])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tiếp 112 lượt công dân, tăng 12% so với cùng kỳ năm 2024.", []),
        ("Tiếp 112 lượt công dân, tăng 15% so với cùng kỳ.", ["V15b"]),
        ("Tiếp 112 lượt công dân, giảm 12% so với cùng kỳ.", ["V15b"]),
        ("Số lượt tiếp công dân tăng 15% so với cùng kỳ.", ["V15b"]),
        ("Tiếp 112 lượt công dân (tăng 12 lượt so với cùng kỳ).", []),
        ("Tiếp 112 lượt công dân (tăng 20 lượt so với cùng kỳ).", ["V15a"]),
        ("Tiếp 112 lượt công dân, tăng 15% so với quý IV.", []),
        ("Tiếp 112 lượt công dân; phấn đấu lượt tiếp công dân tăng 15% so với cùng kỳ.", []),
        ("Tiếp 112 lượt công dân, tăng khoảng 15% so với cùng kỳ.", []),
    ],
)
def test_a_change_that_a_text_states_is_computed_from_the_figures(text: str, expected: list[str]) -> None:
    assert texted(text, {"TC01": 112}, {"TC01": 100}) == expected


def test_a_stated_change_without_an_earlier_figure_is_not_judged() -> None:
    assert texted("Tiếp 112 lượt công dân, tăng 15% so với cùng kỳ.", {"TC01": 112}) == []
    assert texted("Tiếp 112 lượt công dân, tăng 15% so với cùng kỳ.", {"TC01": 112}, {"TC01": 0}) == ["V15c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tổ chức 46 hội nghị tuyên truyền với hơn 3.200 lượt người tham dự.", ["V18a", "V18a"]),
        ("Tổ chức được 46 hội nghị, thu hút hơn 3.200 lượt người.", ["V18a", "V18a"]),
        ("Tổ chức 29 hội nghị tuyên truyền với hơn 1.300 lượt người tham dự.", []),
        ("Tổ chức 12 hội nghị tuyên truyền cho 500 lượt người.", []),
        ("Tổ chức 46 hội nghị tập huấn cho 3.200 lượt người.", []),
        ("Tổ chức 46 hội nghị tổng kết.", []),
        ("Tổ chức 46 cuộc tuyên truyền.", ["V18"]),
        ("Đối thoại với 3.200 lượt người.", []),
    ],
)
def test_a_number_above_the_table_is_told_where_its_words_may_mean_more(text: str, expected: list[str]) -> None:
    assert texted(text, {"TT01": 29, "TT02": 1352}) == expected


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [("gần 1.200", 1080, 1200), ("hơn 1.100", 1100, 1210), ("trên 1.000", 1000, 2000), ("khoảng 20", 10, 30)],
)
def test_a_vague_number_leaves_room_and_no_more(words: str, low: int, high: int) -> None:
    found = {value: texted(f"Đã tiếp {words} lượt công dân.", {"TC01": value}) for value in (low - 1, low, high, high + 1)}
    assert found == {low - 1: ["V18a"], low: [], high: [], high + 1: ["V18a"]}


REPORT = """Số: 12/BC-UBND
Bình Định, ngày 19 tháng 3 năm 2025
Trên đây là báo cáo công tác dân vận chính quyền quý I năm 2025./.
Nơi nhận:
- Sở Nội vụ;
- Lưu: VT, NC.
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
"""


def missing_marks(text: str) -> list[str]:
    return [found.rule for rule in rules_named(["V21"]) for found in missing_mark(rule, text)]


def test_a_complete_text_has_all_marks() -> None:
    assert missing_marks(REPORT) == []


@pytest.mark.parametrize(
    ("removed", "put", "rule"),
    [
        ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "", "V21c"),
        ("- Sở Nội vụ;\n", "", "V21d"),
        ("Lưu: VT, NC", "Lưu", "V21e"),
    ],
)
def test_each_missing_mark_is_told(removed: str, put: str, rule: str) -> None:
    assert missing_marks(REPORT.replace(removed, put)) == [rule]
