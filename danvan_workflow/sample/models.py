"""What a sample is made for: the cycle, its duties, and in which shares things go well or wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum

from danvan_workflow.duty.requirements import PersonNeed
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.plan.models import ObligationKind

Previous = Mapping[str, Mapping[str, Decimal]]


class SampleOutcome(StrEnum):
    """How an agency behaves in a cycle; each agency behaves in one way."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"
    CORRECTED = "corrected"
    NIL = "nil"


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of the duties that each outcome gets; together 1."""

    on_time: Decimal = Decimal("0.62")
    late: Decimal = Decimal("0.12")
    missing: Decimal = Decimal("0.08")
    incomplete: Decimal = Decimal("0.06")
    wrong: Decimal = Decimal("0.05")
    corrected: Decimal = Decimal("0.05")
    nil: Decimal = Decimal("0.02")

    def __post_init__(self) -> None:
        values = [getattr(self, field.name) for field in fields(self)]
        if min(values) < 0 or sum(values) != 1:
            said = ", ".join(f"{field.name}={getattr(self, field.name)}" for field in fields(self))
            accepted = "các số từ 0 đến 1, cộng lại bằng 1"
            raise InvalidInput([Problem("tỷ lệ dữ liệu mẫu không hợp lệ", place="shares", value=said, accepted=accepted)])

    def by_outcome(self) -> dict[SampleOutcome, Decimal]:
        """The shares by outcome, in the order of the outcomes."""
        return {outcome: getattr(self, outcome.value) for outcome in SampleOutcome}


@dataclass(frozen=True, slots=True)
class SampleCycle:
    """The cycle as a sample sees it. `questions` are the (id, title) of an ad hoc request."""

    cycle_id: str
    kind: ObligationKind
    period: str | None
    opens_on: dt.date
    last_day: dt.date
    data_last_day: dt.date | None = None
    label: str = ""
    questions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SampleDuty:
    """What one agency owes: ids of sections, codes of indicators, persons to name, tasks to tell of."""

    agency: str
    name: str
    group: str
    sections: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    persons: tuple[PersonNeed, ...] = ()
    tasks: tuple[str, ...] = ()


def rng(*parts: str) -> random.Random:
    """A generator that depends on these words alone: the same on every machine and in every order of calls."""
    digest = hashlib.sha256("|".join(parts).encode()).digest()
    return random.Random(int.from_bytes(digest))
