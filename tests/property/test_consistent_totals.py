"""Whatever agencies report and officers accept, the printed totals obey every error rule, and no figure gets lost on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_workflow.consolidate.blocked import Fault, marks_of
from danvan_workflow.consolidate.checks import check_submission
from danvan_workflow.consolidate.counted import settled
from danvan_workflow.consolidate.families import families, kept, needs
from danvan_workflow.consolidate.figures import GroupValue, Total
from danvan_workflow.consolidate.frames import facts_frame, owing_frame
from danvan_workflow.consolidate.printed import total_findings
from danvan_workflow.consolidate.tables import totals, totals_by_group
from danvan_workflow.consolidate.typed_figures import typed_apart, typed_groups, typed_totals
from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.errors import Severity
from danvan_workflow.statutory.indicators import Catalogue, IndicatorKind, catalogue
from danvan_workflow.statutory.rules import Rule, RuleForm, RuleScope, all_rules

BOOK = catalogue()
RELATIONS = [r for r in all_rules() if (r.severity, r.scope, r.form) == (Severity.ERROR, RuleScope.SUBMISSION, RuleForm.RELATION)]
GROUPS = {"N1": "xa", "N2": "xa", "N3": "phuong", "N4": "phuong", "N5": "so"}
FAMILIES = [sorted(family) for family in families(needs(all_rules(), BOOK))]
LONE = ["CD02", "TT01", "TT02", "KT01"]

Answers = Mapping[tuple[str, str], Decimal | None]


@dataclass(frozen=True)
class Case:
    """What is asked, what was given (None: not applicable), and which of it officers accepted whatever the rules say."""

    book: Catalogue
    given: Answers
    accepted: frozenset[tuple[str, str]]

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [(agency, code) for agency, code in product(GROUPS, self.book) if not self.book[code].is_ratio]

    def of(self, agency: str) -> dict[str, Decimal]:
        return {code: value for (who, code), value in self.given.items() if who == agency and value is not None}


def _value(code: str) -> st.SearchStrategy[Decimal]:
    """Mostly small whole numbers, so that rules are kept and broken alike; now and then no number of the indicator's kind."""
    if BOOK[code].is_ratio:
        return st.sampled_from(["0", "50", "66.67", "100", "140"]).map(Decimal)
    if BOOK[code].kind is IndicatorKind.YES_NO:
        return st.sampled_from(["0", "1", "1", "2"]).map(Decimal)
    return st.one_of(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["-3", "12.5", "900"])).map(Decimal)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One or two families and some indicators of none; agencies leave out figures or whole indicators."""
    codes = [*draw(st.sampled_from(FAMILIES)), *draw(st.sampled_from(FAMILIES)), *LONE]
    used = draw(st.lists(st.sampled_from(codes), min_size=1, unique=True)) if draw(st.booleans()) else codes
    ratios = [code for code, item in BOOK.items() if item.is_ratio and {item.numerator, item.denominator} <= set(used)]
    book = BOOK.only([*used, *ratios])
    given: dict[tuple[str, str], Decimal | None] = {}
    for agency, code in product(GROUPS, book):
        how = draw(st.sampled_from(["value"] * 6 + ["blank", "n/a"]))
        if how != "blank":
            given[agency, code] = draw(_value(code)) if how == "value" else None
    some = st.frozensets(st.sampled_from(sorted(given)), max_size=12) if given else st.just(frozenset[tuple[str, str]]())
    return Case(book, given, draw(some))


def consolidated(case: Case) -> pd.DataFrame:
    rows = [
        (agency, GROUPS[agency], code, "not_applicable" if value is None else ("value" if value else "zero"), value)
        for (agency, code), value in case.given.items()
    ]
    marks = marks_of(_faults(case), case.accepted)
    return settled(facts_frame(rows), _owing(case), case.book, needs(all_rules(), case.book), marks)


def _owing(case: Case) -> pd.DataFrame:
    return owing_frame((agency, GROUPS[agency], code) for agency, code in case.asked)


def _faults(case: Case) -> Iterator[Fault]:
    for agency in GROUPS:
        figures = {code: Figure(code, FigureStatus.VALUE, value) for code, value in case.of(agency).items()}
        for found in check_submission(figures, indicators=case.book):
            yield Fault(agency, found.rule, found.severity, found.terms)


def printed(case: Case) -> tuple[dict[str, Total], tuple[GroupValue, ...]]:
    facts = consolidated(case)
    whole = typed_totals(totals(facts, _owing(case), case.book))
    return whole, typed_groups(totals_by_group(facts, _owing(case), case.book))


def broken(values: Mapping[str, Decimal], book: Catalogue) -> list[str]:
    """The rules that these numbers break, worked out anew in plain words."""
    found = [rule.id for rule in RELATIONS if values.keys() >= set(rule.terms) and not _holds(rule, values)]
    parts = [(code, book[code].parent) for code in values if book[code].parent in values]
    found += [f"{code} > {parent}" for code, parent in parts if values[code] > values[parent]]
    found += [code for code, value in values.items() if value < 0]
    found += [code for code, value in values.items() if not book[code].decimals and value != value.to_integral_value()]
    for code, item in book.items():
        if item.is_ratio and code in values:
            exact = 100 * values[item.numerator] / values[item.denominator]
            found += [code] if abs(exact - values[code]) > Decimal("0.005") or values[code] > 100 else []
    return found


def _holds(rule: Rule, values: Mapping[str, Decimal]) -> bool:
    left, right = (sum((values[code] for code in side), Decimal(0)) for side in (rule.left, rule.right))
    return left == right if rule.operator == "=" else left <= right


@settings(max_examples=50, deadline=None)
@given(cases())
def test_printed_totals_obey_every_error_rule(case: Case) -> None:
    whole, groups = printed(case)
    assert broken({code: total.value for code, total in whole.items() if total.value is not None}, case.book) == []
    for group in set(GROUPS.values()):
        values = {own.indicator: own.value for own in groups if own.group == group and own.value is not None}
        assert broken(values, case.book) == []
    assert [found for found in total_findings(whole, groups, all_rules(), case.book) if found.contradicts] == []


@settings(max_examples=25, deadline=None)
@given(cases())
def test_every_figure_is_in_its_total_or_set_apart_and_every_agency_is_told_of(case: Case) -> None:
    whole, _ = printed(case)
    apart = {(item.agency, item.indicator): item for item in typed_apart(consolidated(case))}
    for code, total in whole.items():
        if case.book[code].is_ratio:
            continue
        silent = sum(case.given.get((agency, code), "n/a") is None for agency in GROUPS)
        named = (*total.missing, *total.checking, *total.left_out, *total.beside)
        assert len(set(named)) == len(named) == total.owing - total.reporting
        assert total.owing + silent == len(GROUPS)
        inside = [case.of(agency)[code] for agency in GROUPS if code in case.of(agency) and agency not in named]
        assert (total.value or 0) == sum(inside)
        assert all(apart[agency, code].value == case.of(agency)[code] for agency in (*total.checking, *total.left_out))


givers = st.dictionaries(st.sampled_from(sorted({c for f in FAMILIES for c in f})), st.frozensets(st.integers(1, 9).map(str)))


@settings(max_examples=100, deadline=None)
@given(givers)
def test_who_gave_every_figure_loses_none_and_what_nobody_else_gave_costs_no_more_than_half(
    given_by: dict[str, frozenset[str]],
) -> None:
    asked = needs(all_rules(), BOOK.only(given_by))
    left = kept(given_by, asked)
    assert all(left[code] <= given_by[code] for code in given_by)
    everything = frozenset.intersection(*given_by.values()) if given_by else frozenset()
    dropped = {code for code in given_by if given_by[code] and not left[code]}
    assert all(everything <= left[code] for code in given_by if code not in dropped)
