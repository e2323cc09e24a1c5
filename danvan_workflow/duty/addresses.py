"""Where the pages are that letters and questions lead to, below the address of Airflow's pages."""

from __future__ import annotations


def approval_path(cycle_id: str) -> str:
    """The page that shows what is decided upon."""
    return f"/dan-van/ky/{cycle_id}/trinh-duyet"
