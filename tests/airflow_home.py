"""Airflow in a throw-away home: the environment is set before airflow is imported, the schema migrated once, then copied."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

HOME = Path(tempfile.mkdtemp(prefix="danvan-airflow-"))
ACCOUNTS = {"lanhdao": "admin", "chuyenvien": "admin", "nguoixem": "viewer"}
REPOSITORY = Path(__file__).resolve().parents[1]
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ.update(
    AIRFLOW_HOME=str(HOME),
    AIRFLOW__API_AUTH__JWT_SECRET="a secret of the tests, long enough for the signature they ask for....",
    AIRFLOW__CORE__DAGS_FOLDER=str(REPOSITORY / "dags"),
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=",".join(f"{name}:{role}" for name, role in ACCOUNTS.items()),
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=str(HOME / "tai-khoan.json"),
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{HOME}/airflow.db",
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS="danvan_workflow.embedded.home.SQLITE",
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS_ASYNC="danvan_workflow.embedded.home.SQLITE",
    AIRFLOW__LOGGING__LOGGING_LEVEL="ERROR",
    DANVAN_HOME=str(HOME),
    DANVAN_SMTP_HOST="127.0.0.1",
    DANVAN_SMTP_EMBEDDED="1",
)
(HOME / "tai-khoan.json").write_text(json.dumps({name: f"mat-khau-{name}" for name in ACCOUNTS}))


@pytest.fixture(scope="session")
def airflow_db(request: pytest.FixtureRequest) -> Path:
    """A migrated database: migrating takes ten seconds, copying none."""
    cache = request.config.cache
    assert cache is not None
    template = Path(cache.mkdir("airflow")) / f"airflow-{version('apache-airflow')}.db"
    if not template.exists():
        subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True, capture_output=True)
        copy = template.with_suffix(f".{os.getpid()}")
        shutil.copy(HOME / "airflow.db", copy)
        copy.replace(template)
    shutil.copy(template, HOME / "airflow.db")
    return HOME / "airflow.db"


@pytest.fixture(scope="module", autouse=True)
def runs_of_one_file(airflow_db: Path) -> Iterator[None]:
    """A file of tests never meets the runs of another that the same process worked on."""
    from airflow.models import DagRun
    from airflow.utils.session import create_session

    yield
    with create_session(scoped=False) as session:
        session.query(DagRun).delete()
