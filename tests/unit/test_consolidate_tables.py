"""The tables of a cycle, on cases small enough to check by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from danvan_workflow.consolidate.comparisons import compare, comparisons
from danvan_workflow.consolidate.cycles import CycleDates, check_cycle
from danvan_workflow.consolidate.frames import facts_frame, owing_frame
from danvan_workflow.consolidate.punctuality import punctuality
from danvan_workflow.consolidate.succession import carry_over
from danvan_workflow.consolidate.tables import agency_states, agency_values, lead_check, totals, totals_by_group
from danvan_workflow.consolidate.targets import Target, targets_met
from danvan_workflow.consolidate.timeline import over_periods
from danvan_workflow.errors import InvalidInput
from danvan_workflow.statutory.indicators import catalogue

BOOK = catalogue()
GROUP = {"N1": "xa", "N2": "xa", "N3": "phuong", "N9-TTT": "so", "N9-VP": "so"}


def facts(given: dict[tuple[str, str], object]) -> pd.DataFrame:
    """Facts from {(agency, indicator): number | "nil" | "n/a"}."""
    return facts_frame(_row(agency, code, value) for (agency, code), value in given.items())


def _row(agency: str, code: str, value: object) -> tuple[str, str, str, str, Decimal | None]:
    if value == "n/a":
        return agency, GROUP[agency], code, "not_applicable", None
    if value == "nil":
        return agency, GROUP[agency], code, "nil", Decimal(0)
    number = Decimal(str(value))
    return agency, GROUP[agency], code, "value" if number else "zero", number


def owing(codes: str, agencies: str = "N1 N2 N3") -> pd.DataFrame:
    return owing_frame((agency, GROUP[agency], code) for agency in agencies.split() for code in codes.split())


def row(table: pd.DataFrame, code: str) -> dict[str, object]:
    return dict(table.set_index("indicator").loc[code])


def test_a_total_says_whom_it_covers() -> None:
    result = row(totals(facts({("N1", "KT01"): 5, ("N2", "KT01"): 0}), owing("KT01"), BOOK), "KT01")
    assert (result["value"], result["coverage"], result["missing"]) == (Decimal(5), "2/3", ("N3",))


def test_missing_is_not_zero_and_zero_is_not_missing() -> None:
    table = totals(facts({("N1", "KT01"): 0, ("N2", "KT01"): "nil", ("N3", "KT01"): 0}), owing("KT01 KT02"), BOOK)
    assert (row(table, "KT01")["value"], row(table, "KT01")["coverage"]) == (Decimal(0), "3/3")
    assert (row(table, "KT02")["value"], row(table, "KT02")["coverage"]) == (None, "0/3")


def test_not_applicable_leaves_both_sides_of_the_coverage() -> None:
    result = row(totals(facts({("N1", "KT01"): 4, ("N2", "KT01"): "n/a"}), owing("KT01"), BOOK), "KT01")
    assert (result["coverage"], result["not_applicable"], result["missing"]) == ("1/2", 1, ("N3",))


def test_who_answers_unasked_is_counted_apart() -> None:
    result = row(totals(facts({("N1", "KT01"): 4, ("N3", "KT01"): 3}), owing("KT01", "N1 N2"), BOOK), "KT01")
    assert (result["value"], result["coverage"], result["unasked"]) == (Decimal(7), "1/2", 1)


def test_a_ratio_is_the_ratio_of_the_sums() -> None:
    """10/10 and 0/90: 10 %, not the average 50 %."""
    given = {("N1", "DT05"): 10, ("N1", "DT04"): 10, ("N2", "DT05"): 0, ("N2", "DT04"): 90}
    result = row(totals(facts(given | {("N1", "DT06"): 100}), owing("DT04 DT05 DT06", "N1 N2"), BOOK), "DT06")
    assert (result["value"], result["coverage"]) == (Decimal("10.00"), "2/2")


def test_a_ratio_takes_only_agencies_that_gave_both_numbers() -> None:
    given = {("N1", "DT05"): 1, ("N1", "DT04"): 4, ("N2", "DT05"): 50}
    result = row(totals(facts(given), owing("DT04 DT05", "N1 N2"), BOOK), "DT06")
    assert (result["value"], result["coverage"], result["missing"]) == (Decimal("25.00"), "1/2", ("N2",))


@pytest.mark.parametrize(("part", "whole", "shown"), [(2, 3, "66.67"), (1, 3, "33.33"), (1, 800, "0.13"), (1, 801, "0.12")])
def test_a_ratio_is_rounded_half_up(part: int, whole: int, shown: str) -> None:
    given = {("N1", "DT05"): part, ("N1", "DT04"): whole}
    assert row(totals(facts(given), owing("DT04 DT05", "N1"), BOOK), "DT06")["value"] == Decimal(shown)


def test_a_ratio_over_nothing_is_none() -> None:
    given = {("N1", "DT05"): 0, ("N1", "DT04"): 0}
    assert row(totals(facts(given), owing("DT04 DT05", "N1"), BOOK), "DT06")["value"] is None


def test_yes_answers_are_counted() -> None:
    given = {("N1", "CD02"): 1, ("N2", "CD02"): 0, ("N3", "CD02"): 1}
    assert row(totals(facts(given), owing("CD02"), BOOK), "CD02")["value"] == 2


def test_the_leads_figure_is_not_added_but_compared() -> None:
    given = facts({("N1", "TC01"): 5, ("N2", "TC01"): 7, ("N9-TTT", "TC01"): 13})
    asked = owing("TC01", "N1 N2 N9-TTT")
    assert (row(totals(given, asked, BOOK), "TC01")["value"], row(totals(given, asked, BOOK), "TC01")["coverage"]) == (12, "2/2")
    check = lead_check(given, asked, BOOK).iloc[0]
    assert (check["lead"], check["units"], check["lead_value"], check["difference"], check["agrees"]) == (
        "N9-TTT",
        12,
        13,
        -1,
        False,
    )


def test_where_only_the_lead_owes_it_speaks() -> None:
    """As in Đắk Lắk's plan, where the inspectorate alone reports complaints."""
    given = facts({("N9-TTT", "DT04"): 40, ("N9-TTT", "DT05"): 30, ("N1", "KT01"): 2})
    table = totals(given, pd.concat([owing("DT04 DT05", "N9-TTT"), owing("KT01", "N1")]), BOOK)
    assert (row(table, "DT04")["value"], row(table, "DT06")["value"]) == (40, Decimal("75.00"))
    assert lead_check(given, owing("DT04 DT05", "N9-TTT"), BOOK).empty


