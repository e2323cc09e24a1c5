"""The tables of a cycle, on cases small enough to check by hand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import pandas as pd
import pytest

from danvan_workflow.consolidate.comparisons import compared
from danvan_workflow.consolidate.coverage import answer_states
from danvan_workflow.consolidate.figures import NOT_COMPARED, AgencyValues, GroupValue, TargetResult, Total
from danvan_workflow.consolidate.frames import facts_frame, owing_frame
from danvan_workflow.consolidate.report_checks import ReportGrounds, check_report
from danvan_workflow.consolidate.tables import agency_values, totals, totals_by_group
from danvan_workflow.consolidate.targets import targets_met
from danvan_workflow.consolidate.typed_figures import typed_agencies, typed_groups, typed_totals
from danvan_workflow.errors import InvalidInput
from danvan_workflow.plan.models import Target
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.rules import rules_named

BOOK = catalogue()
GROUP = {"N1": "xa", "N2": "xa", "N3": "phuong", "N9-TTT": "so", "N9-VP": "so"}


def facts(given: Mapping[tuple[str, str], object]) -> pd.DataFrame:
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
    (sentence,) = lead_findings(given, asked)
    assert sentence.startswith(
        "Số lượt tiếp công dân (TC01): tổng số liệu của 2/2 cơ quan, đơn vị là 12, khác số liệu 13 do N9-TTT"
    )
    assert lead_findings(facts({("N1", "TC01"): 5, ("N2", "TC01"): 8, ("N9-TTT", "TC01"): 13}), asked) == []


def lead_findings(given: pd.DataFrame, asked: pd.DataFrame) -> list[str]:
    """What is said of the lead's figures beside the totals."""
    sums, agencies = typed_totals(totals(given, asked, BOOK)), typed_agencies(agency_values(given, asked, BOOK))
    return [found.sentence for found in check_report(rules_named(["V17"]), ReportGrounds(sums, agencies, BOOK, {}))]


def test_where_only_the_lead_owes_it_speaks() -> None:
    """As in Đắk Lắk's plan, where the inspectorate alone reports complaints."""
    given = facts({("N9-TTT", "DT04"): 40, ("N9-TTT", "DT05"): 30, ("N1", "KT01"): 2})
    table = totals(given, pd.concat([owing("DT04 DT05", "N9-TTT"), owing("KT01", "N1")]), BOOK)
    assert (row(table, "DT04")["value"], row(table, "DT06")["value"]) == (40, Decimal("75.00"))
    assert lead_findings(given, owing("DT04 DT05", "N9-TTT")) == []


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


def test_an_answer_is_a_value_a_blank_or_not_applicable() -> None:
    given = facts({("N2", "DT05"): 1, ("N2", "DT04"): 3, ("N1", "DT04"): "n/a"})
    table = answer_states(given, owing("DT04 DT05", "N1 N2"), BOOK.only(["DT06", "KT01"]))
    states = dict(zip(zip(table["agency"], table["indicator"], strict=True), table["state"], strict=True))
    assert (states["N1", "DT04"], states["N1", "DT05"], states["N2", "DT04"]) == ("not_applicable", "missing", "value")
    assert ("N1", "KT01") not in states


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


# -- frozen figures -------------------------------------------------------------------------------------------------


def typed(given: Mapping[tuple[str, str], object], asked: str, agencies: str = "N1 N2 N3") -> dict[str, Total]:
    return typed_totals(totals(facts(given), owing(asked, agencies), BOOK))


def test_a_typed_total_is_the_row_of_the_table() -> None:
    found = typed({("N1", "KT01"): 5, ("N2", "KT01"): 0}, "KT01 KT02")
    assert list(found) == list(BOOK)
    assert found["KT01"] == Total("KT01", Decimal(5), 2, 3, ("N3",))
    assert (found["KT01"].coverage, found["KT01"].is_whole, found["KT01"].is_owed) == ("2/3", False, True)
    assert (found["KT02"].value, found["GS01"].is_owed) == (None, False)


def test_what_nobody_gave_leaves_as_none_or_not_at_all() -> None:
    given, asked = facts({("N2", "DT05"): 1, ("N2", "DT04"): 3, ("N1", "DT04"): "n/a"}), owing("DT04 DT05", "N1 N2")
    book = BOOK.only(["DT06"])
    assert typed_agencies(agency_values(given, asked, book)) == (
        AgencyValues("N1", {}),
        AgencyValues("N2", {"DT04": Decimal(3), "DT05": Decimal(1), "DT06": Decimal("33.33")}),
    )
    groups = typed_groups(totals_by_group(facts({("N1", "KT01"): 1}), owing("KT01 KT02", "N1"), BOOK.only(["KT01", "KT02"])))
    assert groups == (GroupValue("xa", "KT01", Decimal(1)), GroupValue("xa", "KT02", None))


