"""Somebody who opens the grid understands the cycle: names, owners, and a page for every row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from danvan_workflow.orchestration.dag.factory import dags_of_plan, plan_dags
from danvan_workflow.orchestration.pages.task_pages import rung_page
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.plan.models import RungSpec
from danvan_workflow.plan.names import short_name

PLANS = Path(__file__).resolve().parents[2] / "dags" / "plans"


@pytest.fixture(scope="module")
def dags() -> dict[str, Any]:
    """Every DAG of the five plans, as the scheduler reads it back."""
    from airflow.serialization.serialized_objects import DagSerialization

    made = plan_dags(PLANS).dags
    return {name: DagSerialization.from_dict(json.loads(json.dumps(DagSerialization.to_dict(dag)))) for name, dag in made.items()}


def test_every_row_says_what_it_does_and_what_to_do_when_it_is_red(dags: dict[str, Any]) -> None:
    pages = {f"{name}.{task.task_id}": task.doc_md or "" for name, dag in dags.items() for task in dag.tasks}
    assert [row for row, page in pages.items() if "**Nếu đỏ**" not in page or "**Làm lại**" not in page] == []
    assert [row for row, page in pages.items() if "{" in page or len(page) > 700] == []


def test_the_collector_owns_its_dags_and_no_class_name_is_shown(dags: dict[str, Any]) -> None:
    assert dags["binh_dinh_2025__dinh_ky"].owner == "Sở Nội vụ tỉnh Bình Định"
    assert dags["phu_son_2025__dinh_ky"].owner == "Ủy ban nhân dân phường Phú Sơn"
    shown = {task.operator_name for dag in dags.values() for task in dag.tasks}
    assert shown == {"Mở kỳ", "Gửi thư", "Hạn nộp", "Thu thập", "Tổng hợp", "Phê duyệt", "Phát hành"}


def test_dags_have_short_names_of_their_own(dags: dict[str, Any]) -> None:
    names = [dag.dag_display_name for dag in dags.values()]
    assert "Dân vận chính quyền 2024 – Gia Lai: báo cáo tuyên truyền" in names
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 70


def test_two_obligations_of_a_kind_keep_their_titles() -> None:
    plan = PlanLibrary(PLANS).load("gia-lai-2024")
    first = plan.obligations[0]
    twin = first.model_copy(update={"id": "nua-nam", "title": "Báo cáo sáu tháng"})
    doubled = plan.model_copy(update={"obligations": (*plan.obligations, twin)})
    assert short_name(plan, first).endswith(": báo cáo định kỳ")
    assert short_name(doubled, twin).endswith(": Báo cáo sáu tháng")
    names = [dag.dag_display_name for dag in dags_of_plan(doubled).values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("offset", "kind", "words"),
    [
        (-7, "reminder", "đến đầu mối của cơ quan chưa gửi hoặc gửi chưa đủ, từ 08:00 ngày làm việc thứ 7 trước ngày cuối cùng"),
        (0, "due_tomorrow", "từ 08:00 ngày cuối cùng được nộp."),
        (7, "escalation_leader", "báo lãnh đạo Sở Nội vụ tỉnh Gia Lai: danh sách các cơ quan đã quá hạn"),
    ],
)
def test_a_rung_says_whom_it_tells_and_when(offset: int, kind: Any, words: str) -> None:
    assert words in rung_page(RungSpec(offset=offset, to="focal", kind=kind), PlanLibrary(PLANS).load("gia-lai-2024"))


def test_the_form_of_a_run_says_that_no_cycle_is_chosen_yet(dags: dict[str, Any]) -> None:
    schema = dags["binh_dinh_2025__dinh_ky"].params.get_param("cycle_id").schema
    assert schema["values_display"]["None"] == "Chưa chọn"
    # a section of our own would be closed when the form opens: only Airflow's “Run Parameters” is open
    assert "section" not in schema


def test_the_daily_dag_says_what_its_rows_do_and_whose_they_are() -> None:
    from danvan_workflow.orchestration.watch.dag import daily_dag

    dag = daily_dag()
    assert dag.owner == "Trực ban"
    assert {task.operator_name for task in dag.tasks} == {"Gửi thư", "Soát việc"}
    assert all("**Làm lại**" in str(task.doc_md) for task in dag.tasks)
