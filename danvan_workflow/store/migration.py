"""Bringing the schema up to date by the migrations of the folder sql/."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from danvan_workflow.store.failures import unavailable


def migrate(engine: Engine, sql: Path) -> None:
    """Bring the schema to the newest version; does nothing when it is there already. `sql` is the folder of the migrations."""
    config = migrations(sql)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise unavailable(engine, error) from error


def migrations(sql: Path) -> Config:
    """Alembic's view of the folder of migrations; the acting code hands its connection over in `attributes`."""
    config = Config()
    config.set_main_option("script_location", str(sql))
    return config
