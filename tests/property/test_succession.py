"""Totals pass from predecessors to successors without loss, whatever the history and the figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_workflow.register.apportion import apportion
from danvan_workflow.register.build import national_register
from danvan_workflow.register.models import Agency, AgencyKind, Succession
from danvan_workflow.register.register import Register

START = date(2025, 1, 1)  # Wednesday
WEIGHTS = st.lists(st.one_of(st.integers(0, 50), st.fractions(0, 5, max_denominator=40)), min_size=1, max_size=12).filter(any)


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_apportioned_integers_sum_to_the_total_each_within_one_of_its_share(total: int, weights: list[Fraction | int]) -> None:
    parts = apportion(total, weights)
    whole = sum(Fraction(weight) for weight in weights)
    assert sum(parts) == total
    assert all(abs(part - total * Fraction(weight) / whole) < 1 for part, weight in zip(parts, weights, strict=True))
    assert all(part * total >= 0 for part in parts)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3), WEIGHTS)
def test_apportioned_decimals_keep_the_last_digit_and_the_total(total: Decimal, weights: list[Fraction | int]) -> None:
    parts = apportion(total, weights)
    whole = sum(Fraction(weight) for weight in weights)
    assert sum(map(Fraction, parts)) == Fraction(total)
    assert all(part.as_tuple().exponent == -3 for part in parts)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part) - Fraction(total) * Fraction(weight) / whole) < Fraction(1, 1000)


@st.composite
def histories(draw: st.DrawFn) -> Register:
    """Up to four generations, one month each; every agency of a generation but the last passes into the next or dies."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=4))
    agencies, successions = [], []
    for number, size in enumerate(sizes):
        first, last = START + timedelta(30 * number), START + timedelta(30 * number + 29)
        final = number == len(sizes) - 1
        for i in range(size):
            code = f"G{number}-{i}"
            agencies.append(Agency(code, code, code, AgencyKind.OFFICE, valid_from=first, valid_to=None if final else last))
            if final:
                continue
            heirs = draw(st.lists(st.integers(0, sizes[number + 1] - 1), unique=True, max_size=3))
            weights = draw(st.lists(st.integers(1, 9), min_size=len(heirs), max_size=len(heirs)))
            for heir, weight in zip(heirs, weights, strict=True):
                share = Fraction(weight, sum(weights))
                successions.append(Succession(code, f"G{number + 1}-{heir}", share, last + timedelta(1)))
    return Register(agencies, successions)


@given(histories(), st.integers(0, 150))
def test_shares_sum_to_one_or_to_nothing_and_only_the_living_hold_them(register: Register, days: int) -> None:
    day = START + timedelta(days)
    for agency in register.agencies:
        shares = register.successors(agency.code, day)
        assert sum(share for _, share in shares) in ({1} if shares else {0})
        assert all(register.exists(code, day) and share > 0 for code, share in shares)
        assert list(shares) == sorted(shares)


@given(histories(), st.integers(0, 119))
def test_looking_back_finds_exactly_those_that_look_forward(register: Register, days: int) -> None:
    day = START + timedelta(days)
    last = START + timedelta(150)
    living = [agency.code for agency in register.as_of(day)]
    forward = {(old, new) for old in living for new, _ in register.successors(old, last)}
    back = {(old, agency.code) for agency in register.as_of(last) for old, _ in register.predecessors(agency.code, day)}
    assert forward == back


@given(histories(), st.data())
def test_figures_of_those_with_heirs_arrive_whole(register: Register, data: st.DataObject) -> None:
    last = START + timedelta(150)
    old = [agency.code for agency in register.as_of(START) if register.successors(agency.code, last)]
    figures = {code: data.draw(st.integers(0, 10**6)) for code in old}
    arrived: dict[str, int] = {}
    for code, figure in figures.items():
        heirs = register.successors(code, last)
        for (heir, _), part in zip(heirs, apportion(figure, [share for _, share in heirs]), strict=True):
            arrived[heir] = arrived.get(heir, 0) + part
    assert sum(arrived.values()) == sum(figures.values())


@settings(max_examples=25)
@given(st.sampled_from(["L52", "L64", "L66", "L54", "L38", "L20"]), st.data())
def test_district_figures_arrive_whole_in_the_communes_of_one_new_province(province: str, data: st.DataObject) -> None:
    register = national_register()
    districts = [found.code for found in register.members({AgencyKind.DISTRICT}, province, date(2025, 6, 30))]  # Monday
    figures = data.draw(st.dictionaries(st.sampled_from(districts), st.integers(0, 10**6), min_size=1))
    arrived: dict[str, int] = {}
    for district, figure in figures.items():
        heirs = register.successors(district, date(2025, 7, 1))  # Tuesday
        for (heir, _), part in zip(heirs, apportion(figure, [share for _, share in heirs]), strict=True):
            arrived[heir] = arrived.get(heir, 0) + part
    ((new_province, _),) = register.successors(province, date(2025, 7, 1))
    assert sum(arrived.values()) == sum(figures.values())
    assert {register.get(code).parent for code in arrived} == {new_province}
