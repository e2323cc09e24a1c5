"""Airflow's own pages in Vietnamese, for browsers that prefer it.

Here: the strings and the overlay that hands them out. Not here: texts of our own pages. The next one: a namespace of Airflow's
catalogue as `strings/vi/<namespace>.json`.
"""
