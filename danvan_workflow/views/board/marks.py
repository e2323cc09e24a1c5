"""What one agency's duty in one cycle comes to on the board: state, days, lateness."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.duty.states import DutyState
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import DutyRow

_URGENCY = (
    DutyState.MISSING,
    DutyState.RETURNED,
    DutyState.WRONG,
    DutyState.INCOMPLETE,
    DutyState.ACCEPTED,
    DutyState.EXEMPT,
    DutyState.PASSED_ON,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry of a roll as it stands.

    `days_late` counts from the agency's own last day to the day of its first version, or to today while nothing came; 0 where it
    is in time. `inherited` says that the mark stands in the line of an heir.
    """

    cycle_id: str
    view: DutyStanding
    first_sent_on: dt.date | None
    sent_on: dt.date | None
    days_late: int
    inherited: bool = False

    @property
    def sent_late(self) -> bool:
        """True where the first version came after the last day."""
        return self.first_sent_on is not None and self.days_late > 0

    @property
    def lateness(self) -> str:
        """How late, in words; empty where it isn't."""
        if not self.days_late:
            return ""
        return f"trễ {self.days_late} ngày" if self.sent_late else f"quá hạn {self.days_late} ngày"

    @property
    def urgency(self) -> int:
        """What has to be looked at first: the smaller, the sooner."""
        return _URGENCY.index(self.view.status.state)


def mark_of(duty: DutyRow, now: dt.datetime) -> Mark:
    """The mark of one entry of a roll; of one that stands outside, too."""
    view = duty_standing(duty, now)
    first = next((version for version in duty.submissions if version.sent_at <= now), None)
    first_sent_on = vietnam_date(first.sent_at) if first else None
    return Mark(
        cycle_id=duty.cycle_id,
        view=view,
        first_sent_on=first_sent_on,
        sent_on=vietnam_date(view.sent_at) if view.sent_at else None,
        days_late=_days_late(view, first_sent_on, vietnam_date(now)),
    )


def _days_late(view: DutyStanding, first_sent_on: dt.date | None, today: dt.date) -> int:
    state = view.status.state
    if not view.owes or not (state.is_sent or state is DutyState.MISSING):
        return 0
    return max(((first_sent_on or today) - view.last_day).days, 0)
