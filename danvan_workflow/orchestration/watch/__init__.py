"""The DAG of every day: send what is left over, remind the leaders, prove that nothing stands still.

Here: its rows, what Airflow knows of a run that stands still, the sign of life. Not here: what a trouble is (services/watch/).
The next one: another row of the day.
"""
