"""Airflow on one machine without root or Docker: SQLite, four processes in one process group, a box that keeps all mail.

`python -m danvan_workflow.embedded run --plan binh-dinh-2025 --cycle 2025-q1` replays a cycle from its opening to
its issue; `… serve` keeps Airflow up for people to look at. Nothing in this package imports Airflow but `database`.
"""
