"""What Airflow's own pages say of our DAGs: titles, the page of a DAG, the page of a row.

Here: texts for Airflow's pages, pure over the plan. Not here: pages of our own (console/). The next one: the text of a new row.
"""
