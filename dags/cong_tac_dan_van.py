"""Airflow DAGs of every plan in dags/plans: a new plan file is a new plan here, without code."""

from pathlib import Path

from airflow.sdk import get_parsing_context

from danvan_workflow.orchestration.dag.factory import plan_dags

plans, wanted = Path(__file__).parent / "plans", get_parsing_context().dag_id
dags = dict(plan_dags(plans, wanted=wanted).dags)
if wanted and wanted not in dags:  # a task whose plan broke a moment ago goes on under the text that its cycle was opened with
    from danvan_workflow.orchestration.dag.frozen import frozen_dags

    dags = frozen_dags(plans, wanted)
globals().update(dags)
