"""Days in words, as official letters write them."""

from __future__ import annotations

import datetime as dt

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def weekday_name(day: dt.date) -> str:
    """The weekday as it stands inside a sentence.

    >>> weekday_name(dt.date(2025, 3, 19)), weekday_name(dt.date(2025, 3, 23))
    ('thứ Tư', 'Chủ nhật')
    """
    return _WEEKDAYS[day.weekday()]


def short_date(day: dt.date) -> str:
    """Day and month without leading zeros.

    >>> short_date(dt.date(2025, 3, 9))
    '9/3/2025'
    """
    return f"{day.day}/{day.month}/{day.year}"


def long_date(day: dt.date) -> str:
    """The day with its weekday, so that a reader sees a wrong date at once.

    >>> long_date(dt.date(2025, 3, 19))
    'thứ Tư, ngày 19/3/2025'
    """
    return f"{weekday_name(day)}, ngày {short_date(day)}"
