"""DAGs that Airflow's database knows, as its DAG processor would have written them down."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

DAGS = Path(__file__).resolve().parents[1] / "dags"


def make_known(*dag_ids: str, paused: bool = False) -> None:
    """Parse our DAG file and write these DAGs into Airflow's database."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db

    DagBundlesManager().sync_bundles_to_db()  # type: ignore[no-untyped-call]  # Airflow leaves its __init__ untyped
    bag = DagBag(str(DAGS / "cong_tac_dan_van.py"))
    bag.dags = {name: dag for name, dag in bag.dags.items() if name in dag_ids}
    assert set(bag.dags) == set(dag_ids)
    sync_bag_to_db(bag, "dags-folder", None)
    for name in dag_ids:
        pause(name, paused)


def pause(dag_id: str, paused: bool) -> None:
    """Switch a DAG off or on."""
    from airflow.models import DagModel
    from airflow.utils.session import create_session

    with create_session(scoped=False) as session:
        session.get_one(DagModel, dag_id).is_paused = paused


def add_run(dag_id: str, run_id: str, *, key: str | None = None, conf: Mapping[str, Any] | None = None) -> None:
    """A run that was begun; nobody works on it."""
    from airflow.api.common.trigger_dag import trigger_dag
    from airflow.utils.types import DagRunTriggeredByType, DagRunType

    kind = DagRunType.SCHEDULED if run_id.startswith("scheduled__") else DagRunType.MANUAL
    trigger_dag(
        dag_id,
        triggered_by=DagRunTriggeredByType.TEST,
        run_type=kind,
        run_id=run_id,
        conf=dict(conf or {}),
        partition_key=key,
    )


def set_state(dag_id: str, run_id: str, task_id: str, state: str) -> None:
    """Let a task of a run stand in a state, as a worker would have left it."""
    from airflow.models import TaskInstance
    from airflow.utils.session import create_session

    with create_session(scoped=False) as session:
        session.query(TaskInstance).filter_by(dag_id=dag_id, run_id=run_id, task_id=task_id).one().state = state
