"""The entry point `airflow.plugins`; every Airflow process imports it, so it stays light."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from danvan_workflow.orchestration.timetable import CycleTimetable


class DanvanPlugin(AirflowPlugin):
    """What Airflow must know before it can read our DAGs: without its timetable no DAG of ours can be loaded."""

    name = "danvan"
    timetables = [CycleTimetable]  # noqa: RUF012  # the shape that Airflow declares
