"""What one agency's duty in one cycle comes to on the board: state, days, lateness."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.duty.standing import DutyStanding, days_late, lateness
from danvan_workflow.duty.states import DutyState
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.workdays import WorkCalendar
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

    `days_late` counts working days from the own last day to the first version, or to today while nothing came; 0 where it
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
        return self.view.counts_as_owing and self.view.status.on_time is False

    @property
    def lateness(self) -> str:
        """How late, in words; empty where it isn't."""
        return lateness(self.view, self.days_late)

    @property
    def urgency(self) -> int:
        """What has to be looked at first: the smaller, the sooner."""
        return _URGENCY.index(self.view.status.state)


def mark_of(duty: DutyRow, calendar: WorkCalendar, now: dt.datetime) -> Mark:
    """The mark of one entry of a roll; of one that stands outside, too."""
    view = duty_standing(duty, now)
    return Mark(
        cycle_id=duty.cycle_id,
        view=view,
        first_sent_on=vietnam_date(view.first_sent_at) if view.first_sent_at else None,
        sent_on=vietnam_date(view.sent_at) if view.sent_at else None,
        days_late=days_late(view, calendar.workdays_between, now) if view.counts_as_owing else 0,
    )
