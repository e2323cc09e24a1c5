"""The leader's decision: asked for, reminded of, bound to a snapshot, given in Airflow or elsewhere."""
