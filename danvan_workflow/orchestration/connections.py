"""Where the installation's database and mail server are: explicit value, else environment, else an Airflow Connection."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from airflow.sdk import Connection
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowNotFoundException

from danvan_workflow.intake.mapping_file import source_names
from danvan_workflow.orchestration import hooks
from danvan_workflow.settings import Settings, SmtpSettings, read_settings

STORE_CONNECTION = "danvan_kho"
MAIL_CONNECTION = "danvan_smtp"
SOURCE_CONNECTION = "danvan_nguon_"


def current_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; the environment wins over the Connections `danvan_kho`, `danvan_smtp`, `danvan_nguon_<name>`.

    Reads Connections, hence to be called in a task or a trigger, never while a DAG file is parsed.
    """
    env = os.environ if environ is None else environ
    settings = _of_the_dags_folder(env)
    if not env.get("DANVAN_DATABASE_URL") and (store := _find(STORE_CONNECTION)):
        settings = replace(settings, database_url=hooks.connection_url(store))
    if settings.mail is None and (mail := _find(MAIL_CONNECTION)):
        settings = replace(settings, mail=smtp_settings(mail))
    base_url = settings.base_url or (conf.get("api", "base_url", fallback="") or "").rstrip("/")
    return replace(settings, base_url=base_url, sources={**_sources(settings), **settings.sources})


def store_address(environ: Mapping[str, str] | None = None) -> str:
    """The address of our database alone. It holds the password: never print it."""
    env = os.environ if environ is None else environ
    store = None if env.get("DANVAN_DATABASE_URL") else _find(STORE_CONNECTION)
    return hooks.connection_url(store) if store else _of_the_dags_folder(env).database_url


def _of_the_dags_folder(env: Mapping[str, str]) -> Settings:
    """The settings of the environment; where it names neither project nor plans, those of Airflow's own DAG folder."""
    dags = Path(conf.get("core", "dags_folder"))
    settings = read_settings(env, near=dags)
    if settings.project or env.get("DANVAN_PLANS") or not (dags / "plans").is_dir():
        return settings
    return replace(settings, plans=dags / "plans")


def _sources(settings: Settings) -> dict[str, str]:
    """Sources that have a mapping file and a Connection but no address in the environment."""
    names = [name for name in source_names(settings.collect) if name not in settings.sources]
    found = {name: _find(SOURCE_CONNECTION + name.replace("-", "_")) for name in names}
    return {name: hooks.connection_url(source) for name, source in found.items() if source}


def smtp_settings(connection: Connection) -> SmtpSettings:
    """A connection of Airflow's own type `smtp` as our settings. Without a sender it's the login that sends."""
    extra = connection.extra_dejson
    return SmtpSettings(
        host=connection.host or "localhost",
        port=connection.port or 25,
        sender=extra.get("from_email") or connection.login or "",
        user=connection.login or "",
        password=connection.password or "",
        security=_security(extra),
    )


def _security(extra: Mapping[str, object]) -> str:
    """The form's two switches: SSL unless disabled, else STARTTLS unless disabled."""
    if not extra.get("disable_ssl"):
        return "ssl"
    return "plain" if extra.get("disable_tls") else "starttls"


def _find(conn_id: str) -> Connection | None:
    try:
        found: Connection = Connection.get(conn_id)
        return found
    except AirflowNotFoundException:
        return None
