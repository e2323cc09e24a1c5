"""A province's own project: what `danvan init` lays and refuses, and that what a project has of its own comes first."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from builders import at
from terminal import Terminal, terminal

from danvan_workflow.errors import InvalidInput
from danvan_workflow.intake.mapping_file import mapping_of
from danvan_workflow.intake.query import read_query
from danvan_workflow.notify.writer import PARTS, NoticeWriter
from danvan_workflow.plan.loading import open_plan_text
from danvan_workflow.register.models import AgencyKind
from danvan_workflow.register.register import Register
from danvan_workflow.services.project.first_plan import FirstPlan
from danvan_workflow.services.project.lay import lay_project
from danvan_workflow.settings import MARKER, SHIPPED, read_settings
from danvan_workflow.statutory.workdays import WorkCalendar
from danvan_workflow.views.doctor import diagnose

__all__ = ["terminal"]

NOW = at("2026-02-02")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_project(tmp_path / "du-an", "Lạng Sơn", "2026")
    return tmp_path / "du-an"


@pytest.mark.parametrize(("year", "provinces"), [(2024, 63), (2025, 63), (2026, 34), (2027, 34)])
def test_the_first_plan_of_every_province_is_sound(prepared: tuple[Path, Register], year: int, provinces: int) -> None:
    register, calendar = prepared[1], WorkCalendar.default()
    day = calendar.next_workday(calendar.first_covered_day.replace(year=year, month=1, day=1))
    living = [agency for agency in register.as_of(day) if agency.kind is AgencyKind.PROVINCE]
    assert len(living) == provinces
    for province in living[:: 1 if year == 2027 else 9]:
        plan = FirstPlan(province, year, day, register)
        assert {remark.severity for remark in plan.remarks()} <= {"info"}, province.name
        assert f"  name: {register.get(f'{province.code}-SNV').name}\n" in plan.text


def test_what_no_document_has_said_is_assumed_with_a_reason(project: Path) -> None:
    plan = open_plan_text((project / "dags" / "plans" / "lang-son-2026.yaml").read_text(encoding="utf-8")).plan
    said = [plan.collector, plan.ladder, *plan.groups, *plan.obligations, *plan.obligations[0].cycles, *plan.tasks, plan.report]
    assert [part for part in said if not (part.assumed and part.reason)] == []


def test_the_dag_files_are_those_of_the_product(project: Path) -> None:
    laid = {file.name: file.read_text() for file in (project / "dags").glob("*.py")}
    assert laid == {file.name: file.read_text() for file in (SHIPPED / "dags").glob("*.py")}
    schema = "dags/plans/plan.schema.json"
    assert (project / schema).read_text() == (SHIPPED / schema).read_text()


def test_everything_in_the_way_is_said_at_once_and_nothing_is_written(terminal: Terminal) -> None:
    (terminal.home / "day").mkdir()
    mine = terminal.write("day/ghi-chu.txt", "của tôi")
    answer = terminal.run("init", terminal.home / "day", "--province", "Lạng Sươn", "--year", "1999")
    assert answer.code == 2
    for words in ("thư mục đã có tệp", "Lạng Sơn (N20)", "2024, 2025, 2026, 2027", "Có 3 chỗ cần sửa"):
        assert words in answer.lines
    assert list((terminal.home / "day").iterdir()) == [mine]


@pytest.mark.parametrize(
    ("province", "year", "words"),
    [
        ("Bình Định", "2027", "Gia Lai (N52)"),
        ("N52", "2025", "Bình Định (L52), Gia Lai (L64)"),
        ("", "2026", "34 tỉnh, thành phố"),
        ("xyz", "2025", "63 tỉnh, thành phố"),
        ("Huế", "", "chưa nêu năm"),
    ],
)
def test_a_province_that_is_not_there_then_leads_to_those_that_are(
    terminal: Terminal, province: str, year: str, words: str
) -> None:
    answer = terminal.run("init", terminal.home / "moi", "--province", province, "--year", year)
    assert answer.code == 2
    assert words in answer.lines
    assert not (terminal.home / "moi").exists()


@pytest.mark.parametrize("written", ["N79", "n79", "tp. hồ chí minh", "Thành phố Hồ Chí Minh", "UBND thành phố Hồ Chí Minh"])
def test_a_province_is_known_by_any_of_its_names(terminal: Terminal, written: str) -> None:
    said = terminal.ok("init", terminal.home / "moi", "--province", written, "--year", "2026").lines
    assert "Kế hoạch ho-chi-minh-2026 dùng được: 0 lỗi" in said


def test_the_project_is_the_nearest_one_that_is_marked(project: Path) -> None:
    settings = read_settings({}, near=project / "dags" / "plans")
    assert (settings.project, settings.home, settings.plans) == (project, project / "var", project / "dags" / "plans")
    assert read_settings({"DANVAN_PROJECT": str(project), "DANVAN_PLANS": "/kh"}, near=Path("/")).plans == Path("/kh")
    (project / MARKER).unlink()
    assert read_settings({}, near=project).project is None


def test_a_template_of_their_own_comes_first_as_soon_as_it_is_there(project: Path, tmp_path: Path) -> None:
    settings = replace(read_settings({}, near=project), templates=tmp_path / "kem-theo")
    ours, theirs = (folder / "notices" / "thu" for folder in reversed(settings.template_folders))
    for folder in (ours, theirs):
        folder.mkdir(parents=True)
    for part in PARTS:
        (ours / part).write_text(f"{part} {{% include 'chung.j2' %}}", encoding="utf-8")
    (ours.parent / "chung.j2").write_text("kèm theo", encoding="utf-8")
    writer = NoticeWriter(*settings.template_folders)
    assert writer.write("thu", {}).subject == "subject.txt.j2 kèm theo"
    (theirs / "subject.txt.j2").write_text("Lời của tỉnh", encoding="utf-8")
    (theirs.parent / "chung.j2").write_text("của tỉnh", encoding="utf-8")
    written = writer.write("thu", {})
    assert (written.subject, written.text) == ("Lời của tỉnh", "body.txt.j2 của tỉnh")
    (theirs / "subject.txt.j2").unlink()
    assert writer.write("thu", {}).subject == "subject.txt.j2 của tỉnh"


def test_a_broken_template_is_named_where_it_lies(project: Path) -> None:
    own = project / "templates" / "notices" / "reminder" / "subject.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{% if %}", encoding="utf-8")
    with pytest.raises(InvalidInput, match=f"{own}:1"):
        NoticeWriter(*read_settings({}, near=project).template_folders).write("reminder", {})


def test_a_query_of_their_own_comes_first_and_the_mapping_stays(project: Path) -> None:
    folders = read_settings({}, near=project).collect
    own = project / "sql" / "collect" / "he-thong-tinh.sql"
    own.write_text("SELECT 1 AS ma_dv", encoding="utf-8")
    mapping = mapping_of(folders, "he-thong-tinh")
    assert (mapping.query, mapping.schema.parent) == (own, SHIPPED / "sql" / "collect")
    assert str(read_query(mapping.query)) == "SELECT 1 AS ma_dv"
    shutil.copy(SHIPPED / "sql" / "collect" / "he-thong-tinh.yaml", own.with_name("mot-cua.yaml"))
    own.unlink()
    assert mapping_of(folders, "he-thong-tinh").query == SHIPPED / "sql" / "collect" / "he-thong-tinh.sql"
    assert mapping_of(folders, "mot-cua").query == own  # as its file says: the product's query is not theirs


def test_the_doctor_tells_of_a_template_that_nothing_reads(project: Path) -> None:
    notices = project / "templates" / "notices"
    for name in ("reminder/subject.txt.j2", "reminders/body.txt.j2"):
        (notices / name).parent.mkdir(parents=True)
        (notices / name).write_text("x", encoding="utf-8")
    checks = {check.id: check for check in diagnose(read_settings({}, near=project), NOW)}
    assert "2 tệp mẫu của riêng tỉnh" in checks["mau-thong-bao"].message
    assert (checks["mau-rieng"].state, "reminders/body.txt.j2" in checks["mau-rieng"].message) == ("warning", True)
    assert "reminder/subject.txt.j2" not in checks["mau-rieng"].message


def test_the_doctor_tells_of_a_template_that_asks_for_what_no_letter_has(project: Path) -> None:
    own = project / "templates" / "notices" / "request" / "subject.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{{ cycle_label }} {{ ways_to_send }}", encoding="utf-8")
    checks = {check.id: check for check in diagnose(read_settings({}, near=project), NOW)}
    assert (checks["gia-tri-mau"].state, checks["gia-tri-mau"].message.endswith("request (ways_to_send)")) == ("warning", True)
    own.write_text("{{ cycle_label }}", encoding="utf-8")
    assert "gia-tri-mau" not in {check.id for check in diagnose(read_settings({}, near=project), NOW)}
    own.write_text("{% if %}", encoding="utf-8")
    checks = {check.id: check for check in diagnose(read_settings({}, near=project), NOW)}
    assert (checks["gia-tri-mau"].state, f"{own}:1" in checks["gia-tri-mau"].message) == ("error", True)


def test_a_data_folder_that_nobody_named_may_still_be_to_come(project: Path) -> None:
    def states(environ: dict[str, str]) -> set[str]:
        found = diagnose(read_settings(environ, near=project), NOW)
        return {check.state for check in found if check.id in ("thu-muc", "co-so-du-lieu")}

    assert states({}) == {"warning"}
    assert states({"DANVAN_HOME": str(project / "khac")}) == {"error"}
    assert not (project / "var").exists()
