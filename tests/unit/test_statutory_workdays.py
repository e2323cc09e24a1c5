"""The work calendar: named days, counting, refusal, freshness, golden years, cross-check."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from danvan_workflow.errors import InvalidInput, NotCovered
from danvan_workflow.statutory.calendar_year import CalendarEntry, CalendarYear, EntryKind
from danvan_workflow.statutory.workdays import WorkCalendar, freshness_problems

CALENDAR = WorkCalendar.default()
YEARS = [year.year for year in CALENDAR.years]


def d(text: str) -> dt.date:
    """A date written with its weekday, which is checked: `Sat 2024-05-04`."""
    day = dt.date.fromisoformat(text[4:])
    assert f"{day:%a}" == text[:3], f"{text}: this day is a {day:%A}"
    return day


def entry_of(text: str) -> CalendarEntry:
    entry = CALENDAR.entry(d(text))
    assert entry is not None, text
    return entry


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        ("Mon 2024-04-29", "Sat 2024-05-04"),
        ("Fri 2025-05-02", "Sat 2025-04-26"),
        ("Fri 2026-01-02", "Sat 2026-01-10"),
        ("Mon 2026-08-31", "Sat 2026-08-22"),
    ],
)
def test_a_swap_moves_work_to_a_saturday(off: str, worked: str) -> None:
    assert not CALENDAR.is_workday(d(off))
    assert CALENDAR.is_workday(d(worked))
    assert entry_of(off).swapped_with == d(worked)
    assert entry_of(worked).swapped_with == d(off)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Thu 2024-02-08", "Wed 2024-02-14"),  # Giáp Thìn: 5 days and 2 in compensation
        ("Sat 2024-08-31", "Tue 2024-09-03"),
        ("Sat 2025-01-25", "Sun 2025-02-02"),  # Ất Tỵ: 9 days
        ("Wed 2025-04-30", "Sun 2025-05-04"),
        ("Sat 2025-08-30", "Tue 2025-09-02"),
        ("Thu 2026-01-01", "Sun 2026-01-04"),
        ("Sat 2026-02-14", "Sun 2026-02-22"),  # Bính Ngọ: 9 days
        ("Sat 2026-04-25", "Mon 2026-04-27"),
        ("Thu 2026-04-30", "Sun 2026-05-03"),
        ("Sat 2026-08-29", "Wed 2026-09-02"),
    ],
)
def test_the_announced_holidays_are_off_from_end_to_end(first: str, last: str) -> None:
    start, end = d(first), d(last)
    days = [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]
    assert [day for day in days if CALENDAR.is_workday(day)] == []
    assert CALENDAR.is_workday(start - dt.timedelta(days=1))
    assert CALENDAR.is_workday(end + dt.timedelta(days=1))


def test_the_day_of_culture_is_a_working_day_until_a_law_says_otherwise() -> None:
    assert CALENDAR.is_workday(d("Tue 2026-11-24"))
    entry = entry_of("Tue 2026-11-24")
    assert (entry.kind, entry.assumed) == (EntryKind.UNDECIDED, True)
    assert "Điều 112" in entry.reason
    assert entry in CALENDAR.doubtful_entries(d("Sun 2026-11-01"), d("Mon 2026-11-30"))


def test_a_day_off_has_a_name() -> None:
    assert CALENDAR.day_off_name(d("Mon 2026-08-31")) == "Nghỉ hoán đổi dịp Quốc khánh"
    assert CALENDAR.day_off_name(d("Sat 2025-09-20")) == "thứ Bảy"
    assert CALENDAR.day_off_name(d("Sun 2025-09-21")) == "Chủ nhật"
    assert CALENDAR.day_off_name(d("Sat 2026-01-10")) == ""
    assert CALENDAR.day_off_name(d("Tue 2026-11-24")) == ""


@pytest.mark.parametrize(
    ("start", "steps", "end"),
    [
        ("Tue 2025-04-29", 1, "Mon 2025-05-05"),
        ("Mon 2025-05-05", -1, "Tue 2025-04-29"),
        ("Fri 2025-04-25", 1, "Sat 2025-04-26"),  # a compensating Saturday counts
        ("Sat 2025-09-20", 1, "Mon 2025-09-22"),
        ("Sat 2025-09-20", -1, "Fri 2025-09-19"),
        ("Sat 2025-09-20", 0, "Sat 2025-09-20"),
        ("Tue 2024-12-31", 1, "Thu 2025-01-02"),
        ("Mon 2024-01-01", 1, "Tue 2024-01-02"),
        ("Fri 2027-12-31", 0, "Fri 2027-12-31"),
        ("Tue 2024-01-02", 0, "Tue 2024-01-02"),
    ],
)
def test_shift_counts_working_days_only(start: str, steps: int, end: str) -> None:
    assert CALENDAR.shift(d(start), steps) == d(end)


def test_the_nearest_working_days() -> None:
    assert CALENDAR.next_workday(d("Sat 2025-09-20")) == d("Mon 2025-09-22")
    assert CALENDAR.previous_workday(d("Sat 2025-09-20")) == d("Fri 2025-09-19")
    assert CALENDAR.next_workday(d("Sat 2026-08-22")) == d("Sat 2026-08-22")
    assert CALENDAR.previous_workday(d("Sat 2026-08-22")) == d("Sat 2026-08-22")


def test_working_days_between_leave_the_start_out_and_take_the_end_in() -> None:
    assert CALENDAR.workdays_between(d("Fri 2025-09-19"), d("Mon 2025-09-22")) == 1
    assert CALENDAR.workdays_between(d("Fri 2025-09-19"), d("Sun 2025-09-21")) == 0
    assert CALENDAR.workdays_between(d("Mon 2025-09-22"), d("Fri 2025-09-19")) == -1
    assert CALENDAR.workdays_between(d("Sun 2025-09-21"), d("Fri 2025-09-19")) == -1
    assert CALENDAR.workdays_between(d("Fri 2025-09-19"), d("Fri 2025-09-19")) == 0


OUTSIDE: list[tuple[Callable[[WorkCalendar], object], str]] = [
    (lambda c: c.is_workday(dt.date(2028, 1, 3)), "2028"),
    (lambda c: c.is_workday(dt.date(2023, 12, 29)), "2023"),
    (lambda c: c.entry(dt.date(2028, 1, 3)), "2028"),
    (lambda c: c.shift(dt.date(2028, 1, 3), 0), "2028"),
    (lambda c: c.shift(dt.date(2027, 12, 31), 1), "2028"),
    (lambda c: c.shift(dt.date(2024, 1, 2), -1), "2023"),
    (lambda c: c.shift(dt.date(2024, 1, 1), -1), "2023"),
    (lambda c: c.shift(dt.date(2024, 1, 2), -2000), "2023"),
    (lambda c: c.previous_workday(dt.date(2024, 1, 1)), "2023"),
    (lambda c: c.workdays_between(dt.date(2027, 1, 4), dt.date(2028, 1, 3)), "2028"),
]


@pytest.mark.parametrize(("question", "year"), OUTSIDE)
def test_outside_the_covered_years_it_refuses_and_names_the_file_to_add(
    question: Callable[[WorkCalendar], object], year: str
) -> None:
    with pytest.raises(NotCovered, match=rf"statutory/data/workdays/{year}\.yaml"):
        question(CALENDAR)


def _folder(tmp_path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (tmp_path / f"{name[1:]}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def _year(year: int, entries: str = "[]") -> str:
    return f"year: {year}\nannounced: true\nnote: đủ\nentries: {entries}\n"


def test_a_gap_between_years_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotCovered, match="liền nhau"):
        WorkCalendar.from_folder(_folder(tmp_path, y2024=_year(2024), y2026=_year(2026)))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotCovered):
        WorkCalendar.from_folder(tmp_path)


def _entry(day: str, kind: str, more: str = "") -> str:
    return f"{{day: {day}, name: x, kind: {kind}, source: blld-2019.d112, confidence: A{more}}}"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([_entry("2025-05-01", "holiday"), _entry("2025-05-01", "holiday")], "hai lần"),
        ([_entry("2024-05-01", "holiday")], "không thuộc năm"),
        ([_entry("2025-05-03", "compensation")], "ngày nghỉ hằng tuần"),  # Saturday
        ([_entry("2025-05-02", "extra_workday", ", swapped_with: 2026-05-02")], "không phải ngày nghỉ hằng tuần"),  # Friday
        ([_entry("2025-05-02", "swapped_off")], "swapped_with"),
        ([_entry("2025-05-02", "holiday", ", swapped_with: 2025-04-26")], "swapped_with"),
        ([_entry("2025-05-02", "swapped_off", ", swapped_with: 2025-04-26")], "không khớp"),
        ([_entry("2025-05-01", "holiday", ", assumed: true")], "chưa nêu lý do"),
        ([_entry("2025-05-01", "day_off")], "giá trị không nằm trong danh sách"),
        ([_entry("2025-05-01", "holiday", ", nane: y")], "khóa không có trong mẫu"),
    ],
)
def test_a_calendar_file_that_contradicts_itself_is_refused(tmp_path: Path, entries: list[str], message: str) -> None:
    folder = _folder(tmp_path, y2025=_year(2025, f"[{', '.join(entries)}]"))
    with pytest.raises(InvalidInput, match=message):
        WorkCalendar.from_folder(folder)


def test_a_calendar_file_that_is_no_utf_8_is_refused_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "2025.yaml").write_text(_year(2025), encoding="utf-16")
    with pytest.raises(InvalidInput, match=r"workdays/2025\.yaml:1: tệp không phải chữ Unicode UTF-8"):
        WorkCalendar.from_folder(tmp_path)


def test_all_contradictions_come_out_at_once(tmp_path: Path) -> None:
    entries = f"[{_entry('2024-05-01', 'holiday')}, {_entry('2025-05-03', 'compensation')}]"
    with pytest.raises(InvalidInput) as caught:
        WorkCalendar.from_folder(_folder(tmp_path, y2025=_year(2025, entries)))
    assert [problem.value for problem in caught.value.problems] == ["2024-05-01", "2025-05-03"]


def test_a_swap_may_cross_the_new_year(tmp_path: Path) -> None:
    text = _year(2025, f"[{_entry('2025-12-31', 'swapped_off', ', swapped_with: 2026-01-10')}]")
    calendar = WorkCalendar.from_folder(_folder(tmp_path, y2025=text))
    assert not calendar.is_workday(d("Wed 2025-12-31"))


def test_an_undecided_day_keeps_its_weekday(tmp_path: Path) -> None:
    entries = f"[{_entry('2025-11-22', 'undecided')}, {_entry('2025-11-24', 'undecided')}]"
    calendar = WorkCalendar.from_folder(_folder(tmp_path, y2025=_year(2025, entries)))
    assert calendar.day_off_name(d("Sat 2025-11-22")) == "thứ Bảy"
    assert calendar.is_workday(d("Mon 2025-11-24"))


def test_a_province_enters_a_new_notice_over_the_pinned_calendar(tmp_path: Path) -> None:
    """The law on 24/11 comes, and so does the year 2028."""
    folder = _folder(tmp_path, y2026=_year(2026, f"[{_entry('2026-11-24', 'holiday')}]"), y2028=_year(2028))
    calendar = CALENDAR.overlaid(folder)
    assert not calendar.is_workday(d("Tue 2026-11-24"))
    assert calendar.last_covered_day == d("Sun 2028-12-31")
    assert not calendar.is_workday(d("Fri 2025-05-02"))  # the other years stay as they are
    assert CALENDAR.is_workday(d("Tue 2026-11-24"))


def test_freshness_asks_for_every_year_up_to_the_end_of_the_next() -> None:
    assert [p.severity for p in freshness_problems(CALENDAR, d("Thu 2026-12-31")) if p.severity == "error"] == []
    (problem,) = [p for p in freshness_problems(CALENDAR, d("Fri 2027-01-01")) if p.severity == "error"]
    assert problem.file == "danvan_workflow/statutory/data/workdays/2028.yaml"
    late = freshness_problems(CALENDAR, d("Fri 2029-06-01"))
    assert [p.file[-9:-5] for p in late] == ["2028", "2029", "2030"]


def test_freshness_warns_of_a_year_without_its_official_notice() -> None:
    warned = [p for p in freshness_problems(CALENDAR, d("Sat 2026-11-21")) if p.severity == "warning"]
    assert [p.file[-9:] for p in warned] == ["2027.yaml"]
    assert freshness_problems(CALENDAR, d("Wed 2025-01-01")) == ()


def test_the_calendar_reaches_the_end_of_next_year_today() -> None:
    problems = [p for p in freshness_problems(CALENDAR, dt.date.today()) if p.severity == "error"]  # noqa: DTZ011
    assert not problems, "Add to the repository:\n" + "\n".join(problem.text() for problem in problems)


WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@pytest.mark.parametrize("year", CALENDAR.years, ids=lambda year: str(year.year))
def test_each_year_is_as_it_was_reviewed(year: CalendarYear, golden: Callable[[str, str], None]) -> None:
    days = list(year.workdays())
    by_month = " ".join(str(sum(day.month == month for day in days)) for month in range(1, 13))
    lines = [f"{year.year}: {len(days)} ngày làm việc; theo tháng: {by_month}"]
    for entry in year.entries:
        mark = "  (giả định)" if entry.assumed else ""
        lines.append(f"{entry.day} {WEEKDAYS[entry.day.weekday()]} {entry.kind.label}: {entry.name} [{entry.source.id}]{mark}")
    golden(f"workdays-{year.year}.txt", "\n".join(lines) + "\n")


# What PyPI `holidays` 0.108 says otherwise of days from Monday to Friday, and why we do not follow it.
KNOWN_DIFFERENCES = {
    d("Fri 2026-01-02"): "off by our calendar only: swapped for Sat 10/01/2026 (12729/VPCP-KGVX); the package lacks it",
    d("Tue 2026-11-24"): "off by the package only: Ngày Văn hóa Việt Nam, no law seen that changes Điều 112",
    d("Wed 2027-11-24"): "off by the package only: as in 2026",
}


def test_the_calendar_differs_from_the_holidays_package_only_where_we_know_why() -> None:
    holidays = pytest.importorskip("holidays", minversion="0.108")
    theirs = holidays.country_holidays("VN", years=YEARS)
    first, last = CALENDAR.first_covered_day, CALENDAR.last_covered_day
    weekdays = [x for n in range((last - first).days + 1) if (x := first + dt.timedelta(days=n)).weekday() < 5]
    different = {day for day in weekdays if (day in theirs) == CALENDAR.is_workday(day)}
    assert different == set(KNOWN_DIFFERENCES), "read the new difference against the official notice, then list it here"
