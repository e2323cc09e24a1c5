"""The leader's decision: asked for, reminded of, bound to a snapshot, given in Airflow or elsewhere.

Here: the question and its answers. Not here: the form in Airflow (orchestration/dag), what the leader reads (views/approval).
The next one: another way to answer, ending in record_decision.
"""
