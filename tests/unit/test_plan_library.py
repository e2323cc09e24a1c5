"""Plans in a folder, their assumptions, and documents cited with two dates."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from danvan_workflow.errors import InvalidPlan, UnknownName
from danvan_workflow.plan.assumptions import Assumption, assumptions
from danvan_workflow.plan.citations import citations_in_text, disagreeing
from danvan_workflow.plan.library import PlanLibrary, citation_problems
from danvan_workflow.plan.loading import open_plan_text
from danvan_workflow.plan.stated import stated_parts

TEXT = (Path(__file__).parent / "plan_files" / "tinh-mau-2025.yaml").read_text(encoding="utf-8")
PLANS = PlanLibrary(Path(__file__).parents[2] / "dags" / "plans")


@pytest.fixture
def library(tmp_path: Path) -> PlanLibrary:
    (tmp_path / "tinh-mau-2025.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "hong.yaml").write_text("id: hong\nid: hong\n", encoding="utf-8")
    (tmp_path / "khac-ten.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "plan.schema.json").write_text("{}", encoding="utf-8")
    return PlanLibrary(tmp_path)


def test_broken_files_are_reported_and_hide_nothing(library: PlanLibrary) -> None:
    contents = library.load_all()
    assert library.ids() == ("hong", "khac-ten", "tinh-mau-2025")
    assert [loaded.plan.id for loaded in contents.plans] == ["tinh-mau-2025"]
    assert [(broken.id, broken.file.name) for broken in contents.broken] == [("hong", "hong.yaml"), ("khac-ten", "khac-ten.yaml")]
    assert contents.broken[0].problems[0].text() == "hong.yaml:2: id: khóa ghi hai lần, lần đầu ở dòng 1."


def test_a_file_is_named_after_its_plan(library: PlanLibrary) -> None:
    with pytest.raises(InvalidPlan) as caught:
        library.load("khac-ten")
    assert str(caught.value) == "khac-ten.yaml:3: id: `id` khác với tên tệp (giá trị “tinh-mau-2025”). Chấp nhận: khac-ten."


def test_an_unknown_plan_is_answered_with_near_names(library: PlanLibrary) -> None:
    with pytest.raises(UnknownName, match=r"^Không có kế hoạch “tinh-mau-2024”\. Có phải: tinh-mau-2025\?$"):
        library.load("tinh-mau-2024")
    with pytest.raises(UnknownName):
        library.load("../../etc/passwd")


def test_a_changed_file_is_seen(library: PlanLibrary) -> None:
    assert library.load("tinh-mau-2025").year == 2025
    (library.folder / "tinh-mau-2025.yaml").write_text(TEXT.replace("year: 2025", "year: 2026"), encoding="utf-8")
    assert library.load("tinh-mau-2025").year == 2026


def test_assumptions_come_in_the_order_of_the_file_and_those_it_is_silent_on_last() -> None:
    found = assumptions(open_plan_text(TEXT))
    assert [one.place for one in found] == [
        "ladder", "contacts[0]", "obligations[0].day_off", "obligations[0].opens", "obligations[0].collector_due",
        "report", "report.signatory", "heirs_due",
    ]  # fmt: skip
    assert found[3] == Assumption(
        "obligations[0].opens", "Mở kỳ trước hạn nộp 15 ngày làm việc (Báo cáo định kỳ)", "Kế hoạch không nêu."
    )


@pytest.mark.parametrize("plan_id", PLANS.ids())
def test_nothing_in_the_five_plans_is_neither_said_nor_assumed(plan_id: str) -> None:
    loaded = PLANS.open(plan_id)
    parts = list(stated_parts(loaded.plan))
    assert len(parts) > 10
    assert [found.place for found in parts if not found.part.source and not found.part.assumed] == []
    assert len(assumptions(loaded)) == sum(found.part.assumed for found in parts)
    assert len({found.name for found in parts}) == len(parts), "names tell the parts apart"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Chỉ thị số 33/CT-TTg ngày 26/11/2021 của Thủ tướng", [("33/CT-TTg", dt.date(2021, 11, 26))]),
        ("Nghị định số 178/2024/NĐ-CP ngày 31/12/2024", [("178/2024/NĐ-CP", dt.date(2024, 12, 31))]),
        ("Quyết định số 23-QĐ/TW của Bộ Chính trị ngày 30/7/2021", [("23-QĐ/TW", dt.date(2021, 7, 30))]),
        ("Kế hoạch 64-KH/UBND-BDVTU ngày 15/01/2025", [("64-KH/UBND-BDVTU", dt.date(2025, 1, 15))]),
        ("Kết luận số 127/KL-TW ngày 31/02/2025", []),
        ("ngày 20/3/2025", []),
    ],
)
def test_citations_in_a_text(text: str, found: list[tuple[str, dt.date]]) -> None:
    assert [(citation.number, citation.issued_on) for citation in citations_in_text(text)] == found


@pytest.mark.parametrize(
    ("first", "second", "slip"),
    [("27/10/2023", "27/09/2023", True), ("27/10/2023", "27/10/2022", True), ("27/10/2023", "27/10/2023", False),
     ("27/10/2023", "05/01/2019", False)],  # numbers begin again each year: another document
)  # fmt: skip
def test_two_dates_are_a_slip_within_a_year(first: str, second: str, slip: bool) -> None:
    text = f"Chỉ thị 27/CT-TTg ngày {first}; Chỉ thị số 27/CT-TTg ngày {second}"
    assert bool(list(disagreeing(citations_in_text(text)))) is slip


def test_central_documents_are_compared_across_plans() -> None:
    one = TEXT.replace("evidence: Tin bài", 'evidence: "Chỉ thị 27/CT-TTg ngày 27/10/2023, 5/KH-UBND ngày 01/02/2025"')
    two = TEXT.replace("evidence: Tin bài", 'evidence: "Chỉ thị 27/CT-TTg ngày 27/09/2023, 5/KH-UBND ngày 03/02/2025"')
    found = list(citation_problems((open_plan_text(one, "mot.yaml"), open_plan_text(two, "hai.yaml"))))
    assert [problem.text() for problem in found] == [
        (
            "hai.yaml:46: tasks[0].evidence: cùng một văn bản nhưng tệp mot.yaml ghi ngày 27/10/2023, ở đây ghi ngày 27/9/2023 "
            "(giá trị “27/CT-TTg”)."
        )
    ]


HEAVY = ("pandas", "sqlalchemy", "airflow", "numpy", "jinja2", "docx", "typer")


@pytest.mark.parametrize(
    "modules",
    ["danvan_workflow.plan.checks, danvan_workflow.plan.diff, danvan_workflow.plan.schema, danvan_workflow.plan.library",
     "danvan_workflow.statutory.indicators, danvan_workflow.statutory.rules"],
)  # fmt: skip
def test_importing_plans_imports_no_heavy_library(modules: str) -> None:
    code = f"import sys, {modules}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
