"""The five plan files against what the five documents say; each fact with its place in the document."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from danvan_workflow.duty.requirements import requirements
from danvan_workflow.duty.roll import build_roll
from danvan_workflow.plan.check_ladder import delivers
from danvan_workflow.plan.checks import check_plan
from danvan_workflow.plan.loading import LoadedPlan, open_plan
from danvan_workflow.plan.models import Obligation, ObligationKind, Plan, Stated, Task
from danvan_workflow.plan.schedule import planned_cycles
from danvan_workflow.plan.stated import stated_parts
from danvan_workflow.register.build import national_register
from danvan_workflow.register.register import Register
from danvan_workflow.statutory.indicators import catalogue
from danvan_workflow.statutory.rules import all_rules
from danvan_workflow.statutory.workdays import WorkCalendar

FOLDER = Path(__file__).parents[2] / "dags" / "plans"
IDS = ("binh-dinh-2025", "dak-lak-2025", "gia-lai-2024", "lang-son-2026", "phu-son-2025")


@pytest.fixture(scope="module")
def register() -> Register:
    return national_register()


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return WorkCalendar.default()


def opened(plan_id: str) -> LoadedPlan:
    return open_plan(FOLDER / f"{plan_id}.yaml")


def plan_of(plan_id: str) -> Plan:
    return opened(plan_id).plan


def basis(plan: Plan) -> list[tuple[str, date | None]]:
    return [(document.number, document.issued_on) for document in plan.legal_basis]


def last_days(plan: Plan, obligation: str, calendar: WorkCalendar) -> dict[str, date]:
    cycles = planned_cycles(plan, calendar)
    return {cycle.key: cycle.last_admissible_day for cycle in cycles if cycle.obligation == obligation}


def owing(plan: Plan, obligation: str, register: Register, day: date) -> set[str]:
    roll = build_roll(plan, plan.obligation(obligation).reporters, register, day)
    return {entry.agency for entry in roll.owing}


def asked_of(plan: Plan, obligation: str, agency: str, group: str) -> tuple[set[str], set[str]]:
    needs = requirements(plan, plan.obligation(obligation), group, {agency})
    return {*needs.sections, *needs.optional}, {*needs.indicators}


def lines_over_the_name(plan: Plan) -> tuple[str, ...]:
    signed = plan.signatory
    return tuple(line for line in (signed.authority, signed.capacity, signed.position, signed.name) if line)


def recipient_lines(plan: Plan) -> list[str]:
    return [recipient.text for recipient in plan.recipients]


def tasks_of(plan: Plan, clause: str) -> dict[str, Task]:
    return {task.id: task for task in plan.tasks if clause in task.source.split(", ")}


# ---- what holds for all five


def test_the_folder_holds_exactly_the_five_plans() -> None:
    assert tuple(sorted(file.stem for file in FOLDER.glob("*.yaml"))) == IDS


@pytest.mark.parametrize("plan_id", IDS)
def test_the_file_names_its_schema_and_is_in_composed_letters(plan_id: str) -> None:
    text = (FOLDER / f"{plan_id}.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=plan.schema.json\n")
    assert text == unicodedata.normalize("NFC", text)
    assert not {"ƣ", "Ƣ"} & set(text)


@pytest.mark.parametrize("plan_id", IDS)
def test_no_check_finds_an_error(plan_id: str, register: Register, calendar: WorkCalendar) -> None:
    rules = {name for rule in all_rules() for name in (rule.id, rule.rule)}
    problems = check_plan(opened(plan_id), catalogue_codes=set(catalogue()), rule_ids=rules, calendar=calendar, register=register)
    assert [problem.text() for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("plan_id", IDS)
def test_everything_is_said_by_the_document_or_assumed_with_a_reason(plan_id: str) -> None:
    for found in stated_parts(plan_of(plan_id)):
        assert found.part.source or (found.part.assumed and found.part.reason), found.name


def numbered(part: str, count: int) -> list[str]:
    return [f"{part}.{number}" for number in range(1, count + 1)]


CLAUSES = {
    "dak-lak-2025": numbered("I", 3) + numbered("II", 11) + numbered("III", 7),
    "phu-son-2025": numbered("I", 2) + numbered("II", 6) + numbered("IV", 3),
    "gia-lai-2024": numbered("I", 3) + numbered("II", 8) + numbered("III", 3),
    "binh-dinh-2025": numbered("I", 2) + numbered("II", 9) + numbered("III", 2),
    "lang-son-2026": numbered("I", 2) + numbered("II", 8) + numbered("III", 8),
}
"""The numbered clauses of each document."""


def clause_map(plan_id: str) -> dict[str, str]:
    """What the head of the file says of each clause of the document."""
    text = (FOLDER / f"{plan_id}.yaml").read_text(encoding="utf-8").partition("\nformat:")[0]
    lines = re.sub(r"\n# {14}", " ", text).split("\n")
    return {found[1]: found[2] for line in lines if (found := re.match(r"#   (\S+(?: \S+)?) {2,}(\S.*)", line))}


def named_in(plan: Plan) -> set[str]:
    """Everything a clause may lead to: ids, indicators, roles and keys of the file."""
    ids = [part.id for parts in (plan.areas, plan.targets, plan.groups, plan.sections) for part in parts]
    ids += [*(obligation.id for obligation in plan.obligations), *(task.id for task in plan.tasks)]
    return {*ids, *plan.indicators.use, *(own.code for own in plan.indicators.own), *Plan.model_fields, "focal", "head", "leader"}


@pytest.mark.parametrize("plan_id", IDS)
def test_every_clause_of_the_document_is_accounted_for_in_the_head_of_the_file(plan_id: str) -> None:
    said = clause_map(plan_id)
    assert [*said] == ["Mở đầu", *CLAUSES[plan_id], "Đoạn kết", "Nơi nhận", "Phần ký"]
    for clause, text in said.items():
        assert "`" in text or text.startswith(("not a reporting duty: ", "not a duty of its own: ")), clause
    assert {name for text in said.values() for name in re.findall(r"`([^`]+)`", text)} <= named_in(plan_of(plan_id))


@pytest.mark.parametrize("plan_id", IDS)
def test_what_names_a_clause_as_its_source_stands_under_that_clause(plan_id: str) -> None:
    plan, said = plan_of(plan_id), clause_map(plan_id)
    parts: list[tuple[str, Stated]] = [(task.id, task) for task in plan.tasks]
    parts += [(target.id, target) for target in plan.targets]
    parts += [(obligation.id, obligation) for obligation in plan.obligations]
    parts += [(group.id, group) for group in plan.groups]
    for name, part in parts:
        for clause in filter(None, part.source.split(", ")):
            assert f"`{name}`" in said[clause], (name, clause)


@pytest.mark.parametrize("plan_id", IDS)
def test_a_task_measured_by_a_figure_is_done_by_those_who_are_asked_for_it(plan_id: str, register: Register) -> None:
    plan = plan_of(plan_id)
    asked: dict[str, set[str]] = {}
    for obligation in plan.obligations:
        for entry in build_roll(plan, obligation.reporters, register, plan.base_date).entries:
            asked.setdefault(entry.agency, set()).update(asked_of(plan, obligation.id, entry.agency, entry.group)[1])
            asked.setdefault(entry.group, set()).update(asked_of(plan, obligation.id, "", entry.group)[1])
    for task in plan.tasks:
        for who in task.who if task.indicator else ():
            assert task.indicator in asked[who], (task.id, who)


@pytest.mark.parametrize("plan_id", IDS)
def test_what_must_be_sent_is_settled_by_sending_it_and_by_no_figure(plan_id: str) -> None:
    """CD02 says that there is a plan, not that Sở Nội vụ has it (Lạng Sơn III.8)."""
    plan = plan_of(plan_id)
    sent = [task for task in plan.tasks if any(delivers(obligation, task) for obligation in plan.obligations)]
    assert [task.id for task in sent if task.indicator] == []


@pytest.mark.parametrize("plan_id", IDS)
def test_to_strive_for_is_a_goal(plan_id: str) -> None:
    """“Phấn đấu” obliges nobody."""
    assert all(task.goal == ("phấn đấu" in task.title.lower()) for task in plan_of(plan_id).tasks)


@pytest.mark.parametrize("plan_id", IDS)
def test_reports_on_request_are_assumed_where_the_document_says_only_who_consolidates(plan_id: str) -> None:
    for obligation in plan_of(plan_id).obligations:
        assert obligation.assumed or obligation.kind is not ObligationKind.AD_HOC


@pytest.mark.parametrize("plan_id", IDS)
def test_the_documents_leave_the_number_blank(plan_id: str) -> None:
    plan = plan_of(plan_id)
    assert (plan.number, plan.issued_on) == ("", None)
    assert plan.number_note


@pytest.mark.parametrize(
    ("plan_id", "count"),
    [("dak-lak-2025", 11), ("phu-son-2025", 6), ("gia-lai-2024", 8), ("binh-dinh-2025", 9), ("lang-son-2026", 8)],
)
def test_content_areas_are_numbered_as_in_part_two(plan_id: str, count: int) -> None:
    numbers = [str(number) for number in range(1, count + 1)]
    areas = plan_of(plan_id).areas
    assert [(area.number, area.source) for area in areas] == [(number, f"II.{number}") for number in numbers]


@pytest.mark.parametrize("plan_id", IDS)
def test_every_content_area_has_a_section_and_a_task(plan_id: str) -> None:
    plan = plan_of(plan_id)
    areas = {area.id for area in plan.areas}
    assert {area for section in plan.sections for area in section.areas} == areas
    assert {task.area for task in plan.tasks} - {""} == areas


@pytest.mark.parametrize("plan_id", IDS)
def test_what_a_lead_unit_alone_owes_is_asked_of_nobody_else(plan_id: str, register: Register) -> None:
    plan = plan_of(plan_id)
    for obligation in plan.obligations:
        for entry in build_roll(plan, obligation.reporters, register, plan.base_date).owing:
            others = [unit for unit in plan.lead_units if entry.agency not in unit.agencies]
            sections, indicators = asked_of(plan, obligation.id, entry.agency, entry.group)
            assert not sections & {section for unit in others for section in unit.sections}
            assert not indicators & {code for unit in others for code in unit.indicators}


@pytest.mark.parametrize("plan_id", IDS)
def test_every_section_and_indicator_is_asked_of_somebody(plan_id: str, register: Register) -> None:
    plan = plan_of(plan_id)
    sections, indicators = set[str](), set[str]()
    for obligation in plan.obligations:
        for entry in build_roll(plan, obligation.reporters, register, plan.base_date).owing:
            asked = asked_of(plan, obligation.id, entry.agency, entry.group)
            sections |= asked[0]
            indicators |= asked[1]
    assert sections == {section.id for section in plan.sections}
    assert indicators == {*plan.indicators.use, *(own.code for own in plan.indicators.own)}


@pytest.mark.parametrize("plan_id", IDS)
def test_nobody_signs_the_consolidated_report_in_advance(plan_id: str) -> None:
    report = plan_of(plan_id).report
    assert report.signatory.name == ""
    assert report.archive.startswith("VT")


@pytest.mark.parametrize("plan_id", IDS)
def test_the_ladder_climbs_from_the_request_to_the_leader_and_is_marked_assumed(plan_id: str) -> None:
    ladder = plan_of(plan_id).ladder
    assert ladder.assumed
    assert [(rung.offset, rung.to, rung.kind) for rung in ladder.rungs] == [
        (-15, "focal", "request"),
        (-7, "focal", "reminder"),
        (-3, "focal", "reminder"),
        (-1, "focal", "due_tomorrow"),
        (1, "focal", "overdue"),
        (3, "head", "escalation_head"),
        (7, "leader", "escalation_leader"),
    ]


@pytest.mark.parametrize("plan_id", [name for name in IDS if name != "phu-son-2025"])
def test_the_collecting_department_reports_for_itself_on_an_assumption(plan_id: str, register: Register) -> None:
    """No document says whether “các sở, ban, ngành” holds Sở Nội vụ; without it, its figures are in no total."""
    plan = plan_of(plan_id)
    reports = [o for o in plan.obligations if o.kind is ObligationKind.PERIODIC_REPORT]
    assert all(plan.collector.agency in owing(plan, report.id, register, plan.base_date) for report in reports)
    departments = plan.group("so-ban-nganh")
    assert (departments.assumed, departments.exclude) == (True, ())
    assert departments.reason.startswith("Văn bản không nói cơ quan tổng hợp có tự báo cáo hay không")


def kinds(plan: Plan) -> list[tuple[str, ObligationKind]]:
    return [(obligation.id, obligation.kind) for obligation in plan.obligations]


def keys(obligation: Obligation) -> list[str]:
    return [cycle.key for cycle in obligation.cycles]


# ---- Đắk Lắk 2025


def test_dak_lak_heading() -> None:
    plan = plan_of("dak-lak-2025")
    assert plan.issuer.unit == "L66"
    assert plan.theme == (
        "Công tác dân vận của chính quyền để thực hiện thắng lợi, thành công Đại hội Đảng bộ các cấp, "
        "tiến tới Đại hội XIV của Đảng"
    )
    # the document shows no line “TM. ỦY BAN NHÂN DÂN”
    assert lines_over_the_name(plan) == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trương Công Thái")
    assert basis(plan)[:5] == [
        ("23-QĐ/TW", date(2021, 7, 30)),
        ("33/CT-TTg", date(2021, 11, 26)),
        ("02-CTr/BDVTU-BCSĐUBND", date(2022, 1, 4)),
        ("757/BNV-CTTN&BĐG", date(2024, 3, 28)),
        ("08-KH/BTGDVTU-ĐUUBNDT", date(2025, 5, 14)),
    ]


def test_dak_lak_is_read_after_its_latest_basis_while_districts_exist() -> None:
    assert date(2025, 5, 14) < plan_of("dak-lak-2025").base_date <= date(2025, 6, 30)


def test_dak_lak_names_no_dates_so_its_cycles_are_assumed(calendar: WorkCalendar) -> None:
    plan = plan_of("dak-lak-2025")
    assert kinds(plan) == [
        ("dinh-ky", ObligationKind.PERIODIC_REPORT),
        ("dau-moi", ObligationKind.FOCAL_REGISTER),
        ("dot-xuat", ObligationKind.AD_HOC),  # III.1: "theo định kỳ hoặc đột xuất"
    ]
    assert all(cycle.assumed and cycle.reason for obligation in plan.obligations for cycle in obligation.cycles)
    assert last_days(plan, "dinh-ky", calendar) == {
        "2025-6m": date(2025, 6, 17),  # Tuesday: two working days after Saturday 14/6
        "2025-annual": date(2025, 12, 16),  # Tuesday: two working days after Sunday 14/12
    }


def test_dak_lak_lists_persons_on_an_assumption_for_the_document_says_assign_not_send() -> None:
    # III.7: "phân công một lãnh đạo", "phân công 01 lãnh đạo, 01 công chức"
    plan = plan_of("dak-lak-2025")
    assert plan.obligation("dau-moi").assumed
    assert all(not persons.assumed for persons in plan.obligation("dau-moi").persons)
    assert {"phan-cong-lanh-dao", "phan-cong-cong-chuc"} <= tasks_of(plan, "III.7").keys()


def test_dak_lak_cares_for_policy_families_and_proposes_on_grassroots_democracy() -> None:
    # II.2: "đối tượng chính sách, đồng bào dân tộc thiểu số"; III.1: "tham mưu đề xuất … thực hiện dân chủ ở cơ sở"
    plan = plan_of("dak-lak-2025")
    assert "đối tượng chính sách" in tasks_of(plan, "II.2")["cham-lo-doi-song"].title
    proposal = tasks_of(plan, "III.1")["tham-muu-de-xuat"]
    assert (proposal.who, "dân chủ ở cơ sở" in proposal.title) == (("L66-SNV",), True)


def test_dak_lak_cites_what_part_two_cites() -> None:
    numbers = {number for number, _ in basis(plan_of("dak-lak-2025"))}
    assert {"25-NQ/TW", "43-KL/TW", "114-KL/TW", "127/KL-TW", "130-KL/TW", "137-KL/TW"} < numbers  # II.1, II.2
    assert {"178/2024/NĐ-CP", "67/2025/NĐ-CP", "76/NQ-CP", "3478/QĐ-UBND", "57-NQ/TW"} < numbers  # II.2, II.3
    assert {"26/CT-TTg", "1847/QĐ-TTg", "217-QĐ/TW", "218-QĐ/TW", "18-CT/TW"} < numbers  # II.5, II.10


def test_dak_lak_asks_one_leader_of_all_and_one_official_of_districts_and_communes() -> None:
    # III.7
    plan = plan_of("dak-lak-2025")
    focal = plan.obligation("dau-moi")
    assert keys(focal) == ["2025-dau-moi"]
    needed = {
        group: sorted((need.role, need.count) for need in requirements(plan, focal, group, ()).persons)
        for group in focal.reporters
    }
    leader, both = [("leader", 1)], [("leader", 1), ("official", 1)]
    assert needed == {
        "so-ban-nganh": leader,
        "don-vi-su-nghiep": leader,
        "cap-huyen": both,
        "cap-xa": both,
    }


def test_dak_lak_reaches_three_tiers(register: Register) -> None:
    # III.7: sở, ban, ngành, đơn vị sự nghiệp; UBND cấp huyện; UBND cấp xã
    plan = plan_of("dak-lak-2025")
    codes = owing(plan, "dinh-ky", register, plan.base_date)
    of_kind = {kind: sum(register.get(code).kind == kind for code in codes) for kind in ("district", "commune", "media")}
    assert of_kind == {"district": 15, "commune": 180, "media": 1}
    assert "L66-SNV" in owing(plan, "dau-moi", register, plan.base_date)


def test_dak_lak_lead_units_owe_their_own_area_alone() -> None:
    plan = plan_of("dak-lak-2025")
    expected: dict[str, tuple[str, str]] = {
        "L66-STP": ("van-ban-phap-luat", "VB01"),  # III.2
        "L66-TTT": ("tiep-dan-toan-tinh", "TR01"),  # III.3
        "L66-SVHTTDL": ("tuyen-truyen-bao-chi", "TT03"),  # III.4
        "L66-VP": ("tuyen-truyen-bao-chi", "TT03"),  # III.4
        "L66-STC": ("kinh-phi", "KP01"),  # III.5
    }
    for agency, (section, indicator) in expected.items():
        sections, indicators = asked_of(plan, "dinh-ky", agency, "so-ban-nganh")
        assert section in sections
        assert indicator in indicators
        elsewhere = asked_of(plan, "dinh-ky", "L66-SCT", "so-ban-nganh")
        assert section not in elsewhere[0]
        assert indicator not in elsewhere[1]
    # complaints are every agency's own figures (II.4), the watch over them is the inspectorate's
    assert {"TC01", "DT05"} <= asked_of(plan, "dinh-ky", "L643", "cap-huyen")[1]
    assert asked_of(plan, "dinh-ky", "L66-DAI", "don-vi-su-nghiep")[1] >= {"TT03"}


def test_dak_lak_lead_units_owe_no_section_of_theirs_in_an_ad_hoc_report() -> None:
    plan = plan_of("dak-lak-2025")
    sections, indicators = asked_of(plan, "dot-xuat", "L66-TTT", "so-ban-nganh")
    assert sections == {"dot-xuat-dien-bien", "dot-xuat-nhan-xet", "dot-xuat-kien-nghi"}
    assert indicators == set()


def test_dak_lak_recipients() -> None:
    plan = plan_of("dak-lak-2025")
    lines = recipient_lines(plan)
    assert lines[0] == "Bộ Nội vụ"
    assert lines[-1] == "Lưu: VT, NVKS (HV_03)"
    assert "UBND các xã, phường, thị trấn (giao UBND cấp huyện sao gửi)" in lines
    assert len(lines) == 10


# ---- phường Phú Sơn 2025


def test_phu_son_heading() -> None:
    plan = plan_of("phu-son-2025")
    assert (plan.issuer.unit, plan.issuer.superior) == ("L14823", "Ủy ban nhân dân thị xã Bỉm Sơn")
    assert lines_over_the_name(plan) == ("CHỦ TỊCH", "Nguyễn Xuân Lâm")
    assert basis(plan)[:3] == [
        ("33/CT-TTg", date(2021, 11, 26)),
        ("114-KL/TW", date(2015, 7, 14)),
        ("08-CT/TU", date(2021, 1, 4)),
    ]
    assert ("2543-QĐ/TU", None) in basis(plan)  # II.4 gives no date


def test_phu_son_is_collector_of_its_officials_and_reporter_to_the_town(register: Register) -> None:
    # IV.1, IV.2, Nơi nhận
    plan = plan_of("phu-son-2025")
    assert plan.collector.agency == "L14823"
    assert plan.obligation("dinh-ky").upward_to == "L381"
    assert plan.report.addressees == ("Ủy ban nhân dân thị xã Bỉm Sơn",)
    codes = owing(plan, "dinh-ky", register, plan.base_date)
    assert {"L14823-VPTK", "L14823-VHXH"} <= codes
    assert all(register.get(code).parent == "L14823" for code in codes)


def test_phu_son_officials_report_to_the_ward_on_an_assumption() -> None:
    # IV.1 binds the ward: "UBND phường … thực hiện đảm bảo chế độ thông tin, báo cáo"
    plan = plan_of("phu-son-2025")
    assert plan.obligation("dinh-ky").assumed
    assert all(task.assumed for task in tasks_of(plan, "II.2").values() if task.who == ("L14823-VPTK",))


def test_phu_son_dialogue_is_the_chairmans_duty() -> None:
    # IV.1: "Chủ tịch UBND phường thực hiện đảm bảo chế độ tiếp xúc, đối thoại với Nhân dân"
    dialogue = tasks_of(plan_of("phu-son-2025"), "IV.1")["tiep-cong-dan-doi-thoai"]
    assert (dialogue.who, dialogue.assumed) == (("L14823",), False)
    assert dialogue.title.startswith("Chủ tịch Ủy ban nhân dân phường ")


def test_phu_son_second_half_of_the_second_clause_and_the_new_models() -> None:
    plan = plan_of("phu-son-2025")
    assert {"so-ket-van-ban", "mo-hinh-dan-van-kheo", "the-tran-long-dan", "canh-giac"} <= tasks_of(plan, "II.2").keys()
    assert "mô hình mới" in tasks_of(plan, "II.3")["mo-hinh-dan-chu"].title
    assert ("01", None) in basis(plan)  # II.5: "Kết luận số 01 của Bộ Chính trị"


def test_phu_son_reviews_twice_on_assumed_days(calendar: WorkCalendar) -> None:
    # IV.1: "định kỳ sơ kết, tổng kết", no dates; and nothing is said of reports on request
    plan = plan_of("phu-son-2025")
    assert kinds(plan) == [("dinh-ky", ObligationKind.PERIODIC_REPORT)]
    assert all(cycle.assumed for cycle in plan.obligation("dinh-ky").cycles)
    assert last_days(plan, "dinh-ky", calendar) == {
        "2025-6m": date(2025, 6, 16),  # Monday after Saturday 14/6
        "2025-annual": date(2025, 12, 15),  # Monday after Sunday 14/12
    }


def test_phu_son_asks_each_figure_of_the_ward_of_one_official() -> None:
    plan = plan_of("phu-son-2025")
    office = asked_of(plan, "dinh-ky", "L14823-VPTK", "cong-chuc")[1]
    culture = asked_of(plan, "dinh-ky", "L14823-VHXH", "cong-chuc")[1]
    land = asked_of(plan, "dinh-ky", "L14823-DCXD", "cong-chuc")[1]
    assert "TT03" in culture - office - land  # IV.3: tin, bài
    assert {"TC05", "HC05", "CD02"} <= office - culture - land
    assert {"TT01", "DV05"} <= office & culture & land


def test_phu_son_passes_to_the_units_of_quang_trung(register: Register) -> None:
    plan = plan_of("phu-son-2025")
    heirs = owing(plan, "dinh-ky", register, date(2025, 7, 1))  # Tuesday
    assert heirs
    assert all(register.get(code).parent == "N14818" for code in heirs)


def test_phu_son_recipients() -> None:
    plan = plan_of("phu-son-2025")
    assert recipient_lines(plan)[0] == "UBND thị xã"
    assert plan.recipients[0].agencies == ("L381",)
    assert recipient_lines(plan)[-1] == "Lưu: VT"
    assert len(plan.recipients) == 5


# ---- Gia Lai 2024


def test_gia_lai_heading() -> None:
    plan = plan_of("gia-lai-2024")
    assert plan.issuer.unit == "L64"
    assert lines_over_the_name(plan) == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trương Hải Long")
    assert basis(plan)[:2] == [("03-CTr/BDVTU-BCSĐ", date(2022, 1, 24)), ("44-KH/BCSĐ-BDVTU", date(2024, 1, 30))]
    assert date(2024, 1, 30) < plan.base_date < date(2024, 5, 10)


def test_gia_lai_due_days_are_before_the_cut_off(calendar: WorkCalendar) -> None:
    # III.3: "06 tháng (trước ngày 10/5/2024), 01 năm (trước ngày 30/10/2024)"
    plan = plan_of("gia-lai-2024")
    regular = plan.obligation("dinh-ky")
    assert {cycle.key: cycle.due.before for cycle in regular.cycles} == {
        "2024-6m": date(2024, 5, 10),  # Friday
        "2024-annual": date(2024, 10, 30),  # Wednesday
    }
    assert all(cycle.estimate and cycle.source == "III.3" and not cycle.assumed for cycle in regular.cycles)
    assert last_days(plan, "dinh-ky", calendar) == {
        "2024-6m": date(2024, 5, 9),  # Thursday
        "2024-annual": date(2024, 10, 29),  # Tuesday
    }


def test_gia_lai_has_publicity_reports_and_reports_on_request() -> None:
    # III.1 "đột xuất", III.2 "định kỳ 06 tháng, 01 năm", no dates
    plan = plan_of("gia-lai-2024")
    assert kinds(plan) == [
        ("dinh-ky", ObligationKind.PERIODIC_REPORT),
        ("tuyen-truyen", ObligationKind.PUBLICITY_REPORT),
        ("dot-xuat", ObligationKind.AD_HOC),
    ]
    publicity = plan.obligation("tuyen-truyen")
    assert keys(publicity) == ["2024-6m", "2024-annual"]
    assert all(cycle.assumed for cycle in publicity.cycles)
    assert publicity.recipient == "Ủy ban nhân dân tỉnh (qua Sở Nội vụ)"


def test_gia_lai_press_owes_the_news_and_nobody_else_does(register: Register) -> None:
    plan = plan_of("gia-lai-2024")
    assert owing(plan, "tuyen-truyen", register, plan.base_date) == {"L64-STTTT", "L64-BAO", "L64-DAI"}
    assert asked_of(plan, "tuyen-truyen", "L64-BAO", "bao-chi-truyen-thong")[1] == {"TT03", "BC01"}
    # the department owes the general report too, without the news
    assert not {"TT03", "BC01"} & asked_of(plan, "dinh-ky", "L64-STTTT", "so-ban-nganh")[1]


def test_gia_lai_regular_report_is_owed_by_departments_and_17_districts(register: Register) -> None:
    # III.3
    plan = plan_of("gia-lai-2024")
    codes = owing(plan, "dinh-ky", register, plan.base_date)
    assert sum(register.get(code).kind == "district" for code in codes) == 17
    assert not {"L64-BAO", "L64-DAI"} & codes
    assert "L64-STTTT" in codes  # not merged before 2025


def test_gia_lai_target_of_two_models() -> None:
    # II.7: "ít nhất 02 mô hình “Dân vận khéo” hoạt động hiệu quả"; for whom is a reading
    (target,) = plan_of("gia-lai-2024").targets
    assert target.indicator == "DV05"
    assert target.at_least == 2
    assert target.scope == "agency"
    assert target.source == "II.7"
    assert target.assumed
    assert target.goal  # "phấn đấu có ít nhất 02 mô hình"


def test_gia_lai_yearly_dialogue_is_met_by_each_commune() -> None:
    # II.6: "đối thoại hằng năm giữa Ủy ban nhân dân cấp xã với Nhân dân"; a dialogue of the district (DTH1) doesn't meet it
    plan = plan_of("gia-lai-2024")
    task = tasks_of(plan, "II.6")["doi-thoai-cap-xa"]
    assert (task.who, task.indicator, task.assumed) == (("cap-huyen",), "DX01", True)
    assert task.at_least == 1
    assert "DX01" in asked_of(plan, "dinh-ky", "L622", "cap-huyen")[1]
    assert "DX01" not in asked_of(plan, "dinh-ky", "L64-STP", "so-ban-nganh")[1]
    assert "doi-thoai-cap-xa" not in asked_of(plan, "dinh-ky", "L64-STP", "so-ban-nganh")[0]


def test_gia_lai_difficulties_proposals_places_of_worship_and_cyberspace() -> None:
    plan = plan_of("gia-lai-2024")
    assert tasks_of(plan, "Đoạn kết")["phan-anh-vuong-mac"].who == ("so-ban-nganh", "cap-huyen", "bao-chi-truyen-thong")
    assert tasks_of(plan, "III.1")["de-xuat-bien-phap"].who == ("L64-SNV",)
    assert "cơ sở thờ tự" in tasks_of(plan, "II.5")["co-so-tho-tu"].title
    assert "không gian mạng" in tasks_of(plan, "I.1")["khong-gian-mang"].title


def test_gia_lai_recipients() -> None:
    plan = plan_of("gia-lai-2024")
    lines = recipient_lines(plan)
    reported_to = [line for line in lines if line.endswith("(báo cáo)")]
    assert reported_to == [
        "Bộ Nội vụ (báo cáo)",
        "TT Tỉnh ủy (báo cáo)",
        "TT HĐND tỉnh (báo cáo)",
        "BCĐ thực hiện QCDC ở cơ sở (báo cáo)",
    ]
    assert lines[-1] == "Lưu: VT, NC"
    assert len(lines) == 13


# ---- Bình Định 2025


def test_binh_dinh_heading() -> None:
    plan = plan_of("binh-dinh-2025")
    assert plan.issuer.unit == "L52"
    assert lines_over_the_name(plan) == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lâm Hải Giang")
    assert basis(plan)[:2] == [("33/CT-TTg", date(2021, 11, 26)), ("64-KH/UBND-BDVTU", date(2025, 1, 15))]


def test_binh_dinh_is_read_before_the_departments_merge_and_after_its_latest_citation() -> None:
    # II.1 cites Kết luận 126-KL/TW of 14/02/2025; departments merged on 1/3/2025
    assert date(2025, 2, 14) < plan_of("binh-dinh-2025").base_date < date(2025, 3, 1)


def test_binh_dinh_due_days(calendar: WorkCalendar) -> None:
    # III.1: "trước ngày 20 tháng 3, 6, 9/2025", "báo cáo năm (trước ngày 25/11/2025)"
    plan = plan_of("binh-dinh-2025")
    assert kinds(plan) == [("dinh-ky", ObligationKind.PERIODIC_REPORT)]
    regular = plan.obligation("dinh-ky")
    assert [(cycle.key, cycle.period, cycle.due.before) for cycle in regular.cycles] == [
        ("2025-q1", "2025-q1", date(2025, 3, 20)),
        ("2025-6m", "2025-6m", date(2025, 6, 20)),
        ("2025-9m", "2025-9m", date(2025, 9, 20)),
        ("2025-annual", "2025-annual", date(2025, 11, 25)),
    ]
    assert all(cycle.source == "III.1" and not cycle.assumed for cycle in regular.cycles)
    assert last_days(plan, "dinh-ky", calendar) == {
        "2025-q1": date(2025, 3, 19),  # Wednesday
        "2025-6m": date(2025, 6, 19),  # Thursday
        "2025-9m": date(2025, 9, 19),  # Friday before Saturday 20/9
        "2025-annual": date(2025, 11, 24),  # Monday
    }


def test_binh_dinh_estimates_only_the_year() -> None:
    # 24/11 is before the cut-off of 14/12; the other due days are after theirs
    regular = plan_of("binh-dinh-2025").obligation("dinh-ky")
    assert [cycle.key for cycle in regular.cycles if cycle.estimate] == ["2025-annual"]


def test_binh_dinh_roll_follows_both_changes_of_the_year(register: Register) -> None:
    plan = plan_of("binh-dinh-2025")
    issued = owing(plan, "dinh-ky", register, plan.base_date)
    assert {"L52-SNNPTNT", "L52-STNMT"} <= issued
    assert sum(register.get(code).kind == "district" for code in issued) == 11
    first_quarter = owing(plan, "dinh-ky", register, date(2025, 3, 19))  # Wednesday
    assert "L52-SNNMT" in first_quarter - issued
    nine_months = owing(plan, "dinh-ky", register, date(2025, 9, 19))  # Friday
    assert {register.get(code).province for code in nine_months} == {"N52"}
    assert sum(register.get(code).kind == "commune" for code in nine_months) == 58


def test_binh_dinh_names_no_unit_with_an_area_of_its_own() -> None:
    # III.2 gives Sở Nội vụ duties, no section and no figure
    plan = plan_of("binh-dinh-2025")
    assert [unit.agencies for unit in plan.lead_units] == [("L52-SNV",)]
    assert not any(unit.sections or unit.indicators for unit in plan.lead_units)


def test_binh_dinh_clauses_that_name_nobody_are_assumed() -> None:
    # II.9 names neither who nor when; II.7 is a heading alone; II.8 says "the press"
    plan = plan_of("binh-dinh-2025")
    for clause in ("II.7", "II.8", "II.9"):
        assert all(task.assumed for task in tasks_of(plan, clause).values()), clause


def test_binh_dinh_economic_figures_national_programmes_religious_cases_and_publicity() -> None:
    plan = plan_of("binh-dinh-2025")
    strive = tasks_of(plan, "II.4")["chi-tieu-kinh-te"]  # "phấn đấu hoàn thành các chỉ tiêu"
    assert (strive.goal, "4379/QĐ-UBND" in strive.title, "04/KH-UBND" in strive.title) == (True, True, True)
    assert {("4379/QĐ-UBND", date(2024, 12, 19)), ("04/KH-UBND", date(2025, 1, 7))} < {*basis(plan)}
    assert {"chuong-trinh-muc-tieu", "vu-viec-ton-giao"} < tasks_of(plan, "II.6").keys()
    assert tasks_of(plan, "II.2")["dan-chu-co-so"].indicator == "CK01"  # "đẩy mạnh việc công khai"
    assert "CK01" in asked_of(plan, "dinh-ky", "L52-STP", "so-ban-nganh")[1]


def test_binh_dinh_report_goes_from_the_department_to_the_provincial_committee() -> None:
    # III.2: "tổng hợp, báo cáo Ủy ban nhân dân tỉnh"
    report = plan_of("binh-dinh-2025").report
    assert (report.issuing_body, report.notation) == ("Sở Nội vụ", "BC-SNV")
    assert report.addressees == ("Ủy ban nhân dân tỉnh Bình Định",)


def test_binh_dinh_recipients() -> None:
    assert recipient_lines(plan_of("binh-dinh-2025")) == [
        "Bộ Nội vụ",
        "Thường trực Tỉnh ủy",
        "CT, các PCT UBND tỉnh",
        "Ủy ban MTTQ Việt Nam tỉnh",
        "Ban Tuyên giáo và Dân vận Tỉnh ủy",
        "Các sở, ban, ngành",
        "UBND các huyện, thị xã, thành phố",
        "Lưu: VT, K7",
    ]


# ---- Lạng Sơn 2026


def test_lang_son_heading() -> None:
    plan = plan_of("lang-son-2026")
    assert plan.issuer.unit == "N20"
    assert lines_over_the_name(plan) == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Thanh Nhàn")
    assert basis(plan)[0] == ("18-KH/TU", date(2026, 2, 4))
    assert date(2026, 2, 4) < plan.base_date < date(2026, 3, 10)


def test_lang_son_65_communes_deliver_their_own_plan_first(register: Register, calendar: WorkCalendar) -> None:
    # III.8: "gửi kế hoạch về Sở Nội vụ trước 10/3/2026"
    plan = plan_of("lang-son-2026")
    assert kinds(plan) == [("ke-hoach", ObligationKind.PLAN_DELIVERY), ("dinh-ky", ObligationKind.PERIODIC_REPORT)]
    delivery = plan.obligation("ke-hoach")
    (cycle,) = delivery.cycles
    assert (cycle.key, cycle.due.before, cycle.source, cycle.assumed) == ("2026-ke-hoach", date(2026, 3, 10), "III.8", False)
    assert delivery.recipient == "Sở Nội vụ"
    assert last_days(plan, "ke-hoach", calendar) == {"2026-ke-hoach": date(2026, 3, 9)}  # Monday
    assert len(owing(plan, "ke-hoach", register, plan.base_date)) == 65


def test_lang_son_reports_have_assumed_days_that_leave_time_before_the_25th(calendar: WorkCalendar) -> None:
    # III.3 says only "theo quy định"
    plan = plan_of("lang-son-2026")
    assert all(cycle.assumed for cycle in plan.obligation("dinh-ky").cycles)
    assert last_days(plan, "dinh-ky", calendar) == {
        "2026-6m": date(2026, 6, 22),  # Monday after Saturday 20/6
        "2026-annual": date(2026, 12, 21),  # Monday after Sunday 20/12
    }
    collected = {c.key: c.collector_due_on for c in planned_cycles(plan, calendar) if c.obligation == "dinh-ky"}
    assert collected == {"2026-6m": date(2026, 6, 25), "2026-annual": date(2026, 12, 24)}  # both Thursdays


def test_lang_son_lead_units_each_watch_one_area() -> None:
    plan = plan_of("lang-son-2026")
    expected = {
        "N20-VP": ("mot-cua-toan-tinh", "III.2"),
        "N20-TTT": ("tiep-dan-toan-tinh", "III.4"),
        "N20-SDTTG": ("dan-toc-ton-giao-toan-tinh", "III.5"),
        "N20-SVHTTDL": ("bao-chi-toan-tinh", "III.6"),
        "N20-SKHCN": ("chuyen-doi-so-toan-tinh", "III.7"),
    }
    with_sections = {unit.agencies[0]: (unit.sections[0], unit.source) for unit in plan.lead_units if unit.sections}
    assert with_sections == expected
    for agency, (section, _) in expected.items():
        assert section in asked_of(plan, "dinh-ky", agency, "so-ban-nganh")[0]
        assert section not in asked_of(plan, "dinh-ky", "N20-STC", "so-ban-nganh")[0]


def test_lang_son_eighth_area_is_the_elections_and_everyone_reports_on_it() -> None:
    plan = plan_of("lang-son-2026")
    assert plan.areas[7].id == "bau-cu"
    assert "bau-cu" in asked_of(plan, "dinh-ky", "N06187", "cap-xa")[0]


def test_lang_son_questions_of_the_council_economic_figures_and_rewards_after_inspections() -> None:
    plan = plan_of("lang-son-2026")
    council = tasks_of(plan, "II.5")["chat-van-cu-tri"].title
    assert all(words in council for words in ("chất vấn", "lời hứa", "kiến nghị của cử tri"))
    assert "cu-tri" in asked_of(plan, "dinh-ky", "N06187", "cap-xa")[0]
    strive = tasks_of(plan, "II.3")["chi-tieu-kinh-te"]
    assert (strive.goal, "324/KH-UBND" in strive.title, "2688/QĐ-UBND" in strive.title) == (True, True, True)
    assert "khen-thuong-sau-kiem-tra" in tasks_of(plan, "II.7")


def test_lang_son_cites_what_part_two_and_its_footnotes_cite() -> None:
    numbers = {number for number, _ in basis(plan_of("lang-son-2026"))}
    assert {"43-NQ/TW", "162-NQ/TU", "76/NQ-CP", "60-NQ/TU", "316/KH-UBND", "26/CT-TTg", "120-KL/TW"} < numbers  # II.1, II.2
    assert {"324/KH-UBND", "2688/QĐ-UBND", "65-KL/TW", "88/2019/QH14", "168-KH/TU", "22-CT/TU"} < numbers  # II.3, II.4
    assert {"129-NQ/TU", "05-ĐA/TU", "18-CT/TW", "124-QĐ/TW"} < numbers  # II.6


def test_lang_son_recipients() -> None:
    lines = recipient_lines(plan_of("lang-son-2026"))
    assert lines[0] == "Bộ Nội vụ"
    assert "Các cơ quan TW trên địa bàn tỉnh" in lines
    assert lines[-1] == "Lưu: VT, NC(NAĐ)"
    assert len(lines) == 9
