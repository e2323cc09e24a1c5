"""Due phrases as data, and the last day and moment on which a report is in time."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.statutory.period import Period
from danvan_workflow.statutory.windows import data_window
from danvan_workflow.statutory.workdays import WorkCalendar

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Before:
    """“Trước ngày D”: the last day is D-1."""

    day: dt.date


@dataclass(frozen=True, slots=True)
class By:
    """“Chậm nhất ngày D”: D is included."""

    day: dt.date


@dataclass(frozen=True, slots=True)
class DayOfLastMonth:
    """“Ngày N của tháng cuối kỳ báo cáo”; a month without that day ends on its last (BLDS 2015 Đ148.3)."""

    day: int

    def __post_init__(self) -> None:
        _require_range("day_of_last_month", self.day, 31)


@dataclass(frozen=True, slots=True)
class WorkingDaysAfterCutoff:
    """N working days after the cut-off of the period's data; N ≥ 1 as NĐ 09/2019 Đ8.5 demands."""

    days: int

    def __post_init__(self) -> None:
        _require_range("working_days_after_cutoff", self.days, 60)


DuePhrase = Before | By | DayOfLastMonth | WorkingDaysAfterCutoff


class DayOffPolicy(StrEnum):
    """What becomes of a last day that is a day off."""

    STRICT = "strict"
    NEXT_WORKING_DAY = "next_working_day"
    PREVIOUS_WORKING_DAY = "previous_working_day"

    @property
    def text(self) -> str:
        """The policy as a Vietnamese clause."""
        return _POLICY_TEXT[self]


_POLICY_TEXT = {
    DayOffPolicy.STRICT: "giữ nguyên ngày cuối cùng, kể cả khi là ngày nghỉ",
    DayOffPolicy.NEXT_WORKING_DAY: "ngày cuối cùng là ngày nghỉ thì thời hạn kết thúc vào cuối ngày làm việc tiếp theo",
    DayOffPolicy.PREVIOUS_WORKING_DAY: "ngày cuối cùng là ngày nghỉ thì thời hạn kết thúc vào cuối ngày làm việc liền trước",
}


def literal_last_day(phrase: DuePhrase, period: Period | None, calendar: WorkCalendar) -> dt.date:
    """The last day that the phrase itself names, before any day-off policy."""
    match phrase:
        case Before(day):
            return day - dt.timedelta(days=1)
        case By(day):
            return day
        case DayOfLastMonth(day):
            year, month = _required(period, phrase).last_month
            return dt.date(year, month, min(day, months.monthrange(year, month)[1]))
        case WorkingDaysAfterCutoff(days):
            return calendar.shift(data_window(_required(period, phrase)).last_day, days)


def last_admissible_day(
    phrase: DuePhrase,
    period: Period | None = None,
    policy: DayOffPolicy = DayOffPolicy.NEXT_WORKING_DAY,
    calendar: WorkCalendar | None = None,
) -> dt.date:
    """The last day on which a report is in time, after the day-off policy (default: BLDS 2015 Đ148.5 by analogy).

    `period` is needed by the phrases that count from it. Without `calendar`, the pinned one of the package.

    >>> last_admissible_day(Before(dt.date(2025, 9, 20))).isoformat()
    '2025-09-19'
    """
    days = calendar or WorkCalendar.default()
    last = literal_last_day(phrase, period, days)
    match policy:
        case DayOffPolicy.STRICT:
            return last
        case DayOffPolicy.NEXT_WORKING_DAY:
            return days.next_workday(last)
        case DayOffPolicy.PREVIOUS_WORKING_DAY:
            return days.previous_workday(last)


def deadline_moment(day: dt.date) -> dt.datetime:
    """24:00 of `day` in Việt Nam, in UTC: the first moment that is too late.

    >>> deadline_moment(dt.date(2025, 3, 19)).isoformat()
    '2025-03-19T17:00:00+00:00'
    """
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=VIETNAM)
    return midnight.astimezone(dt.UTC)


def in_time(received_at: dt.datetime, last_day: dt.date) -> bool:
    """True where something received at that (aware) moment is in time for `last_day`."""
    return _aware(received_at) < deadline_moment(last_day)


def vietnam_date(moment: dt.datetime) -> dt.date:
    """The date that an aware moment has in Việt Nam."""
    return _aware(moment).astimezone(VIETNAM).date()


def date_text(day: dt.date) -> str:
    """A date as official Vietnamese text writes it: a zero before days under 10 and months 1, 2.

    >>> date_text(dt.date(2026, 3, 9)), date_text(dt.date(2025, 2, 10))
    ('09/3/2026', '10/02/2025')
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def phrase_text(phrase: DuePhrase) -> str:
    """The phrase in Vietnamese.

    >>> phrase_text(Before(dt.date(2025, 3, 20)))
    'trước ngày 20/3/2025'
    """
    match phrase:
        case Before(day):
            return f"trước ngày {date_text(day)}"
        case By(day):
            return f"chậm nhất ngày {date_text(day)}"
        case DayOfLastMonth(number):
            return f"chậm nhất ngày {number:02d} của tháng cuối kỳ báo cáo"
        case WorkingDaysAfterCutoff(days):
            return f"chậm nhất {days:02d} ngày làm việc sau ngày chốt số liệu"


def _required(period: Period | None, phrase: DuePhrase) -> Period:
    if period is None:
        raise InvalidInput([Problem(f"hạn “{phrase_text(phrase)}” cần có kỳ dữ liệu", accepted="một kỳ dữ liệu, ví dụ 2025-q1")])
    return period


def _require_range(place: str, value: int, highest: int) -> None:
    if not 1 <= value <= highest:
        accepted = f"một số nguyên từ 1 đến {highest}"
        raise InvalidInput([Problem("hạn nộp không đúng", place=place, value=str(value), accepted=accepted)])


def _aware(moment: dt.datetime) -> dt.datetime:
    if moment.utcoffset() is None:
        accepted = "một thời điểm có múi giờ, ví dụ 2025-03-19T23:59:59+07:00"
        raise InvalidInput([Problem("thời điểm thiếu múi giờ", value=moment.isoformat(), accepted=accepted)])
    return moment
