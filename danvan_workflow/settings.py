"""Where things are. Read from the environment once, by the edges (cli, orchestration), and handed down as a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SOURCE_VARIABLE = re.compile(r"DANVAN_SOURCE_([A-Z0-9_]+)_URL")
PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A mail server. `security` is `none`, `starttls` or `ssl`; the password never shows in a repr."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "none"
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders, the database and the mail server of one installation.

    `mail` is None where no server is named: then nothing can be sent, and saying so is an error of the sending act alone.
    `sources` are the addresses of the databases to collect from, by the names of their mappings (`he-thong-tinh`).
    `alert_to` are those whom the watchdog writes to; without them it is the focal points of the collectors.
    `heartbeat_url` is asked for after each day on which nothing was stuck, so that somebody outside notices silence; a secret.
    `base_url` is the address of Airflow's pages as people reach it, for links in letters; without it letters have none.
    `deadline_alerts` lets Airflow itself sound the alarm when a collector's own due day ends.
    """

    home: Path
    database_url: str = field(repr=False)
    plans: Path = PROJECT / "dags" / "plans"
    templates: Path = PROJECT / "templates"
    sql: Path = PROJECT / "sql"
    mail: SmtpSettings | None = None
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)
    alert_to: tuple[str, ...] = ()
    heartbeat_url: str = field(default="", repr=False)
    deadline_alerts: bool = False
    base_url: str = ""

    @property
    def collect(self) -> Path:
        """Folder of the queries and mappings of the sources."""
        return self.sql / "collect"

    @property
    def outbox(self) -> Path:
        """Folder of documents made for people to open."""
        return self.home / "bao-cao"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from DANVAN_HOME, DANVAN_DATABASE_URL, DANVAN_PLANS, DANVAN_SMTP_*, DANVAN_SOURCE_<NAME>_URL, DANVAN_ALERT_TO,
    DANVAN_HEARTBEAT_URL, DANVAN_DEADLINE_ALERTS and DANVAN_BASE_URL.

    All but the mail server and the sources have an embedded default.

    >>> read_settings({"DANVAN_HOME": "/srv/danvan"}).database_url
    'sqlite:////srv/danvan/danvan.sqlite'
    """
    home = Path(environ.get("DANVAN_HOME") or PROJECT / "var")
    return Settings(
        home=home,
        database_url=environ.get("DANVAN_DATABASE_URL") or f"sqlite:///{home / 'danvan.sqlite'}",
        plans=Path(environ.get("DANVAN_PLANS") or PROJECT / "dags" / "plans"),
        mail=_mail(environ),
        sources=_sources(environ),
        alert_to=_addresses(environ.get("DANVAN_ALERT_TO", "")),
        heartbeat_url=environ.get("DANVAN_HEARTBEAT_URL", "").strip(),
        deadline_alerts=environ.get("DANVAN_DEADLINE_ALERTS") == "1",
        base_url=_address(environ.get("DANVAN_BASE_URL", "")),
    )


def _address(text: str) -> str:
    """A web address without its last slash; empty for anything that is none.

    >>> _address("https://baocao.tinh.example/"), _address("baocao")
    ('https://baocao.tinh.example', '')
    """
    found = text.strip().rstrip("/")
    return found if found.startswith(("http://", "https://")) else ""


def _addresses(text: str) -> tuple[str, ...]:
    """
    >>> _addresses(" truc@snv.example, an@snv.example,,truc@snv.example")
    ('truc@snv.example', 'an@snv.example')
    """
    return tuple(dict.fromkeys(address.strip() for address in text.split(",") if address.strip()))


def _sources(environ: Mapping[str, str]) -> dict[str, str]:
    """DANVAN_SOURCE_HE_THONG_TINH_URL is the address of the source `he-thong-tinh`."""
    found = ((SOURCE_VARIABLE.fullmatch(name), address) for name, address in sorted(environ.items()))
    return {match[1].lower().replace("_", "-"): address for match, address in found if match and address}


def _mail(environ: Mapping[str, str]) -> SmtpSettings | None:
    host = environ.get("DANVAN_SMTP_HOST")
    if not host:
        return None
    return SmtpSettings(
        host=host,
        port=int(environ.get("DANVAN_SMTP_PORT") or 25),
        sender=environ.get("DANVAN_SMTP_SENDER") or "bao-cao-dan-van@danvan.example",
        user=environ.get("DANVAN_SMTP_USER", ""),
        password=environ.get("DANVAN_SMTP_PASSWORD", ""),
        security=environ.get("DANVAN_SMTP_SECURITY") or "none",
        embedded=environ.get("DANVAN_SMTP_EMBEDDED") == "1",
    )