def test_a_comparison_gives_difference_and_percent() -> None:
    now = typed({("N1", "KT01"): 12, ("N1", "KT02"): 3, ("N1", "GS01"): 2}, "KT01 KT02 GS01", "N1")
    before = typed({("N1", "KT01"): 9, ("N1", "KT02"): 0}, "KT01 KT02 GS01", "N1")
    found = {code: total.previous for code, total in compared(now, BOOK, before, None).items()}
    assert (found["KT01"].change, found["KT01"].percent) == (Decimal(3), Decimal("33.33"))
    assert (found["KT02"].change, found["KT02"].percent) == (Decimal(3), None)
    assert (found["GS01"].base, found["GS01"].change) == (None, None)


def test_a_base_stands_though_nobody_gave_a_figure_now() -> None:
    found = compared(typed({}, "KT01", "N1"), BOOK, typed({("N1", "KT01"): 9}, "KT01", "N1"), None)["KT01"].previous
    assert (found.base, found.change, found.percent, found.same_coverage) == (Decimal(9), None, None, False)


def test_a_comparison_warns_when_agencies_are_missing() -> None:
    now, before = (typed(given, "KT01", "N1 N2") for given in ({("N1", "KT01"): 12}, {("N1", "KT01"): 9, ("N2", "KT01"): 9}))
    assert not compared(now, BOOK, before, None)["KT01"].previous.same_coverage
    assert compared(before, BOOK, before, None)["KT01"].previous.same_coverage


def test_a_ratio_changes_by_points() -> None:
    now = typed({("N1", "DT05"): 3, ("N1", "DT04"): 4}, "DT04 DT05", "N1")
    before = typed({("N1", "DT05"): 1, ("N1", "DT04"): 4}, "DT04 DT05", "N1")
    result = compared(now, BOOK, before, None)["DT06"].previous
    assert (result.change, result.percent) == (Decimal("50.00"), None)


def test_a_period_that_is_not_there_compares_to_none() -> None:
    now = typed({("N1", "KT01"): 12}, "KT01", "N1")
    result = compared(now, BOOK, None, now)["KT01"]
    assert result.previous == NOT_COMPARED
    assert (result.same_period.base, result.same_period.percent) == (Decimal(12), Decimal(0))


def target(indicator: str, at_least: int, scope: Literal["agency", "whole"] = "agency", *groups: str) -> list[Target]:
    return [Target(id="chi-tieu", text="Chỉ tiêu", indicator=indicator, at_least=Decimal(at_least), scope=scope, groups=groups)]


def met(results: tuple[TargetResult, ...]) -> dict[str, object]:
    return {result.agency: result.met for result in results}


def test_each_agency_must_reach_its_target() -> None:
    """Gia Lai 2024 II.7: at least two models that work well."""
    given = facts({("N1", "DV05"): 1, ("N2", "DV05"): 2})
    results = targets_met(given, owing("DV05"), target("DV05", 2), BOOK)
    assert met(results) == {"N1": False, "N2": True, "N3": None}
    assert [result.value for result in results] == [1, 2, None]


def test_a_whole_that_falls_short_while_agencies_are_missing_is_undecided() -> None:
    whole = target("DV05", 4, "whole")
    assert met(targets_met(facts({("N1", "DV05"): 3}), owing("DV05"), whole, BOOK)) == {"": None}
    assert met(targets_met(facts({("N1", "DV05"): 3}), owing("DV05", "N1"), whole, BOOK)) == {"": False}
    assert met(targets_met(facts({("N1", "DV05"): 4}), owing("DV05"), whole, BOOK)) == {"": True}


def test_a_target_of_a_group_leaves_the_others_alone() -> None:
    wards = target("DV05", 2, "agency", "phuong")
    assert met(targets_met(facts({("N1", "DV05"): 1, ("N3", "DV05"): 2}), owing("DV05"), wards, BOOK)) == {"N3": True}


def test_a_ratio_may_be_a_target() -> None:
    given = facts({("N1", "HC04"): 95, ("N1", "HC03"): 100})
    assert met(targets_met(given, owing("HC03 HC04", "N1"), target("HC05", 95, "whole"), BOOK)) == {"": True}


# -- passed on -------------------------------------------------------------------------------------------------------
