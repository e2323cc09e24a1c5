"""Slips that an officer makes in a plan's file, one by one: each is told where it stands and with what is accepted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from danvan_workflow.errors import InvalidPlan, Severity
from danvan_workflow.plan.assumptions import assumptions, describe
from danvan_workflow.plan.checks import check_plan
from danvan_workflow.plan.diff import diff_plans
from danvan_workflow.plan.loading import load_plan, load_plan_text, open_plan_text
from danvan_workflow.plan.models import PersonDuty
from danvan_workflow.plan.stated import StatedPart
from danvan_workflow.register.build import national_register
from danvan_workflow.register.models import Agency, AgencyKind, Succession
from danvan_workflow.register.register import Register
from danvan_workflow.register.tiers import tier_above
from danvan_workflow.statutory.wording import moment_text
from danvan_workflow.statutory.workdays import WorkCalendar

TEXT = (Path(__file__).parent / "plan_files" / "tinh-mau-2025.yaml").read_text(encoding="utf-8")
CODES, RULES = ("CD01", "TT01", "TT02"), ("V01",)
CALENDAR = WorkCalendar.default()
TASK = "evidence: Tin bài, indicator: TT01, source: II.1"
RUNG = "    - {offset: -7, to: focal, kind: reminder}"
Q1 = "{key: 2025-q1, period: 2025-q1, due: {before: 2025-03-20}, source: III.1}"


@pytest.fixture(scope="module")
def national() -> Register:
    return national_register()


def edited(**words: str) -> str:
    text = TEXT
    for old, new in words.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def told(edits: dict[str, str], register: Register | None = None) -> dict[str, str]:
    """Place → message (with its severity) of what is new against the sound sample."""

    def found(text: str) -> dict[str, str]:
        loaded = open_plan_text(text, "k.yaml")
        remarks = check_plan(loaded, catalogue_codes=CODES, rule_ids=RULES, calendar=CALENDAR, register=register)
        return {p.place: f"{p.severity}: {p.message}" for p in remarks}

    sound = found(TEXT)
    return {place: said for place, said in found(edited(**edits)).items() if sound.get(place) != said}


LADDER = "ladder.rungs[1]"
REMINDER = "    - {{offset: {}, to: {}, kind: {}}}"


@pytest.mark.parametrize(
    ("offset", "to", "kind", "place", "message"),
    [
        (-20, "focal", "reminder", ".offset", "warning: bậc nhắc đến trước khi mở kỳ (mở trước hạn 15 ngày làm việc)"),
        (1, "head", "overdue", ".to", "warning: bậc gửi cho vai trò mà `contacts` không yêu cầu"),
        (-15, "focal", "reminder", "", "error: hai bậc cùng ngày gửi cho cùng một vai trò"),
        (0, "focal", "overdue", ".offset", "error: bậc overdue phải sau hạn nộp"),
        (2, "focal", "reminder", ".offset", "error: bậc reminder phải trước hoặc đúng hạn nộp"),
        (-2, "focal", "due_tomorrow", ".offset", "warning: bậc due_tomorrow báo “ngày mai hết hạn”"),
    ],
)
def test_rungs_that_make_no_sense_are_told(offset: int, to: str, kind: str, place: str, message: str) -> None:
    assert told({RUNG: REMINDER.format(offset, to, kind)})[LADDER + place] == message


@pytest.mark.parametrize(
    ("due", "message"),
    [
        ("day_of_last_month: 10", "error: hạn của nhiệm vụ phải là một ngày"),
        ("by: 2027-03-10", "warning: hạn của nhiệm vụ ngoài năm 2025 của kế hoạch"),
        ("by: 2025-10-10", "warning: nhiệm vụ có hạn nhưng không chế độ báo cáo nào cùng hạn, nên không được đôn đốc"),
    ],
)
def test_a_task_is_due_on_a_day_of_the_year_that_somebody_chases(due: str, message: str) -> None:
    assert told({TASK: f"{TASK}, due: {{{due}}}"})["tasks[0].due"] == message


def test_a_level_to_reach_needs_an_indicator() -> None:
    edit = {TASK: "evidence: Tin bài, at_least: 1, source: II.1"}
    assert told(edit)["tasks[0].at_least"] == "error: nhiệm vụ có mức phải đạt mà không có chỉ tiêu nào để đo"


BASE = "base_date: 2025-03-03"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("id: tinh-mau-2025", "id: tinh-mau-2024", "id", "error: năm trong `id` khác với `year: 2025`"),
        ("quyền năm 2025", "quyền năm 2024", "title", "warning: năm trong tên kế hoạch khác với `year: 2025`"),
        (BASE, "base_date: 2023-03-03", "base_date", "warning: ngày căn cứ ngoài năm 2025"),
        (BASE, f"{BASE}\nissued_on: 2022-01-04", "issued_on", "warning: ngày ban hành không khớp năm kế hoạch"),
    ],
)
def test_the_years_of_a_plan_agree(old: str, new: str, place: str, message: str) -> None:
    assert told({old: new})[place] == message


CYCLE = "obligations[0].cycles[0]"
GROUP = "kinds: [department], of: L52, source"
OWN = "{use: [TT01], own: [{code: CD01, name: Riêng, unit: cái, kind: flow, aggregation: sum}]}"
SECTION = "areas: [tuyen-truyen], indicators: [TT01]}"


@pytest.mark.parametrize(
    ("edits", "place", "message"),
    [
        # No pinned calendar reaches 2040; no rule on cut-offs reaches back before 12/3/2019.
        ({"before: 2025-03-20": "before: 2040-03-20"}, f"{CYCLE}.due.before", "error: Lịch làm việc chưa có năm 2040"),
        ({"key: 2025-q1, period: 2025-q1": "key: 2018-q1, period: 2018-q1"}, f"{CYCLE}.period", "error: Chưa có quy định"),
        ({Q1: "{key: 2025-q1, due: {day_of_last_month: 20}, source: A}"}, f"{CYCLE}.due.day_of_last_month", "error: "),
        ({GROUP: "kinds: [department], source"}, "groups[0].of", "error: nhóm chọn theo loại nhưng chưa nói của đơn vị nào"),
        ({GROUP: "source"}, "groups[0]", "error: nhóm không chọn cơ quan nào"),
        ({"{use: [TT01]}": OWN}, "indicators.own[0].code", "error: mã chỉ tiêu riêng trùng với mã đã có"),
    ],
)
def test_dates_groups_and_indicators_are_checked(edits: dict[str, str], place: str, message: str) -> None:
    assert told(edits)[place].startswith(message)


def test_an_indicator_in_two_sections_of_a_report_would_be_asked_twice() -> None:
    second = f"{SECTION}\n  - {{id: hai, number: II, title: Hai, indicators: [TT01]}}"
    said = told({SECTION: second, "sections: [ket-qua]": "sections: [ket-qua, hai]"})
    assert said["obligations[0]"] == "warning: chỉ tiêu nằm ở hai mục của cùng một báo cáo"


def test_a_cycle_without_figures_of_a_period_needs_no_cut_off() -> None:
    said = told({Q1: "{key: 2025-dot-1, due: {before: 2025-03-20}, source: III.1}"})
    assert f"{CYCLE}.due.before" not in said


def test_a_group_whose_members_are_all_left_out_is_empty(national: Register) -> None:
    alone = "include: [L52-SNV], exclude: [{agency: L52-SNV, reason: thử}], source"
    assert "nhóm không có cơ quan nào" in told({GROUP: alone}, national)["groups[0]"]


def refused(text: str) -> list[str]:
    with pytest.raises(InvalidPlan) as caught:
        load_plan_text(text, "k.yaml")
    return [problem.text() for problem in caught.value.problems]


def test_an_hour_that_is_no_hour_is_told() -> None:
    (said,) = refused(edited(**{"ladder:\n": "ladder:\n  send_at: 8 giờ\n"}))
    assert "ladder.send_at" in said
    assert "8 giờ" in said


def test_a_merge_of_something_else_than_keys_is_told() -> None:
    said = refused(
        edited(**{"signatory: {position: CHỦ TỊCH, source: ký tên}": "signatory: {<<: CHỦ TỊCH, position: A, source: B}"})
    )
    assert any("dấu “<<” chỉ gộp được các cặp khóa" in text for text in said)


def test_a_list_where_a_text_belongs_is_told() -> None:
    (said,) = refused(edited(**{"short_title: Tỉnh mẫu 2025": "short_title: [Tỉnh, mẫu]"}))
    assert "short_title" in said


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    loop = tmp_path / "k.yaml"
    loop.symlink_to(loop)  # “too many levels of symbolic links”: neither missing nor a folder
    with pytest.raises(InvalidPlan, match="không đọc được tệp"):
        load_plan(loop)


def test_what_changed_in_sections_groups_and_the_hour_is_told() -> None:
    edits = {
        "indicators: [TT01]}\nindicators: {use: [TT01]}": "indicators: [CD01]}\nindicators: {use: [CD01]}",
        "ladder:\n": "ladder:\n  send_at: 07:30\n",
        RUNG: "    - {offset: 0, to: focal, kind: reminder}",
        ", indicator: TT01, source: II.1": ", source: II.1",
    }
    said = [change.text for change in diff_plans(load_plan_text(TEXT), load_plan_text(edited(**edits)), CALENDAR)]
    assert "Giờ gửi thông báo đổi từ 08:00 thành 07:30" in said
    assert "Thêm bậc đôn đốc: đúng ngày cuối của hạn nộp, gửi đầu mối" in said
    assert [text for text in said if "thêm chỉ tiêu CD01" in text]
    assert [text for text in said if "bỏ chỉ tiêu TT01" in text]


def test_assumptions_are_told_of_a_plan_without_its_file_too() -> None:
    loaded = open_plan_text(TEXT, "k.yaml")
    assert {a.place for a in assumptions(loaded.plan)} == {a.place for a in assumptions(loaded)}


def stated_persons(part: PersonDuty) -> StatedPart:
    return StatedPart(place=("obligations", 0, "persons", 0), name=("obligations", "dau-moi", "persons"), part=part)


@pytest.mark.parametrize(("role", "who"), [("leader", "lãnh đạo"), ("official", "công chức")])
def test_an_assumed_number_of_persons_is_told(role: str, who: str) -> None:
    part = PersonDuty.model_validate({"groups": ("g",), "role": role, "count": 1, "assumed": "true", "reason": "thử"})
    assert describe(stated_persons(part)) == f"Mỗi cơ quan đăng ký 01 {who} phụ trách"


def test_severities_have_their_words() -> None:
    assert len({severity.label for severity in Severity}) == len(Severity)


def test_a_naive_moment_is_not_put_into_words() -> None:
    with pytest.raises(ValueError, match="aware"):
        moment_text(dt.datetime(2025, 3, 19, 8, 0))  # noqa: DTZ001 - that it is naive is the matter


# -- the tier above -------------------------------------------------------------------------------------------------


def test_a_register_knows_its_size_and_its_codes() -> None:
    register = Register([Agency("T", "Tỉnh", "Tỉnh", AgencyKind.PROVINCE, "T", "", None, None)])
    assert len(register) == 1
    assert "T" in register
    assert "X" not in register


@pytest.mark.parametrize(
    ("unit", "day", "above"),
    [
        ("L381", dt.date(2025, 6, 30), ("L381",)),  # Mon: thị xã Bỉm Sơn's last day
        ("L381", dt.date(2025, 7, 1), ("N38",)),  # Tue: a district's communes don't report to one another
        ("L52", dt.date(2025, 6, 30), ("L52",)),
        ("L52", dt.date(2025, 7, 1), ("N52",)),  # Bình Định became part of Gia Lai
    ],
)
def test_the_tier_above_outlives_its_units(national: Register, unit: str, day: dt.date, above: tuple[str, ...]) -> None:
    assert tier_above(national, unit, day) == above


def test_a_tier_without_heirs_has_nobody(national: Register) -> None:
    ended = Agency("A", "A", "A", AgencyKind.PROVINCE, "A", "", None, dt.date(2025, 6, 30))
    assert tier_above(Register([ended]), "A", dt.date(2025, 7, 1)) == ()
    assert isinstance(next(iter(national.succession_records)), Succession)