def test_a_department_that_leads_something_else_is_a_unit() -> None:
    given = facts({("N1", "TC01"): 5, ("N9-VP", "TC01"): 7})
    assert row(totals(given, owing("TC01", "N1 N9-VP"), BOOK), "TC01")["value"] == 12


def test_groups_add_up_to_the_whole() -> None:
    given = facts({("N1", "KT01"): 5, ("N2", "KT01"): 6, ("N3", "KT01"): 7})
    table = totals_by_group(given, owing("KT01"), BOOK)
    assert dict(zip(table["group"], table["value"], strict=True)) == {"xa": 11, "phuong": 7}


def test_the_table_of_agencies_keeps_blanks_and_the_order_of_the_roll() -> None:
    given = facts({("N2", "DT05"): 1, ("N2", "DT04"): 3, ("N1", "DT04"): "n/a"})
    wide = agency_values(given, owing("DT04 DT05"), BOOK.only(["DT06"]))
    assert list(wide.index) == ["N1", "N2", "N3"]
    assert wide.loc["N2", "DT06"] == Decimal("33.33")
    assert wide.loc["N1", "DT04"] is None
    states = agency_states(given, owing("DT04 DT05", "N1 N2"), BOOK.only(["DT06", "KT01"]))
    assert (states.loc["N1", "DT04"], states.loc["N1", "DT05"], states.loc["N2", "DT04"]) == (
        "not_applicable",
        "missing",
        "value",
    )
    assert states.loc["N1", "KT01"] is None


def test_an_agency_counted_twice_or_a_float_is_refused() -> None:
    with pytest.raises(InvalidInput, match="hai số liệu"):
        facts_frame([("N1", "xa", "KT01", "value", Decimal(1)), ("N1", "xa", "KT01", "value", Decimal(2))])
    with pytest.raises(InvalidInput, match="không phải số thập phân chính xác"):
        facts_frame([("N1", "xa", "KT01", "value", 1.5)])  # type: ignore[list-item]


def test_nothing_at_all_is_a_table_of_blanks() -> None:
    table = totals(facts_frame([]), owing_frame([]), BOOK)
    assert list(table["indicator"]) == list(BOOK)
    assert set(table["coverage"]) == {"0/0"}
    assert table["value"].isna().all()
    assert totals_by_group(facts_frame([]), owing_frame([]), BOOK).empty


