"""The one place that knows Airflow: plans become DAGs, milestones become tasks, services do the work.

Here: what Airflow stores by its path (trigger, timetable, deadline), settings and clock of a task, `acts`. Not here: what a
milestone does (services/). The next one: a service that a task calls is a method in `acts`.
"""
