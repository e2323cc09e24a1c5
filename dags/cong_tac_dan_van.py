"""Airflow DAGs of every plan in dags/plans: a new plan file is a new plan here, without code."""

from pathlib import Path

from airflow.sdk import get_parsing_context

from danvan_workflow.orchestration.factory import plan_dags

globals().update(plan_dags(Path(__file__).parent / "plans", wanted=get_parsing_context().dag_id).dags)
