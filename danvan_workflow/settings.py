"""Where things are. Read from the environment once, by the edges (cli, orchestration), and handed down as a value.

What the product brings along (dags/, sql/, templates/) lies beside the package in a checkout and inside it in a wheel: `SHIPPED`.
A province's own project (`danvan init`) has the same folders; whatever it has comes first, file by file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

SOURCE_VARIABLE = re.compile(r"DANVAN_SOURCE_([A-Z0-9_]+)_URL")
MARKER = "du-an-danvan.txt"
EXAMPLE_DOMAIN = "danvan.example"
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


PACKAGED = Path(str(files("danvan_workflow"))) / "packaged"
IN_CHECKOUT = not PACKAGED.is_dir()
SHIPPED = PACKAGED.parent.parent if IN_CHECKOUT else PACKAGED
"""The folder that holds the product's own dags/, sql/ and templates/."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A mail server; the password never shows in a repr.

    `security` is `none`, `starttls`, `ssl`, or `plain`: a login may go over an open line.
    """

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

    `templates` and `sql` are those that the product brings along, `project` the folder of a province whose own come before them.
    `home_is_default` says that nobody chose the data folder: that it isn't there yet is then no fault.
    `mail` is None where no server is named: then nothing can be sent, and saying so is an error of the sending act alone.
    `sources` are the addresses of the databases to collect from, by the names of their mappings (`he-thong-tinh`).
    `alert_to` are those whom the watchdog writes to; without them it is the focal points of the collectors.
    `heartbeat_url` is asked for after each day on which nothing was stuck, so that somebody outside notices silence; a secret.
    `base_url` is the address of Airflow's pages as people reach it, for links in letters; without it letters have none.
    `named_domain` stands behind the @ of the Message-IDs; without it that is the domain of the sender.
    `deadline_alerts` lets Airflow itself sound the alarm when a collector's own due day ends.
    """

    home: Path
    database_url: str = field(repr=False)
    plans: Path = SHIPPED / "dags" / "plans"
    templates: Path = SHIPPED / "templates"
    sql: Path = SHIPPED / "sql"
    project: Path | None = None
    home_is_default: bool = False
    mail: SmtpSettings | None = None
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)
    alert_to: tuple[str, ...] = ()
    heartbeat_url: str = field(default="", repr=False)
    deadline_alerts: bool = False
    base_url: str = ""
    named_domain: str = ""

    @property
    def message_id_domain(self) -> str:
        """The domain of the Message-IDs of letters queued from now on; each letter keeps the one that it was queued with."""
        return self.named_domain or _domain(self.mail.sender.rpartition("@")[2] if self.mail else "") or EXAMPLE_DOMAIN

    @property
    def dags(self) -> Path:
        """Folder of the DAG files."""
        return (self.project or SHIPPED) / "dags"

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Folders of templates; the first one that has a template gives it."""
        return (*self._own("templates"), self.templates)

    @property
    def collect(self) -> tuple[Path, ...]:
        """Folders of the queries and mappings of the sources; the first one that has a file gives it."""
        return (*self._own("sql", "collect"), self.sql / "collect")

    def _own(self, *parts: str) -> tuple[Path, ...]:
        return (self.project.joinpath(*parts),) if self.project else ()

    @property
    def outbox(self) -> Path:
        """Folder of documents made for people to open."""
        return self.home / "bao-cao"


def read_settings(environ: Mapping[str, str], near: Path | None = None) -> Settings:
    """Settings from DANVAN_PROJECT, DANVAN_HOME, DANVAN_DATABASE_URL, DANVAN_PLANS, DANVAN_SMTP_*, DANVAN_SOURCE_<NAME>_URL,
    DANVAN_ALERT_TO, DANVAN_HEARTBEAT_URL, DANVAN_DEADLINE_ALERTS, DANVAN_BASE_URL and DANVAN_MESSAGE_ID_DOMAIN.

    All but the mail server and the sources have an embedded default. Without DANVAN_PROJECT the project is the one that `near`
    lies in (the working folder, where not said).

    >>> read_settings({"DANVAN_HOME": "/srv/danvan"}).database_url
    'sqlite:////srv/danvan/danvan.sqlite'
    """
    project = _project(environ, near)
    home = home_of(environ, project)
    return Settings(
        home=home,
        database_url=environ.get("DANVAN_DATABASE_URL") or f"sqlite:///{home / 'danvan.sqlite'}",
        plans=Path(environ.get("DANVAN_PLANS") or (project or SHIPPED) / "dags" / "plans"),
        project=project,
        home_is_default=not environ.get("DANVAN_HOME"),
        mail=_mail(environ),
        sources=_sources(environ),
        alert_to=_addresses(environ.get("DANVAN_ALERT_TO", "")),
        heartbeat_url=environ.get("DANVAN_HEARTBEAT_URL", "").strip(),
        deadline_alerts=environ.get("DANVAN_DEADLINE_ALERTS") == "1",
        base_url=_address(environ.get("DANVAN_BASE_URL", "")),
        named_domain=_domain(environ.get("DANVAN_MESSAGE_ID_DOMAIN", "")),
    )


def home_of(environ: Mapping[str, str], project: Path | None = None) -> Path:
    """The data folder: the one that is named, else the default of the project."""
    return Path(environ.get("DANVAN_HOME") or _default_home(environ, project or _project(environ, None)))


def _project(environ: Mapping[str, str], near: Path | None) -> Path | None:
    """The folder that is named, else the nearest one, from `near` upwards, that `danvan init` has marked."""
    if named := environ.get("DANVAN_PROJECT"):
        return Path(named).absolute() if Path(named).absolute() != SHIPPED else None
    start = (near or Path.cwd()).absolute()
    return next((folder for folder in (start, *start.parents) if (folder / MARKER).is_file()), None)


def _default_home(environ: Mapping[str, str], project: Path | None) -> Path:
    """`var` in the project or the checkout; for a package outside of both, the folder that the system keeps for a user's data.

    >>> _default_home({"HOME": "/home/an"}, Path("/srv/gia-lai")).as_posix()
    '/srv/gia-lai/var'
    """
    if project or IN_CHECKOUT:
        return (project or SHIPPED) / "var"
    data = environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path(environ.get("HOME") or Path.home()) / ".local" / "share") / "danvan"


def _address(text: str) -> str:
    """A web address without its last slash; empty for anything that is none.

    >>> _address("https://baocao.tinh.example/"), _address("baocao")
    ('https://baocao.tinh.example', '')
    """
    found = text.strip().rstrip("/")
    return found if found.startswith(("http://", "https://")) else ""


def _domain(text: str) -> str:
    """A domain in lower case; empty for anything that is none.

    >>> _domain(" Noivu.GiaLai.example "), _domain("noi vu@gialai")
    ('noivu.gialai.example', '')
    """
    found = text.strip().lower()
    return found if _DOMAIN.fullmatch(found) else ""


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
        sender=environ.get("DANVAN_SMTP_SENDER") or f"bao-cao-dan-van@{EXAMPLE_DOMAIN}",
        user=environ.get("DANVAN_SMTP_USER", ""),
        password=environ.get("DANVAN_SMTP_PASSWORD", ""),
        security=environ.get("DANVAN_SMTP_SECURITY") or "none",
        embedded=environ.get("DANVAN_SMTP_EMBEDDED") == "1",
    )
