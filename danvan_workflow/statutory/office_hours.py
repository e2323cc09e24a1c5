"""When offices open: letters leave and cycles open then, unless a plan says another hour."""

from __future__ import annotations

import datetime as dt

from danvan_workflow.statutory.deadline import VIETNAM

OFFICE_OPENS = dt.time(8, 0)


def opening_of(day: dt.date) -> dt.datetime:
    """The moment at which offices open on a day (aware, Asia/Ho_Chi_Minh)."""
    return dt.datetime.combine(day, OFFICE_OPENS, VIETNAM)
