"""Plans become DAGs: one DAG per obligation, one run per cycle, one row per milestone.

Here: the factory, the rows, the leader's question. Not here: what a row does (services/), nor what Airflow stores by its
path (trigger, timetable, deadline, moments: one level up). The next one: a row is an operator in `steps` and a line in `factory`.
"""
