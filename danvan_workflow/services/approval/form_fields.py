"""The fields of the form in Airflow in which a leader decides, beside the choice; pure, because DAG files are parsed with it."""

from __future__ import annotations

NOTE, UNTIL, BY = "y_kien", "cho_den", "nguoi_quyet_dinh"
"""The remark, the day to wait for, the person who decided."""
