"""Who took over from whom, and when: the days of the register, whatever day anybody acted on."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from danvan_workflow.register.models import Agency, AgencyKind, Succession
from danvan_workflow.register.register import Register
from danvan_workflow.register.takeover import taken_over_on, takeovers

MARCH, JULY = dt.date(2025, 3, 1), dt.date(2025, 7, 1)
BEFORE_MARCH, BEFORE_JULY = dt.date(2025, 2, 28), dt.date(2025, 6, 30)


def agency(code: str, first: dt.date | None = None, last: dt.date | None = None) -> Agency:
    return Agency(code, f"Sở {code}", f"Sở {code}", AgencyKind.DEPARTMENT, valid_from=first, valid_to=last)


def step(predecessor: str, successor: str, day: dt.date, share: Fraction = Fraction(1)) -> Succession:
    return Succession(predecessor, successor, share, day)


# A went into B in March, B and C into D in July; half of E into D, half into F.
REGISTER = Register(
    [
        agency("A", last=BEFORE_MARCH),
        agency("B", last=BEFORE_JULY),
        agency("C", last=BEFORE_JULY),
        agency("E", last=BEFORE_JULY),
        agency("D"),
        agency("F", first=JULY),
    ],
    [
        step("A", "B", MARCH),
        step("B", "D", JULY),
        step("C", "D", JULY),
        step("E", "D", JULY, Fraction(1, 2)),
        step("E", "F", JULY, Fraction(1, 2)),
    ],
)


def ways(codes: list[str], heir: str) -> list[tuple[str, str, dt.date]]:
    return [(found.predecessor, found.successor, found.effective_on) for found in takeovers(REGISTER, codes, heir)]


def test_the_day_is_that_of_the_succession_though_the_heir_is_older() -> None:
    assert ways(["C"], "D") == [("C", "D", JULY)]


def test_two_mergers_are_two_steps_and_a_body_counts_in_the_one_in_which_it_existed() -> None:
    assert ways(["A", "B", "C"], "D") == [("A", "B", MARCH), ("B", "D", JULY), ("C", "D", JULY)]
    assert ways(["A"], "D") == [("A", "B", MARCH), ("B", "D", JULY)]


def test_only_the_steps_that_lead_to_the_heir() -> None:
    assert ways(["E"], "F") == [("E", "F", JULY)]
    assert ways(["A"], "F") == []
    assert ways(["D"], "D") == []


def test_what_came_in_two_steps_is_taken_over_with_the_second() -> None:
    assert taken_over_on(REGISTER, "A", "B") == MARCH
    assert taken_over_on(REGISTER, "A", "D") == JULY
    assert taken_over_on(REGISTER, "A", "F") is None
