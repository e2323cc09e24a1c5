"""Use cases, one a module, by subject: plain arguments in, small frozen results out; CLI, DAGs, pages and tests call the same.

Here: verbs, each in one transaction with its event. Not here: reading for a page (views/), SQL (store/), Airflow.
The next one: a module in the folder of its subject; no folder imports one that imports it.
"""
