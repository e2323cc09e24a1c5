"""The counts of many duties: read by letters, pages, the command line and the report alike, and made here alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace

from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.duty.states import DutyState


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts an officer asks for, of the frozen roll: `owing` = sent + missing + passed on; exempt ones stand apart.

    Who took a duty over in mid-cycle stands beside it, in `heirs` (None: nobody did), so that no rate changes its base.
    """

    owing: int
    sent: int
    on_time: int
    late: int
    incomplete: int
    wrong: int
    returned: int
    missing: int
    exempt: int
    passed_on: int
    heirs: Counts | None = None

    @property
    def open(self) -> int:
        """How many still have something to send or to mend."""
        return self.missing + self.incomplete + self.wrong + self.returned

    @property
    def everybody(self) -> Counts:
        """The roll and the heirs together: what a sentence that names both counts."""
        both = [counts for counts in (self, self.heirs) if counts]
        sums = (sum(getattr(counts, field.name) for counts in both) for field in fields(Counts) if field.name != "heirs")
        return Counts(*sums)

    @property
    def heirs_sent(self) -> str:
        """How many of the heirs sent, as it stands behind `20/25`; empty where there are none."""
        return beside(self, lambda counts: counts.sent)

    @property
    def heirs_share(self) -> str:
        """How many of how many heirs sent, for a cell of a table; empty where there are none."""
        return f"{self.heirs.sent}/{self.heirs.owing}" if self.heirs else ""

    @property
    def reporting(self) -> int:
        """How many are to send themselves: what the coverage of a figure is measured by."""
        return self.everybody.owing - self.everybody.passed_on


def count(duties: Iterable[DutyStanding]) -> Counts:
    """The counts of those who owe; the only place where they are counted."""
    owing = [duty for duty in duties if duty.owes]
    heirs = [duty for duty in owing if duty.heir_since is not None]
    roll = _counts([duty for duty in owing if duty.heir_since is None])
    return replace(roll, heirs=_counts(heirs)) if heirs else roll


def beside(counts: Counts, done: Callable[[Counts], int], number: Callable[[int], str] = str) -> str:
    """What stands behind `n/N` of the roll about the heirs: ` và 30/30 cơ quan kế thừa`; empty where there are none.

    >>> beside(Counts(25, 20, 20, 0, 0, 0, 0, 4, 0, 1, Counts(2, 1, 1, 0, 0, 0, 0, 1, 0, 0)), lambda c: c.sent)
    ' và 1/2 cơ quan kế thừa'
    """
    return f" và {number(done(counts.heirs))}/{number(counts.heirs.owing)} cơ quan kế thừa" if counts.heirs else ""


def sent_of(counts: Counts) -> str:
    """How many sent, of how many, heirs beside them, with plain numbers.

    >>> sent_of(Counts(25, 20, 20, 0, 0, 0, 0, 4, 0, 1))
    '20/25 cơ quan'
    """
    return f"{counts.sent}/{counts.owing} cơ quan{counts.heirs_sent}"


def _counts(owing: Sequence[DutyStanding]) -> Counts:
    states = Counter(duty.status.state for duty in owing)
    sent = [duty for duty in owing if duty.status.state.is_sent]
    return Counts(
        owing=len(owing) - states[DutyState.EXEMPT],
        sent=len(sent),
        on_time=sum(duty.status.on_time is True for duty in sent),
        late=sum(duty.status.on_time is False for duty in sent),
        incomplete=states[DutyState.INCOMPLETE],
        wrong=states[DutyState.WRONG],
        returned=states[DutyState.RETURNED],
        missing=states[DutyState.MISSING],
        exempt=states[DutyState.EXEMPT],
        passed_on=states[DutyState.PASSED_ON],
    )


@dataclass(frozen=True, slots=True)
class Included:
    """Who is in a snapshot, each as it stood when it was taken: `taken` are its members, `absent` owe and are no members.

    Letter, page and report count by this.
    """

    counts: Counts
    taken: tuple[DutyStanding, ...]
    absent: tuple[DutyStanding, ...]
    taken_of_roll: int
    taken_of_heirs: int

    def heirs_taken(self, number: Callable[[int], str] = str) -> str:
        """How many of the heirs are in it, as it stands behind `22/25`; empty where there are none."""
        return beside(self.counts, lambda _: self.taken_of_heirs, number)

    @property
    def unfinished(self) -> tuple[DutyStanding, ...]:
        """Those in it whose report lacks something or has figures to check."""
        return tuple(duty for duty in self.taken if duty.is_open)

    @property
    def late(self) -> tuple[DutyStanding, ...]:
        """Those in it who sent after their last day."""
        return tuple(duty for duty in self.taken if duty.status.on_time is False)


def included(duties: Iterable[DutyStanding], members: Collection[str]) -> Included:
    """Who of `duties` (as they stood when the snapshot was taken) is among `members`, the agencies of its versions."""
    listed = [duty for duty in duties if duty.owes]
    taken = tuple(duty for duty in listed if duty.agency in members)
    return Included(
        counts=count(listed),
        taken=taken,
        absent=tuple(duty for duty in listed if duty.counts_as_owing and duty.agency not in members),
        taken_of_roll=sum(duty.heir_since is None for duty in taken),
        taken_of_heirs=sum(duty.heir_since is not None for duty in taken),
    )