def test_a_comparison_gives_difference_and_percent() -> None:
    now = totals(facts({("N1", "KT01"): 12, ("N1", "KT02"): 3, ("N1", "GS01"): 2}), owing("KT01 KT02 GS01", "N1"), BOOK)
    before = totals(facts({("N1", "KT01"): 9, ("N1", "KT02"): 0}), owing("KT01 KT02 GS01", "N1"), BOOK)
    table = compare(now, before, BOOK)
    assert (row(table, "KT01")["change"], row(table, "KT01")["percent"]) == (Decimal(3), Decimal("33.33"))
    assert (row(table, "KT02")["change"], row(table, "KT02")["percent"]) == (Decimal(3), None)
    assert (row(table, "GS01")["base"], row(table, "GS01")["change"]) == (None, None)


def test_a_comparison_warns_when_agencies_are_missing() -> None:
    now = totals(facts({("N1", "KT01"): 12}), owing("KT01", "N1 N2"), BOOK)
    before = totals(facts({("N1", "KT01"): 9, ("N2", "KT01"): 9}), owing("KT01", "N1 N2"), BOOK)
    assert not row(compare(now, before, BOOK), "KT01")["same_coverage"]
    assert row(compare(before, before, BOOK), "KT01")["same_coverage"]


def test_a_ratio_changes_by_points() -> None:
    now = totals(facts({("N1", "DT05"): 3, ("N1", "DT04"): 4}), owing("DT04 DT05", "N1"), BOOK)
    before = totals(facts({("N1", "DT05"): 1, ("N1", "DT04"): 4}), owing("DT04 DT05", "N1"), BOOK)
    result = row(compare(now, before, BOOK), "DT06")
    assert (result["change"], result["percent"]) == (Decimal("50.00"), None)


def test_a_period_that_is_not_there_compares_to_none() -> None:
    now = totals(facts({("N1", "KT01"): 12}), owing("KT01", "N1"), BOOK)
    result = row(comparisons(now, BOOK, None, now), "KT01")
    assert (result["base_previous"], result["change_previous"]) == (None, None)
    assert (result["base_same_period"], result["percent_same_period"]) == (12, 0)


def met(table: pd.DataFrame) -> dict[str, object]:
    return dict(zip(table["agency"], table["met"], strict=True))


def test_each_agency_must_reach_its_target() -> None:
    """Gia Lai 2024 II.7: at least two models that work well."""
    given = facts({("N1", "DV05"): 1, ("N2", "DV05"): 2})
    assert met(targets_met(given, owing("DV05"), [Target("mo-hinh", "DV05", Decimal(2))], BOOK)) == {
        "N1": False,
        "N2": True,
        "N3": None,
    }


def test_a_whole_that_falls_short_while_agencies_are_missing_is_undecided() -> None:
    target = [Target("mo-hinh", "DV05", Decimal(4), "whole")]
    assert met(targets_met(facts({("N1", "DV05"): 3}), owing("DV05"), target, BOOK)) == {"": None}
    assert met(targets_met(facts({("N1", "DV05"): 3}), owing("DV05", "N1"), target, BOOK)) == {"": False}
    assert met(targets_met(facts({("N1", "DV05"): 4}), owing("DV05"), target, BOOK)) == {"": True}


def test_a_target_of_a_group_leaves_the_others_alone() -> None:
    target = [Target("mo-hinh", "DV05", Decimal(2), groups=("phuong",))]
    assert met(targets_met(facts({("N1", "DV05"): 1, ("N3", "DV05"): 2}), owing("DV05"), target, BOOK)) == {"N3": True}


def test_a_ratio_may_be_a_target() -> None:
    given = facts({("N1", "HC04"): 95, ("N1", "HC03"): 100})
    target = [Target("dung-han", "HC05", Decimal(95), "whole")]
    assert met(targets_met(given, owing("HC03 HC04", "N1"), target, BOOK)) == {"": True}


def test_punctuality_adds_up() -> None:
    columns = ["agency", "group", "owes", "sent", "late", "complete"]
    duties = [
        ("N1", "xa", True, True, False, True),
        ("N2", "xa", True, True, True, False),
        ("N3", "phuong", True, False, False, False),
        ("N4", "phuong", False, True, False, True),
    ]
    table = punctuality(pd.DataFrame(duties, columns=columns)).set_index("group")
    assert list(table.loc["xa"]) == [2, 2, 1, 1, 1, 0, 0]
    assert list(table.loc["phuong"]) == [1, 0, 0, 0, 0, 1, 1]
    assert list(table.loc[""]) == [3, 2, 1, 1, 1, 1, 1]


