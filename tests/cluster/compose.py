"""docker-compose.yaml as Docker itself would read it, and each of its services as a program of this machine."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from servers import program

REPOSITORY = Path(__file__).resolve().parents[2]
FILE = REPOSITORY / "docker-compose.yaml"
TRIAL = "thu-thu"


@dataclass(frozen=True)
class Service:
    """A service as docker-compose resolves it. `volumes` maps folders of the container to volumes or folders of this machine."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    volumes: dict[str, str]
    replicas: int
    healthcheck: tuple[str, ...]
    spec: dict[str, Any]


def first_start(target: Path) -> Path:
    """A fresh .env, as an engineer makes it before the first start."""
    subprocess.run(["sh", str(REPOSITORY / "deploy" / "first-start"), str(target)], check=True, capture_output=True)
    return target


def resolved(env_file: Path) -> dict[str, Any]:
    """The whole file with every variable filled in, by docker-compose; AssertionError with what it complains of."""
    tool = program("docker-compose", "docker-compose")
    command = [tool, "--env-file", str(env_file), "--file", str(FILE), "--profile", TRIAL, "config"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = yaml.safe_load(done.stdout)
    return found


def services(env_file: Path) -> dict[str, Service]:
    """The services of the file by name."""
    return {name: _service(name, spec) for name, spec in resolved(env_file)["services"].items()}


def _service(name: str, spec: dict[str, Any]) -> Service:
    check = spec.get("healthcheck", {}).get("test") or []
    return Service(
        name,
        tuple(_unescaped(part) for part in spec["command"]),
        {key: _unescaped(str(value)) for key, value in spec.get("environment", {}).items()},
        {target: source for source, target in map(_volume, spec.get("volumes", []))},
        spec.get("deploy", {}).get("replicas", 1),
        tuple(_unescaped(part) for part in check),
        spec,
    )


def _unescaped(text: str) -> str:
    """`config` prints what may be read by docker-compose again: a dollar is two."""
    return text.replace("$$", "$")


def _volume(entry: str | dict[str, Any]) -> tuple[str, str]:
    if isinstance(entry, dict):
        return entry["source"], entry["target"]
    source, target = entry.removesuffix(":ro").removesuffix(":rw").split(":")
    return source, target
