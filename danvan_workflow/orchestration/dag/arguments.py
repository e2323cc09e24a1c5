"""What rows and triggers are made with, so that mypy sees the calls behind Airflow's open-ended constructors."""

from __future__ import annotations

import datetime as dt
from typing import Required, TypedDict

from airflow.sdk import Asset
from airflow.sdk.definitions.retry_policy import RetryPolicy


class Patience(TypedDict, total=False):
    """How often and when Airflow tries a row again."""

    retries: int
    retry_delay: dt.timedelta
    retry_exponential_backoff: float
    max_retry_delay: dt.timedelta
    retry_policy: RetryPolicy


class RowArguments(Patience, total=False):
    """Of all that Airflow's operators may be told, what our rows are."""

    task_id: Required[str]
    task_display_name: str
    trigger_rule: str
    priority_weight: int
    outlets: list[Asset]


class StepArguments(RowArguments, total=False):
    """What every row of a cycle's run is told besides."""

    cycle_id: Required[str]
    replay: str


class TriggerArguments(TypedDict, total=False):
    """What the trigger of a row is made with."""

    cycle_id: Required[str]
    moment: Required[str]
    replay: str
    poll_seconds: float
    offset: int | None
