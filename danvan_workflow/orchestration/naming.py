"""How plans and obligations are named in Airflow."""

from __future__ import annotations


def dag_id(plan_id: str, obligation_id: str) -> str:
    """The id of an obligation's DAG.

    >>> dag_id("binh-dinh-2025", "dinh-ky")
    'binh_dinh_2025__dinh_ky'
    """
    return f"{plan_id}__{obligation_id}".replace("-", "_")
