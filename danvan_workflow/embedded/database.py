"""Airflow's own database, made and filled with the DAGs in one process: importing Airflow twice would cost as much again."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path


def main(arguments: list[str]) -> int:
    """`migrate` brings the schema up to date and reads the DAGs; `dags` reads the DAGs alone."""
    if arguments == ["migrate"]:
        # loaded here as in `_read_dags`: the commands import this module for its name and never pay for Airflow
        from airflow.utils import db

        db.upgradedb()
    _read_dags()
    return 0


def _read_dags() -> None:
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db

    manager = DagBundlesManager()  # type: ignore[no-untyped-call]
    manager.sync_bundles_to_db()
    for bundle in manager.get_all_dag_bundles():
        bundle.initialize()
        bag = BundleDagBag(bundle.path, bundle_path=bundle.path, bundle_name=bundle.name)
        sync_bag_to_db(bag, bundle.name, bundle_version=None)


def is_current(airflow_home: Path) -> bool:
    """True where this version of Airflow has made the database before."""
    marker = _marker(airflow_home)
    return marker.exists() and marker.read_text() == version("apache-airflow")


def remember(airflow_home: Path) -> None:
    """Write down that the database is made."""
    _marker(airflow_home).write_text(version("apache-airflow"))


def _marker(airflow_home: Path) -> Path:
    return airflow_home / "da-khoi-tao"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