def test_periods_that_adjoin_are_put_together_by_kind() -> None:
    first = facts({("N1", "KT01"): 3, ("N1", "DT07"): 9, ("N1", "DT01"): 4, ("N2", "KT01"): 5, ("N1", "DT06"): 50})
    second = facts({("N1", "KT01"): 4, ("N1", "DT07"): 2, ("N1", "DT01"): 6})
    whole = over_periods([first, second], BOOK)
    values = dict(zip(zip(whole["agency"], whole["indicator"], strict=True), whole["value"], strict=True))
    assert values == {("N1", "KT01"): 7, ("N1", "DT01"): 4, ("N1", "DT07"): 2}


def test_figures_pass_to_the_successors_by_share() -> None:
    given = facts({("N1", "KT01"): 7, ("N1", "CD02"): 1, ("N1", "DT06"): 50, ("N2", "KT01"): 2})
    after = carry_over(given, [("N1", "N2", Fraction(1, 2)), ("N1", "N3", Fraction(1, 2))], BOOK, {"N3": "phuong"})
    values = dict(zip(zip(after["agency"], after["indicator"], strict=True), after["value"], strict=True))
    assert values == {("N2", "KT01"): 6, ("N3", "KT01"): 3, ("N2", "CD02"): 1, ("N3", "CD02"): 1}
    assert dict(zip(after["agency"], after["group"], strict=True)) == {"N2": "xa", "N3": "phuong"}


def test_nil_stays_nil_and_not_applicable_gives_way() -> None:
    given = facts({("N1", "KT01"): "nil", ("N2", "KT01"): "n/a", ("N1", "KT02"): "n/a"})
    after = carry_over(given, [("N1", "N2", Fraction(1))], BOOK)
    assert dict(zip(after["indicator"], after["status"], strict=True)) == {"KT01": "nil", "KT02": "not_applicable"}


def test_shares_must_add_up_and_chains_must_be_followed_first() -> None:
    with pytest.raises(InvalidInput, match="không cộng thành 1"):
        carry_over(facts({}), [("N1", "N2", Fraction(1, 2))], BOOK)
    with pytest.raises(InvalidInput, match="kế thừa cuối cùng"):
        carry_over(facts({}), [("N1", "N2", Fraction(1)), ("N2", "N3", Fraction(1))], BOOK)


def test_a_published_total_must_be_that_of_the_accepted_figures() -> None:
    given = facts({("N1", "KT01"): 5, ("N2", "KT01"): 7})
    found = check_cycle(given, owing("KT01"), {"KT01": Decimal(13)}, names={"N3": "UBND phường Phú Sơn"})
    assert [item.rule for item in found] == ["V17a", "V17b"]
    assert "(13) khác tổng số liệu của các cơ quan đã được chấp nhận (12)" in found[0].sentence
    assert found[1].sentence.endswith("chỉ gồm 2/3 cơ quan; còn thiếu: UBND phường Phú Sơn.")
    assert check_cycle(given, owing("KT01", "N1 N2"), {"KT01": Decimal(12)}) == []


def test_a_total_published_without_any_figure_is_wrong() -> None:
    found = check_cycle(facts({}), owing("KT01", "N1"), {"KT01": Decimal(0)})
    assert [item.rule for item in found] == ["V17a", "V17b"]


def test_the_leads_figure_is_a_cross_check() -> None:
    given = facts({("N1", "TC01"): 5, ("N9-TTT", "TC01"): 6})
    assert [item.rule for item in check_cycle(given, owing("TC01", "N1 N9-TTT"), {})] == ["V17c"]


def test_dates_of_a_report() -> None:
    """Bình Định 2025, quý I: cut-off Friday 14/3/2025, last admissible day Wednesday 19/3/2025."""
    window = (dt.date(2024, 12, 15), dt.date(2025, 3, 14))
    right = CycleDates(dt.date(2025, 3, 18), dt.date(2025, 3, 18), window, window, window[1], dt.date(2025, 3, 19), 3)
    assert check_cycle(facts({}), owing_frame([]), {}, dates=right) == []
    other = (dt.date(2025, 1, 1), dt.date(2025, 3, 31))
    wrong = CycleDates(dt.date(2025, 3, 19), dt.date(2025, 3, 18), other, window, window[1], dt.date(2025, 3, 14), 0)
    assert [item.rule for item in check_cycle(facts({}), owing_frame([]), {}, dates=wrong)] == ["V19a", "V19b", "V19c"]


def test_only_agencies_of_the_roll_may_report() -> None:
    found = check_cycle(facts({}), owing_frame([]), {}, reporters=["N1", "N7"], roll={"N1"})
    assert [(item.rule, "N7" in item.sentence) for item in found] == [("V20", True)]
