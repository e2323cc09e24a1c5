"""Until when a leader waits for more agencies, out of what was written into a form that nobody checks."""

from __future__ import annotations

import datetime as dt
import re

from danvan_workflow.errors import NotCovered
from danvan_workflow.statutory.wording import short_date
from danvan_workflow.statutory.workdays import WorkCalendar

_DAY = re.compile(r"^(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})$")


def wait_until(calendar: WorkCalendar, text: str, today: dt.date) -> tuple[dt.date, str]:
    """The day on which to ask again, and a sentence for the note where it isn't the one that was written.

    Without a day it's the next working day; so it is for what is no day, or none to come: whoever wrote it can't be asked back.
    """
    try:
        following = calendar.shift(today, 1)
    except NotCovered:
        following = today + dt.timedelta(days=1)
    if not text.strip():
        return following, ""
    day = _read_day(text.strip())
    if day is None:
        return following, f"Ngày chờ “{text.strip()[:40]}” không đọc được, sẽ hỏi lại ngày {short_date(following)}."
    if day <= today:
        return following, f"Ngày chờ {short_date(day)} không ở sau hôm nay, sẽ hỏi lại ngày {short_date(following)}."
    return day, f"Chờ đến ngày {short_date(day)}."


def _read_day(text: str) -> dt.date | None:
    found = _DAY.match(text)
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"])) if found else dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
