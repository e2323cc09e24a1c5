"""Numbers, dates and hours as official Vietnamese writes them; `None` is what nobody gave: “…”."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

MISSING = "…"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))

Number = int | Decimal | None


def number(value: Number, places: int | None = None) -> str:
    """Thousands by points, decimals after a comma, rounded half up to `places` when given.

    >>> number(Decimal("1234.5")), number(1234567), number(Decimal("-0.5")), number(None)
    ('1.234,5', '1.234.567', '-0,5', '…')
    >>> number(Decimal("12.345"), 2), number(7, 1)
    ('12,35', '7,0')
    """
    if value is None:
        return MISSING
    exact = rounded(Decimal(value), places) if places is not None else Decimal(value)
    digits = f"{exact:,f}"
    if places is None and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if not digits.strip("-0.,"):
        digits = digits.removeprefix("-")
    return digits.translate(str.maketrans(",.", ".,"))


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` rounded half up, as people do by hand."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def count(value: Number) -> str:
    """A whole number in running text: 1 to 9 get a leading zero.

    >>> count(2), count(10), count(0), count(1147), count(None)
    ('02', '10', '0', '1.147', '…')
    """
    if value is not None and value == int(value) and 0 < value < 10:
        return f"0{int(value)}"
    return number(value)


def quantity(value: Number, unit: str) -> str:
    """
    >>> quantity(2, "mô hình")
    '02 mô hình'
    """
    return f"{count(value)} {unit}"


def percent(value: Number, places: int | None = None) -> str:
    """A figure that already is a percentage, with at most `places` decimals (1 unless told), written as in a table: “99,1%”.

    >>> percent(Decimal("85.54")), percent(100, 2), percent(Decimal("99.10"), 2), percent(None)
    ('85,5%', '100%', '99,1%', '…')
    """
    if value is None:
        return MISSING
    return f"{number(rounded(Decimal(value), 1 if places is None else places))}%"


def share(part: Number, whole: Number, places: int | None = None) -> str:
    """`part` as a percentage of `whole`; “…” when one is missing or the whole is zero.

    Rounding makes nothing of something and all of nearly all: then it is said by the nearest step.

    >>> share(85, 92), share(3, 0), share(None, 5), share(1, 2122), share(2121, 2122)
    ('92,4%', '…', '…', 'dưới 0,1%', 'trên 99,9%')
    """
    if part is None or not whole:
        return MISSING
    value, step = Decimal(part) * 100 / Decimal(whole), Decimal(1).scaleb(-(1 if places is None else places))
    if 0 < value < step / 2:
        return f"dưới {percent(step, places)}"
    if 100 - step / 2 <= value < 100:
        return f"trên {percent(100 - step, places)}"
    return percent(value, places)


def pair(first: Number, first_unit: str, second: Number, second_unit: str) -> str:
    """
    >>> pair(1147, "lượt", 1325, "người")
    '1.147 lượt/1.325 người'
    """
    return f"{quantity(first, first_unit)}/{quantity(second, second_unit)}"


def fraction(done: Number, whole: Number, unit: str) -> str:
    """
    >>> fraction(85, 92, "vụ việc"), fraction(4, 5, "vụ việc")
    ('85/92 vụ việc', '04/05 vụ việc')
    """
    return f"{count(done)}/{count(whole)} {unit}"


def change(now: Number, before: Number, unit: str = "") -> str:
    """How a figure moved against an earlier one, with the percentage when the earlier one is not zero.

    >>> change(120, 100, "lượt"), change(5, 8), change(7, 7), change(3, 0), change(3, None)
    ('tăng 20 lượt (20%)', 'giảm 03 (37,5%)', 'không thay đổi', 'tăng 03', '…')
    """
    if now is None or before is None:
        return MISSING
    moved = Decimal(now) - Decimal(before)
    if not moved:
        return "không thay đổi"
    amount = f"{count(abs(moved))} {unit}".rstrip()
    relative = f" ({percent(abs(moved) * 100 / abs(Decimal(before)))})" if before else ""
    return f"{'tăng' if moved > 0 else 'giảm'} {amount}{relative}"


def month_number(month: int) -> str:
    """Only months 1 and 2 get a leading zero.

    >>> month_number(2), month_number(6), month_number(12)
    ('02', '6', '12')
    """
    return f"0{month}" if month < 3 else str(month)


def short_day(day: date | None) -> str:
    """
    >>> short_day(date(2025, 3, 19)), short_day(date(2025, 1, 5)), short_day(None)
    ('19/3/2025', '05/01/2025', '…')
    """
    return MISSING if day is None else f"{day.day:02d}/{month_number(day.month)}/{day.year}"


def long_day(day: date | None) -> str:
    """
    >>> long_day(date(2025, 1, 5)), long_day(date(2025, 6, 12)), long_day(None)
    ('ngày 05 tháng 01 năm 2025', 'ngày 12 tháng 6 năm 2025', 'ngày … tháng … năm …')
    """
    if day is None:
        return "ngày … tháng … năm …"
    return f"ngày {day.day:02d} tháng {month_number(day.month)} năm {day.year}"


def weekday(day: date) -> str:
    """
    >>> weekday(date(2025, 9, 20)), weekday(date(2025, 9, 21))
    ('thứ Bảy', 'Chủ nhật')
    """
    return _WEEKDAYS[day.weekday()]


def weekday_day(day: date | None) -> str:
    """
    >>> weekday_day(date(2025, 3, 19)), weekday_day(None)
    ('thứ Tư, ngày 19/3/2025', '…')
    """
    return MISSING if day is None else f"{weekday(day)}, ngày {short_day(day)}"


def clock(moment: datetime | None) -> str:
    """An aware moment, told in Vietnam's time.

    >>> from datetime import UTC
    >>> clock(datetime(2025, 3, 19, 10, 5, tzinfo=UTC)), clock(None)
    ('17 giờ 05 phút, ngày 19/3/2025', '…')
    """
    if moment is None:
        return MISSING
    if moment.tzinfo is None:
        raise ValueError("clock() needs an aware datetime, got a naive one")
    local = moment.astimezone(VIETNAM)
    return f"{local:%H} giờ {local:%M} phút, ngày {short_day(local.date())}"


def roman(value: int) -> str:
    """
    >>> roman(1), roman(4), roman(19)
    ('I', 'IV', 'XIX')
    """
    if value < 1:
        raise ValueError(f"roman() takes 1 and above, got {value}")
    signs = ""
    for worth, sign in _ROMAN:
        times, value = divmod(value, worth)
        signs += sign * times
    return signs
