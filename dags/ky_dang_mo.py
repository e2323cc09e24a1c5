"""Airflow DAGs of open cycles whose plan file is broken, withdrawn or without their obligation: their runs go on as opened."""

from pathlib import Path

from airflow.sdk import get_parsing_context

from danvan_workflow.orchestration.dag.frozen import frozen_dags

globals().update(frozen_dags(Path(__file__).parent / "plans", wanted=get_parsing_context().dag_id))
