"""Airflow's public REST API, as the launcher speaks it."""

from danvan_workflow.services.approval.airflow_api import AirflowApi, AirflowUnavailable

__all__ = ["AirflowApi", "AirflowUnavailable"]
