"""What the service `khoi-tao` does before every start: databases, roles, both schemas, accounts. Doing it again changes nothing.

Two roles of our database: the owner migrates, here alone; the one that everything else works with reads and writes rows, may not
change tables, and can only add to the audit log.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import read_settings

ADDED_TO_ONLY = ("event", "decision")


def main(arguments: list[str]) -> int:
    """All steps, or those named: an empty server that is to be restored needs `databases` alone."""
    parser = argparse.ArgumentParser(description="Khởi tạo cơ sở dữ liệu, bảng và tài khoản.")
    parser.add_argument("steps", nargs="*", metavar="BƯỚC", help=", ".join(STEPS))
    wanted = parser.parse_args(arguments).steps or list(STEPS)
    for name in wanted:
        if name not in STEPS:
            parser.error(f"không có bước “{name}”; có: {', '.join(STEPS)}")
    for name in wanted:
        sys.stdout.write(f"Khởi tạo: {name}\n")
        sys.stdout.flush()
        STEPS[name](os.environ)
    return 0


def make_databases(environ: Mapping[str, str]) -> None:
    """The roles with the passwords of the environment, and for each owner a database that nobody else enters."""
    airflow, owner, worker = _addresses(environ)
    with psycopg.connect(environ["DANVAN_ADMIN_URL"], autocommit=True) as connection:
        for address in (airflow, owner, worker):
            _role(connection, address)
        for address in (airflow, owner):
            _database(connection, address)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(connection.info.dbname)))
        database, role = sql.Identifier(str(owner.database)), sql.Identifier(str(worker.username))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, role))


def _addresses(environ: Mapping[str, str]) -> tuple[URL, URL, URL]:
    names = ("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "DANVAN_OWNER_URL", "DANVAN_DATABASE_URL")
    airflow, owner, worker = (make_url(environ[name]) for name in names)
    return airflow, owner, worker


def _role(connection: psycopg.Connection, address: URL) -> None:
    name = str(address.username)
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    act = "ALTER" if known else "CREATE"
    statement = sql.SQL(act + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(name), sql.Literal(address.password)))


def _database(connection: psycopg.Connection, address: URL) -> None:
    name, owner = sql.Identifier(str(address.database)), sql.Identifier(str(address.username))
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [address.database]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(name, owner))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))


def migrate_airflow(_environ: Mapping[str, str]) -> None:
    """Airflow's own tables."""
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True)


def migrate_ours(environ: Mapping[str, str]) -> None:
    """Our tables and the register, written by the owner; then what the working role may do with them."""
    _airflow, owner, worker = _addresses(environ)
    settings = read_settings({**environ, "DANVAN_DATABASE_URL": environ["DANVAN_OWNER_URL"]})
    settings.home.mkdir(parents=True, exist_ok=True)
    Runtime(settings).prepare()
    role = sql.Identifier(str(worker.username))
    with psycopg.connect(owner.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        for statement in RIGHTS:
            connection.execute(sql.SQL(statement).format(role))
        for table in ADDED_TO_ONLY:
            connection.execute(sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), role))


RIGHTS = (
    "GRANT USAGE ON SCHEMA public TO {}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
    "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {}",
)


def write_accounts(environ: Mapping[str, str]) -> None:
    """The names and passwords for the browser, where the API server alone reads them."""
    users = [entry.partition(":")[0] for entry in environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS"].split(",")]
    passwords = {user: environ[f"DANVAN_PASSWORD_{user.upper()}"] for user in users}
    target = Path(environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
    draft = target.with_suffix(".moi")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(passwords, file)
    draft.replace(target)


STEPS: dict[str, Callable[[Mapping[str, str]], None]] = {
    "databases": make_databases,
    "airflow": migrate_airflow,
    "danvan": migrate_ours,
    "accounts": write_accounts,
}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
