"""Totals are equal before and after a handover, whatever the agencies had reported."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import Office, at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.register.build import national_register
from danvan_workflow.register.register import Register
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.submissions.history import figures_of_agency
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.store import cycles

SIX, NINE = "binh-dinh-2025.dinh-ky.2025-6m", "binh-dinh-2025.dinh-ky.2025-9m"
AFTER = dt.date(2025, 8, 27)  # Wed
CODES = ("TT01", "DV05", "DT01", "CV01")
"""Two flows, a stock and a stock at the start: all sums."""

values = st.integers(0, 10**6).map(Decimal)
answers = st.one_of(
    values.map(lambda value: (FigureStatus.VALUE, value)),
    st.just((FigureStatus.ZERO, Decimal(0))),
    st.just((FigureStatus.NIL, Decimal(0))),
    st.just((FigureStatus.NOT_APPLICABLE, None)),
)


@pytest.fixture(scope="module")
def register() -> Register:
    return national_register()


def sums(pairs: object) -> dict[str, Decimal]:
    """Totals by indicator, of what is known."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for code, value in pairs:  # type: ignore[attr-defined]
        if value is not None:
            found[code] += value
    return {code: total for code, total in found.items() if total}


@given(
    st.dictionaries(st.sampled_from(range(25)), st.tuples(*[answers] * len(CODES)), min_size=1, max_size=6),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_heirs_are_measured_by_adds_up_to_what_was_reported(
    opened: Office, sent: dict[int, tuple[tuple[FigureStatus, Decimal | None], ...]]
) -> None:
    agencies = opened.owing(SIX)
    for place, said in sent.items():
        figures = tuple(Figure(code, *answer) for code, answer in zip(CODES, said, strict=True))
        draft = opened.draft(SIX, agencies[place], "2025-06-18 10:00")
        kept = (figure for figure in draft.figures if figure.indicator not in CODES)
        receive_submission(opened.runtime, replace(draft, figures=(*kept, *figures)), at("2025-06-18 10:00"))
    reported, inherited = totals_of(opened, agencies, at("2025-06-18").date()), totals_of(opened, opened.owing(NINE), AFTER)
    assert inherited == reported
    assert sum(reported.values()) >= sum(v or 0 for said in sent.values() for _, v in said)


@pytest.fixture
def opened(office: Office) -> Office:
    """Both cycles of the middle of 2025, opened; nothing was sent."""
    office.open(SIX)
    office.open(NINE)
    return office


def totals_of(opened: Office, agencies: list[str], day: dt.date) -> dict[str, Decimal]:
    """The totals by indicator of what stands for these agencies in the six-month cycle."""
    with opened.runtime.uow() as uow:
        six = cycles.get_cycle(uow, SIX)
        held = [figures_of_agency(opened.runtime, uow, six, agency, day) or {} for agency in agencies]
    return sums((code, figure.value) for figures in held for code, figure in figures.items())


def test_figures_sent_after_the_handover_count_once(office: Office) -> None:
    """A district answers, another passes its duty on and its communes answer: the nine months build on all of it, once."""
    office.open(SIX)
    office.open(NINE)
    office.send(SIX, "L540", "2025-06-18 10:00", {"TT01": 90})
    pass_on_duties(office.runtime, SIX, at("2025-07-01"))
    heirs = [d.agency for d in office.duties(SIX).values() if d.owes and d.inherited_from and d.agency.startswith("N")][:3]
    for heir in heirs:
        office.send(SIX, heir, "2025-07-02 10:00", {"TT01": 7})
    assert totals_of(office, office.owing(NINE), AFTER)["TT01"] == 90 + 7 * len(heirs)


def test_a_share_of_nothing_is_nothing(office: Office) -> None:
    office.open(SIX)
    office.open(NINE)
    assert totals_of(office, office.owing(NINE), AFTER) == {}


def test_shares_of_the_heirs_are_a_whole(register: Register) -> None:
    assert sum((share for _, share in register.successors("L540", AFTER)), Fraction(0)) == 1
