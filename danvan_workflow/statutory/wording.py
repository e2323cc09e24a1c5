"""Days, and what stands inside a sentence, as official letters write them."""

from __future__ import annotations

import datetime as dt

from danvan_workflow.statutory.deadline import VIETNAM, date_text

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def weekday_name(day: dt.date) -> str:
    """The weekday as it stands inside a sentence.

    >>> weekday_name(dt.date(2025, 3, 19)), weekday_name(dt.date(2025, 3, 23))
    ('thứ Tư', 'Chủ nhật')
    """
    return _WEEKDAYS[day.weekday()]


def short_date(day: dt.date) -> str:
    """Day, month and year in figures.

    >>> short_date(dt.date(2025, 3, 9)), short_date(dt.date(2025, 2, 20))
    ('09/3/2025', '20/02/2025')
    """
    return date_text(day)


def long_date(day: dt.date) -> str:
    """The day with its weekday, so that a reader sees a wrong date at once.

    >>> long_date(dt.date(2025, 3, 19))
    'thứ Tư, ngày 19/3/2025'
    """
    return f"{weekday_name(day)}, ngày {short_date(day)}"


def moment_text(moment: dt.datetime) -> str:
    """An aware moment in Vietnam's time.

    >>> moment_text(dt.datetime(2025, 3, 19, 9, 5, tzinfo=dt.UTC))
    '16 giờ 05 phút, thứ Tư, ngày 19/3/2025'
    """
    if moment.tzinfo is None:
        raise ValueError("the moment must be aware")
    local = moment.astimezone(VIETNAM)
    return f"{local.hour:02d} giờ {local.minute:02d} phút, {long_date(local.date())}"


_PERIOD_WORDS = frozenset({"Quý", "Tháng", "Năm", "Tuần", "Ngày", "Kỳ", "Đợt", "Lần", "Nửa"})


def in_sentence(label: str) -> str:
    """A heading as it stands inside a sentence: its first letter is small, unless the heading begins with a name.

    A name is known by its first two words having capitals, or by an abbreviation.

    >>> [in_sentence(label) for label in ("Quý I năm 2025", "Báo cáo định kỳ", "UBND xã", "Tết Nguyên đán", "6 tháng")]
    ['quý I năm 2025', 'báo cáo định kỳ', 'UBND xã', 'Tết Nguyên đán', '6 tháng']
    """
    first, _, rest = label.partition(" ")
    is_name = first[1:2].isupper() or (rest[:1].isupper() and first not in _PERIOD_WORDS)
    return label if is_name else label[:1].lower() + label[1:]
