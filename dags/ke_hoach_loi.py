"""Holds no Airflow DAG: fails while a plan file has a mistake, so that everybody sees it; the good plans go on."""

from pathlib import Path

from danvan_workflow.orchestration.dag.factory import plan_dags, refuse_broken

refuse_broken(plan_dags(Path(__file__).parent / "plans"))
