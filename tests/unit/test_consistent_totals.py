"""Figures that are read together are added up over the same agencies; what is being checked or was accepted stands apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pytest

from danvan_workflow.consolidate.blocked import Fault, Marks, marks_of
from danvan_workflow.consolidate.counted import settled
from danvan_workflow.consolidate.families import families, kept, needs
from danvan_workflow.consolidate.figures import Apart, Comparison, GroupValue, SetApart, Total
from danvan_workflow.consolidate.frames import facts_frame, owing_frame
from danvan_workflow.consolidate.printed import total_findings
from danvan_workflow.consolidate.tables import totals
from danvan_workflow.consolidate.typed_figures import typed_apart, typed_totals
from danvan_workflow.errors import Severity
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.rules import all_rules

BOOK = catalogue()
Given = Mapping[tuple[str, str], int]


def consolidated(
    given: Given, codes: str, marks: Marks, agencies: str = "N1 N2 N3"
) -> tuple[dict[str, Total], tuple[SetApart, ...]]:
    book = BOOK.only(codes.split())
    facts = facts_frame((agency, "xa", code, "value", Decimal(value)) for (agency, code), value in given.items())
    owing = owing_frame((agency, "xa", code) for agency in agencies.split() for code in book if not book[code].is_ratio)
    counted = settled(facts, owing, book, needs(all_rules(), book), marks)
    return typed_totals(totals(counted, owing, book)), typed_apart(counted)


def added(given: Given, codes: str, marks: Marks | None = None) -> dict[str, Total]:
    return consolidated(given, codes, marks or Marks())[0]


def complaints(agency: str, cases: int, resolved: int, pending: int) -> dict[tuple[str, str], int]:
    return {(agency, "DT04"): cases, (agency, "DT05"): resolved, (agency, "DT07"): pending}


def test_the_terms_of_an_equation_come_from_the_agencies_that_gave_all() -> None:
    given = complaints("N1", 10, 7, 3) | complaints("N2", 5, 5, 0) | {("N3", "DT05"): 40, ("N3", "DT07"): 2}
    found = added(given, "DT04 DT05 DT07 DT06")
    assert [found[code].value for code in ("DT04", "DT05", "DT07", "DT06")] == [15, 12, 3, Decimal("80.00")]
    assert found["DT05"].left_out == ("N3",)
    assert (found["DT05"].coverage, found["DT04"].missing, found["DT06"].coverage) == ("2/3", ("N3",), "2/3")


def test_a_part_counts_only_where_its_whole_is_given_and_the_whole_without_its_part() -> None:
    found = added({("N1", "DT08"): 9, ("N2", "DT08"): 4, ("N2", "DT08a"): 4, ("N3", "DT08a"): 8}, "DT08 DT08a")
    assert [found["DT08"].value, found["DT08a"].value] == [13, 4]
    assert found["DT08a"].left_out == ("N3",)


def test_what_is_resolved_needs_the_stock_and_the_flow_it_is_resolved_from() -> None:
    given = {("N1", "HC01"): 1, ("N1", "HC02"): 9, ("N1", "HC03"): 10, ("N2", "HC02"): 5, ("N2", "HC03"): 5, ("N3", "HC02"): 2}
    found = added(given, "HC01 HC02 HC03")
    assert [found["HC03"].value, found["HC02"].value] == [10, 16]
    assert found["HC03"].left_out == ("N2",)


def test_a_breakdown_that_hardly_anybody_gave_has_no_total_and_takes_none_from_the_others() -> None:
    everybody = " ".join(f"N{n}" for n in range(1, 10))
    given: dict[tuple[str, str], int] = {(agency, "TC01"): 5 for agency in everybody.split()}
    broken_down = given | {("N1", "TC01a"): 3, ("N1", "TC01b"): 2}
    found, apart = consolidated(broken_down, "TC01 TC01a TC01b", Marks(), everybody)
    assert [found[code].value for code in ("TC01", "TC01a", "TC01b")] == [45, 3, None]
    assert apart == (SetApart("N1", "TC01b", Decimal(2), Apart.LEFT_OUT),)


def test_an_indicator_that_a_cycle_does_not_ask_for_binds_nothing() -> None:
    facts = facts_frame([("N1", "xa", "DT08a", "value", Decimal(4))])
    owing = owing_frame([("N1", "xa", "DT08a")])
    book = BOOK.only(["DT08", "DT08a"])
    counted = settled(facts, owing, book, needs(all_rules(), book), Marks())
    assert typed_totals(totals(counted, owing, book))["DT08a"].value == 4


def test_a_value_with_an_error_is_being_checked_neither_missing_nor_added_up() -> None:
    """Half a person of N2 (issue 8, A.1): the total is that of the others, and N2 is named."""
    marks = marks_of([Fault("N2", "V01a", Severity.ERROR, ("TT02",))], frozenset())
    found, apart = consolidated({("N1", "TT02"): 4500, ("N2", "TT02"): 12}, "TT02", marks)
    assert (found["TT02"].value, found["TT02"].checking, found["TT02"].missing) == (Decimal(4500), ("N2",), ("N3",))
    assert (found["TT02"].coverage, apart) == ("1/3", (SetApart("N2", "TT02", Decimal(12), Apart.CHECKING),))


def test_each_term_of_a_broken_relation_is_being_checked_and_a_warning_checks_nothing() -> None:
    broken = Fault("N1", "V03", Severity.ERROR, ("DT05", "DT07", "DT04"))
    warned = Fault("N1", "V11a", Severity.WARNING, ("TC02", "TC01"))
    assert marks_of([broken, warned], frozenset()).checking == {("N1", code) for code in ("DT04", "DT05", "DT07")}


def test_what_was_accepted_counts_in_its_own_total_alone() -> None:
    """N3 resolved 12 of 10, and the officer accepted it: it stays out of what is read together, and beside it is told."""
    given = complaints("N1", 10, 7, 3) | complaints("N2", 5, 5, 0) | complaints("N3", 10, 12, 0)
    terms = ("DT05", "DT07", "DT04")
    marks = marks_of([Fault("N3", "V03", Severity.ERROR, terms)], frozenset(("N3", code) for code in terms))
    found = added(given, "DT04 DT05 DT07 DT06", marks)
    assert [found[code].value for code in ("DT04", "DT05", "DT07", "DT06")] == [15, 12, 3, Decimal("80.00")]
    assert (found["DT05"].beside, found["DT05"].with_beside, found["DT05"].checking) == (("N3",), Decimal(24), ())


def test_what_was_accepted_and_nothing_binds_is_in_the_total_and_marked() -> None:
    marks = marks_of([Fault("N1", "V13", Severity.ERROR, ("KT01",))], frozenset([("N1", "KT01")]))
    found = added({("N1", "KT01"): 2, ("N2", "KT01"): 3}, "KT01", marks)["KT01"]
    assert (found.value, found.accepted, found.coverage, found.with_beside) == (Decimal(5), ("N1",), "2/3", None)


def test_what_can_be_no_number_is_not_accepted() -> None:
    marks = marks_of([Fault("N1", "V01a", Severity.ERROR, ("KT01",))], frozenset([("N1", "KT01")]))
    assert (marks.checking, marks.accepted) == ({("N1", "KT01")}, frozenset())


def test_an_acceptance_of_what_no_rule_finds_fault_with_changes_nothing() -> None:
    assert marks_of([], frozenset([("N1", "KT01")])) == Marks()


def test_indicators_that_hang_together_by_others_are_one_family() -> None:
    found = families(needs(all_rules(), BOOK.only(["DT01", "DT02", "DT09", "DT04", "DT05", "DT07", "KT01"])))
    assert sorted(sorted(family) for family in found) == [["DT01", "DT02", "DT09"], ["DT04", "DT05", "DT07"]]


def test_a_family_of_which_nobody_gave_all_keeps_what_it_can() -> None:
    asked = needs(all_rules(), BOOK.only(["DT04", "DT05", "DT07"]))
    left = kept({"DT04": frozenset("123"), "DT05": frozenset("12"), "DT07": frozenset("3")}, asked)
    assert left == {"DT04": frozenset("123"), "DT05": frozenset("12"), "DT07": frozenset()}


# -- the rules, run on what is printed ------------------------------------------------------------------------------


def printed(values: Mapping[str, int], groups: Iterable[GroupValue] = (), base: int | None = None) -> list[tuple[str, str, bool]]:
    beside = Comparison(None if base is None else Decimal(base))
    whole = {code: Total(code, Decimal(value), 3, 3, previous=beside) for code, value in values.items()}
    found = total_findings(whole, groups, all_rules(), BOOK.only(values))
    return [(item.group, item.rule, item.contradicts) for item in found]


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"HC03": 353851, "HC04": 356849}, "V06a"),
        ({"DT04": 1161, "DT05": 823, "DT07": 372}, "V03"),
        ({"DT08": 5, "DT08a": 6}, "V05p"),
        ({"TT01": -3}, "V01a"),
    ],
)
def test_totals_that_contradict_each_other_are_found(values: Mapping[str, int], rule: str) -> None:
    assert ("", rule, True) in printed(values)


def test_a_contradiction_in_a_group_says_which() -> None:
    groups = [GroupValue("phuong", "DT08", Decimal(5)), GroupValue("phuong", "DT08a", Decimal(6))]
    assert printed({"DT08": 9, "DT08a": 6}, groups) == [("phuong", "V05p", True)]


def test_warnings_and_other_periods_stop_nothing() -> None:
    assert printed({"TC01": 10, "TC02": 8}) == [("", "V11a", False)]
    assert printed({"KT01": 4}, base=9) == [("", "V13", False)]


def test_a_count_of_those_who_said_yes_may_pass_one() -> None:
    assert printed({"CD02": 15}) == []
