"""The DAG folder as Airflow reads it: every obligation of every plan, and broken plans named aloud."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from danvan_workflow.orchestration.dag.factory import plan_dags

REPOSITORY = Path(__file__).resolve().parents[2]
PLANS = REPOSITORY / "dags" / "plans"
DAG_IDS = {
    "binh_dinh_2025__dinh_ky",
    "dak_lak_2025__dau_moi",
    "dak_lak_2025__dinh_ky",
    "dak_lak_2025__dot_xuat",
    "gia_lai_2024__dinh_ky",
    "gia_lai_2024__dot_xuat",
    "gia_lai_2024__tuyen_truyen",
    "lang_son_2026__dinh_ky",
    "lang_son_2026__ke_hoach",
    "phu_son_2025__dinh_ky",
}
DAILY = "danvan_truc_ban"
ROWS = [
    ("mo_ky", "Mở kỳ"),
    ("truoc_han_15", "Gửi yêu cầu"),
    ("truoc_han_7", "Nhắc trước 7 ngày"),
    ("truoc_han_3", "Nhắc trước 3 ngày"),
    ("truoc_han_1", "Nhắc lần cuối trước 1 ngày"),
    ("han_nop", "Hạn nộp"),
    ("thu_thap", "Thu thập và kiểm tra"),
    ("sau_han_1", "Đôn đốc sau 1 ngày"),
    ("sau_han_3", "Báo người đứng đầu sau 3 ngày"),
    ("sau_han_7", "Báo lãnh đạo sau 7 ngày"),
    ("tong_hop", "Tổng hợp"),
    ("phe_duyet", "Phê duyệt"),
    ("phat_hanh", "Phát hành"),
]


def bag(folder: Path) -> Any:
    """The folder, read by Airflow itself."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(folder))


@pytest.fixture
def copy_of_dags(tmp_path: Path) -> Path:
    """The DAG folder, to break things in."""
    return Path(shutil.copytree(REPOSITORY / "dags", tmp_path / "dags"))


def test_every_obligation_of_every_plan_is_a_dag_and_nothing_fails(airflow_db: Path) -> None:
    found = bag(REPOSITORY / "dags")
    assert found.import_errors == {}
    assert set(found.dags) == DAG_IDS | {DAILY}


def test_the_rows_of_a_run_follow_the_cycle() -> None:
    dag = plan_dags(PLANS).dags["binh_dinh_2025__dinh_ky"]
    assert {task.task_id: task.task_display_name for task in dag.tasks} == dict(ROWS)
    in_order = [name for name, _ in ROWS]
    # Bình Định consolidates 5 working days after the last day: chasing on the 7th must not hold up the report.
    in_order.remove("sau_han_7")
    assert all(dag.task_dict[row].upstream_task_ids == {before} for before, row in pairwise(in_order))
    assert dag.task_dict["sau_han_7"].upstream_task_ids == {"tong_hop"}
    assert dag.task_dict["sau_han_7"].trigger_rule == "all_done"  # a consolidation that failed doesn't end the chasing


def test_the_page_of_a_dag_states_dates_and_assumptions() -> None:
    page = str(plan_dags(PLANS).dags["binh_dinh_2025__dinh_ky"].doc_md)
    # Thu 20/3/2025 is excluded by "trước ngày": the last admissible day is Wed 19/3/2025.
    assert "| Quý I năm 2025 | `binh-dinh-2025.dinh-ky.2025-q1` | 26/02/2025 | trước ngày 20/3/2025 | 19/3/2025 |" in page
    assert "giả định" in page


@pytest.mark.parametrize("dag_id", sorted(DAG_IDS))
def test_what_the_scheduler_reads_back_is_what_was_written(dag_id: str) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    dag = plan_dags(PLANS).dags[dag_id]
    again = DagSerialization.from_dict(json.loads(json.dumps(DagSerialization.to_dict(dag))))
    assert set(again.task_dict) == set(dag.task_dict)
    assert getattr(again.timetable, "cycles", None) == getattr(dag.timetable, "cycles", None)
    assert all(again.task_dict[row].start_from_trigger for row in ("han_nop", "truoc_han_7", "sau_han_7", "tong_hop"))


def test_an_obligation_without_dates_is_run_by_hand_only() -> None:
    dags = plan_dags(PLANS).dags
    assert not dags["gia_lai_2024__dot_xuat"].timetable.can_be_scheduled
    assert dags["gia_lai_2024__dinh_ky"].timetable.can_be_scheduled


def test_a_broken_plan_is_an_import_error_naming_file_and_line_and_the_others_stay(copy_of_dags: Path, airflow_db: Path) -> None:
    plan = copy_of_dags / "plans" / "gia-lai-2024.yaml"
    plan.write_text(plan.read_text().replace("kind: periodic_report", "kind: bao_cao", 1))
    found = bag(copy_of_dags)
    assert set(found.dags) == {name for name in DAG_IDS if not name.startswith("gia_lai")} | {DAILY}
    [(file, message)] = found.import_errors.items()
    assert file.endswith("ke_hoach_loi.py")
    assert "gia-lai-2024.yaml:" in message
    assert "bao_cao" in message


def test_a_new_plan_file_is_a_new_dag_without_code(copy_of_dags: Path, airflow_db: Path) -> None:
    text = (copy_of_dags / "plans" / "gia-lai-2024.yaml").read_text()
    (copy_of_dags / "plans" / "gia-lai-thu.yaml").write_text(text.replace("id: gia-lai-2024", "id: gia-lai-thu", 1))
    new = {"gia_lai_thu__dinh_ky", "gia_lai_thu__dot_xuat", "gia_lai_thu__tuyen_truyen"}
    assert set(bag(copy_of_dags).dags) - DAG_IDS == new | {DAILY}


def test_a_task_process_reads_its_own_plan_only(copy_of_dags: Path) -> None:
    (copy_of_dags / "plans" / "dak-lak-2025.yaml").write_text("not a plan")
    found = plan_dags(copy_of_dags / "plans", wanted="gia_lai_2024__dinh_ky")
    assert {name.split("__")[0] for name in found.dags} == {"gia_lai_2024"}
    assert found.failures == {}


@pytest.mark.parametrize("file", ["cong_tac_dan_van.py", "truc_ban.py"])
def test_reading_the_dag_files_imports_nothing_heavy(file: str) -> None:
    code = "import sys, runpy; runpy.run_path(sys.argv[1]); print([m for m in sys.argv[2:] if m in sys.modules])"
    heavy = ["pandas", "docx", "xlsxwriter", "yagmail", "danvan_workflow.store.tables", "danvan_workflow.services.runtime"]
    ran = subprocess.run(
        [sys.executable, "-c", code, str(REPOSITORY / "dags" / file), *heavy],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    assert ran.stdout.splitlines()[-1] == "[]"
