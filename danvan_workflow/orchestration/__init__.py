"""The one place that knows Airflow: plans become DAGs, milestones become tasks, services do the work."""
