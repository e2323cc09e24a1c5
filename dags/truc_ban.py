"""The Airflow DAG of every day: send what is left over, remind the leaders, prove that nothing stands still."""

from danvan_workflow.orchestration.watch.dag import daily_dag

dag = daily_dag()
